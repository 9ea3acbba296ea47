import { normalQuantile } from '../numeric/index.ts';
import { hashCause } from './cause-hash.ts';
import { philox4x32, type PhiloxInput } from './philox.ts';

const TWO_TO_32 = 4294967296;
const TWO_TO_26 = 67108864;
/** 2^−52 */
const UNIFORM_SPACING = 2.220446049250313e-16;

/** Draws of one named cause; each is a pure function of (seed, cause, path, step), whatever was drawn before. */
export interface RandomStream {
  readonly seed: number;
  readonly cause: string;
  /**
   * A uniform number in (0, 1), never 0 or 1: an odd multiple of 2^−53, symmetric about 1/2.
   * @param path integer in [0, 2^32)
   * @param step integer in [0, 2^32)
   * @throws RangeError outside these
   */
  uniformAt(path: number, step: number): number;
  /** A standard normal number: the inverse distribution function of `uniformAt` of the same place. */
  normalAt(path: number, step: number): number;
  /** Writes uniformAt(path, firstStep + i) to target[i] for all of target; twice as fast as single draws. */
  fillUniforms(target: Float64Array, path: number, firstStep?: number): void;
  /** Writes normalAt(path, firstStep + i) to target[i] for all of target. */
  fillNormals(target: Float64Array, path: number, firstStep?: number): void;
}

/**
 * The random stream of one named cause.
 *
 * Philox key = (low, high word of the seed); counter = (⌊step / 2⌋, path, low, high word of the cause's 64-bit hash).
 * Each block of four words gives the uniforms of an even step and the next odd one. Different places of different
 * streams are different counters (but for a hash collision, see `hashCause`), so a new cause moves no other draw.
 * A uniform is also its normal: use another cause, or another step, where both must be independent.
 *
 * @param seed integer in [0, 2^53 − 1]
 * @param cause a stable name such as 'demand/growth' or 'slip/ashburn-lease'; renaming it changes its draws
 * @throws RangeError for any other seed
 */
export function streamFor(seed: number, cause: string): RandomStream {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`a seed is an integer in [0, 2^53 - 1], not ${seed}`);
  const hash = hashCause(cause);
  const input: PhiloxInput = {
    counter0: 0,
    counter1: 0,
    counter2: hash.low | 0,
    counter3: hash.high | 0,
    key0: seed | 0,
    key1: Math.floor(seed / TWO_TO_32) | 0,
  };
  const block = new Uint32Array(4);

  function uniformAt(path: number, step: number): number {
    checkPlace(path, step);
    writeBlock(path, step >>> 1);
    return uniformOfBlock((step & 1) * 2);
  }

  function fillUniforms(target: Float64Array, path: number, firstStep = 0): void {
    if (target.length === 0) return;
    checkPlace(path, firstStep);
    checkPlace(path, firstStep + target.length - 1);
    for (let i = 0; i < target.length; i++) {
      const step = firstStep + i;
      if (i === 0 || step % 2 === 0) writeBlock(path, step >>> 1);
      target[i] = uniformOfBlock((step & 1) * 2);
    }
  }

  function writeBlock(path: number, blockIndex: number): void {
    input.counter0 = blockIndex | 0;
    input.counter1 = path | 0;
    philox4x32(input, block);
  }

  /** The 52 bits of two words, plus one half, over 2^52. */
  function uniformOfBlock(wordIndex: number): number {
    const high = (block[wordIndex] ?? 0) >>> 6;
    const low = (block[wordIndex + 1] ?? 0) >>> 6;
    return (high * TWO_TO_26 + low + 0.5) * UNIFORM_SPACING;
  }

  return {
    seed,
    cause,
    uniformAt,
    normalAt: (path, step) => normalQuantile(uniformAt(path, step)),
    fillUniforms,
    fillNormals(target, path, firstStep = 0) {
      fillUniforms(target, path, firstStep);
      for (let i = 0; i < target.length; i++) target[i] = normalQuantile(target[i] ?? Number.NaN);
    },
  };
}

function checkPlace(path: number, step: number): void {
  if (path >>> 0 !== path || step >>> 0 !== step) {
    throw new RangeError(`path and step are integers in [0, 2^32), not ${path} and ${step}`);
  }
}
