import { parameterChanges, ProgrammeError, type LinearModel } from '../programme/index.ts';
import type { SolveOptions, SolveOutcome, Solver } from './port.ts';
import { scaleModel, type ScaledModel } from './scaling.ts';

/** A model held open in a solver, changed and solved in its own units while the solver sees it scaled. */
export interface ModelSession {
  /** the model as it stands after all changes (its arrays are the session's own and change with it) */
  readonly model: LinearModel;
  readonly solverName: string;
  setColumnBounds(column: number, lower: number, upper: number): void;
  setRowBounds(row: number, lower: number, upper: number): void;
  /** @throws ProgrammeError when the model has no such coefficient */
  setCoefficient(row: number, column: number, value: number): void;
  setCost(column: number, value: number): void;
  /** Re-evaluates every parametric coefficient. @param parameterValues [parameter] */
  setParameters(parameterValues: readonly number[]): void;
  /** Holds columns at given values until `release`; fixing a fixed column keeps its first bounds for the release. */
  fix(columns: readonly number[], values: readonly number[]): void;
  /** Gives fixed columns their bounds back; all of them when none are named. */
  release(columns?: readonly number[]): void;
  solve(options?: SolveOptions): SolveOutcome;
  /** what earlier solves of this session teach later ones; it speeds them up and never decides them */
  readonly memory: SessionMemory;
  dispose(): void;
}

/** Duals and whole-number points of earlier solves, newest last. */
export interface SessionMemory {
  readonly rowDuals: Float64Array[];
  /** values of the integer columns, ascending by column */
  readonly points: (readonly number[])[];
}

/**
 * Opens a model in a solver behind power-of-two scaling (`scaleModel`), so that everything said and read is in the
 * model's own units to the last bit. Dispose it.
 */
export function openModel(model: LinearModel, solver: Solver): ModelSession {
  const scaled = scaleModel(model);
  const session = solver.open(scaled.model);
  const current = ownCopy(model);
  const { rowFactors, columnFactors, objectiveFactor } = scaled;
  const heldBounds = new Map<number, { lower: number; upper: number }>();

  const setColumnBounds = (column: number, lower: number, upper: number): void => {
    current.columnLower[column] = lower;
    current.columnUpper[column] = upper;
    session.setColumnBounds(column, lower / columnFactors[column]!, upper / columnFactors[column]!);
  };
  const setCost = (column: number, value: number): void => {
    current.cost[column] = value;
    session.setCost(column, value * columnFactors[column]! * objectiveFactor);
  };
  const setValue = (row: number, column: number, position: number, value: number): void => {
    if (current.values[position] === value) return;
    current.values[position] = value;
    session.setCoefficient(row, column, value * rowFactors[row]! * columnFactors[column]!);
  };
  return {
    model: current,
    solverName: `${solver.name} ${solver.version}`,
    setColumnBounds,
    setCost,
    setRowBounds(row, lower, upper) {
      current.rowLower[row] = lower;
      current.rowUpper[row] = upper;
      session.setRowBounds(row, lower * rowFactors[row]!, upper * rowFactors[row]!);
    },
    setCoefficient: (row, column, value) => setValue(row, column, positionOf(current, row, column), value),
    setParameters(parameterValues) {
      for (const { row, column, position, value } of parameterChanges(current, parameterValues)) {
        if (row >= 0) setValue(row, column, position, value);
        else if (current.cost[column] !== value) setCost(column, value);
      }
    },
    fix(columns, values) {
      columns.forEach((column, index) => {
        const { columnLower, columnUpper } = current;
        if (!heldBounds.has(column))
          heldBounds.set(column, { lower: columnLower[column]!, upper: columnUpper[column]! });
        setColumnBounds(column, values[index]!, values[index]!);
      });
    },
    release(columns = [...heldBounds.keys()]) {
      for (const column of columns) {
        const bounds = heldBounds.get(column);
        if (bounds) setColumnBounds(column, bounds.lower, bounds.upper);
        heldBounds.delete(column);
      }
    },
    solve: (options) => unscaled(session.solve(options), scaled),
    memory: { rowDuals: [], points: [] },
    dispose: () => session.dispose(),
  };
}

function ownCopy(model: LinearModel): LinearModel {
  return {
    ...model,
    cost: model.cost.slice(),
    columnLower: model.columnLower.slice(),
    columnUpper: model.columnUpper.slice(),
    rowLower: model.rowLower.slice(),
    rowUpper: model.rowUpper.slice(),
    values: model.values.slice(),
  };
}

/** Position of a coefficient by binary search in its row. */
function positionOf(model: LinearModel, row: number, column: number): number {
  let low = model.rowStarts[row]!;
  let high = model.rowStarts[row + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = model.columnIndices[middle]!;
    if (found === column) return middle;
    if (found < column) low = middle + 1;
    else high = middle - 1;
  }
  throw new ProgrammeError(`row "${model.rowName(row)}" has no coefficient on "${model.columnName(column)}"`);
}

function unscaled(outcome: SolveOutcome, scaled: ScaledModel): SolveOutcome {
  const { rowFactors, columnFactors, objectiveFactor } = scaled;
  return {
    ...outcome,
    objective: outcome.objective / objectiveFactor,
    bound: outcome.bound / objectiveFactor,
    columnValues: outcome.columnValues.map((value, column) => value * columnFactors[column]!),
    rowDuals: outcome.rowDuals.map((dual, row) => (dual * rowFactors[row]!) / objectiveFactor),
    columnDuals: outcome.columnDuals.map((dual, column) => dual / columnFactors[column]! / objectiveFactor),
  };
}

/** Runs `action` with columns held at values, then puts back the bounds that held before, whatever happens. */
export function whileFixed<Result>(
  session: ModelSession,
  fixed: { readonly columns: readonly number[]; readonly values: readonly number[] },
  action: () => Result,
): Result {
  const { columnLower, columnUpper } = session.model;
  const before = fixed.columns.map((column) => ({ lower: columnLower[column]!, upper: columnUpper[column]! }));
  fixed.columns.forEach((column, index) => setIfOther(session, column, fixed.values[index]!, fixed.values[index]!));
  try {
    return action();
  } finally {
    fixed.columns.forEach((column, index) => setIfOther(session, column, before[index]!.lower, before[index]!.upper));
  }
}

/** Sets bounds only where they differ: an untouched column keeps the solver's warm start whole. */
export function setIfOther(
  session: ModelSession,
  column: number,
  ...bounds: readonly [lower: number, upper: number]
): void {
  const [lower, upper] = bounds;
  const { columnLower, columnUpper } = session.model;
  if (columnLower[column] !== lower || columnUpper[column] !== upper) session.setColumnBounds(column, lower, upper);
}
