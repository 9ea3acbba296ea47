import { describe, expect, it } from 'vitest';

import { streamFor } from '../random/index.ts';
import {
  contributionsToMeanAndTail,
  exp,
  intervalOfContributions,
  intervalOfMean,
  intervalOfMeanAndTail,
  intervalOfQuantile,
  intervalOfRatio,
  log,
  normalCdf,
  normalDensity,
  normalQuantile,
  standardDeviation,
  studentQuantile,
  wilsonInterval,
  type Interval,
} from './index.ts';

/**
 * Nominal 95 % intervals on problems with known answers. The share of 4,000 replications that covers has a standard error
 * of 0.0034 at 0.95, so [0.935, 0.965] is 4.4 of them to either side.
 */
const REPLICATIONS = 4000;
const CONFIDENCE = 0.95;

function coverage(name: string, truth: number, intervalIn: (normals: Float64Array) => Interval, size: number): number {
  const stream = streamFor(2026, `coverage/${name}`);
  const normals = new Float64Array(size);
  let covered = 0;
  for (let replication = 0; replication < REPLICATIONS; replication++) {
    stream.fillNormals(normals, replication);
    const { low, high } = intervalIn(normals);
    covered += Number(low <= truth && truth <= high);
  }
  return covered / REPLICATIONS;
}

/** Mean of the worst share of a standard normal: −density(quantile) / share. */
const normalTail = (share: number) => -normalDensity(normalQuantile(share)) / share;

/** Mean of the worst share of a loss exp(z): −exp(1/2) (1 − Φ(quantile of 1 − share − 1)) / share. */
const lossTail = (share: number) => (-exp(0.5) * normalCdf(1 - normalQuantile(1 - share))) / share;
const TAIL = { tailFraction: 0.05, weight: 1 };
const MIXED = { tailFraction: 0.05, weight: 0.3 };

/** One value and another on the same normals, of standard deviation √1.06 and correlation 0.87 with it: the second of the two halves is noise. */
function pairedTail(normals: Float64Array, risk: typeof TAIL): Interval {
  const half = normals.length / 2;
  const [first, noise] = [normals.slice(0, half), normals.subarray(half)];
  const others = contributionsToMeanAndTail(
    first.map((x, index) => 0.9 * x + 0.5 * noise[index]!),
    risk,
  );
  const difference = contributionsToMeanAndTail(first, risk).map((value, index) => value - others[index]!);
  return intervalOfContributions(difference, risk, CONFIDENCE);
}

describe('nominal 95 % intervals cover between 93.5 and 96.5 %', () => {
  it.each<[string, number, (normals: Float64Array) => Interval, number]>([
    [
      'a lognormal mean, sigma 0.5',
      exp(0.125),
      (z) =>
        intervalOfMean(
          z.map((x) => exp(0.5 * x)),
          CONFIDENCE,
        ),
      1000,
    ],
    [
      'the 5 % quantile of a lognormal',
      exp(normalQuantile(0.05)),
      (z) => intervalOfQuantile(z.map(exp).toSorted(), 0.05, CONFIDENCE),
      1000,
    ],
    ['the median', 0, (z) => intervalOfQuantile(z.toSorted(), 0.5, CONFIDENCE), 500],
    [
      'the mean of the worst 5 % of a normal',
      normalTail(0.05),
      (z) => intervalOfMeanAndTail(z.slice(), { tailFraction: 0.05, weight: 1 }, CONFIDENCE),
      2000,
    ],
    [
      '0.7 mean and 0.3 tail of a normal',
      0.3 * normalTail(0.05),
      (z) => intervalOfMeanAndTail(z.slice(), { tailFraction: 0.05, weight: 0.3 }, CONFIDENCE),
      1000,
    ],
    [
      'the mean of the worst 5 % of a lognormal loss',
      lossTail(0.05),
      (z) =>
        intervalOfMeanAndTail(
          z.map((x) => -exp(x)),
          TAIL,
          CONFIDENCE,
        ),
      1000,
    ],
    [
      '0.7 mean and 0.3 tail of a lognormal loss, few values',
      0.7 * -exp(0.5) + 0.3 * lossTail(0.05),
      (z) =>
        intervalOfMeanAndTail(
          z.map((x) => -exp(x)),
          MIXED,
          CONFIDENCE,
        ),
      500,
    ],
    ['a paired difference of tails', normalTail(0.05) * (1 - Math.sqrt(1.06)), (z) => pairedTail(z, TAIL), 2000],
    [
      'a paired difference of mean and tail',
      0.3 * normalTail(0.05) * (1 - Math.sqrt(1.06)),
      (z) => pairedTail(z, MIXED),
      2000,
    ],
    [
      'a probability of 5 %',
      0.05,
      (z) => wilsonInterval(z.filter((x) => x < normalQuantile(0.05)).length, z.length, CONFIDENCE),
      1000,
    ],
    [
      'a probability of 1 %',
      0.01,
      (z) => wilsonInterval(z.filter((x) => x < normalQuantile(0.01)).length, z.length, CONFIDENCE),
      2000,
    ],
    [
      'a ratio of means',
      exp(0.125) / 2,
      (z) =>
        intervalOfRatio(
          z.map((x) => exp(0.5 * x)),
          z.map((x) => 2 + 0.5 * x),
          CONFIDENCE,
        ),
      500,
    ],
  ])('%s', (name, truth, intervalIn, size) => {
    const share = coverage(name, truth, intervalIn, size);
    expect(share, name).toBeGreaterThanOrEqual(0.935);
    expect(share, name).toBeLessThanOrEqual(0.965);
  });
});

it('Wilson of the paper: 5 of 50', () => {
  // p = 0.1, z = 1.959964: centre (0.1 + 0.0384146) / 1.0768292, half width by hand.
  const { low, high } = wilsonInterval(5, 50, 0.95);
  expect(low).toBeCloseTo(0.04347, 4);
  expect(high).toBeCloseTo(0.21361, 4);
});

it.each([1, 7, 100, 1000, 4096])('Wilson holds its estimate: none and all of %i', (trials) => {
  // The two halves of an end at p = 0 are equal, and their difference may round to more than nothing.
  expect(wilsonInterval(0, trials, 0.95).low).toBe(0);
  expect(wilsonInterval(trials, trials, 0.95).high).toBe(1);
});

it('few values have no interval of an extreme quantile, and the log of odds does not overflow', () => {
  const { low, high } = intervalOfQuantile(Float64Array.from([1, 2, 3, 4]), 0.05, 0.95);
  expect(low).toBe(-Infinity);
  expect(high).toBe(2);
  expect(log(0.05 / 0.95)).toBeLessThan(0);
});

it('a tail that is skewed to losses is told with the longer arm to losses, and one without a tail as a mean', () => {
  const losses = Float64Array.from({ length: 400 }, (_, index) => -exp(normalQuantile((index + 0.5) / 400)));
  const { estimate, low, high } = intervalOfMeanAndTail(losses, TAIL, CONFIDENCE);
  expect(estimate - low).toBeGreaterThan(1.5 * (high - estimate));
  const mean = intervalOfMean(losses, CONFIDENCE);
  expect(intervalOfMeanAndTail(losses, { tailFraction: 1, weight: 0.3 }, CONFIDENCE).low).toBeCloseTo(mean.low, 12);
  expect(intervalOfMeanAndTail(losses, { tailFraction: 0.05, weight: 0 }, CONFIDENCE).low).toBeCloseTo(mean.low, 12);
});

it('with few values in a tail no end is nearer than without skewness', () => {
  const losses = (count: number) =>
    Float64Array.from({ length: count }, (_, index) => -exp(normalQuantile((index + 0.5) / count)));
  const armsOf = (count: number) => {
    const { estimate, low, high } = intervalOfMeanAndTail(losses(count), TAIL, CONFIDENCE);
    const spread = standardDeviation(contributionsToMeanAndTail(losses(count), TAIL)) / Math.sqrt(count);
    const student = studentQuantile(0.975, count / 20 - 1) * spread;
    return { down: (estimate - low) / student, up: (high - estimate) / student };
  };
  const [few, many] = [armsOf(200), armsOf(1000)];
  expect([few.down > 1.2, few.up]).toEqual([true, expect.closeTo(1, 12)]);
  expect([many.down > 1.2, many.up < 0.9]).toEqual([true, true]);
});

it('values that are all alike have no range', () => {
  const { estimate, low, high } = intervalOfMeanAndTail(new Float64Array(50).fill(7), MIXED, CONFIDENCE);
  expect([estimate, low, high]).toEqual([7, 7, 7]);
});
