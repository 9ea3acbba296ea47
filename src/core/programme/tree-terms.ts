/** Rows of a tree's nodes in the tree's columns: states replaced by their expressions, or carried in columns. */
import { ProgrammeError } from './programme-error.ts';
import type { Entry, Programme, StateUpdate } from './programme.ts';
import { SparseRows, TermAccumulator } from './sparse-rows.ts';
import type { UnrolledNode } from './unroll.ts';

/** A state as a linear expression in the columns of the tree nodes before. */
interface Expression {
  readonly constant: number;
  readonly columns: readonly number[];
  readonly values: readonly number[];
  /** [term] parameter or -1 */
  readonly parameters: readonly number[];
}

/** An extensive form while it is written. */
export interface Workspace {
  readonly programme: Programme;
  readonly tree: readonly UnrolledNode[];
  readonly terms: TermAccumulator;
  readonly rows: SparseRows;
  /** [tree node + 1] */
  readonly columnStarts: Int32Array;
  readonly rowStarts: Int32Array;
  /** [tree node] expressions of its incoming states */
  readonly incoming: (readonly Expression[])[];
}

/** Lays out the blocks of a tree's nodes, with room for `extraColumns` after them. */
export function workspaceFor(programme: Programme, tree: readonly UnrolledNode[], extraColumns = 0): Workspace {
  const columnStarts = new Int32Array(tree.length + 1);
  const rowStarts = new Int32Array(tree.length + 1);
  tree.forEach((treeNode, index) => {
    const node = programme.nodes[treeNode.origin]!;
    const carried = treeNode.children.length === 0 ? 0 : node.updates.filter((u) => isCarried(programme, u)).length;
    columnStarts[index + 1] = columnStarts[index]! + node.columns.length + carried;
    rowStarts[index + 1] = rowStarts[index]! + node.rows.length + carried;
  });
  return {
    programme,
    tree,
    columnStarts,
    rowStarts,
    terms: new TermAccumulator(columnStarts[tree.length]! + extraColumns),
    rows: new SparseRows(),
    incoming: [programme.states.map((state) => constantExpression(state.initial))],
  };
}

/** True when the update's state has a column of its own in the form. */
export function isCarried(programme: Programme, update: StateUpdate): boolean {
  return programme.states[update.state]!.isCarried;
}

function constantExpression(constant: number): Expression {
  return { constant, columns: [], values: [], parameters: [] };
}

/** Writes the rows of a tree node, and its states as its children see them; parents go before children. */
export function addRows(work: Workspace, treeNode: number): void {
  const node = work.programme.nodes[work.tree[treeNode]!.origin]!;
  for (const row of node.rows) {
    const constant = accumulate(work, treeNode, row);
    work.rows.push(work.terms, row.lower - constant, row.upper - constant);
  }
  const children = work.tree[treeNode]!.children;
  if (children.length === 0) return;
  const outgoing = outgoingStates(work, treeNode);
  for (const child of children) work.incoming[child] = outgoing;
}

/** Adds a tree node's own objective to the accumulator; returns its constant part. */
export function accumulateObjective(work: Workspace, treeNode: number): number {
  const node = work.programme.nodes[work.tree[treeNode]!.origin]!;
  return (
    node.objectiveConstant +
    accumulate(work, treeNode, { columns: node.objectiveColumns, states: node.objectiveStates })
  );
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

/** Value of an incoming state at a tree node under the given column values. */
export function stateAt(
  { programme, incoming }: Workspace,
  at: { readonly treeNode: number; readonly state: number },
  columnValues: Float64Array,
): number {
  const expression = incoming[at.treeNode]![at.state]!;
  let value = expression.constant;
  for (let term = 0; term < expression.columns.length; term++) {
    const parameter = expression.parameters[term]!;
    const scale = parameter < 0 ? 1 : programme.parameters[parameter]!;
    value += expression.values[term]! * scale * columnValues[expression.columns[term]!]!;
  }
  return value;
}
