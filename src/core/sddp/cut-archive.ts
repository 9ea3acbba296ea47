import type { Cut } from './cut.ts';

/** Cuts of one node, growing, all kept: intercepts and slopes in typed arrays, minimising. */
export class CutArchive {
  count = 0;
  intercepts = new Float64Array(16);
  /** [cut x state], row-major */
  slopes: Float64Array;
  readonly stateCount: number;
  readonly #sign: number;

  /** @param sign -1 turns the cuts of a maximising programme into cuts from below; feasibility cuts keep 1 */
  constructor(stateCount: number, sign: number) {
    this.stateCount = stateCount;
    this.slopes = new Float64Array(16 * stateCount);
    this.#sign = sign;
  }

  add({ intercept, slope }: Cut): void {
    if (this.count === this.intercepts.length) {
      this.intercepts = grown(this.intercepts);
      this.slopes = grown(this.slopes);
    }
    this.intercepts[this.count] = this.#sign * intercept;
    const start = this.count * this.stateCount;
    for (let state = 0; state < this.stateCount; state++) this.slopes[start + state] = this.#sign * slope[state]!;
    this.count++;
  }

  /** Intercept + slope x state of each cut from `first` on, written to `target` at the cut's index. */
  evaluate(state: Float64Array, target: Float64Array, first = 0): void {
    const { slopes, intercepts, stateCount } = this;
    for (let cut = first; cut < this.count; cut++) {
      const start = cut * stateCount;
      let value = intercepts[cut]!;
      for (let index = 0; index < stateCount; index++) value += slopes[start + index]! * state[index]!;
      target[cut] = value;
    }
  }
}

/** A copy of twice the length. */
export function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(Math.max(16, values.length * 2));
  longer.set(values);
  return longer;
}
