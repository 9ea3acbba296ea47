/** Multipliers and key increments (the golden ratio and sqrt(3) − 1, in 32 bits) of Philox4x32. */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const ROUND_COUNT = 10;

/** Four 32-bit words of counter and two of key; signed or unsigned makes no difference. */
export interface PhiloxInput {
  counter0: number;
  counter1: number;
  counter2: number;
  counter3: number;
  key0: number;
  key1: number;
}

/**
 * Philox4x32-10: a keyed bijection of 128-bit counters whose outputs pass BigCrush; writes four words to `output`.
 *
 * @param output four unsigned words, overwritten
 * @source Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC11
 */
export function philox4x32(input: PhiloxInput, output: Uint32Array): void {
  let { counter0, counter1, counter2, counter3, key0, key1 } = input;
  for (let round = 0; round < ROUND_COUNT; round++) {
    const high0 = multiplyHigh(counter0, MULTIPLIER_0);
    const low0 = Math.imul(counter0, MULTIPLIER_0);
    const high1 = multiplyHigh(counter2, MULTIPLIER_1);
    const low1 = Math.imul(counter2, MULTIPLIER_1);
    counter0 = high1 ^ counter1 ^ key0;
    counter1 = low1;
    counter2 = high0 ^ counter3 ^ key1;
    counter3 = low0;
    key0 = (key0 + KEY_STEP_0) | 0;
    key1 = (key1 + KEY_STEP_1) | 0;
  }
  output[0] = counter0;
  output[1] = counter1;
  output[2] = counter2;
  output[3] = counter3;
}

/** The high 32 bits of the unsigned product a · b, from four 16-bit products that each fit 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const carried = (Math.imul(aLow, bHigh) + (middle & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carried >>> 16)) | 0;
}
