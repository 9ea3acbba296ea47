/**
 * The HiGHS solver (npm `highs`, WebAssembly) behind the solver port.
 *
 * Only the structured sparse interface is used, never model text. Whatever HiGHS warns about, alters or drops is an
 * error: a model is read back after loading and compared number for number. No clock limits; a fixed seed.
 */
import highsModule from 'highs';
import type { Highs, InitOptions, Model, ModelStatusCode } from 'highs';

import { Bug } from '../../core/index.ts';
import type {
  LinearModel,
  RowBlock,
  SolveOptions,
  SolveOutcome,
  Solver,
  SolverSession,
  SolveStatus,
} from '../../core/index.ts';
import {
  checkBound,
  checkBounds,
  checkCoefficient,
  checkFinite,
  checkModel,
  compareReadBack,
  isCoefficient,
  modelDataOf,
  SMALL_MATRIX_VALUE,
} from './highs-model.ts';

const EXACT_TOLERANCES = { primal_feasibility_tolerance: 1e-9, dual_feasibility_tolerance: 1e-9 } as const;
const FIXED_OPTIONS = {
  output_flag: false,
  random_seed: 0,
  ...EXACT_TOLERANCES,
  mip_feasibility_tolerance: 1e-9,
  mip_abs_gap: 1e-6,
  // HiGHS drops coefficients at or below this; its least value, and `checkCoefficient` refuses what it would drop.
  small_matrix_value: SMALL_MATRIX_VALUE,
} as const;
const DUAL_SIMPLEX = 1;
const PRIMAL_SIMPLEX = 4;
/** HiGHS's own: beyond it factors that pivots have updated are made anew before an optimum is believed. */
const USUAL_FACTOR_ERROR = 1e-8;
/**
 * From a basis handed over: no presolve, and no perturbation of costs, whose removal cost more iterations than the
 * changes asked for (measured 3 times faster on trees of 10,000 rows). What stalls without it is cut off and solved
 * again from cold.
 */
const WARM_OPTIONS = {
  presolve: 'off',
  // Devex: exact steepest-edge weights are computed anew for every basis that is set, which warm re-solves cannot afford.
  simplex_dual_edge_weight_strategy: 1,
  dual_simplex_cost_perturbation_multiplier: 0,
  rebuild_refactor_solution_error_tolerance: USUAL_FACTOR_ERROR,
  simplex_iteration_limit: 100_000,
  simplex_strategy: DUAL_SIMPLEX,
} as const;
const COLD_OPTIONS = {
  presolve: 'on',
  simplex_dual_edge_weight_strategy: -1,
  dual_simplex_cost_perturbation_multiplier: 1,
  rebuild_refactor_solution_error_tolerance: USUAL_FACTOR_ERROR,
  simplex_iteration_limit: 2147483647,
  simplex_strategy: DUAL_SIMPLEX,
} as const;
/**
 * From the basis that the last run left, which needs no presolve. The error of updated factors is not looked at, which
 * took a tenth of a small solve: what is off is found by our own arithmetic. Devex instead of steepest edge is no
 * faster here, and its vertices make worse cuts (bound 2328 instead of 2353 after 12 iterations of `gap`).
 */
const GOING_ON_OPTIONS = { ...COLD_OPTIONS, rebuild_refactor_solution_error_tolerance: 0 } as const;
type StartOptions = typeof WARM_OPTIONS | typeof COLD_OPTIONS | typeof GOING_ON_OPTIONS;
const NO_NODE_LIMIT = 2147483647;
/**
 * Dual simplex can leave a model as unknown at these tolerances: primal simplex may then say what it is, and the usual
 * tolerances whether it is solved at all. Whatever is returned is certified by our own arithmetic elsewhere.
 */
const SECOND_ATTEMPTS = [
  { simplex_strategy: DUAL_SIMPLEX },
  { simplex_strategy: PRIMAL_SIMPLEX },
  { simplex_strategy: DUAL_SIMPLEX, primal_feasibility_tolerance: 1e-7, dual_feasibility_tolerance: 1e-7 },
] as const;

const OPTIMAL: ModelStatusCode = 7;
const UNBOUNDED_OR_INFEASIBLE: ModelStatusCode = 9;
const UNKNOWN: ModelStatusCode = 15;
/** Every status not listed here is a failure. 14 and 16: iteration, node and solution limits. */
const STATUS_BY_CODE: ReadonlyMap<ModelStatusCode, SolveStatus> = new Map<ModelStatusCode, SolveStatus>([
  [OPTIMAL, 'optimal'],
  [8, 'infeasible'],
  [10, 'unbounded'],
  [14, 'limit'],
  [16, 'limit'],
]);
/** `primal_solution_status` of a feasible point. */
const FEASIBLE_POINT = 2;

/**
 * Loads HiGHS. One instance serves any number of models, one solve at a time.
 *
 * @param loading where the WebAssembly comes from; left out, the package's own file
 */
export async function createHighsSolver(loading?: InitOptions): Promise<Solver> {
  // The package's types describe its CommonJS half, where the loader is `default`; its ES module exports the loader itself.
  const load = highsModule as unknown as typeof highsModule.default;
  const highs = await load(loading);
  return {
    name: 'HiGHS',
    version: `${highs.version.string} (${highs.version.gitHash})`,
    open: (model) => openSession(highs, model),
  };
}

function openSession(highs: Highs, linearModel: LinearModel): SolverSession {
  checkModel(linearModel);
  if (linearModel.columnCount === 0) return sessionWithoutColumns(linearModel);
  const model = highs.createModel();
  try {
    refuseWarning(model.options.set(FIXED_OPTIONS), 'options');
    const loaded = modelDataOf(highs, linearModel);
    refuseWarning(model.passModel(loaded), 'loading the model');
    compareReadBack(loaded, model.getModel('csr'));
  } catch (error) {
    model.dispose();
    throw error instanceof Bug ? error : new Bug(`HiGHS refused the model: ${wordsOf(error)}`);
  }
  return sessionOver(model, linearModel);
}

function sessionOver(model: Model, linearModel: LinearModel): SolverSession {
  const loaded: Loaded = { model, setOptions: changedOptionsOf(model), hasBasis: false };
  const hasIntegers = linearModel.integrality.includes(1);
  let rowCount = linearModel.rowCount;
  // Rows that were added or moved have no name of their own.
  let namedRows = rowCount;
  const nameOfRow = (row: number): string => (row < namedRows ? linearModel.rowName(row) : `row ${row}`);
  return {
    setColumnBounds(column, lower, upper) {
      checkBound(lower, linearModel.columnName(column));
      checkBound(upper, linearModel.columnName(column));
      refuseWarning(model.changeColBounds(column, lower, upper), 'column bounds');
    },
    setRowBounds(row, lower, upper) {
      checkBound(lower, nameOfRow(row));
      checkBound(upper, nameOfRow(row));
      refuseWarning(model.changeRowBounds(row, lower, upper), 'row bounds');
    },
    setRowBoundsMany(firstRow, lower, upper) {
      if (lower.length === 0) return;
      checkBounds(lower, (index) => nameOfRow(firstRow + index));
      checkBounds(upper, (index) => nameOfRow(firstRow + index));
      const selection = { kind: 'range', from: firstRow, to: firstRow + lower.length - 1 } as const;
      refuseWarning(model.changeRowsBounds(selection, lower, upper), 'row bounds');
    },
    addRows(rows) {
      addRows(model, rows, linearModel);
      rowCount += rows.lower.length;
    },
    deleteRows(rows) {
      if (rows.length === 0) return;
      refuseWarning(model.deleteRows({ kind: 'set', indices: rows }), 'deleting rows');
      namedRows = Math.min(namedRows, rows[0]!);
      rowCount -= rows.length;
      const held = model.getDimensions().numRows;
      if (held !== rowCount) throw new Bug(`HiGHS holds ${held} rows after a deletion, not ${rowCount}`);
    },
    setCoefficient(row, column, value) {
      checkCoefficient(value, `${nameOfRow(row)} x ${linearModel.columnName(column)}`);
      refuseWarning(model.changeCoefficient(row, column, value), 'coefficient');
    },
    setCost(column, value) {
      checkFinite(value, `cost of ${linearModel.columnName(column)}`);
      refuseWarning(model.changeColCost(column, value), 'cost');
    },
    solve(options = {}) {
      const isInteger = hasIntegers && options.relax !== true;
      return isInteger ? solveInteger(loaded, options) : solveLinear(loaded, options, hasIntegers);
    },
    dispose: () => model.dispose(),
  };
}

/** A model and a way to set its options that sends only what changes: setting all before each solve cost a tenth of it. */
interface Loaded {
  readonly model: Model;
  readonly setOptions: (options: Readonly<Record<string, string | number | boolean>>) => void;
  /** whether the last run left the basis of an optimum */
  hasBasis: boolean;
}

function changedOptionsOf(model: Model): Loaded['setOptions'] {
  const held = new Map<string, string | number | boolean>();
  return (options) => {
    for (const [name, value] of Object.entries(options)) {
      if (held.get(name) === value) continue;
      refuseWarning(model.options.set({ [name]: value }), name);
      held.set(name, value);
    }
  };
}

function addRows(model: Model, rows: RowBlock, linearModel: LinearModel): void {
  if (rows.lower.length === 0) return;
  rows.values.forEach((value, position) => {
    const column = rows.columnIndices[position]!;
    if (!isCoefficient(value)) checkCoefficient(value, `an added row x ${linearModel.columnName(column)}`);
  });
  checkBounds(rows.lower, (row) => `added row ${row}`);
  checkBounds(rows.upper, (row) => `added row ${row}`);
  const matrix = {
    format: 'csr',
    numRows: rows.lower.length,
    numCols: linearModel.columnCount,
    starts: rows.starts,
    indices: rows.columnIndices,
    values: rows.values,
  } as const;
  refuseWarning(model.addRows({ lower: rows.lower, upper: rows.upper, matrix }), 'adding rows');
}

/** Solves as an LP, and once more what ended in doubt or, from a basis handed over, without an optimum. */
function solveLinear(loaded: Loaded, options: SolveOptions, hasIntegers: boolean): SolveOutcome {
  const { model, setOptions } = loaded;
  if (hasIntegers) setOptions({ solve_relaxation: true });
  const isCounted = options.isBrief !== true;
  const start = prepareStart(loaded, options);
  setOptions({ ...start, solver: 'simplex' });
  let run = runOnce(model, isCounted);
  for (const [index, again] of SECOND_ATTEMPTS.entries()) {
    const isDoubtful = run.code === UNBOUNDED_OR_INFEASIBLE || run.code === UNKNOWN;
    if (run.code === OPTIMAL || !(isDoubtful || (index === 0 && start === WARM_OPTIONS))) break;
    model.clearSolver();
    setOptions({ ...COLD_OPTIONS, presolve: 'off', ...again });
    const iterationsBefore = run.iterations;
    run = runOnce(model, isCounted);
    run = { ...run, iterations: run.iterations + iterationsBefore };
  }
  setOptions(EXACT_TOLERANCES);
  loaded.hasBasis = run.code === OPTIMAL;
  const outcome = outcomeOf(model, run, 'linear');
  if (outcome.status !== 'optimal' || options.isBrief === true) return outcome;
  const { colStatus, rowStatus } = model.getBasis();
  return { ...outcome, basis: { columns: colStatus, rows: rowStatus } };
}

/** Puts the starting basis in place and says how to go on from it. */
function prepareStart({ model, hasBasis }: Loaded, { basis, isBrief }: SolveOptions): StartOptions {
  if (basis === null) {
    model.clearSolver();
    return COLD_OPTIONS;
  }
  if (basis !== undefined) {
    refuseWarning(model.setBasis({ colStatus: basis.columns, rowStatus: basis.rows }), 'basis');
    return WARM_OPTIONS;
  }
  // HiGHS goes on from its last basis even where it says, because something has moved, that it has none.
  if (isBrief !== true && model.info.get('basis_validity') === 1) return WARM_OPTIONS;
  return hasBasis ? GOING_ON_OPTIONS : COLD_OPTIONS;
}

function solveInteger(loaded: Loaded, options: SolveOptions): SolveOutcome {
  const { model, setOptions } = loaded;
  // A MIP always starts cold, so that its branching does not depend on what was solved before.
  model.clearSolver();
  loaded.hasBasis = false;
  setOptions({
    ...COLD_OPTIONS,
    solve_relaxation: false,
    solver: 'choose',
    mip_rel_gap: options.relativeGap ?? 0,
    mip_max_nodes: options.nodeLimit ?? NO_NODE_LIMIT,
  });
  const run = runOnce(model, true);
  if (run.code !== UNBOUNDED_OR_INFEASIBLE) return outcomeOf(model, run, 'integer');
  const relaxed = solveLinear(loaded, { basis: null }, true);
  // An optimal relaxation of a model called unbounded or infeasible leaves infeasible.
  return { ...withoutPoint(relaxed.status === 'optimal' ? 'infeasible' : relaxed.status), message: relaxed.message };
}

interface Run {
  readonly code: ModelStatusCode;
  readonly isWarned: boolean;
  readonly iterations: number;
}

function runOnce(model: Model, isCounted: boolean): Run {
  try {
    const result = model.run();
    const iterations = isCounted ? Math.max(0, Number(model.info.get('simplex_iteration_count'))) : NaN;
    return { code: result.modelStatus, isWarned: result.status !== 0, iterations };
  } catch (error) {
    // It gave up without harm: the model is as it was, and another attempt may do.
    if (wordsOf(error).includes('HiGHS status -1')) return { code: UNKNOWN, isWarned: true, iterations: 0 };
    throw new Bug(`HiGHS broke down while solving, discard this solver: ${wordsOf(error)}`);
  }
}

function outcomeOf(model: Model, run: Run, kind: 'linear' | 'integer'): SolveOutcome {
  const status = STATUS_BY_CODE.get(run.code) ?? 'failed';
  const nodes = kind === 'integer' ? Math.max(0, Number(model.info.get('mip_node_count'))) : 0;
  const ending = { iterations: run.iterations, nodes };
  if (status === 'failed') return { ...withoutPoint('failed'), ...ending, message: `HiGHS model status ${run.code}` };
  // HiGHS warns when it stops at a limit; any other warning is not to be trusted.
  if (run.isWarned && status !== 'limit') {
    return { ...withoutPoint('failed'), ...ending, message: `HiGHS warned while solving (status ${run.code})` };
  }
  const bound = kind === 'integer' ? Number(model.info.get('mip_dual_bound')) : NaN;
  const hasPoint = status === 'optimal' || (status === 'limit' && kind === 'integer' && isPointFeasible(model));
  if (!hasPoint) return { ...withoutPoint(status), ...ending, bound };
  const solution = model.getSolution();
  const objective = model.getObjectiveValue();
  const point = { ...withoutPoint(status), ...ending, objective, columnValues: solution.colValue };
  if (kind === 'integer') return { ...point, bound };
  return { ...point, bound: objective, rowDuals: solution.rowDual, columnDuals: solution.colDual };
}

function isPointFeasible(model: Model): boolean {
  return model.info.get('primal_solution_status') === FEASIBLE_POINT;
}

function withoutPoint(status: SolveStatus): SolveOutcome {
  const none = new Float64Array(0);
  return {
    status,
    objective: NaN,
    bound: NaN,
    columnValues: none,
    rowDuals: none,
    columnDuals: none,
    basis: null,
    iterations: 0,
    nodes: 0,
    message: '',
  };
}

/** HiGHS calls a model without columns empty and gives no answer: every row's activity is 0. */
function sessionWithoutColumns(linearModel: LinearModel): SolverSession {
  let lower = Array.from(linearModel.rowLower);
  let upper = Array.from(linearModel.rowUpper);
  const refuse = (): never => {
    throw new Bug('the model has no columns');
  };
  const setRowBounds = (row: number, newLower: number, newUpper: number): void => {
    lower[row] = newLower;
    upper[row] = newUpper;
  };
  return {
    setColumnBounds: refuse,
    setCoefficient: refuse,
    setCost: refuse,
    setRowBounds,
    setRowBoundsMany: (firstRow, lowers, uppers) =>
      lowers.forEach((bound, index) => setRowBounds(firstRow + index, bound, uppers[index]!)),
    addRows(rows) {
      if (rows.values.length > 0) refuse();
      lower.push(...rows.lower);
      upper.push(...rows.upper);
    },
    deleteRows(rows) {
      lower = lower.filter((_, row) => !rows.includes(row));
      upper = upper.filter((_, row) => !rows.includes(row));
    },
    solve() {
      const isFeasible = lower.every((bound, row) => bound <= 0 && upper[row]! >= 0);
      if (!isFeasible) return withoutPoint('infeasible');
      const objective = linearModel.objectiveOffset;
      const rowDuals = new Float64Array(lower.length);
      return { ...withoutPoint('optimal'), objective, bound: objective, rowDuals };
    },
    dispose: () => undefined,
  };
}

function refuseWarning(call: { readonly status: number; readonly warnings: readonly string[] }, step: string): void {
  if (call.status !== 0) throw new Bug(`HiGHS warned at ${step}: ${call.warnings.join('; ')}`);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
