/** Linear models in the form of HiGHS, and the numbers that it would silently change: refused here. */
import type { DetachedModelData, Highs, ModelData } from 'highs';

import { Bug, ProgrammeError, type LinearModel } from '../../core/index.ts';

/** HiGHS drops coefficients at or below this. */
export const SMALL_MATRIX_VALUE = 1e-12;
/** HiGHS reads finite numbers at or above these as infinite. */
const LARGE_MATRIX_VALUE = 1e15;
const INFINITE_BOUND = 1e20;

/** A model as HiGHS takes it. */
export function modelDataOf(highs: Highs, linearModel: LinearModel): ModelData {
  const { minimize, maximize } = highs.constants.objectiveSense;
  return {
    numCols: linearModel.columnCount,
    numRows: linearModel.rowCount,
    sense: linearModel.sense === 'minimise' ? minimize : maximize,
    offset: linearModel.objectiveOffset,
    colCost: linearModel.cost,
    colLower: linearModel.columnLower,
    colUpper: linearModel.columnUpper,
    rowLower: linearModel.rowLower,
    rowUpper: linearModel.rowUpper,
    integrality: Int32Array.from(linearModel.integrality),
    matrix: {
      format: 'csr',
      numRows: linearModel.rowCount,
      numCols: linearModel.columnCount,
      ...withoutZeros(linearModel),
    },
  };
}

/** HiGHS removes explicit zeros (coefficients that a parameter has set to 0), so they are not passed. */
function withoutZeros(linearModel: LinearModel): { starts: Int32Array; indices: Int32Array; values: Float64Array } {
  const { rowStarts, columnIndices, values } = linearModel;
  if (!values.includes(0)) return { starts: rowStarts, indices: columnIndices, values };
  const starts = new Int32Array(rowStarts.length);
  const kept: number[] = [];
  for (let row = 0; row < linearModel.rowCount; row++) {
    for (let position = rowStarts[row]!; position < rowStarts[row + 1]!; position++) {
      if (values[position] !== 0) kept.push(position);
    }
    starts[row + 1] = kept.length;
  }
  return {
    starts,
    indices: Int32Array.from(kept, (position) => columnIndices[position]!),
    values: Float64Array.from(kept, (position) => values[position]!),
  };
}

/** @throws ProgrammeError, and Bug for NaN, where HiGHS would drop, refuse or reinterpret a number of the model */
export function checkModel(linearModel: LinearModel): void {
  const { values, cost, columnName, rowName } = linearModel;
  checkFinite(linearModel.objectiveOffset, 'objective offset');
  cost.forEach((value, column) => Number.isFinite(value) || checkFinite(value, `cost of ${columnName(column)}`));
  for (let position = 0; position < values.length; position++) {
    if (isCoefficient(values[position]!)) continue;
    const row = linearModel.rowStarts.findLastIndex((start) => start <= position);
    checkCoefficient(values[position]!, `${rowName(row)} x ${columnName(linearModel.columnIndices[position]!)}`);
  }
  for (let column = 0; column < linearModel.columnCount; column++) {
    if (!isBound(linearModel.columnLower[column]!)) checkBound(linearModel.columnLower[column]!, columnName(column));
    if (!isBound(linearModel.columnUpper[column]!)) checkBound(linearModel.columnUpper[column]!, columnName(column));
  }
  for (let row = 0; row < linearModel.rowCount; row++) {
    if (!isBound(linearModel.rowLower[row]!)) checkBound(linearModel.rowLower[row]!, rowName(row));
    if (!isBound(linearModel.rowUpper[row]!)) checkBound(linearModel.rowUpper[row]!, rowName(row));
  }
}

/** Whether HiGHS keeps a coefficient as it is. */
export function isCoefficient(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size > SMALL_MATRIX_VALUE && size < LARGE_MATRIX_VALUE);
}

function isBound(value: number): boolean {
  return Math.abs(value) < INFINITE_BOUND || Math.abs(value) === Infinity;
}

/** @throws ProgrammeError for a coefficient that HiGHS would drop or refuse */
export function checkCoefficient(value: number, where: string): void {
  if (isCoefficient(value)) return;
  throw refusal(value, `the solver would drop or refuse the coefficient ${value} of ${where}: scale the model`);
}

/** @throws Bug for NaN, ProgrammeError for finite bounds that HiGHS reads as infinite */
export function checkBound(value: number, where: string): void {
  if (!isBound(value))
    throw refusal(value, `the solver would not take the bound ${value} of ${where}: scale the model`);
}

/** Numbers of a model are whoever wrote it's; what is no number is our fault. */
function refusal(value: number, message: string): Error {
  return Number.isNaN(value) ? new Bug(message) : new ProgrammeError(message);
}

/** `checkBound` of many. */
export function checkBounds(values: Float64Array, nameOf: (index: number) => string): void {
  for (let index = 0; index < values.length; index++) {
    if (!isBound(values[index]!)) checkBound(values[index]!, nameOf(index));
  }
}

/** @throws ProgrammeError for a number that HiGHS would take for infinite */
export function checkFinite(value: number, where: string): void {
  if (!(Math.abs(value) < INFINITE_BOUND))
    throw refusal(value, `the solver would not take ${value} as the ${where}: scale the model`);
}

/** @throws Bug when HiGHS holds other numbers than it was given */
export function compareReadBack(sent: ModelData, held: DetachedModelData): void {
  const { matrix } = sent;
  const pairs = [
    ['cost', sent.colCost, held.colCost],
    ['column lower bounds', sent.colLower, held.colLower],
    ['column upper bounds', sent.colUpper, held.colUpper],
    ['row lower bounds', sent.rowLower, held.rowLower],
    ['row upper bounds', sent.rowUpper, held.rowUpper],
    ['row starts', matrix.starts, held.matrix.starts],
    ['column indices', matrix.indices, held.matrix.indices],
    ['coefficients', matrix.values, held.matrix.values],
    ['integrality', sent.integrality ?? [], held.integrality],
  ] as const;
  for (const [what, ours, theirs] of pairs) {
    if (!isSame(ours, theirs)) throw new Bug(`HiGHS holds other ${what} than it was given`);
  }
  if (sent.offset !== held.offset || sent.sense !== held.sense) throw new Bug('HiGHS holds another objective');
}

function isSame(ours: ArrayLike<number>, theirs: ArrayLike<number>): boolean {
  if (ours.length !== theirs.length) return false;
  for (let index = 0; index < ours.length; index++) if (ours[index] !== theirs[index]) return false;
  return true;
}
