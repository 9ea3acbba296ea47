/** A written workspace and an objective as one model. */
import type { LinearModel } from './linear-model.ts';
import { atParameters } from './parameters.ts';
import type { Programme } from './programme.ts';
import { isCarried, stateAt, type Workspace } from './tree-terms.ts';
import type { UnrolledNode } from './unroll.ts';

/** One big programme over the tree, and where each node's parts lie in it. */
export interface ExtensiveForm {
  /** without noise: what `treeNodes` refer to */
  readonly programme: Programme;
  readonly model: LinearModel;
  readonly treeNodes: readonly UnrolledNode[];
  /** [tree node] first column and first row of its block */
  readonly columnStarts: Int32Array;
  readonly rowStarts: Int32Array;
  readonly columnOf: (treeNode: number, column: number) => number;
  readonly rowOf: (treeNode: number, row: number) => number;
  /** value of an incoming state at a tree node under the given column values */
  readonly stateAt: (treeNode: number, state: number, columnValues: Float64Array) => number;
}

export interface ObjectiveTerms {
  readonly offset: number;
  /** [column], constant parts */
  readonly cost: Float64Array;
  readonly parametric: readonly { readonly column: number; readonly parameter: number; readonly base: number }[];
}

/** Continuous columns and rows after the blocks of the tree nodes. */
export interface Extras {
  readonly columns: readonly { readonly name: string; readonly lower: number }[];
  readonly rowNames: readonly string[];
}

const NO_EXTRAS: Extras = { columns: [], rowNames: [] };

export function assemble(work: Workspace, objective: ObjectiveTerms, extras: Extras = NO_EXTRAS): ExtensiveForm {
  const blockColumns = work.columnStarts[work.tree.length]!;
  const columnCount = blockColumns + extras.columns.length;
  // Carried states are free columns, and stay so below where the nodes' own bounds are written.
  const columnLower = new Float64Array(columnCount).fill(-Infinity);
  const columnUpper = new Float64Array(columnCount).fill(Infinity);
  const integrality = new Uint8Array(columnCount);
  work.tree.forEach(({ origin }, treeNode) => {
    work.programme.nodes[origin]!.columns.forEach((column, index) => {
      const at = work.columnStarts[treeNode]! + index;
      columnLower[at] = column.lower;
      columnUpper[at] = column.upper;
      integrality[at] = column.isInteger ? 1 : 0;
    });
  });
  extras.columns.forEach(({ lower }, index) => (columnLower[blockColumns + index] = lower));
  const model: LinearModel = {
    sense: work.programme.sense,
    columnCount,
    rowCount: work.rows.rowCount,
    objectiveOffset: objective.offset,
    cost: objective.cost,
    columnLower,
    columnUpper,
    integrality,
    rowLower: Float64Array.from(work.rows.lower),
    rowUpper: Float64Array.from(work.rows.upper),
    ...work.rows.finish(),
    parametric: [...objectiveTerms(objective), ...work.rows.parametric],
    columnName: (column) => extras.columns[column - blockColumns]?.name ?? nameOf(work, column, 'column'),
    rowName: (row) => extras.rowNames[row - work.rowStarts[work.tree.length]!] ?? nameOf(work, row, 'row'),
  };
  return {
    programme: work.programme,
    model: atParameters(model, work.programme.parameters),
    treeNodes: work.tree,
    columnStarts: work.columnStarts,
    rowStarts: work.rowStarts,
    columnOf: (treeNode, column) => work.columnStarts[treeNode]! + column,
    rowOf: (treeNode, row) => work.rowStarts[treeNode]! + row,
    stateAt: (treeNode, state, columnValues) => stateAt(work, { treeNode, state }, columnValues),
  };
}

/** Objective terms of one column can come from many nodes: merged here, the constant part first. */
function objectiveTerms(objective: ObjectiveTerms): LinearModel['parametric'] {
  const baseByKey = new Map<string, { column: number; parameter: number; base: number }>();
  for (const term of objective.parametric) {
    const known = baseByKey.get(`${term.column}/${term.parameter}`);
    if (known) known.base += term.base;
    else baseByKey.set(`${term.column}/${term.parameter}`, { ...term });
  }
  for (const column of new Set(objective.parametric.map((term) => term.column))) {
    if (objective.cost[column] === 0) continue;
    baseByKey.set(`${column}/-1`, { column, parameter: -1, base: objective.cost[column]! });
  }
  return [...baseByKey.values()]
    .toSorted((a, b) => a.column - b.column || a.parameter - b.parameter)
    .map((term) => ({ ...term, row: -1, position: term.column }));
}

/** `node name / column name`; a node visited by several histories adds the tree node's index. */
function nameOf(work: Workspace, index: number, kind: 'column' | 'row'): string {
  const starts = kind === 'column' ? work.columnStarts : work.rowStarts;
  const treeNode = blockOf(starts, index);
  const node = work.programme.nodes[work.tree[treeNode]!.origin]!;
  const own = kind === 'column' ? node.columns : node.rows;
  const place = placeOf(work, treeNode);
  const at = index - starts[treeNode]!;
  if (at < own.length) return `${place} / ${own[at]!.name}`;
  const carried = node.updates.filter((update) => isCarried(work.programme, update))[at - own.length]!;
  const state = work.programme.states[carried.state]!.name;
  return kind === 'column' ? `${place} / next ${state}` : `${place} / defines ${state}`;
}

/** A tree node's name: its node's, and its own index where several histories visit that node. */
export function placeOf({ programme, tree }: Workspace, treeNode: number): string {
  const { origin } = tree[treeNode]!;
  const { name } = programme.nodes[origin]!;
  const isShared = tree.some((other, index) => index !== treeNode && other.origin === origin);
  return isShared ? `${name}#${treeNode}` : name;
}

/** The last block that starts at or before `index` and is not empty there. */
function blockOf(starts: Int32Array, index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle + 1]! <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}
