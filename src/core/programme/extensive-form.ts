import type { LinearModel } from './linear-model.ts';
import { atParameters } from './parameters.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Entry, Programme, StateUpdate } from './programme.ts';
import { SparseRows, TermAccumulator } from './sparse-rows.ts';
import { DEFAULT_TREE_NODE_LIMIT, unroll, type UnrolledNode } from './unroll.ts';

/** One big programme over the tree, and where each node's parts lie in it. */
export interface ExtensiveForm {
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

/** A state as a linear expression in the columns of the tree nodes before. */
interface Expression {
  readonly constant: number;
  readonly columns: readonly number[];
  readonly values: readonly number[];
  /** [term] parameter or -1 */
  readonly parameters: readonly number[];
}

interface Workspace {
  readonly programme: Programme;
  readonly tree: readonly UnrolledNode[];
  readonly terms: TermAccumulator;
  readonly objective: ObjectiveTerms;
  readonly rows: SparseRows;
  readonly columnStarts: Int32Array;
  readonly rowStarts: Int32Array;
  /** [tree node] expressions of its incoming states */
  readonly incoming: (readonly Expression[])[];
}

interface ObjectiveTerms {
  offset: number;
  readonly cost: Float64Array;
  readonly parametric: { column: number; parameter: number; base: number }[];
}

/**
 * Extensive form of a programme on the tree of its histories.
 *
 * Columns: each tree node's own, its objective weighted by the node's probability, then one for each carried state that
 * an update of the node changes. Rows: each node's own, then one defining row (s' - M s - A x = b) per carried state
 * changed. All other states are replaced by their expressions in ancestors' columns, constants moving into row bounds
 * and the objective's offset. Updates at leaves have no reader and are left out.
 *
 * @throws ProgrammeError on cycles, on too large a tree, and where a parameter would multiply a parameter or a constant
 *   (carry the state to avoid the first)
 */
export function extensiveForm(programme: Programme, treeNodeLimit: number = DEFAULT_TREE_NODE_LIMIT): ExtensiveForm {
  const tree = unroll(programme, treeNodeLimit);
  const work = workspaceFor(programme, tree);
  for (let treeNode = 0; treeNode < tree.length; treeNode++) addTreeNode(work, treeNode);
  return {
    programme,
    model: assemble(work),
    treeNodes: tree,
    columnStarts: work.columnStarts,
    rowStarts: work.rowStarts,
    columnOf: (treeNode, column) => work.columnStarts[treeNode]! + column,
    rowOf: (treeNode, row) => work.rowStarts[treeNode]! + row,
    stateAt: (treeNode, state, columnValues) =>
      evaluate(work.incoming[treeNode]![state]!, programme.parameters, columnValues),
  };
}

function workspaceFor(programme: Programme, tree: readonly UnrolledNode[]): Workspace {
  const columnStarts = new Int32Array(tree.length + 1);
  const rowStarts = new Int32Array(tree.length + 1);
  tree.forEach((treeNode, index) => {
    const node = programme.nodes[treeNode.origin]!;
    const carried = treeNode.children.length === 0 ? 0 : node.updates.filter((u) => isCarried(programme, u)).length;
    columnStarts[index + 1] = columnStarts[index]! + node.columns.length + carried;
    rowStarts[index + 1] = rowStarts[index]! + node.rows.length + carried;
  });
  const columnCount = columnStarts[tree.length]!;
  return {
    programme,
    tree,
    columnStarts,
    rowStarts,
    terms: new TermAccumulator(columnCount),
    objective: { offset: 0, cost: new Float64Array(columnCount), parametric: [] },
    rows: new SparseRows(),
    incoming: [programme.states.map((state) => constantExpression(state.initial))],
  };
}

function isCarried(programme: Programme, update: StateUpdate): boolean {
  return programme.states[update.state]!.isCarried;
}

function constantExpression(constant: number): Expression {
  return { constant, columns: [], values: [], parameters: [] };
}

function addTreeNode(work: Workspace, treeNode: number): void {
  const node = work.programme.nodes[work.tree[treeNode]!.origin]!;
  for (const row of node.rows) {
    const constant = accumulate(work, treeNode, row);
    work.rows.push(work.terms, row.lower - constant, row.upper - constant);
  }
  addObjective(work, treeNode);
  const children = work.tree[treeNode]!.children;
  if (children.length === 0) return;
  const outgoing = outgoingStates(work, treeNode);
  for (const child of children) work.incoming[child] = outgoing;
}

/** Adds terms on columns and incoming states to the accumulator; returns their constant part. */
function accumulate(
  work: Workspace,
  treeNode: number,
  part: { readonly columns: readonly Entry[]; readonly states: readonly Entry[] },
): number {
  const start = work.columnStarts[treeNode]!;
  for (const entry of part.columns) work.terms.add(start + entry.index, entry.value, entry.parameter ?? -1);
  let constant = 0;
  const incoming = work.incoming[treeNode]!;
  for (const entry of part.states) {
    const expression = incoming[entry.index]!;
    constant += substituted(expression.constant, entry, work.programme);
    for (let term = 0; term < expression.columns.length; term++) {
      const parameter = product(entry, expression.parameters[term]!, work.programme);
      work.terms.add(expression.columns[term]!, entry.value * expression.values[term]!, parameter);
    }
  }
  return constant;
}

function substituted(constant: number, entry: Entry, programme: Programme): number {
  if (constant !== 0 && entry.parameter !== undefined) {
    const parameter = programme.parameterNames[entry.parameter];
    throw new ProgrammeError(
      `parameter "${parameter}" multiplies the constant part of state "${programme.states[entry.index]!.name}"`,
    );
  }
  return entry.value * constant;
}

/** Parameter of a product of two coefficients, of which one at most may be parametric. */
function product(entry: Entry, parameter: number, programme: Programme): number {
  if (entry.parameter === undefined) return parameter;
  if (parameter < 0) return entry.parameter;
  const names = [entry.parameter, parameter].map((index) => `"${programme.parameterNames[index]}"`).join(' and ');
  throw new ProgrammeError(`parameters ${names} multiply each other through state ${entry.index}: carry that state`);
}

function addObjective(work: Workspace, treeNode: number): void {
  const { origin, probability } = work.tree[treeNode]!;
  const node = work.programme.nodes[origin]!;
  const constant = accumulate(work, treeNode, { columns: node.objectiveColumns, states: node.objectiveStates });
  const { objective, terms } = work;
  objective.offset += probability * (node.objectiveConstant + constant);
  for (const { column, parameter, base } of terms.settle()) {
    objective.parametric.push({ column, parameter, base: probability * base });
  }
  for (const column of terms.columns) objective.cost[column]! += probability * terms.constantPart(column);
  terms.clear();
}

function outgoingStates(work: Workspace, treeNode: number): readonly Expression[] {
  const node = work.programme.nodes[work.tree[treeNode]!.origin]!;
  const outgoing = work.incoming[treeNode]!.slice();
  let carriedColumn = work.columnStarts[treeNode]! + node.columns.length;
  for (const update of node.updates) {
    const constant = update.constant + accumulate(work, treeNode, update);
    if (!isCarried(work.programme, update)) {
      outgoing[update.state] = takeExpression(work.terms, constant);
      continue;
    }
    addDefiningRow(work, carriedColumn, constant);
    outgoing[update.state] = { constant: 0, columns: [carriedColumn], values: [1], parameters: [-1] };
    carriedColumn++;
  }
  return outgoing;
}

/** Writes s' - (accumulated terms) = constant, the accumulated terms negated. */
function addDefiningRow(work: Workspace, carriedColumn: number, constant: number): void {
  const expression = takeExpression(work.terms, constant);
  expression.columns.forEach((column, term) =>
    work.terms.add(column, -expression.values[term]!, expression.parameters[term]!),
  );
  work.terms.add(carriedColumn, 1, -1);
  work.rows.push(work.terms, constant, constant);
}

function takeExpression(terms: TermAccumulator, constant: number): Expression {
  const expression = { constant, columns: [] as number[], values: [] as number[], parameters: [] as number[] };
  const append = (column: number, value: number, parameter: number): void => {
    expression.columns.push(column);
    expression.values.push(value);
    expression.parameters.push(parameter);
  };
  const parametric = terms.settle();
  for (const column of terms.columns) {
    const value = terms.constantPart(column);
    if (value !== 0) append(column, value, -1);
  }
  for (const { column, parameter, base } of parametric) append(column, base, parameter);
  terms.clear();
  return expression;
}

function evaluate(expression: Expression, parameters: readonly number[], columnValues: Float64Array): number {
  let value = expression.constant;
  for (let term = 0; term < expression.columns.length; term++) {
    const parameter = expression.parameters[term]!;
    const scale = parameter < 0 ? 1 : parameters[parameter]!;
    value += expression.values[term]! * scale * columnValues[expression.columns[term]!]!;
  }
  return value;
}

function assemble(work: Workspace): LinearModel {
  const columnCount = work.columnStarts[work.tree.length]!;
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
  const model: LinearModel = {
    sense: work.programme.sense,
    columnCount,
    rowCount: work.rows.rowCount,
    objectiveOffset: work.objective.offset,
    cost: work.objective.cost,
    columnLower,
    columnUpper,
    integrality,
    rowLower: Float64Array.from(work.rows.lower),
    rowUpper: Float64Array.from(work.rows.upper),
    ...work.rows.finish(),
    parametric: [...objectiveTerms(work.objective), ...work.rows.parametric],
    columnName: (column) => nameOf(work, column, 'column'),
    rowName: (row) => nameOf(work, row, 'row'),
  };
  return atParameters(model, work.programme.parameters);
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
  let treeNode = 0;
  while (starts[treeNode + 1]! <= index) treeNode++;
  const { origin } = work.tree[treeNode]!;
  const node = work.programme.nodes[origin]!;
  const own = kind === 'column' ? node.columns : node.rows;
  const visits = work.tree.filter((other) => other.origin === origin).length;
  const place = visits > 1 ? `${node.name}#${treeNode}` : node.name;
  const at = index - starts[treeNode]!;
  if (at < own.length) return `${place} / ${own[at]!.name}`;
  const carried = node.updates.filter((update) => isCarried(work.programme, update))[at - own.length]!;
  const state = work.programme.states[carried.state]!.name;
  return kind === 'column' ? `${place} / next ${state}` : `${place} / defines ${state}`;
}
