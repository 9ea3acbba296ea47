/** L16: nobody acts on what he has not seen yet. */
import { describe, expect, it } from 'vitest';

import {
  growTree,
  samplePaths,
  type DemandPaths,
  type Observable,
  type ScenarioTree,
} from '../../src/core/demand/index.ts';
import type { Plan } from '../../src/core/domain/plan.ts';
import { holds } from '../support/law.ts';
import { smallPlan } from '../support/small-plan.ts';

const OBSERVED: Readonly<Record<Observable, (paths: DemandPaths) => ArrayLike<number>>> = {
  demandMultiple: (paths) => paths.multiple,
  expectedLogGrowthPerYear: (paths) => paths.expectedLogGrowthPerYear,
  supplyRegime: (paths) => paths.supplyRegime,
};

/** Where a path of `paths` goes by a tree's conditions: node index by stage, all read at the stage's start. */
function routeOf(tree: ScenarioTree, paths: DemandPaths, path: number): number[] {
  const route = [0];
  for (;;) {
    const here = tree.nodes[route.at(-1)!]!;
    const next = tree.nodes.find((node) => {
      if (node.parent !== here.index) return false;
      return node.conditions.every(({ observable, atLeast, below }) => {
        const seen = OBSERVED[observable](paths)[path * paths.monthCount + node.startMonth]!;
        return (atLeast === null || seen >= atLeast) && (below === null || seen < below);
      });
    });
    if (!next) return route;
    route.push(next.index);
  }
}

describe('L16', () => {
  const sampleOf = (plan: Plan) => samplePaths(plan, { pathCount: plan.tree.paths, replication: 0 });
  const treeOf = (plan: Plan, paths: DemandPaths) =>
    growTree(paths, { ...plan.tree, horizonMonths: plan.horizonMonths });

  it('a path is in a node by what is seen at the starts of its stages alone', () => {
    holds(smallPlan(), { runs: 60, spoken: 60 }, (plan) => {
      const paths = sampleOf(plan);
      const tree = treeOf(plan, paths);
      for (const node of tree.nodes) {
        for (const path of node.pathIndices) expect(routeOf(tree, paths, path)[node.stage]).toBe(node.index);
      }
      return true;
    });
  });

  it('changing a path after a month changes no node of its up to that month', () => {
    holds(smallPlan(), { runs: 60, spoken: 60 }, (plan) => {
      const paths = sampleOf(plan);
      const tree = treeOf(plan, paths);
      for (const month of plan.tree.stageStartMonths) {
        const changed = changedAfter(paths, month);
        for (let path = 0; path < paths.pathCount; path++) {
          const known = tree.nodes.filter((node) => node.startMonth <= month && node.pathIndices.includes(path)).length;
          expect(routeOf(tree, changed, path).slice(0, known)).toEqual(routeOf(tree, paths, path).slice(0, known));
        }
      }
      return true;
    });
  });

  it('what is seen up to a month does not depend on how far the sample looks', () => {
    holds(smallPlan(), { runs: 60, spoken: 60 }, (plan) => {
      const far = sampleOf(plan);
      const near = sampleOf({ ...plan, horizonMonths: 6 });
      for (let path = 0; path < near.pathCount; path++) {
        for (const read of Object.values(OBSERVED)) {
          for (let month = 0; month < near.monthCount; month++) {
            expect(read(near)[path * near.monthCount + month]).toBe(read(far)[path * far.monthCount + month]);
          }
        }
      }
      return true;
    });
  });

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
});
