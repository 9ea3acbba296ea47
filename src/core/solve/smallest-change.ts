import type { LinearModel } from '../programme/index.ts';
import { optimise } from './optimise.ts';
import type { Solver, SolveStatus } from './port.ts';

/** A row whose bounds may give way, what to call it, and the price of one unit of it. */
export interface ElasticRow {
  readonly row: number;
  readonly label: string;
  /** > 0; choose it so that one unit of weight is equally painful in every row */
  readonly weight: number;
}

/** One bound that has to move for the model to become feasible. */
export interface BoundChange {
  readonly row: number;
  readonly label: string;
  readonly side: 'lower' | 'upper';
  readonly have: number;
  readonly need: number;
}

export interface SmallestChange {
  /** `optimal`: the changes suffice (none = feasible as it is); `infeasible`: the other rows contradict each other */
  readonly status: SolveStatus;
  readonly changes: readonly BoundChange[];
  readonly message: string;
}

/** Moves below this share of the bound (plus 1) are rounding. */
const NOTICEABLE_FRACTION = 1e-7;

/**
 * The least weighted movement of the given rows' bounds that makes a model feasible: each elastic row gets a slack below
 * and above, and sum of weight x slack is minimised, integers included. All other rows and bounds stay hard.
 */
export function smallestChange(model: LinearModel, solver: Solver, elastic: readonly ElasticRow[]): SmallestChange {
  const relaxed = elasticModel(model, elastic);
  const optimum = optimise(relaxed, solver);
  if (optimum.status !== 'optimal') return { status: optimum.status, changes: [], message: optimum.message };
  const changes: BoundChange[] = [];
  elastic.forEach(({ row, label }, index) => {
    const note = (side: 'lower' | 'upper', have: number, movement: number): void => {
      if (movement > NOTICEABLE_FRACTION * (Math.abs(have) + 1)) {
        changes.push({ row, label, side, have, need: side === 'lower' ? have - movement : have + movement });
      }
    };
    note('lower', model.rowLower[row]!, optimum.columnValues[model.columnCount + 2 * index]!);
    note('upper', model.rowUpper[row]!, optimum.columnValues[model.columnCount + 2 * index + 1]!);
  });
  return { status: 'optimal', changes, message: '' };
}

/** The model with two slack columns per elastic row (below, above), minimising their weighted sum. */
function elasticModel(model: LinearModel, elastic: readonly ElasticRow[]): LinearModel {
  const columnCount = model.columnCount + 2 * elastic.length;
  const extended = (source: Float64Array, fill: (index: number) => number): Float64Array => {
    const target = new Float64Array(columnCount);
    target.set(source);
    for (let index = 0; index < 2 * elastic.length; index++) target[model.columnCount + index] = fill(index);
    return target;
  };
  const integrality = new Uint8Array(columnCount);
  integrality.set(model.integrality);
  return {
    ...model,
    sense: 'minimise',
    columnCount,
    objectiveOffset: 0,
    cost: extended(new Float64Array(model.columnCount), (index) => elastic[index >> 1]!.weight),
    columnLower: extended(model.columnLower, () => 0),
    columnUpper: extended(model.columnUpper, () => Infinity),
    integrality,
    parametric: [],
    ...withSlackEntries(model, elastic),
    columnName: (column) =>
      column < model.columnCount
        ? model.columnName(column)
        : `movement of ${elastic[(column - model.columnCount) >> 1]!.label}`,
  };
}

function withSlackEntries(
  model: LinearModel,
  elastic: readonly ElasticRow[],
): Pick<LinearModel, 'rowStarts' | 'columnIndices' | 'values'> {
  const slackByRow = new Map(elastic.map(({ row }, index) => [row, model.columnCount + 2 * index]));
  const rowStarts = new Int32Array(model.rowCount + 1);
  const columnIndices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < model.rowCount; row++) {
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      columnIndices.push(model.columnIndices[position]!);
      values.push(model.values[position]!);
    }
    const slack = slackByRow.get(row);
    if (slack !== undefined) {
      columnIndices.push(slack, slack + 1);
      values.push(1, -1);
    }
    rowStarts[row + 1] = values.length;
  }
  return { rowStarts, columnIndices: Int32Array.from(columnIndices), values: Float64Array.from(values) };
}
