import { describe, expect, test } from 'vitest';

import { growLattice, NODE_PATHS_MIN, routePaths, samplePaths } from './index.ts';
import type { DemandLattice, DemandPaths, GrowLatticeSettings } from './index.ts';
import { certainGrowth, FRONTIER_MARKET, testPlan } from './test-plan.ts';

const SETTINGS: GrowLatticeSettings = {
  stageStartMonths: [0, 3, 6, 12, 18, 30],
  nodesPerStageMax: 24,
  noisePoints: 2,
  horizonMonths: 48,
};
const PATHS = samplePaths(testPlan(), { pathCount: 4096, replication: 0 });
const LATTICE = growLattice(PATHS, SETTINGS);

function nodesOfStage(lattice: DemandLattice, stage: number) {
  return lattice.nodes.filter((node) => node.stage === stage);
}

/** The same paths, in the order in which `order` names them. */
function reordered(paths: DemandPaths, order: readonly number[]): DemandPaths {
  const rows = <T extends Float64Array | Uint8Array>(values: T): T => {
    const moved = values.slice() as T;
    order.forEach((path, row) => {
      moved.set(values.subarray(path * paths.monthCount, (path + 1) * paths.monthCount), row * paths.monthCount);
    });
    return moved;
  };
  return {
    ...paths,
    multiple: rows(paths.multiple),
    regime: rows(paths.regime),
    supplyRegime: rows(paths.supplyRegime),
    expectedLogGrowthPerYear: rows(paths.expectedLogGrowthPerYear),
  };
}

test('a stage has as many nodes as asked for, the first has one, and each holds 30 paths or more', () => {
  expect(SETTINGS.stageStartMonths.map((_, stage) => nodesOfStage(LATTICE, stage).length)).toEqual([
    1, 24, 24, 24, 24, 24,
  ]);
  expect(Math.min(...LATTICE.nodes.map((node) => node.pathIndices.length))).toBeGreaterThanOrEqual(NODE_PATHS_MIN);
});

test('it recombines: nodes have several predecessors, whose paths they mix', () => {
  const last = nodesOfStage(LATTICE, 5);
  const predecessors = last.map((node) => LATTICE.arcs.filter((arc) => arc.to === node.index).length);
  expect(Math.min(...predecessors)).toBeGreaterThan(1);
  const [arc] = LATTICE.arcs.filter(({ from }) => LATTICE.nodes[from]!.stage === 3);
  const { from, to, probability } = arc!;
  const went = [...LATTICE.nodes[from]!.pathIndices].filter((path) => LATTICE.nodeOfPath[path * 6 + 4] === to);
  expect(probability).toBe(went.length / LATTICE.nodes[from]!.pathIndices.length);
});

test('more nodes only split the nodes of fewer', () => {
  const coarse = growLattice(PATHS, { ...SETTINGS, nodesPerStageMax: 8 });
  for (const node of LATTICE.nodes) {
    const parents = new Set([...node.pathIndices].map((path) => coarse.nodeOfPath[path * 6 + node.stage]));
    expect(parents.size).toBe(1);
  }
});

test('nodes are finer where demand is high: the top tenth of the paths has more than a tenth of the nodes', () => {
  for (const stage of [1, 2, 3, 4, 5]) {
    const descending = nodesOfStage(LATTICE, stage).toReversed();
    let held = 0;
    const inTopTenth = descending.filter((node) => {
      held += node.probability;
      return held <= 0.1;
    });
    expect(inTopTenth.length).toBeGreaterThan(0.1 * descending.length);
  }
});

test('belief, level and supply regime each tell nodes apart', () => {
  const split = LATTICE.nodes.flatMap((node) => node.conditions.map(({ observable }) => observable));
  expect(new Set(split).size).toBe(3);
});

test('the same paths give the same lattice, and their own route', () => {
  expect(growLattice(PATHS, SETTINGS)).toEqual(LATTICE);
  expect(routePaths(LATTICE, PATHS)).toEqual(LATTICE.nodeOfPath);
});

test('fresh paths are routed to nodes about as often as the nodes are probable', () => {
  const fresh = samplePaths(testPlan(), { pathCount: 8192, replication: 1 });
  const route = routePaths(LATTICE, fresh);
  for (const { index, stage, probability } of LATTICE.nodes) {
    let count = 0;
    for (let path = 0; path < 8192; path += 1) if (route[path * 6 + stage] === index) count += 1;
    const standardError = Math.sqrt(probability * (1 - probability) * (1 / 4096 + 1 / 8192));
    // 121 nodes are compared: 4.5 standard errors are passed by chance in less than one lattice in a thousand.
    expect(Math.abs(count / 8192 - probability)).toBeLessThanOrEqual(4.5 * standardError);
  }
});

test('the hidden regime is never read', () => {
  const blind = growLattice({ ...PATHS, regime: new Uint8Array(0) }, SETTINGS);
  expect(blind.nodes).toEqual(LATTICE.nodes);
  expect(blind.arcs).toEqual(LATTICE.arcs);
});

test('the order of the paths changes nothing beyond rounding in sums', () => {
  const order = Array.from({ length: 4096 }, (_, row) => (row * 1663 + 5) % 4096);
  const moved = growLattice(reordered(PATHS, order), SETTINGS);
  expect(moved.arcs).toEqual(LATTICE.arcs);
  moved.nodes.forEach((node, index) => {
    const same = LATTICE.nodes[index]!;
    expect(node.conditions).toEqual(same.conditions);
    expect(node.probability).toBe(same.probability);
    expect(node.supplyProbability).toEqual(same.supplyProbability);
    node.noise.forEach((point, position) => {
      point.multipleByMonth.forEach((multiple, month) => {
        expect(multiple / same.noise[position]!.multipleByMonth[month]!).toBeCloseTo(1, 12);
      });
    });
  });
});

describe('L8: without uncertainty', () => {
  const market = { ...FRONTIER_MARKET, regimeMeanMonths: [1e12, 1e12, 1e12] as const };
  const certain = testPlan({ growth: certainGrowth(10), market });
  const lattice = growLattice(samplePaths(certain, { pathCount: 200, replication: 0 }), SETTINGS);

  test('a lattice is a chain of single nodes with one noise point each', () => {
    expect(lattice.nodes.map((node) => node.stage)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(lattice.arcs).toEqual([0, 1, 2, 3, 4].map((from) => ({ from, to: from + 1, probability: 1 })));
    for (const node of lattice.nodes) {
      expect(node.conditions).toEqual([]);
      expect(node.noise).toHaveLength(1);
    }
    expect(lattice.nodes[3]!.noise[0]!.multipleByMonth[0]! / 10).toBeCloseTo(1, 12);
  });
});

test('stages that do not ascend from 0, or no node, are bugs', () => {
  expect(() => growLattice(PATHS, { ...SETTINGS, stageStartMonths: [0, 3, 3, 12, 18, 30] })).toThrow(/ascend/);
  expect(() => growLattice(PATHS, { ...SETTINGS, nodesPerStageMax: 0 })).toThrow(/nodesPerStageMax 0/);
  expect(() => growLattice(PATHS, { ...SETTINGS, noisePoints: 0 })).toThrow(/noisePoints 0/);
});
