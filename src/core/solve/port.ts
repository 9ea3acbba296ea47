import type { LinearModel } from '../programme/index.ts';

/** What a solve ended with. Anything but `optimal` carries no objective to be read. */
export type SolveStatus = 'optimal' | 'infeasible' | 'unbounded' | 'limit' | 'failed';

/** Which variables are basic: opaque to us, taken from one solve and given to the next. */
export interface Basis {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

export interface SolveOutcome {
  readonly status: SolveStatus;
  /** objective of the returned point, in the model's sense, offset included; NaN unless optimal or limit with a point */
  readonly objective: number;
  /** proved bound on the optimum (equals the objective for an LP solved to optimality) */
  readonly bound: number;
  /** [column]; empty when there is no point */
  readonly columnValues: Float64Array;
  /** [row] duals and [column] reduced costs; empty after a MIP */
  readonly rowDuals: Float64Array;
  readonly columnDuals: Float64Array;
  readonly basis: Basis | null;
  /** NaN where it was not asked for */
  readonly iterations: number;
  readonly nodes: number;
  /** the solver's own words when status is `failed` */
  readonly message: string;
}

export interface SolveOptions {
  /** solve the linear relaxation */
  readonly relax?: boolean;
  /** start from this basis (LPs only); null starts cold */
  readonly basis?: Basis | null;
  /** stop when the relative MIP gap is at most this; default 0 within tolerances */
  readonly relativeGap?: number;
  /** stop after so many branch-and-bound nodes; a count, never seconds */
  readonly nodeLimit?: number;
  /** true: the outcome has no basis and no count of iterations (NaN), which spares calls; default false */
  readonly isBrief?: boolean;
}

/** Sparse rows with bounds: `starts` is [row + 1], the others [nonzero]; within a row columns are distinct. */
export interface RowBlock {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly starts: Int32Array;
  readonly columnIndices: Int32Array;
  readonly values: Float64Array;
}

/** One model held by a solver, changed and solved again. Dispose it: solver memory is not garbage-collected. */
export interface SolverSession {
  setColumnBounds(column: number, lower: number, upper: number): void;
  setRowBounds(row: number, lower: number, upper: number): void;
  /** Bounds of the rows from `firstRow` on, as many as the arrays hold; one call to the solver. */
  setRowBoundsMany(firstRow: number, lower: Float64Array, upper: Float64Array): void;
  /** Appends rows below those the model has. @throws ProgrammeError when the solver would drop or refuse a coefficient */
  addRows(rows: RowBlock): void;
  /** Deletes rows; later rows move up. Deleting rows that are basic keeps the warm start. @param rows ascending, distinct */
  deleteRows(rows: Int32Array): void;
  setCoefficient(row: number, column: number, value: number): void;
  setCost(column: number, value: number): void;
  solve(options?: SolveOptions): SolveOutcome;
  dispose(): void;
}

/** A linear and mixed-integer solver. Every adapter passes `solverContract`. */
export interface Solver {
  readonly name: string;
  readonly version: string;
  /** @throws ProgrammeError for a number that the solver would not take, Bug when it warns about or alters the model */
  open(model: LinearModel): SolverSession;
}
