/** The backward pass: cuts at the states that were left, latest first. */
import type { NodeAnswer, NodeCuts } from './node-pool.ts';
import type { Family } from './policy-graph.ts';
import type { Trainer, Visit } from './trainer.ts';

/** Visits of one step of the forward pass; `answers` where all that follows a visit is already solved and final. */
export interface Trial {
  readonly visit: Visit;
  /** [question of the visit's family]; left out = ask */
  readonly answers?: readonly NodeAnswer[];
}

/**
 * Makes cuts at every trial state, step by step from the last: at each step all successors are solved, then all cuts
 * added, so that the step before sees them. Equal states of one family are looked at once.
 *
 * @param steps [step] trials
 */
export async function backwardPass(trainer: Trainer, steps: readonly (readonly Trial[])[]): Promise<void> {
  for (const trials of steps.toReversed()) await backwardStep(trainer, trials);
}

interface Question {
  readonly family: Family;
  readonly state: Float64Array;
  readonly answers: readonly NodeAnswer[] | undefined;
}

/** Node LPs asked for together at least: a message costs the time of a few, and cuts are made while others are solved. */
const ASKED_TOGETHER = 24;

async function backwardStep(trainer: Trainer, trials: readonly Trial[]): Promise<void> {
  const batches = inBatches(distinct(trainer, trials));
  const solving = batches.map(async (batch) =>
    trainer.solve(batch.flatMap((question) => (question.answers ? [] : trainer.questionsAt(question)))),
  );
  // Where one batch fails the failures of the others are looked at by nobody.
  void Promise.allSettled(solving);
  const found: NodeCuts[] = [];
  for (const [index, batch] of batches.entries()) {
    const solved = await solving[index]!;
    let next = 0;
    for (const { family, state, answers } of batch) {
      const own = answers ?? solved.slice(next, (next += family.questions.length));
      found.push(...trainer.cutsFrom(family, state, own));
    }
  }
  await trainer.add(found);
}

function inBatches(questions: readonly Question[]): readonly (readonly Question[])[] {
  const batches: Question[][] = [];
  let size = ASKED_TOGETHER;
  for (const question of questions) {
    if (size >= ASKED_TOGETHER) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(question);
    if (!question.answers) size += question.family.questions.length;
  }
  return batches;
}

function distinct(trainer: Trainer, trials: readonly Trial[]): readonly Question[] {
  const { families, familyOf } = trainer.graph;
  const known = new Map<string, Question>();
  for (const { visit, answers } of trials) {
    const index = familyOf[visit.node]!;
    if (index < 0) continue;
    const key = `${index}:${visit.nextState.join()}`;
    if (!known.has(key)) known.set(key, { family: families[index]!, state: visit.nextState, answers });
  }
  return [...known.values()];
}
