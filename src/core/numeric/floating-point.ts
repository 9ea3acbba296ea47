/**
 * The parts of a float64 that the elementary functions need: exponent, exact powers of two, exact sums and products.
 * Only IEEE 754 + − × ÷ and integer operations occur, so the bits are the same on every machine.
 */

const EXPONENT_MIN = -1021;
const EXPONENT_MAX = 1023;
/** 2^27 + 1 cuts a float64 into two halves whose products are exact (Dekker 1971). */
const SPLITTER = 134217729;
/** High word of sqrt(1/2); see `nearestExponent`. */
const SQRT_HALF_HIGH_WORD = 0x3fe6a09e;
const ONE_HIGH_WORD = 0x3ff00000;

const floatView = new Float64Array(1);
const wordView = new Uint32Array(floatView.buffer);
floatView[0] = 1;
/** Which of the two words holds sign and exponent: the machine's byte order must not matter. */
const HIGH_WORD_INDEX = wordView[1] === ONE_HIGH_WORD ? 1 : 0;

const powersOfTwo = makePowersOfTwo();

/**
 * y · 2^exponent, rounded once.
 * @param y 0, or of magnitude in [1/2, 2) unless the exponent lies in [−1021, 1023]
 * @param exponent integer in [−1120, 1100]
 */
export function scaleByPowerOfTwo(y: number, exponent: number): number {
  if (exponent < EXPONENT_MIN) return y * powerOfTwo(exponent + 100) * powerOfTwo(-100);
  if (exponent > EXPONENT_MAX) return y * powerOfTwo(exponent - 100) * powerOfTwo(100);
  return y * powerOfTwo(exponent);
}

/**
 * The k for which x · 2^−k lies in [sqrt(1/2), sqrt(2)).
 * @param x normal, positive and finite
 */
export function nearestExponent(x: number): number {
  floatView[0] = x;
  const highWord = wordView[HIGH_WORD_INDEX] ?? 0;
  return ((highWord + (ONE_HIGH_WORD - SQRT_HALF_HIGH_WORD)) >>> 20) - 1023;
}

/** The rounding error of a + b, exactly: a + b = fl(a + b) + this (Knuth's two-sum). */
export function sumError(a: number, b: number): number {
  const sum = a + b;
  const bRounded = sum - a;
  return a - (sum - bRounded) + (b - bRounded);
}

/** The rounding error of a · b, exactly while nothing over- or underflows and both stay below 2^996 (Dekker's product). */
export function productError(a: number, b: number): number {
  const aCut = a * SPLITTER;
  const aHigh = aCut - (aCut - a);
  const aLow = a - aHigh;
  const bCut = b * SPLITTER;
  const bHigh = bCut - (bCut - b);
  const bLow = b - bHigh;
  return aLow * bLow - (a * b - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function powerOfTwo(exponent: number): number {
  return powersOfTwo[exponent - EXPONENT_MIN] ?? Number.NaN;
}

/** Doubling and halving are exact, so the table is too. */
function makePowersOfTwo(): Float64Array {
  const powers = new Float64Array(EXPONENT_MAX - EXPONENT_MIN + 1);
  let power = 1;
  for (let exponent = 0; exponent <= EXPONENT_MAX; exponent++, power *= 2) powers[exponent - EXPONENT_MIN] = power;
  power = 1;
  for (let exponent = 0; exponent >= EXPONENT_MIN; exponent--, power /= 2) powers[exponent - EXPONENT_MIN] = power;
  return powers;
}
