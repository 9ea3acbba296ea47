/**
 * A running sum whose rounding error does not grow with the number of terms (Neumaier's form of Kahan's summation):
 * |error| ≤ ulp(total) + O(n ulp²) · Σ|value|. The order of the additions still decides the last bit.
 *
 * @source Neumaier, A. (1974), ZAMM 54, 39–51
 */
export class CompensatedSum {
  #sum = 0;
  #compensation = 0;

  add(value: number): void {
    const sum = this.#sum + value;
    this.#compensation += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
  }

  /** The sum so far; 0 before the first value, infinite or NaN as plain addition would be. */
  get total(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#compensation : this.#sum;
  }
}

/** The compensated sum of all values, in order; 0 for none. */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let compensation = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    const next = sum + value;
    compensation += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + compensation : sum;
}
