import { growTree, samplePaths, type ScenarioTree } from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import type { CohortMemo } from '../cohorts/cohort-memo.ts';
import { exactJson } from '../cohorts/exact-json.ts';
import type { CohortFlows } from '../cohorts/flow.ts';

/** What plans that differ in contracts, limits, risk and money alone have in common on one sample. */
export interface TreeGround {
  readonly tree: ScenarioTree;
  readonly flows: CohortMemo<CohortFlows>;
}

/** Grounds found so far, so that a changed contract costs its own flows and nothing else. */
export interface TreeGrounds {
  of(plan: Plan, sampleIndex: number): TreeGround;
}

/** Grounds kept: two samples under the plan's own belief and under each of five regimes known, the most that comes back. */
const GROUNDS_MAX = 12;

/** Keeps the grounds used last; which are kept changes the time taken and nothing else. */
export function treeGrounds(groundsMax = GROUNDS_MAX): TreeGrounds {
  const grounds = new Map<string, TreeGround>();
  return {
    of(plan, sampleIndex) {
      const key = keyOf(plan, sampleIndex);
      const ground = grounds.get(key) ?? { tree: treeOf(plan, sampleIndex), flows: new Map() };
      grounds.delete(key);
      grounds.set(key, ground);
      if (grounds.size > groundsMax) grounds.delete(grounds.keys().next().value!);
      return ground;
    },
  };
}

/** What a ground does not depend on. A field added to the plan tells grounds apart until it is named here. */
const LEFT_OUT = { offers: 0, fleet: 0, limits: 0, risk: 0, money: 0, name: 0, lattice: 0 } as const;

function keyOf(plan: Plan, sampleIndex: number): string {
  return `${sampleIndex} ${exactJson({ ...plan, ...LEFT_OUT })}`;
}

function treeOf(plan: Plan, sampleIndex: number): ScenarioTree {
  const paths = samplePaths(plan, { pathCount: plan.tree.paths, replication: sampleIndex });
  return growTree(paths, { ...plan.tree, horizonMonths: plan.horizonMonths });
}
