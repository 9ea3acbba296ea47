import { type ExtensiveForm, type LinearModel, ProgrammeError } from '../programme/index.ts';
import { fileNames } from './file-names.ts';
import type { RowKind } from './mps-core.ts';
import { type MpsNames, rangeCandidates, type RowForm, word } from './write-mps.ts';

/** An extensive form cut by depth: what each depth has in common is the core, what differs is random. */
export interface Slices {
  readonly form: ExtensiveForm;
  /** [tree node] how many nodes stand before it on its path */
  readonly depthOf: Int32Array;
  /** [depth + 1] first column and first row in the core */
  readonly columnStarts: Int32Array;
  readonly rowStarts: Int32Array;
  /** [depth] the first tree node there: its data are the core's */
  readonly firstNodes: readonly number[];
  readonly core: LinearModel;
  /** [core row] how it is written, its kind fit for all nodes */
  readonly coreForms: readonly RowForm[];
  readonly names: MpsNames;
}

/** Bounds that a core row must also be able to take, by core row. */
export type OtherBounds = readonly { readonly row: number; readonly lower: number; readonly upper: number }[];

/**
 * Cuts an extensive form by depth. Costs are divided by the node's probability, for a core is one history; a maximised
 * objective is negated, for SMPS minimises.
 *
 * @throws ProgrammeError when nodes of one depth differ in columns, rows, integers or kinds of rows
 */
export function sliced(form: ExtensiveForm, title: string, otherBounds: OtherBounds = []): Slices {
  const { treeNodes } = form;
  const depthOf = new Int32Array(treeNodes.length);
  treeNodes.forEach(({ parent }, node) => (depthOf[node] = parent < 0 ? 0 : depthOf[parent]! + 1));
  const depthCount = depthOf.at(-1)! + 1;
  const firstNodes = Array.from({ length: depthCount }, (_, depth) => depthOf.indexOf(depth));
  const starts = (of: Int32Array): Int32Array => {
    const sums = new Int32Array(depthCount + 1);
    firstNodes.forEach((node, depth) => (sums[depth + 1] = sums[depth]! + of[node + 1]! - of[node]!));
    return sums;
  };
  const shape = {
    form,
    depthOf,
    firstNodes,
    columnStarts: starts(form.columnStarts),
    rowStarts: starts(form.rowStarts),
  };
  refuseUnevenDepths(shape);
  const core = coreModel(shape);
  const names = coreNames(shape, title);
  return { ...shape, core, names, coreForms: coreFormsOf(shape, core, otherBounds) };
}

type Shape = Pick<Slices, 'form' | 'depthOf' | 'firstNodes' | 'columnStarts' | 'rowStarts'>;

function refuseUnevenDepths({ form, depthOf, firstNodes, columnStarts, rowStarts }: Shape): void {
  const { treeNodes, model } = form;
  treeNodes.forEach(({ origin, children }, node) => {
    const depth = depthOf[node]!;
    const first = firstNodes[depth]!;
    const where = `node "${form.programme.nodes[origin]!.name}"`;
    const what = `SMPS has one set of rows and columns for each period: ${where}`;
    const columnCount = form.columnStarts[node + 1]! - form.columnStarts[node]!;
    const rowCount = form.rowStarts[node + 1]! - form.rowStarts[node]!;
    if (columnCount !== columnStarts[depth + 1]! - columnStarts[depth]!)
      throw new ProgrammeError(`${what} has ${columnCount} columns`);
    if (rowCount !== rowStarts[depth + 1]! - rowStarts[depth]!)
      throw new ProgrammeError(`${what} has ${rowCount} rows`);
    if (children.length === 0 && depth < firstNodes.length - 1)
      throw new ProgrammeError(`${what} ends before the last`);
    for (let column = 0; column < columnCount; column++) {
      const [own, its] = [form.columnStarts[node]! + column, form.columnStarts[first]! + column];
      if (model.integrality[own] !== model.integrality[its]) throw new ProgrammeError(`${what} has other integers`);
    }
  });
}

/** Column of the core that a column of a tree node, or of a node before it, stands for. */
export function coreColumnOf({ form, depthOf, columnStarts }: Shape, node: number, column: number): number {
  let owner = node;
  while (form.columnStarts[owner]! > column) owner = form.treeNodes[owner]!.parent;
  return columnStarts[depthOf[owner]!]! + column - form.columnStarts[owner]!;
}

/** The history through the first nodes as one model. */
function coreModel(shape: Shape): LinearModel {
  const { form, firstNodes, columnStarts, rowStarts } = shape;
  const { model } = form;
  const sign = model.sense === 'maximise' ? -1 : 1;
  const pick = (values: Float64Array, of: Int32Array): Float64Array =>
    Float64Array.from(firstNodes.flatMap((node) => [...values.subarray(of[node]!, of[node + 1]!)]));
  const rowNodes = firstNodes.flatMap((node) =>
    Array.from({ length: form.rowStarts[node + 1]! - form.rowStarts[node]! }, (_, row) => ({
      node,
      row: form.rowStarts[node]! + row,
    })),
  );
  const entries = rowNodes.map(({ node, row }) => [...rowEntries(shape, node, row)].toSorted((a, b) => a[0] - b[0]));
  const lengths = new Int32Array(entries.length + 1);
  entries.forEach((row, index) => (lengths[index + 1] = lengths[index]! + row.length));
  return {
    sense: 'minimise',
    columnCount: columnStarts.at(-1)!,
    rowCount: rowStarts.at(-1)!,
    objectiveOffset: sign * model.objectiveOffset,
    cost: Float64Array.from(firstNodes.flatMap((node) => costsOf(shape, node))),
    columnLower: pick(model.columnLower, form.columnStarts),
    columnUpper: pick(model.columnUpper, form.columnStarts),
    integrality: Uint8Array.from(
      firstNodes.flatMap((node) => [
        ...model.integrality.subarray(form.columnStarts[node]!, form.columnStarts[node + 1]!),
      ]),
    ),
    rowLower: pick(model.rowLower, form.rowStarts),
    rowUpper: pick(model.rowUpper, form.rowStarts),
    rowStarts: lengths,
    columnIndices: Int32Array.from(entries.flatMap((row) => row.map(([column]) => column))),
    values: Float64Array.from(entries.flatMap((row) => row.map(([, value]) => value))),
    parametric: [],
    columnName: String,
    rowName: String,
  };
}

/** Costs of a node's columns as one history counts them: [column of the node]. */
export function costsOf({ form }: Shape, node: number): readonly number[] {
  const { model, columnStarts, treeNodes } = form;
  const sign = model.sense === 'maximise' ? -1 : 1;
  const costs = model.cost.subarray(columnStarts[node]!, columnStarts[node + 1]!);
  return Array.from(costs, (cost) => (sign * cost) / treeNodes[node]!.probability);
}

/** Terms of a row of a tree node by core column. */
export function* rowEntries(
  shape: Shape,
  node: number,
  row: number,
): Generator<readonly [column: number, value: number]> {
  const { rowStarts, columnIndices, values } = shape.form.model;
  for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
    yield [coreColumnOf(shape, node, columnIndices[at]!), values[at]!];
  }
}

function coreNames({ form, firstNodes }: Shape, title: string): MpsNames {
  const { programme, treeNodes, model } = form;
  const rows: string[] = [];
  const columns: string[] = [];
  for (const node of firstNodes) {
    const { columns: ownColumns, rows: ownRows, updates } = programme.nodes[treeNodes[node]!.origin]!;
    const carried = updates.flatMap(({ state }) =>
      programme.states[state]!.isCarried ? [programme.states[state]!.name] : [],
    );
    const isLast = treeNodes[node]!.children.length === 0;
    columns.push(...ownColumns.map(({ name }) => name), ...(isLast ? [] : carried));
    rows.push(...ownRows.map(({ name }) => name), ...(isLast ? [] : carried.map((name) => `${name}.next`)));
  }
  if (rows.length > model.rowCount || columns.length > model.columnCount)
    throw new ProgrammeError('names outnumber parts');
  const taken = new Set<string>();
  const [rowNames, objectives] = [fileNames(rows, taken), fileNames(['OBJ'], taken)];
  return { title: fileNames([title])[0]!, objective: objectives[0]!, rows: rowNames, columns: fileNames(columns) };
}

/** A kind of row that all its bounds fit: equal ends, one end open, both closed, or both open. */
function coreFormsOf(
  { form, depthOf, rowStarts }: Shape,
  core: LinearModel,
  otherBounds: OtherBounds,
): readonly RowForm[] {
  const seen = Array.from({ length: core.rowCount }, () => ({
    isEqual: true,
    lower: new Set<boolean>(),
    upper: new Set<boolean>(),
  }));
  const note = (row: number, lower: number, upper: number): void => {
    const at = seen[row]!;
    at.isEqual &&= lower === upper;
    at.lower.add(Number.isFinite(lower));
    at.upper.add(Number.isFinite(upper));
  };
  form.treeNodes.forEach((_, node) => {
    for (let row = form.rowStarts[node]!; row < form.rowStarts[node + 1]!; row++) {
      const coreRow = rowStarts[depthOf[node]!]! + row - form.rowStarts[node]!;
      note(coreRow, form.model.rowLower[row]!, form.model.rowUpper[row]!);
    }
  });
  for (const { row, lower, upper } of otherBounds) note(row, lower, upper);
  return seen.map(({ isEqual, lower, upper }, row) => {
    if (lower.size > 1 || upper.size > 1) {
      throw new ProgrammeError(
        `SMPS has one kind for each row: an end of row "${form.model.rowName(row)}" is open at times only`,
      );
    }
    const kind = isEqual ? 'E' : !lower.has(true) ? 'L' : !upper.has(true) ? 'G' : 'range';
    return formAs(kind, core.rowLower[row]!, core.rowUpper[row]!);
  });
}

/** A row's bounds in a given form. */
export function formAs(kind: RowKind | 'range', lower: number, upper: number): RowForm {
  if (kind === 'E' || kind === 'G') return { kind, rhs: lower, range: null };
  if (kind === 'L') return { kind, rhs: upper, range: null };
  const candidates = rangeCandidates(upper - lower);
  return { kind: 'L', rhs: upper, range: candidates.find((range) => upper - range === lower) ?? candidates[0]! };
}

/** A row's bounds as lines name them, in the form of its core row. */
export function sideValues(
  slices: Slices,
  row: number,
  lower: number,
  upper: number,
): readonly (readonly [string, string])[] {
  const { kind, range } = slices.coreForms[row]!;
  const form = formAs(range === null ? kind : 'range', lower, upper);
  const name = slices.names.rows[row]!;
  const sides: (readonly [string, string])[] = [[`RHS ${name}`, word(form.rhs)]];
  if (form.range !== null) sides.push([`RANGES ${name}`, word(form.range)]);
  return sides;
}
