/** What answers found earlier say of the same questions at other states. */
import type { Cut } from './cut.ts';
import type { NodeAnswer, NodeTask } from './node-pool.ts';

/** Answers of a question that are kept, the newest: 64 take more time than their better bounds are worth. */
const KEPT = 16;
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
  readonly #bounds: Bound[][][];

  /** @param sign -1 when maximising: answers bound from above */
  constructor(nodeCount: number, sign: 1 | -1) {
    this.#sign = sign;
    this.#bounds = Array.from({ length: nodeCount }, () => []);
  }

  note({ node, outcome, state }: NodeTask, { status, isProper, value, slope }: NodeAnswer): void {
    if (status !== 'optimal' || !isProper) return;
    const own = (this.#bounds[node]![outcome] ??= []);
    const sloped = slopedOf(slope);
    own.push({ intercept: value - product(sloped, state), slope, ...sloped });
    if (own.length > KEPT) own.shift();
  }

  has({ node, outcome }: Pick<NodeTask, 'node' | 'outcome'>): boolean {
    return this.#bounds[node]![outcome] !== undefined;
  }

  /** The best bound at a state, in the form of an answer; null where nothing is known. */
  at({ node, outcome, state }: NodeTask): NodeAnswer | null {
    let best: Bound | null = null;
    let value = -this.#sign * Infinity;
    for (const bound of this.#bounds[node]![outcome] ?? []) {
      const here = bound.intercept + product(bound, state);
      if (this.#sign * (here - value) <= 0) continue;
      value = here;
      best = bound;
    }
    if (!best) return null;
    const rest = { stageObjective: NaN, columnValues: NOTHING, nextState: NOTHING, feasibilityCut: null };
    return { status: 'optimal', isProper: true, value, slope: best.slope, ...rest };
  }
}

/** Slopes other than 0, by state: most states are past, or not yet. */
interface Sloped {
  readonly states: Int32Array;
  readonly slopes: Float64Array;
}

interface Bound extends Cut, Sloped {}

function slopedOf(slope: Float64Array): Sloped {
  const states = new Int32Array(slope.length);
  let count = 0;
  for (let state = 0; state < slope.length; state++) if (slope[state] !== 0) states[count++] = state;
  const own = states.slice(0, count);
  return { states: own, slopes: Float64Array.from(own, (state) => slope[state]!) };
}

function product({ states, slopes }: Sloped, state: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < states.length; index++) sum += slopes[index]! * state[states[index]!]!;
  return sum;
}
