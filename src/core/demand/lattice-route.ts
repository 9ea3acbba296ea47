import { Bug } from '../units/index.ts';
import type { DemandLattice } from './lattice.ts';
import type { DemandPaths } from './paths.ts';
import { OBSERVABLES } from './tree-split.ts';
import type { Observable } from './tree-split.ts';
import type { DemandNode } from './tree.ts';

/**
 * The lattice's node that each of other paths is in, by what it shows at the start of each stage: [path × stage], as
 * `nodeOfPath` is for the lattice's own.
 *
 * A stage's conditions part everything that can be seen, so each path has one node. Of months that are no stage's start,
 * and of the hidden regime, nothing is read.
 *
 * @param paths paths of the same plan that reach the last stage's start
 */
export function routePaths(lattice: DemandLattice, paths: DemandPaths): Int32Array {
  const { stageStartMonths, nodes } = lattice;
  const stageCount = stageStartMonths.length;
  const seenBy: Readonly<Record<Observable, ArrayLike<number>>> = {
    demandMultiple: paths.multiple,
    expectedLogGrowthPerYear: paths.expectedLogGrowthPerYear,
    supplyRegime: paths.supplyRegime,
  };
  const seen = OBSERVABLES.map((observable) => seenBy[observable]);
  const route = new Int32Array(paths.pathCount * stageCount);
  stageStartMonths.forEach((startMonth, stage) => {
    const ofStage = nodes.filter((node) => node.stage === stage);
    for (let path = 0; path < paths.pathCount; path += 1) {
      const at = path * paths.monthCount + startMonth;
      const node = ofStage.find((candidate) => holdsAt(candidate, seen, at));
      if (!node) throw new Bug(`no node of stage ${stage} holds path ${path}`);
      route[path * stageCount + stage] = node.index;
    }
  });
  return route;
}

function holdsAt(node: DemandNode, seen: readonly ArrayLike<number>[], at: number): boolean {
  return isHeld(node, (observable) => seen[OBSERVABLES.indexOf(observable)]![at]!);
}

function isHeld({ conditions }: DemandNode, valueOf: (observable: Observable) => number): boolean {
  for (const { observable, atLeast, below } of conditions) {
    const value = valueOf(observable);
    if ((atLeast !== null && !(value >= atLeast)) || (below !== null && !(value < below))) return false;
  }
  return true;
}

/** What can be seen on a path at the start of a stage. */
export type LatticeObservation = Readonly<Record<Observable, number>>;

/** The node of a stage that holds what is seen at its start. */
export function latticeNodeAt({ nodes }: DemandLattice, stage: number, seen: LatticeObservation): DemandNode {
  const { demandMultiple, expectedLogGrowthPerYear, supplyRegime } = seen;
  const valueOf = (what: Observable): number =>
    what === 'demandMultiple' ? demandMultiple : what === 'supplyRegime' ? supplyRegime : expectedLogGrowthPerYear;
  for (const node of nodes) if (node.stage === stage && isHeld(node, valueOf)) return node;
  throw new Bug(`no node of stage ${stage} holds what is seen`);
}
