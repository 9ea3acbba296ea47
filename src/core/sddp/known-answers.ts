/** What answers found earlier say of the same questions at other states. */
import type { Cut } from './cut.ts';
import type { NodeAnswer, NodeTask } from './node-pool.ts';

/** Answers of a question that are kept, the newest: with more of them memory would grow with the training. */
const KEPT = 64;
const NOTHING = new Float64Array(0);

/**
 * Answers by question (node and outcome), each as what it bounds at every state: value + slope (state - its state).
 *
 * The best of these bounds is no answer but holds wherever an answer would, so cuts made from it are valid, only lower
 * than they could be. It is often higher than the cuts that nodes hold: those are means over what follows of answers at
 * one state, and this takes the best state for each of the questions.
 */
export class KnownAnswers {
  readonly #sign: 1 | -1;
  /** [node][outcome] */
  readonly #bounds: Cut[][][];

  /** @param sign -1 when maximising: answers bound from above */
  constructor(nodeCount: number, sign: 1 | -1) {
    this.#sign = sign;
    this.#bounds = Array.from({ length: nodeCount }, () => []);
  }

  note({ node, outcome, state }: NodeTask, { status, isProper, value, slope }: NodeAnswer): void {
    if (status !== 'optimal' || !isProper) return;
    const own = (this.#bounds[node]![outcome] ??= []);
    own.push({ intercept: value - product(slope, state), slope });
    if (own.length > KEPT) own.shift();
  }

  has({ node, outcome }: Pick<NodeTask, 'node' | 'outcome'>): boolean {
    return this.#bounds[node]![outcome] !== undefined;
  }

  /** The best bound at a state, in the form of an answer; null where nothing is known. */
  at({ node, outcome, state }: NodeTask): NodeAnswer | null {
    let best: Cut | null = null;
    let value = -this.#sign * Infinity;
    for (const bound of this.#bounds[node]![outcome] ?? []) {
      const here = bound.intercept + product(bound.slope, state);
      if (this.#sign * (here - value) <= 0) continue;
      value = here;
      best = bound;
    }
    if (!best) return null;
    const rest = { stageObjective: NaN, columnValues: NOTHING, nextState: NOTHING, feasibilityCut: null };
    return { status: 'optimal', isProper: true, value, slope: best.slope, ...rest };
  }
}

function product(slope: Float64Array, state: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < slope.length; index++) sum += slope[index]! * state[index]!;
  return sum;
}
