import { assemble, type ExtensiveForm, type ObjectiveTerms } from './assemble.ts';
import type { Programme } from './programme.ts';
import { refuseTooLarge } from './size-of.ts';
import { accumulateObjective, addRows, workspaceFor, type Workspace } from './tree-terms.ts';
import { DEFAULT_TREE_NODE_LIMIT, unroll } from './unroll.ts';
import { withoutNoise } from './without-noise.ts';

/**
 * Extensive form of a programme on the tree of its histories; noise is spelt out first (`withoutNoise`).
 *
 * Columns: each tree node's own, its objective weighted by probability x discount, then one for each carried state that
 * an update of the node changes. Rows: each node's own, then one defining row (s' - M s - A x = b) per carried state
 * changed. All other states are replaced by their expressions in ancestors' columns, constants moving into row bounds
 * and the objective's offset. Updates at leaves have no reader and are left out.
 *
 * @throws ProgrammeError on cycles, on too large a tree or model (`sizeOf`), and where a parameter would multiply a parameter or a constant
 *   (carry the state to avoid the first)
 */
export function extensiveForm(programme: Programme, treeNodeLimit: number = DEFAULT_TREE_NODE_LIMIT): ExtensiveForm {
  refuseTooLarge(programme, treeNodeLimit);
  const certain = withoutNoise(programme);
  const work = workspaceFor(certain, unroll(certain, treeNodeLimit));
  const objective = { offset: 0, cost: new Float64Array(work.columnStarts[work.tree.length]!), parametric: [] };
  for (let treeNode = 0; treeNode < work.tree.length; treeNode++) {
    addRows(work, treeNode);
    addObjective(work, treeNode, objective);
  }
  return assemble(work, objective);
}

type GrowingObjective = { -readonly [Key in keyof ObjectiveTerms]: ObjectiveTerms[Key] } & {
  readonly parametric: ObjectiveTerms['parametric'][number][];
};

function addObjective(work: Workspace, treeNode: number, objective: GrowingObjective): void {
  const { terms } = work;
  const { weight } = work.tree[treeNode]!;
  objective.offset += weight * accumulateObjective(work, treeNode);
  for (const { column, parameter, base } of terms.settle()) {
    objective.parametric.push({ column, parameter, base: weight * base });
  }
  for (const column of terms.columns) objective.cost[column]! += weight * terms.constantPart(column);
  terms.clear();
}
