/** The backward pass: cuts at the states that were left, latest first. */
import type { NodeAnswer } from './node-pool.ts';
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

async function backwardStep(trainer: Trainer, trials: readonly Trial[]): Promise<void> {
  const questions = distinct(trainer, trials);
  const open = questions.filter(({ answers }) => !answers);
  const solved = await trainer.solve(open.flatMap(({ family, state }) => trainer.questionsAt(family, state)));
  let next = 0;
  const found = questions.flatMap(({ family, state, answers }) => {
    const own = answers ?? solved.slice(next, (next += family.questions.length));
    return trainer.cutsFrom(family, state, own);
  });
  await trainer.add(found);
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
