/** The backward pass: cuts at the states that were left, latest first. */
import type { AskedQuestions } from './asked-questions.ts';
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
 * @param asked which questions are asked; left out = all
 */
export async function backwardPass(
  trainer: Trainer,
  steps: readonly (readonly Trial[])[],
  asked?: AskedQuestions,
): Promise<void> {
  const latestFirst = steps.toReversed();
  if (asked?.isSparing) return inTurns(trainer, latestFirst, asked);
  for (const trials of latestFirst) await ask(trainer, trials, asked).learn();
}

/**
 * The halves of each step in turns: while the workers solve one, the cuts of the other are made. What a half's step
 * before sees is fixed: all of its own cuts, and the other half's up to the step before those.
 */
async function inTurns(trainer: Trainer, latestFirst: readonly (readonly Trial[])[], asked: AskedQuestions) {
  let open: AskedStep | null = null;
  for (const trials of latestFirst) {
    const middle = Math.ceil(trials.length / 2);
    for (const half of [trials.slice(0, middle), trials.slice(middle)]) {
      const next = ask(trainer, half, asked);
      await open?.learn();
      open = next;
    }
  }
  await open?.learn();
}

/** A state to be looked at for a family. */
interface Look {
  readonly family: Family;
  readonly state: Float64Array;
  /** nodes that left it */
  readonly visited: number[];
  readonly answers: readonly NodeAnswer[] | undefined;
}

/** Node LPs asked for together at least: a message costs the time of a few, and cuts are made while others are solved. */
const ASKED_TOGETHER = 24;

/** Questions that are being answered. */
interface AskedStep {
  /** waits for the answers, and adds the cuts that they make */
  learn(): Promise<void>;
}

function ask(trainer: Trainer, trials: readonly Trial[], asked: AskedQuestions | undefined): AskedStep {
  const batches = inBatches(distinct(trainer, trials).map((look) => ({ ...look, places: placesOf(look, asked) })));
  const solving = batches.map(async (batch) =>
    trainer.solve(
      batch.flatMap(({ family, state, places }) => places.map((place) => ({ ...family.questions[place]!, state }))),
    ),
  );
  // Where one batch fails the failures of the others are looked at by nobody.
  void Promise.allSettled(solving);
  const learn = async (): Promise<void> => {
    const found: NodeCuts[] = [];
    for (const [index, batch] of batches.entries()) {
      const solved = await solving[index]!;
      let next = 0;
      for (const look of batch) {
        const own = solved.slice(next, (next += look.places.length));
        const answers = look.answers ?? asked?.completed(look, look.places, own) ?? own;
        found.push(...trainer.cutsFrom(look.family, look.state, answers));
      }
    }
    await trainer.add(found);
  };
  return { learn };
}

/** Places among the family's questions to be asked. */
function placesOf({ family, visited, answers }: Look, asked: AskedQuestions | undefined): readonly number[] {
  if (answers) return [];
  return asked ? asked.placesFor(family, visited) : [...family.questions.keys()];
}

function inBatches<Asked extends { readonly places: readonly number[] }>(looks: readonly Asked[]): readonly Asked[][] {
  const batches: Asked[][] = [];
  let size = ASKED_TOGETHER;
  for (const look of looks) {
    if (size >= ASKED_TOGETHER) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(look);
    size += look.places.length;
  }
  return batches;
}

function distinct(trainer: Trainer, trials: readonly Trial[]): readonly Look[] {
  const { families, familyOf } = trainer.graph;
  const known = new Map<string, Look>();
  for (const { visit, answers } of trials) {
    const index = familyOf[visit.node]!;
    if (index < 0) continue;
    const key = `${index}:${visit.nextState.join()}`;
    const same = known.get(key);
    if (same) same.visited.push(visit.node);
    else known.set(key, { family: families[index]!, state: visit.nextState, visited: [visit.node], answers });
  }
  return [...known.values()];
}
