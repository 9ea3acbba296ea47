import { extensiveForm, type LinearModel, type Programme } from '../programme/index.ts';
import {
  boundOf,
  boundsAsRows,
  elasticModel,
  finiteSides,
  type BoundsAsRows,
  type ElasticSide,
} from './elastic-model.ts';
import { openModel, type ModelSession } from './model-session.ts';
import { optimise } from './optimise.ts';
import type { Solver, SolveStatus } from './port.ts';
import { boundChanges } from './smallest-change.ts';

/** One side of a row or of a column's bounds that takes part, in the model's own names. */
export interface Limit {
  readonly kind: 'row' | 'column';
  /** row or column of the model */
  readonly index: number;
  readonly name: string;
  readonly side: 'lower' | 'upper';
  readonly have: number;
  /** what it has to become; NaN where the solver could not say */
  readonly need: number;
}

export interface WhyInfeasible {
  /** `infeasible`: the rest says why; `optimal`: there is a feasible point; else the solver did not say */
  readonly status: SolveStatus;
  /**
   * limits that contradict each other; `need` is the nearest value that ends this contradiction when it alone gives way
   */
  readonly conflict: readonly Limit[];
  /** true: without any one of its limits the conflict has a feasible point; false when the solver or the cap stopped it */
  readonly isIrreducible: boolean;
  /** true: the conflict exists between whole numbers only */
  readonly needsIntegers: boolean;
  /**
   * one set of changes that together make the whole model feasible (its relaxation, unless `needsIntegers`), of the least
   * sum of shares; empty when the solver could not say
   */
  readonly changes: readonly Limit[];
  readonly message: string;
}

export interface WhyInfeasibleOptions {
  /** solves that the search for the conflict may take; default 2000 */
  readonly solveLimit?: number;
  /** branch-and-bound nodes of each solve where whole numbers matter; default 2000 */
  readonly nodeLimit?: number;
}

const DEFAULT_SOLVE_LIMIT = 2000;
const DEFAULT_NODE_LIMIT = 2000;
/** Prices below this share of a limit's weight are rounding. */
const NOTICEABLE_PRICE_FRACTION = 1e-7;

/**
 * Why a programme or model has no feasible point, in its own names.
 *
 * Every row and column bound may give way at the price of its share: 1 per |bound| (or per largest coefficient of the
 * row where that is more). The least sum gives `changes`; the limits that have a price there contradict each other
 * (linear duality), and dropping them in ever smaller groups, each only if the others still have no feasible point,
 * leaves `conflict`. Where only whole numbers are in conflict there are no prices and all limits are tried, save the
 * bounds of integer columns: these are given, for without them a search need not end.
 *
 * Deterministic: groups in the order of rows, then columns; solves are counted, never timed.
 *
 * @source Chinneck (2008), Feasibility and Infeasibility in Optimization, chapter 6: deletion filter, elastic filter
 */
export function whyInfeasible(
  target: Programme | LinearModel,
  solver: Solver,
  options: WhyInfeasibleOptions = {},
): WhyInfeasible {
  const model = 'nodes' in target ? extensiveForm(target).model : target;
  const rowed = boundsAsRows(model, false);
  const sides = elasticSides(rowed.model);
  const elastic = optimise(elasticModel(rowed.model, sides), solver, { relax: true });
  if (elastic.status !== 'optimal') return unsaid(elastic.status, elastic.message);
  const changes = boundChanges(rowed.model, sides, elastic.columnValues);
  if (changes.length === 0) return whyNotWhole(model, { solver, options });
  const priced = sides.filter(({ row, side, weight }) => {
    const price = (side === 'lower' ? 1 : -1) * elastic.rowDuals[row]!;
    return price > NOTICEABLE_PRICE_FRACTION * weight;
  });
  const relaxed = { ...rowed, model: { ...rowed.model, integrality: new Uint8Array(rowed.model.columnCount) } };
  const found = findConflict(relaxed, [priced, sides], { solver, options });
  return { ...found, needsIntegers: false, changes: changes.map((change) => limitOf(rowed, change, change.need)) };
}

interface Means {
  readonly solver: Solver;
  readonly options: WhyInfeasibleOptions;
}

function unsaid(status: SolveStatus, message: string): WhyInfeasible {
  return { status, conflict: [], isIrreducible: false, needsIntegers: false, changes: [], message };
}

/** The relaxation is feasible: is the model, and if not, which limits leave no whole number? */
function whyNotWhole(model: LinearModel, means: Means): WhyInfeasible {
  const { solver, options } = means;
  const rowed = boundsAsRows(model, true);
  const sides = elasticSides(rowed.model);
  const limits = { nodeLimit: options.nodeLimit ?? DEFAULT_NODE_LIMIT };
  const whole = optimise(rowed.model, solver, limits);
  if (whole.status !== 'infeasible') return unsaid(whole.status, whole.message);
  const found = findConflict(rowed, [sides], means);
  const elastic = optimise(elasticModel(rowed.model, sides), solver, limits);
  const changes = elastic.status === 'optimal' ? boundChanges(rowed.model, sides, elastic.columnValues) : [];
  return { ...found, needsIntegers: true, changes: changes.map((change) => limitOf(rowed, change, change.need)) };
}

function elasticSides(model: LinearModel): readonly ElasticSide[] {
  return Array.from({ length: model.rowCount }, (_, row) => row).flatMap((row) => {
    const largest = model.values
      .subarray(model.rowStarts[row], model.rowStarts[row + 1])
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return finiteSides(model, row).map((side) => {
      const size = Math.max(Math.abs(boundOf(model, row, side)), largest);
      return { row, side, label: model.rowName(row), weight: size > 0 ? 1 / size : 1 };
    });
  });
}

function limitOf(
  { model, columns }: BoundsAsRows,
  { row, side }: { readonly row: number; readonly side: 'lower' | 'upper' },
  need: number,
): Limit {
  const ownRows = model.rowCount - columns.length;
  const have = boundOf(model, row, side);
  if (row < ownRows) return { kind: 'row', index: row, name: model.rowName(row), side, have, need };
  const column = columns[row - ownRows]!;
  return { kind: 'column', index: column, name: model.columnName(column), side, have, need };
}

type Conflict = Pick<WhyInfeasible, 'status' | 'conflict' | 'isIrreducible' | 'message'>;

/** @param candidates lists of sides, the first being tried first; the next where it turns out to be feasible */
function findConflict(
  rowed: BoundsAsRows,
  candidates: readonly (readonly ElasticSide[])[],
  { solver, options }: Means,
): Conflict {
  const session = openModel(freed(rowed.model), solver);
  const search: Search = {
    session,
    solver,
    bounds: rowed.model,
    held: new Set(),
    isConclusive: true,
    solvesLeft: options.solveLimit ?? DEFAULT_SOLVE_LIMIT,
    nodeLimit: options.nodeLimit ?? DEFAULT_NODE_LIMIT,
  };
  try {
    for (const sides of candidates) {
      hold(search, sides);
      if (!isContradiction(search)) continue;
      filter(search, sides);
      const kept = sides.filter((side) => search.held.has(side));
      const conflict = kept.map((side) => limitOf(rowed, side, needOf(search, side)));
      return { status: 'infeasible', conflict, isIrreducible: search.isConclusive, message: '' };
    }
  } finally {
    session.dispose();
  }
  const message = 'no set of limits was proved to contradict itself';
  return { status: 'infeasible', conflict: [], isIrreducible: false, message };
}

/** The model without a limit, to which limits are then given one by one. */
function freed(model: LinearModel): LinearModel {
  const none = (bound: number) => new Float64Array(model.rowCount).fill(bound);
  return { ...model, rowLower: none(-Infinity), rowUpper: none(Infinity) };
}

interface Search {
  readonly session: ModelSession;
  readonly solver: Solver;
  /** where the limits' values stand */
  readonly bounds: LinearModel;
  readonly held: Set<ElasticSide>;
  readonly nodeLimit: number;
  solvesLeft: number;
  isConclusive: boolean;
}

function hold(search: Search, sides: readonly ElasticSide[]): void {
  for (const side of sides) search.held.add(side);
  apply(search, sides);
}

function release(search: Search, sides: readonly ElasticSide[]): void {
  for (const side of sides) search.held.delete(side);
  apply(search, sides);
}

/** Gives the session's rows the limits that are held. */
function apply({ session, bounds, held }: Search, sides: readonly ElasticSide[]): void {
  for (const limit of sides) {
    const { row, side } = limit;
    const bound = held.has(limit) ? boundOf(bounds, row, side) : side === 'lower' ? -Infinity : Infinity;
    const { rowLower, rowUpper } = session.model;
    if (side === 'lower') session.setRowBounds(row, bound, rowUpper[row]!);
    else session.setRowBounds(row, rowLower[row]!, bound);
  }
}

/** True only when the solver proves that the limits held have no point in common. */
function isContradiction(search: Search): boolean {
  search.solvesLeft--;
  const { status } = optimise(search.session, search.solver, { nodeLimit: search.nodeLimit });
  if (status !== 'optimal' && status !== 'infeasible') search.isConclusive = false;
  return status === 'infeasible';
}

/** Drops limits that the contradiction does not need, in groups of half, a quarter, ... and at last one by one. */
function filter(search: Search, sides: readonly ElasticSide[]): void {
  let kept = sides.slice();
  for (let size = 1 << 30; size >= 1; size >>= 1) {
    if (size >= kept.length && size > 1) continue;
    search.isConclusive = true;
    for (let start = 0; start < kept.length; start += size) {
      if (search.solvesLeft <= 0) {
        search.isConclusive = false;
        return;
      }
      const group = kept.slice(start, start + size);
      release(search, group);
      if (!isContradiction(search)) hold(search, group);
    }
    kept = kept.filter((side) => search.held.has(side));
  }
}

/** The nearest value of one limit at which those held, it aside, have a point in common. */
function needOf(search: Search, limit: ElasticSide): number {
  const { session, solver, bounds } = search;
  const { row, side } = limit;
  release(search, [limit]);
  // An upper limit has to rise to the least activity, a lower one to fall to the most: minimise, or minimise its negative.
  const sign = side === 'upper' ? 1 : -1;
  const entries = Array.from({ length: bounds.rowStarts[row + 1]! - bounds.rowStarts[row]! }, (_, index) => {
    const position = bounds.rowStarts[row]! + index;
    return { column: bounds.columnIndices[position]!, value: bounds.values[position]! };
  });
  for (const { column, value } of entries) session.setCost(column, sign * value);
  const optimum = optimise(session, solver, { nodeLimit: search.nodeLimit });
  for (const { column } of entries) session.setCost(column, 0);
  hold(search, [limit]);
  return optimum.status === 'optimal' ? sign * optimum.objective : NaN;
}
