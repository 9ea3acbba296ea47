import { describe, expect, test } from 'vitest';

import { growTree, NODE_PATHS_MIN, NODE_SHARE_OF_PARENT_MIN, samplePaths, treeError } from './index.ts';
import type { DemandPaths, GrowTreeSettings, ScenarioTree, TreeNode } from './index.ts';
import { certainGrowth, FRONTIER_MARKET, testPlan } from './test-plan.ts';

const SETTINGS: GrowTreeSettings = {
  stageStartMonths: [0, 3, 6, 12, 18, 30],
  branches: [3, 2, 2, 2, 2],
  noisePoints: 2,
  horizonMonths: 48,
};
const PATHS = samplePaths(testPlan(), { pathCount: 4096, replication: 0 });

function observed(paths: DemandPaths, node: TreeNode, path: number) {
  const at = path * paths.monthCount + node.startMonth;
  return {
    demandMultiple: paths.multiple[at]!,
    expectedLogGrowthPerYear: paths.expectedLogGrowthPerYear[at]!,
    supplyRegime: paths.supplyRegime[at]!,
  };
}

function fits(paths: DemandPaths, node: TreeNode, path: number): boolean {
  const seen = observed(paths, node, path);
  return node.conditions.every(
    ({ observable, atLeast, below }) =>
      (atLeast === null || seen[observable] >= atLeast) && (below === null || seen[observable] < below),
  );
}

function demandOf(tree: ScenarioTree, month: number): number {
  return tree.nodes
    .filter((node) => node.startMonth <= month && month < node.endMonth)
    .flatMap((node) =>
      node.noise.map((point) => node.probability * point.probability * point.multipleByMonth[month - node.startMonth]!),
    )
    .reduce((sum, value) => sum + value, 0);
}

describe.each([1, 2, 3, 4])('a tree with %d noise points', (noisePoints) => {
  const tree = growTree(PATHS, { ...SETTINGS, noisePoints });

  test('has every path once at each stage, in the node that its table names', () => {
    for (let stage = 0; stage < 6; stage += 1) {
      const nodes = tree.nodes.filter((node) => node.stage === stage);
      const held = nodes.flatMap((node) => [...node.pathIndices]).toSorted((a, b) => a - b);
      expect(held).toEqual(Array.from({ length: 4096 }, (_, path) => path));
      for (const node of nodes) {
        expect(node.probability).toBe(node.pathIndices.length / 4096);
        expect(node.pathIndices.every((path) => tree.nodeOfPath[path * 6 + stage] === node.index)).toBe(true);
      }
    }
  });

  test('its children partition their parent, breadth-first, ascending in demand to come', () => {
    tree.nodes.forEach((node, position) => {
      expect(node.index).toBe(position);
      const children = tree.nodes.filter((child) => child.parent === node.index);
      if (node.stage === 5) return;
      expect(children.length).toBeGreaterThanOrEqual(1);
      expect(children.length).toBeLessThanOrEqual(SETTINGS.branches[node.stage]!);
      expect(children.every((child) => child.stage === node.stage + 1)).toBe(true);
      // Ahead: 24 months from the stage's start, within the horizon.
      const ahead = children.map((child) => {
        const end = Math.min(child.startMonth + 24, 48);
        const perPath = [...child.pathIndices].map((path) =>
          PATHS.multiple.subarray(path * 49 + child.startMonth, path * 49 + end).reduce((sum, value) => sum + value, 0),
        );
        return perPath.reduce((sum, value) => sum + value, 0) / perPath.length;
      });
      expect(ahead).toEqual(ahead.toSorted((a, b) => a - b));
      const union = children.flatMap((child) => [...child.pathIndices]).toSorted((a, b) => a - b);
      expect(union).toEqual([...node.pathIndices]);
      const least = Math.max(NODE_PATHS_MIN, NODE_SHARE_OF_PARENT_MIN * node.pathIndices.length);
      const smallest = Math.min(...children.map((child) => child.pathIndices.length));
      expect(children.length === 1 || smallest >= least).toBe(true);
    });
  });

  test('its mean demand is the sample mean in every month, and its probabilities sum to 1', () => {
    for (let month = 0; month < 48; month += 1) {
      let sum = 0;
      for (let path = 0; path < 4096; path += 1) sum += PATHS.multiple[path * 49 + month]!;
      expect(demandOf(tree, month) / (sum / 4096)).toBeCloseTo(1, 12);
    }
    for (const node of tree.nodes) {
      expect(node.noise.reduce((sum, point) => sum + point.probability, 0)).toBeCloseTo(1, 12);
      expect(node.noise).toHaveLength(noisePoints);
      for (let month = 0; month < node.endMonth - node.startMonth; month += 1) {
        const shares = node.supplyProbability.subarray(month * 3, month * 3 + 3);
        expect(shares[0]! + shares[1]! + shares[2]!).toBeCloseTo(1, 12);
      }
    }
  });
});

test('L16: which child a path goes to follows from what is seen at the start of its stage', () => {
  const tree = growTree(PATHS, SETTINGS);
  for (const node of tree.nodes.filter((candidate) => candidate.parent >= 0)) {
    const parent = tree.nodes[node.parent]!;
    const inside = new Set(node.pathIndices);
    expect(parent.pathIndices.every((path) => fits(PATHS, node, path) === inside.has(path))).toBe(true);
  }
});

test('the supply probabilities of the root are the shares of the sample', () => {
  const root = growTree(PATHS, SETTINGS).nodes[0]!;
  for (let month = 0; month < 3; month += 1) {
    const tight = Array.from({ length: 4096 }, (_, path) => PATHS.supplyRegime[path * 49 + month]!);
    expect(root.supplyProbability[month * 3 + 2]).toBe(tight.filter((regime) => regime === 2).length / 4096);
  }
});

test('the same paths give the same tree', () => {
  expect(growTree(PATHS, SETTINGS)).toEqual(growTree(PATHS, SETTINGS));
});

test('splitting tells demand apart: children explain most of what their stage brings', () => {
  const tree = growTree(PATHS, SETTINGS);
  const report = treeError(tree, PATHS);
  // Against its own sample the mean has no error; two noise points alone hold 0.63 of the first stage's variance, and
  // the best two-way stratification of a normal holds 2/π = 0.637 of it.
  expect(Math.abs(report.largestMeanRelativeError)).toBeLessThan(1e-12);
  expect(report.varianceKeptFraction).toBeGreaterThan(0.6);
  for (const stage of report.stages.slice(1)) expect(stage.varianceKeptFraction).toBeGreaterThan(0.75);
  const alone = treeError(growTree(PATHS, { ...SETTINGS, branches: [1, 1, 1, 1, 1], noisePoints: 1 }), PATHS);
  expect(alone.varianceKeptFraction).toBeLessThan(1e-12);
});

test('on fresh paths the mean is off by sampling error alone', () => {
  const fresh = samplePaths(testPlan(), { pathCount: 8192, replication: 1 });
  for (const stage of treeError(growTree(PATHS, SETTINGS), fresh).stages) {
    expect(Math.abs(stage.meanRelativeError)).toBeLessThan(4 * stage.meanRelativeStandardError);
  }
});

test('L8: without uncertainty each parent has one child with one noise point, and nothing is off', () => {
  const market = { ...FRONTIER_MARKET, regimeMeanMonths: [1e12, 1e12, 1e12] as const };
  const paths = samplePaths(testPlan({ growth: certainGrowth(10), market }), { pathCount: 200, replication: 0 });
  const tree = growTree(paths, SETTINGS);
  expect(tree.nodes).toHaveLength(6);
  for (const node of tree.nodes) {
    expect(node.probability).toBe(1);
    expect(node.conditions).toEqual([]);
    expect(node.noise).toHaveLength(1);
  }
  expect(tree.nodes[3]!.noise[0]!.multipleByMonth[0]! / 10).toBeCloseTo(1, 12);
  const report = treeError(tree, paths);
  expect(Math.abs(report.largestMeanRelativeError)).toBeLessThan(1e-12);
  expect(report.varianceKeptFraction).toBe(1);
});

test('when only supply is uncertain, nodes differ by supply', () => {
  const paths = samplePaths(testPlan({ growth: certainGrowth(10) }), { pathCount: 1000, replication: 0 });
  const tree = growTree(paths, SETTINGS);
  const split = tree.nodes.flatMap((node) => node.conditions.map(({ observable }) => observable));
  expect(new Set(split)).toEqual(new Set(['supplyRegime']));
});

test('stages that do not ascend from 0, or a missing branch count, are bugs', () => {
  expect(() => growTree(PATHS, { ...SETTINGS, stageStartMonths: [0, 3, 3, 12, 18, 30] })).toThrow(/ascend/);
  expect(() => growTree(PATHS, { ...SETTINGS, branches: [2] })).toThrow(/branch count/);
  expect(() => growTree(PATHS, { ...SETTINGS, horizonMonths: 30 })).toThrow(/horizon/);
});
