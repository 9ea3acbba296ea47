import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { mean, normalQuantile } from '../numeric/index.ts';
import { hashCause } from './cause-hash.ts';
import { streamFor } from './index.ts';
import { philox4x32 } from './philox.ts';

const hex = (words: Iterable<number>): string =>
  [...words].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

/** Random123, tests/kat_vectors, the three lines "philox4x32 10": counter, key, output. */
test.each([
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[-1, -1, -1, -1], [-1, -1], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
])('Philox known answer %#', (counter, key, expected) => {
  const [counter0 = 0, counter1 = 0, counter2 = 0, counter3 = 0] = counter;
  const [key0 = 0, key1 = 0] = key;
  const output = new Uint32Array(4);
  philox4x32({ counter0, counter1, counter2, counter3, key0, key1 }, output);
  expect(hex(output)).toBe(expected);
});

describe('the hash of a cause', () => {
  /** FNV test suite (RFC 9923). */
  test.each([
    ['', 'cbf29ce4 84222325'],
    ['a', 'af63dc4c 8601ec8c'],
    ['foobar', '85944171 f73967e8'],
  ])('of "%s"', (text, expected) => {
    const { high, low } = hashCause(text);
    expect(hex([high, low])).toBe(expected);
  });

  test('equals FNV-1a in whole numbers over UTF-8', () => {
    const same = fc.property(fc.string({ unit: 'binary' }), (text) => {
      let expected = 0xcbf29ce484222325n;
      for (const byte of new TextEncoder().encode(text)) {
        expected = BigInt.asUintN(64, (expected ^ BigInt(byte)) * 0x100000001b3n);
      }
      const { high, low } = hashCause(text);
      expect((BigInt(high) << 32n) | BigInt(low)).toBe(expected);
    });
    fc.assert(same);
  });
});

describe('a draw is a function of its place', () => {
  const places = fc.record({ path: fc.nat({ max: 0xffffffff }), step: fc.nat({ max: 0xffffffff }) });

  test('whatever was drawn before, and from whatever stream object', () => {
    const independent = fc.property(
      fc.maxSafeInteger(),
      fc.string(),
      fc.array(places, { minLength: 1 }),
      (any, cause, list) => {
        const seed = Math.abs(any);
        const stream = streamFor(seed, cause);
        const forwards = list.map(({ path, step }) => stream.uniformAt(path, step));
        const backwards = list.toReversed().map(({ path, step }) => streamFor(seed, cause).uniformAt(path, step));
        expect(backwards.toReversed()).toEqual(forwards);
      },
    );
    fc.assert(independent);
  });

  test('filling equals single draws, from an even or an odd step', () => {
    const stream = streamFor(11, 'demand/growth');
    for (const firstStep of [0, 1, 6, 0xffffffff - 6]) {
      const uniforms = new Float64Array(7);
      const normals = new Float64Array(7);
      stream.fillUniforms(uniforms, 3, firstStep);
      stream.fillNormals(normals, 3, firstStep);
      for (let i = 0; i < 7; i++) {
        expect(uniforms[i]).toBe(stream.uniformAt(3, firstStep + i));
        expect(normals[i]).toBe(normalQuantile(stream.uniformAt(3, firstStep + i)));
        expect(normals[i]).toBe(stream.normalAt(3, firstStep + i));
      }
    }
    stream.fillUniforms(new Float64Array(0), 0);
  });

  test('every bit of seed, path and step matters', () => {
    const found = new Set<number>();
    for (let bit = 0; bit < 53; bit++) found.add(streamFor(Math.pow(2, bit), 'a').uniformAt(0, 0));
    for (let bit = 0; bit < 32; bit++) found.add(streamFor(0, 'a').uniformAt(Math.pow(2, bit), 0));
    for (let bit = 0; bit < 32; bit++) found.add(streamFor(0, 'a').uniformAt(0, Math.pow(2, bit)));
    found.add(streamFor(0, 'a').uniformAt(0, 0)).add(streamFor(0, 'b').uniformAt(0, 0));
    expect(found.size).toBe(53 + 32 + 32 + 2);
  });

  /** Our own past answers: a change here moves every published number. */
  test('the draws of seed 42 stay', () => {
    const stream = streamFor(42, 'demand');
    expect([stream.uniformAt(0, 0), stream.uniformAt(0, 1), stream.uniformAt(7, 119)]).toEqual([
      0.9745038497156887, 0.44774604934843787, 0.9992127314569562,
    ]);
  });

  test('refuses a seed or a place outside its range', () => {
    for (const seed of [-1, 0.5, 2 ** 53, Number.NaN, Infinity]) expect(() => streamFor(seed, 'a')).toThrow(RangeError);
    const stream = streamFor(Number.MAX_SAFE_INTEGER, 'a');
    for (const place of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => stream.uniformAt(place, 0)).toThrow(RangeError);
      expect(() => stream.uniformAt(0, place)).toThrow(RangeError);
      expect(() => stream.fillNormals(new Float64Array(2), 0, place)).toThrow(RangeError);
    }
    expect(() => stream.fillUniforms(new Float64Array(2), 0, 2 ** 32 - 1)).toThrow(RangeError);
  });
});

describe('distribution', () => {
  const count = 200_000;
  const uniforms = new Float64Array(count);
  streamFor(2026, 'uniformity').fillUniforms(uniforms, 0);

  test('uniforms lie inside (0, 1) on odd multiples of 2^-53', () => {
    for (const u of uniforms.subarray(0, 1000)) {
      expect(u > 0 && u < 1).toBe(true);
      expect((u * 2 ** 53) % 2).toBe(1);
    }
  });

  // Chi-square of k bins has mean k − 1 and variance 2 (k − 1): within 4 standard deviations.
  test.each([16, 100, 1000])('chi-square of %i bins, also of steps across paths', (bins) => {
    const across = streamFor(2026, 'across');
    for (const draw of [(i: number) => uniforms[i] ?? 0, (i: number) => across.uniformAt(i, 5)]) {
      const counts = new Float64Array(bins);
      for (let i = 0; i < count; i++) {
        const bin = Math.floor(draw(i) * bins);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      const expected = count / bins;
      const statistic = counts.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
      expect(Math.abs(statistic - (bins - 1))).toBeLessThan(4 * Math.sqrt(2 * (bins - 1)));
    }
  });

  // E z^k = 0, 1, 0, 3 with Var z^k = 1, 2, 15, 96.
  test.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ])('moment %i of the normals within 4 standard errors', (power, expected, variance) => {
    const normals = new Float64Array(count);
    streamFor(2026, 'moments').fillNormals(normals, 1);
    const found = mean(normals.map((z) => z ** power));
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(variance / count));
  });

  // The mean product of independent standard normals has standard error 1 / sqrt(n).
  test('causes, seeds, paths and neighbouring steps are uncorrelated', () => {
    const normals = (seed: number, cause: string, path: number, firstStep = 0): Float64Array => {
      const target = new Float64Array(count);
      streamFor(seed, cause).fillNormals(target, path, firstStep);
      return target;
    };
    const base = normals(1, 'slip/a', 0);
    const others = [
      normals(1, 'slip/b', 0),
      normals(2, 'slip/a', 0),
      normals(1, 'slip/a', 1),
      normals(1, 'slip/a', 0, 1),
    ];
    for (const other of others) {
      const product = mean(base.map((z, i) => z * (other[i] ?? 0)));
      expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(count));
    }
  });
});
