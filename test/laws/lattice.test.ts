/** L16 and L18 of lattices, and what condensing keeps whatever the plan: probability, mean demand, supply. */
import { describe, expect, it } from 'vitest';

import {
  growLattice,
  latticeError,
  routePaths,
  samplePaths,
  type DemandLattice,
  type DemandPaths,
} from '../../src/core/demand/index.ts';
import type { Plan } from '../../src/core/domain/plan.ts';
import { holds } from '../support/law.ts';
import { smallPlan } from '../support/small-plan.ts';

const CASES = { runs: 60, spoken: 60 };
const PATH_COUNT = 512;
/** Sums of 512 terms of either sign, against sums in another order. */
const ROUNDING = 1e-12;

const sampleOf = (plan: Plan, replication = 0) => samplePaths(plan, { pathCount: PATH_COUNT, replication });

function latticeOf(plan: Plan, paths: DemandPaths, nodesPerStageMax = 6): DemandLattice {
  const { stageStartMonths, noisePoints } = plan.tree;
  return growLattice(paths, { stageStartMonths, noisePoints, horizonMonths: plan.horizonMonths, nodesPerStageMax });
}

describe('a lattice', () => {
  it('conserves probability: by stage, by row, and from stage to stage', () => {
    holds(smallPlan(), CASES, (plan) => {
      const { nodes, arcs, stageStartMonths } = latticeOf(plan, sampleOf(plan));
      // The first stage is where all paths start, the last where they end.
      const arrived = Float64Array.from(nodes, ({ stage }) => (stage === 0 ? 1 : 0));
      const left = Float64Array.from(nodes, ({ stage }) => (stage === stageStartMonths.length - 1 ? 1 : 0));
      for (const { from, to, probability } of arcs) {
        expect(nodes[to]!.stage).toBe(nodes[from]!.stage + 1);
        expect(probability).toBeGreaterThan(0);
        arrived[to]! += nodes[from]!.probability * probability;
        left[from]! += probability;
      }
      const mass = stageStartMonths.map(() => 0);
      for (const node of nodes) {
        mass[node.stage]! += node.probability;
        expect(Math.abs(arrived[node.index]! - node.probability)).toBeLessThan(ROUNDING);
        expect(Math.abs(left[node.index]! - 1)).toBeLessThan(ROUNDING);
      }
      for (const share of mass) expect(Math.abs(share - 1)).toBeLessThan(ROUNDING);
      return true;
    });
  });

  it('has the mean demand and the supply shares of its paths in every month', () => {
    holds(smallPlan(), CASES, (plan) => {
      const paths = sampleOf(plan);
      const { nodes } = latticeOf(plan, paths);
      for (let month = 0; month < plan.horizonMonths; month++) {
        const now = nodes.filter((node) => node.startMonth <= month && month < node.endMonth);
        const demand = now.flatMap((node) =>
          node.noise.map(
            (point) => node.probability * point.probability * point.multipleByMonth[month - node.startMonth]!,
          ),
        );
        const tight = now.map((node) => node.probability * node.supplyProbability[(month - node.startMonth) * 3 + 2]!);
        const ofPaths = Array.from({ length: PATH_COUNT }, (_, path) => path * paths.monthCount + month);
        const meanDemand = sum(ofPaths.map((at) => paths.multiple[at]!)) / PATH_COUNT;
        const tightShare = ofPaths.filter((at) => paths.supplyRegime[at] === 2).length / PATH_COUNT;
        expect(Math.abs(sum(demand) / meanDemand - 1)).toBeLessThan(ROUNDING);
        expect(Math.abs(sum(tight) - tightShare)).toBeLessThan(ROUNDING);
      }
      return true;
    });
  });

  it('L16: puts a path into nodes by what it shows at the starts of their stages alone', () => {
    holds(smallPlan(), CASES, (plan) => {
      const paths = sampleOf(plan);
      const lattice = latticeOf(plan, paths);
      expect(routePaths(lattice, paths)).toEqual(lattice.nodeOfPath);
      const stageCount = lattice.stageStartMonths.length;
      lattice.stageStartMonths.forEach((month, stage) => {
        const route = routePaths(lattice, changedAfter(paths, month));
        for (let path = 0; path < PATH_COUNT; path++) {
          const known = [path * stageCount, path * stageCount + stage + 1] as const;
          expect(route.subarray(...known)).toEqual(lattice.nodeOfPath.subarray(...known));
        }
      });
      return true;
    });
  });

  it('never reads the hidden regime', () => {
    holds(smallPlan(), CASES, (plan) => {
      const paths = sampleOf(plan);
      const blind = latticeOf(plan, { ...paths, regime: paths.regime.map((regime) => 7 - regime) });
      const { nodes, arcs } = latticeOf(plan, paths);
      expect(blind.nodes).toEqual(nodes);
      expect(blind.arcs).toEqual(arcs);
      return true;
    });
  });

  it('L18: doubled, keeps more of the variance, and moves by less than it had lost', () => {
    holds(smallPlan(), CASES, (plan) => {
      const paths = sampleOf(plan);
      const stagesOf = (nodes: number) => latticeError(latticeOf(plan, paths, nodes), paths).stages;
      const fine = stagesOf(12);
      stagesOf(6).forEach((stage, at) => {
        const move = fine[at]!.varianceBetweenNodesFraction - stage.varianceBetweenNodesFraction;
        expect(move).toBeGreaterThan(-ROUNDING);
        expect(move).toBeLessThan(1 - stage.varianceBetweenNodesFraction + ROUNDING);
      });
      return true;
    });
  });

  it('L8: without uncertainty is a chain of single nodes', () => {
    holds(smallPlan({ isDeterministic: true }), CASES, (plan) => {
      const { nodes, arcs, stageStartMonths } = latticeOf(plan, sampleOf(plan));
      expect(nodes.map(({ stage }) => stage)).toEqual(stageStartMonths.map((_, stage) => stage));
      expect(nodes.every(({ noise }) => noise.length === 1)).toBe(true);
      expect(arcs.every(({ probability }) => probability === 1)).toBe(true);
      return true;
    });
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The same paths, every month after the given one turned upside down. */
function changedAfter(paths: DemandPaths, month: number): DemandPaths {
  const isLater = (index: number) => index % paths.monthCount > month;
  return {
    ...paths,
    multiple: paths.multiple.map((value, index) => (isLater(index) ? 10 / value : value)),
    expectedLogGrowthPerYear: paths.expectedLogGrowthPerYear.map((value, index) => (isLater(index) ? -value : value)),
    supplyRegime: paths.supplyRegime.map((value, index) => (isLater(index) ? 2 - value : value)),
  };
}
