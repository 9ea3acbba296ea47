import type { LinearModel } from '../programme/index.ts';

/** One side of a row that may give way, and the price of one unit of it. */
export interface ElasticSide {
  readonly row: number;
  readonly side: 'lower' | 'upper';
  readonly label: string;
  /** > 0 */
  readonly weight: number;
}

/** The sides of a row that are finite. */
export function finiteSides(model: LinearModel, row: number): readonly ('lower' | 'upper')[] {
  const sides = ['lower', 'upper'] as const;
  return sides.filter((side) => Number.isFinite(boundOf(model, row, side)));
}

export function boundOf({ rowLower, rowUpper }: LinearModel, row: number, side: 'lower' | 'upper'): number {
  return side === 'lower' ? rowLower[row]! : rowUpper[row]!;
}

/** The model with one slack column per elastic side (after its own), minimising their weighted sum. */
export function elasticModel(model: LinearModel, elastic: readonly ElasticSide[]): LinearModel {
  const { columnCount } = model;
  const total = columnCount + elastic.length;
  const extended = (source: Float64Array, fill: (index: number) => number): Float64Array => {
    const target = new Float64Array(total);
    target.set(source);
    for (let index = 0; index < elastic.length; index++) target[columnCount + index] = fill(index);
    return target;
  };
  const integrality = new Uint8Array(total);
  integrality.set(model.integrality);
  return {
    ...model,
    sense: 'minimise',
    columnCount: total,
    objectiveOffset: 0,
    cost: extended(new Float64Array(columnCount), (index) => elastic[index]!.weight),
    columnLower: extended(model.columnLower, () => 0),
    columnUpper: extended(model.columnUpper, () => Infinity),
    integrality,
    parametric: [],
    ...withSlackEntries(model, elastic),
    columnName: (column) =>
      column < columnCount ? model.columnName(column) : `movement of ${elastic[column - columnCount]!.label}`,
  };
}

function withSlackEntries(
  model: LinearModel,
  elastic: readonly ElasticSide[],
): Pick<LinearModel, 'rowStarts' | 'columnIndices' | 'values'> {
  const slacksByRow = new Map<number, number[]>();
  elastic.forEach(({ row }, index) => slacksByRow.set(row, [...(slacksByRow.get(row) ?? []), index]));
  const rowStarts = new Int32Array(model.rowCount + 1);
  const columnIndices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < model.rowCount; row++) {
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      columnIndices.push(model.columnIndices[position]!);
      values.push(model.values[position]!);
    }
    for (const index of slacksByRow.get(row) ?? []) {
      columnIndices.push(model.columnCount + index);
      values.push(elastic[index]!.side === 'lower' ? 1 : -1);
    }
    rowStarts[row + 1] = values.length;
  }
  return { rowStarts, columnIndices: Int32Array.from(columnIndices), values: Float64Array.from(values) };
}

/** A model whose columns' bounds are rows at its end, and which columns these are. */
export interface BoundsAsRows {
  readonly model: LinearModel;
  /** [row after the model's own] the column that it bounds */
  readonly columns: readonly number[];
}

/**
 * The same constraints with every finite bound of a column in a row of its own, without objective and parameters.
 *
 * @param keepsIntegers bounds of integer columns stay where they are
 */
export function boundsAsRows(model: LinearModel, keepsIntegers: boolean): BoundsAsRows {
  const { columnLower, columnUpper, rowCount } = model;
  const isKept = (column: number) => keepsIntegers && model.integrality[column] === 1;
  const columns = Array.from(columnLower.keys()).filter(
    (column) => !isKept(column) && (Number.isFinite(columnLower[column]) || Number.isFinite(columnUpper[column])),
  );
  const nonzeros = model.values.length;
  const appended = (source: Float64Array, values: readonly number[]) => Float64Array.from([...source, ...values]);
  return {
    columns,
    model: {
      ...model,
      sense: 'minimise',
      rowCount: rowCount + columns.length,
      objectiveOffset: 0,
      cost: new Float64Array(model.columnCount),
      columnLower: columnLower.map((bound, column) => (isKept(column) ? bound : -Infinity)),
      columnUpper: columnUpper.map((bound, column) => (isKept(column) ? bound : Infinity)),
      rowLower: appended(
        model.rowLower,
        columns.map((column) => columnLower[column]!),
      ),
      rowUpper: appended(
        model.rowUpper,
        columns.map((column) => columnUpper[column]!),
      ),
      rowStarts: Int32Array.from([...model.rowStarts, ...columns.map((_, index) => nonzeros + index + 1)]),
      columnIndices: Int32Array.from([...model.columnIndices, ...columns]),
      values: appended(
        model.values,
        columns.map(() => 1),
      ),
      parametric: [],
      rowName: (row) =>
        row < rowCount ? model.rowName(row) : `bound of ${model.columnName(columns[row - rowCount]!)}`,
    },
  };
}
