import type { LinearModel } from '../programme/index.ts';
import { boundOf, elasticModel, finiteSides, type ElasticSide } from './elastic-model.ts';
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
  const sides = elastic.flatMap((row) => finiteSides(model, row.row).map((side) => ({ ...row, side })));
  const optimum = optimise(elasticModel(model, sides), solver);
  if (optimum.status !== 'optimal') return { status: optimum.status, changes: [], message: optimum.message };
  return { status: 'optimal', changes: boundChanges(model, sides, optimum.columnValues), message: '' };
}

/** The bounds that an elastic model's solution moves. */
export function boundChanges(
  model: LinearModel,
  sides: readonly ElasticSide[],
  columnValues: Float64Array,
): readonly BoundChange[] {
  return sides.flatMap(({ row, side, label }, index) => {
    const have = boundOf(model, row, side);
    const movement = columnValues[model.columnCount + index]!;
    if (movement <= NOTICEABLE_FRACTION * (Math.abs(have) + 1)) return [];
    return [{ row, label, side, have, need: side === 'lower' ? have - movement : have + movement }];
  });
}
