import { extensiveForm, optimise, type Solver } from '../../src/core/index.ts';
import { treeProgramme } from './procurement-programme.ts';
import { sampleTree, type ProcurementTree, type TreeStart } from './procurement-tree.ts';
import { isOpen, type ProcurementProblem } from './procurement.ts';
import type { SigningRule, Visit } from './replay.ts';

/**
 * A solved tree followed on paths it has never seen: from its node each path goes on to the child nearest in regime and
 * demand, and signs what the tree signs there.
 *
 * @param signings [tree node][offer]
 */
export function followedTree(
  problem: ProcurementProblem,
  tree: ProcurementTree,
  signings: readonly (readonly number[])[],
): SigningRule {
  const children: number[][] = tree.nodes.map(() => []);
  tree.nodes.forEach(({ parent }, index) => children[parent]?.push(index));
  const standing = new Map<number, number>();
  return async (visits) =>
    visits.map(({ path, stage, at }) => {
      const before = standing.get(path) ?? 0;
      const here = stage === 0 ? 0 : nearest(problem, at, children[before]!, tree);
      standing.set(path, here);
      return signings[here]!;
    });
}

/** A difference of regime counts as much as demand apart by this logarithm. */
const REGIME_DISTANCE = 0.5;

function nearest(
  problem: ProcurementProblem,
  at: TreeStart,
  children: readonly number[],
  tree: ProcurementTree,
): number {
  const distance = (child: number): number => {
    const there = tree.nodes[child]!;
    const isSame = problem.lattice.nodes[there.place]!.regime === problem.lattice.nodes[at.place]!.regime;
    const apart = Math.abs(Math.log(demandAt(problem, there) / demandAt(problem, at)));
    return apart + (isSame ? 0 : REGIME_DISTANCE);
  };
  return children.reduce((best, child) => (distance(child) < distance(best) ? child : best));
}

function demandAt({ lattice }: ProcurementProblem, { place, outcome }: TreeStart): number {
  const { demand, spreadFraction } = lattice.nodes[place]!;
  return demand * (1 + (outcome === 0 ? -spreadFraction : spreadFraction));
}

export interface RolledTreeOptions {
  /** [offer] signed at the root of every path */
  readonly root: readonly number[];
  /** [stages ahead] children of the tree solved at each later visit */
  readonly branching: readonly number[];
  readonly seed: number;
  readonly solver: Solver;
}

/** A tree solved anew at every visit from what has been signed, of which only the decision at hand is carried out. */
export function rolledTree(problem: ProcurementProblem, options: RolledTreeOptions): SigningRule {
  const { root, branching, seed, solver } = options;
  const decide = (visit: Visit): readonly number[] => {
    if (visit.stage === 0) return root;
    const tree = sampleTree(problem, branching, seed + visit.path, visit.at);
    const form = extensiveForm(treeProgramme(problem, tree, visit.state));
    const { status, columnValues, message } = optimise(form.model, solver);
    if (status !== 'optimal') throw new Error(`a rolled tree is ${status}: ${message}`);
    return signedBlocks(problem, visit.stage, columnValues);
  };
  return async (visits) => visits.map(decide);
}

/** Blocks by offer from the first columns of a node, which are the signings of the open offers in order. */
export function signedBlocks(
  problem: ProcurementProblem,
  stage: number,
  columnValues: Float64Array,
): readonly number[] {
  let column = 0;
  return problem.offers.map((offer) => (isOpen(problem, offer, stage) ? Math.max(0, columnValues[column++]!) : 0));
}
