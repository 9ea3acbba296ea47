import type { Cut } from './cut.ts';

/** Cuts of one node, growing, all kept: intercepts and slopes in typed arrays, minimising. */
export class CutArchive {
  count = 0;
  intercepts = new Float64Array(16);
  /** [cut x state], row-major */
  slopes: Float64Array;
  readonly stateCount: number;
  readonly #sign: number;
  /** [state] 1 where some cut has a slope, and these states, ascending: no cut looks at what is past */
  readonly #isSeen: Uint8Array;
  #seen: Int32Array = new Int32Array(0);

  /** @param sign -1 turns the cuts of a maximising programme into cuts from below; feasibility cuts keep 1 */
  constructor(stateCount: number, sign: number) {
    this.stateCount = stateCount;
    this.slopes = new Float64Array(16 * stateCount);
    this.#isSeen = new Uint8Array(stateCount);
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
    this.#see(slope);
  }

  #see(slope: Float64Array): void {
    const before = this.#seen.length;
    let seen = before;
    for (let state = 0; state < slope.length; state++) {
      if (slope[state] === 0 || this.#isSeen[state] === 1) continue;
      this.#isSeen[state] = 1;
      seen++;
    }
    if (seen > before) this.#seen = Int32Array.from(slope.keys()).filter((state) => this.#isSeen[state] === 1);
  }

  /** Intercept + slope x state of each cut from `first` on, written to `target` at the cut's index. */
  evaluate(state: Float64Array, target: Float64Array, first = 0): void {
    const { slopes, intercepts, stateCount } = this;
    const seen = this.#seen;
    for (let cut = first; cut < this.count; cut++) {
      const start = cut * stateCount;
      let value = intercepts[cut]!;
      for (let index = 0; index < seen.length; index++) {
        const at = seen[index]!;
        value += slopes[start + at]! * state[at]!;
      }
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
