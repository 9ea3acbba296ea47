import { describe, expect, test } from 'vitest';

import { mean } from '../numeric/index.ts';
import { growLattice, latticeError, samplePaths } from './index.ts';
import type {
  DemandLattice,
  GrowLatticeSettings,
  LatticeErrorReport,
  LatticeMoments,
  LatticeStageError,
} from './index.ts';
import { certainGrowth, FRONTIER_MARKET, testPlan } from './test-plan.ts';

const SETTINGS: GrowLatticeSettings = {
  stageStartMonths: [0, 3, 6, 9, 12, 18, 24, 36],
  nodesPerStageMax: 24,
  noisePoints: 2,
  horizonMonths: 48,
};
const PATHS = samplePaths(testPlan(), { pathCount: 4096, replication: 0 });
const FRESH = samplePaths(testPlan(), { pathCount: 8192, replication: 1 });

const LATTICES = new Map(
  [1, 4, 6, 12, 24, 48].map((nodesPerStageMax) => [
    nodesPerStageMax,
    growLattice(PATHS, { ...SETTINGS, nodesPerStageMax }),
  ]),
);

function reportAt(nodesPerStageMax: number, paths = FRESH): LatticeErrorReport {
  return latticeError(LATTICES.get(nodesPerStageMax)!, paths);
}

describe('on its own paths', () => {
  const report = reportAt(24, PATHS);

  test('a lattice has no error of the mean and of the supply shares', () => {
    expect(report.means.relativeError.mean).toBeLessThan(1e-12);
    expect(report.means.supplyFraction).toBeLessThan(1e-12);
  });

  test('what nodes explain is the variance between them', () => {
    for (const stage of report.stages) {
      const populationShare = (stage.varianceBetweenNodesFraction * 4096) / 4095;
      expect(stage.freshExplainedFraction).toBeCloseTo(populationShare, 10);
      expect(stage.varianceKeptFraction).toBeGreaterThanOrEqual(stage.varianceBetweenNodesFraction);
    }
  });

  test('the correlations are those of walks over its arcs', () => {
    const small = LATTICES.get(4)!;
    const { stages } = latticeError(small, PATHS);
    const { lattice } = stages[2]!.correlationToThird!;
    expect(lattice).toBeCloseTo(correlationOfWalks(small, 2, 5), 12);
    expect(stages[2]!.correlationToNext!.lattice).toBeCloseTo(correlationOfWalks(small, 2, 3), 12);
    expect(stages.slice(-3).map((stage) => stage.correlationToThird)).toEqual([null, null, null]);
  });
});

/** By listing every walk from the root with its chance. */
function correlationOfWalks(lattice: DemandLattice, first: number, second: number): number {
  const outcomes: { probability: number; first: number; second: number }[] = [];
  const meanOf = (index: number): number =>
    lattice.nodes[index]!.noise.reduce(
      (sum, point) =>
        sum + (point.probability * point.multipleByMonth.reduce((a, b) => a + b, 0)) / point.multipleByMonth.length,
      0,
    );
  const walk = (index: number, probability: number, firstMean: number): void => {
    const { stage } = lattice.nodes[index]!;
    const seen = stage === first ? meanOf(index) : firstMean;
    if (stage === second) {
      outcomes.push({ probability, first: seen, second: meanOf(index) });
      return;
    }
    for (const arc of lattice.arcs.filter(({ from }) => from === index)) {
      walk(arc.to, probability * arc.probability, seen);
    }
  };
  walk(0, 1, 0);
  const expected = (read: (outcome: (typeof outcomes)[number]) => number): number =>
    outcomes.reduce((sum, outcome) => sum + outcome.probability * read(outcome), 0);
  const covariance = expected((o) => o.first * o.second) - expected((o) => o.first) * expected((o) => o.second);
  const { stages } = latticeError(lattice, PATHS);
  return covariance / (stages[first]!.lattice.standardDeviation * stages[second]!.lattice.standardDeviation);
}

describe('on fresh paths', () => {
  const report = reportAt(24);

  test('the mean is off by sampling error alone', () => {
    for (const { lattice, fresh, meanRelativeStandardError } of report.stages) {
      expect(Math.abs(lattice.mean / fresh.mean - 1)).toBeLessThan(4 * meanRelativeStandardError);
    }
  });

  test('nodes explain nearly as much as on their own paths: 24 are not overfitted', () => {
    const { freshExplainedFraction, varianceBetweenNodesFraction } = report.means;
    expect(Math.abs(freshExplainedFraction - varianceBetweenNodesFraction)).toBeLessThan(0.02);
  });

  test('one node a stage remembers nothing', () => {
    const { stages, means } = reportAt(1);
    expect(Math.max(...stages.map((stage) => stage.varianceBetweenNodesFraction))).toBeLessThan(1e-12);
    for (const { correlationToNext } of stages.slice(0, -1)) {
      expect(correlationToNext!.lattice).toBeCloseTo(0, 10);
      expect(correlationToNext!.fresh).toBeGreaterThan(0.3);
    }
    expect(means.correlationToNext).toBeGreaterThan(report.means.correlationToNext);
  });
});

// Quantiles are left out: a lattice's jump from node to node, and by as much as they are off.
describe.each([
  ['fresh paths', FRESH],
  ['its own paths', PATHS],
] as const)('L18: measured on %s', (_, paths) => {
  test.each([6, 12, 24])('twice %d nodes move what is reported by less than its stated error', (nodes) => {
    const coarse = reportAt(nodes, paths);
    const fine = reportAt(2 * nodes, paths);
    const moveOf = (read: (stage: LatticeStageError) => number | null): number => {
      const [before, after] = [coarse, fine].map(({ stages }) => stages.map(read).filter((value) => value !== null));
      return mean(before!.map((value, at) => Math.abs(after![at]! - value)));
    };
    const { means } = coarse;
    const relativeMove = (key: keyof LatticeMoments) => moveOf(({ lattice, fresh }) => lattice[key] / fresh[key]);
    expect(relativeMove('mean')).toBeLessThan(means.relativeError.mean + 1e-12);
    expect(relativeMove('standardDeviation')).toBeLessThan(means.relativeError.standardDeviation);
    expect(moveOf((stage) => stage.varianceKeptFraction)).toBeLessThan(1 - means.varianceKeptFraction);
    expect(moveOf((stage) => stage.correlationToNext?.lattice ?? null)).toBeLessThan(means.correlationToNext);
    expect(moveOf((stage) => stage.correlationToThird?.lattice ?? null)).toBeLessThan(means.correlationToThird);
  });
});

test('L8: a lattice without uncertainty has no error', () => {
  const market = { ...FRONTIER_MARKET, regimeMeanMonths: [1e12, 1e12, 1e12] as const };
  const paths = samplePaths(testPlan({ growth: certainGrowth(10), market }), { pathCount: 200, replication: 0 });
  const { means, rowSupportMin } = latticeError(growLattice(paths, SETTINGS), paths);
  for (const error of Object.values(means.relativeError)) expect(error).toBeLessThan(1e-12);
  expect(means.correlationToNext).toBe(0);
  expect(means.varianceKeptFraction).toBe(1);
  expect(means.supplySeenFraction).toBe(1);
  expect(means.freshExplainedFraction).toBe(1);
  expect(rowSupportMin).toBe(200);
});
