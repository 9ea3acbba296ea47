/** A real number as a whole number of 2^-160: exact for every float64 that a plan can hold, so that nothing here rounds twice. */
export type Fixed = bigint;

const FRACTION_BITS = 160n;
export const ONE: Fixed = 1n << FRACTION_BITS;
const ONE_AS_NUMBER = Number(ONE);
const HALF: Fixed = ONE >> 1n;
const EXPONENT_BIAS = 1075;
const MANTISSA_BITS = 52n;
/** Room for one number while its bits are read. */
const SCRATCH = new DataView(new ArrayBuffer(8));

/** The number itself; what lies below 2^-160 is dropped. @throws RangeError for what is not finite */
export function fixed(value: number): Fixed {
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  SCRATCH.setFloat64(0, value);
  const bits = SCRATCH.getBigUint64(0);
  const exponent = Number((bits >> MANTISSA_BITS) & 0x7ffn);
  const fraction = bits & ((1n << MANTISSA_BITS) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction | (1n << MANTISSA_BITS);
  const shift = FRACTION_BITS + BigInt(Math.max(exponent, 1) - EXPONENT_BIAS);
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return value < 0 ? -size : size;
}

export const whole = (count: number): Fixed => BigInt(count) << FRACTION_BITS;
export const times = (first: Fixed, second: Fixed): Fixed => (first * second + HALF) >> FRACTION_BITS;
export const over = (first: Fixed, second: Fixed): Fixed => (first << FRACTION_BITS) / second;
export const sizeOf = (value: Fixed): Fixed => (value < 0n ? -value : value);
export const sumOf = (values: readonly Fixed[]): Fixed => values.reduce((sum, value) => sum + value, 0n);

/** Nearest float64. */
export const numberOf = (value: Fixed): number => Number(value) / ONE_AS_NUMBER;

/** base^n by n multiplications. @param n whole, >= 0 */
export function power(base: Fixed, n: number): Fixed {
  let product = ONE;
  for (let step = 0; step < n; step++) product = times(product, base);
  return product;
}

/** The twelfth root, by Newton's method from above. @param value > 0 */
export function twelfthRoot(value: Fixed): Fixed {
  if (value <= 0n) throw new RangeError('the twelfth root is of a number above zero');
  let root = value > ONE ? value : ONE;
  for (;;) {
    const next = (11n * root + over(value, power(root, 11))) / 12n;
    if (next >= root) return root;
    root = next;
  }
}

/** [month 0..count] (1 + rate)^(-month / 12). */
export function discountFactors(ratePerYear: number, count: number): Fixed[] {
  const monthly = over(ONE, twelfthRoot(ONE + fixed(ratePerYear)));
  const factors = [ONE];
  for (let month = 1; month <= count; month++) factors.push(times(factors[month - 1]!, monthly));
  return factors;
}

/** Whole cents of float64 (as a ledger holds them) as dollars. */
export const usdOfCents = (cents: number): Fixed => (BigInt(cents) << FRACTION_BITS) / 100n;
/** A number of cents, not necessarily whole, as dollars. */
export const cents = (count: number): Fixed => fixed(count) / 100n;
