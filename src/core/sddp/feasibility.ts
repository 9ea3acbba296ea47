/** Phase 1 of a node LP: by how much it must be violated, and the bound on incoming states that this implies. */
import { ProgrammeError, type LinearModel } from '../programme/index.ts';
import { binaryExponent, dualBound, powerOfTwo, scaleModel, type Solver, type SolverSession } from '../solve/index.ts';
import { addRow, pullBack, type CompiledOutcome } from './compiled-node.ts';
import type { CutArchive } from './cut-archive.ts';
import type { FeasibilityCut } from './cut.ts';
import { isEqual } from './held-cuts.ts';
import type { CutRow, NodeLpView } from './own-arithmetic.ts';

/** Where an infeasible LP stands. */
export interface InfeasiblePlace {
  readonly feasibilityCuts: CutArchive;
  readonly outcome: CompiledOutcome;
  readonly state: Float64Array;
}

/** What phase 1 found. */
export interface Infeasibility {
  /** in scaled units */
  readonly violation: number;
  /** null when a violation this small is the solver's tolerance or rounding of the state */
  readonly cut: FeasibilityCut | null;
  /** [column, then violations] of the elastic LP */
  readonly columnValues: Float64Array;
}

/** Violations up to this share of the state's terms, or of one scaled unit, are no proof. */
const NEGLIGIBLE_VIOLATION = 1e-7;
/** The same for a cut that was given before and comes again: it asks for more than the solver can resolve. */
const UNRESOLVED_VIOLATION = 1e-6;
/** Added to what rows are widened by, in scaled units: a few times the solver's tolerance. */
const WIDENING = 4e-9;
/** Duals of phase 1 lie in [-1, 1]; smaller ones are noise, and the bound is computed without them. */
const NOISE = 1e-10;

/** The scaled rows of a node LP with columns for what they lack and have too much, and one for all feasibility cuts. */
interface Elastic {
  readonly session: SolverSession;
  /** bounds are changed in place */
  model: LinearModel;
  /** [column] and [row] factors of the scaling; feasibility cuts keep their own */
  readonly columnFactors: Float64Array;
  readonly rowFactors: Float64Array;
  /** the coefficients it was made with */
  readonly values: Float64Array;
  cuts: readonly CutRow[];
}

/** Phase 1 of one node LP, kept open and warm from the first time that it is asked for. Dispose it. */
export class PhaseOne {
  readonly #lp: NodeLpView;
  readonly #solver: Solver;
  #elastic: Elastic | null = null;
  /** cuts given so far, as text */
  readonly #given = new Set<string>();

  constructor(lp: NodeLpView, solver: Solver) {
    this.#lp = lp;
    this.#solver = solver;
  }

  /**
   * Least violation v(s): the sum over rows plus the greatest over feasibility cuts, in scaled units; and the cut
   * v(s0) + g (s - s0) <= 0 that every feasible state satisfies, v being convex.
   *
   * @throws ProgrammeError when phase 1, which is always feasible and bounded, has no optimum by the solver
   */
  at(place: InfeasiblePlace): Infeasibility {
    const elastic = this.#prepared();
    for (const start of [undefined, null]) {
      const found = elastic.session.solve({ isBrief: true, ...(start === null ? { basis: null } : {}) });
      if (found.status !== 'optimal') continue;
      const rowDuals = found.rowDuals.map((dual) => (Math.abs(dual) < NOISE ? 0 : dual));
      const violation = dualBound(elastic.model, rowDuals, found.columnValues).value;
      const rowCount = this.#lp.rowLower.length;
      const factorOf = (row: number): number =>
        row < rowCount ? elastic.rowFactors[row]! : elastic.cuts[row - rowCount]!.factor;
      const duals = rowDuals.map((dual, row) => dual * factorOf(row));
      const { cut, share } = cutFrom(place, { violation, duals, rowCount, cuts: elastic.cuts });
      return { violation, cut: this.#isProof(cut, share) ? cut : null, columnValues: found.columnValues };
    }
    throw new ProgrammeError('phase 1 of an infeasible node LP has no optimum');
  }

  /**
   * Widens the rows and feasibility cuts of the node LP by what phase 1 found them to need, and no more.
   *
   * @returns the most that one was widened by, in scaled units
   */
  widen({ columnValues }: Infeasibility): number {
    const lp = this.#lp;
    const { rowFactors } = this.#elastic!;
    const needs = columnValues.subarray(lp.columnLower.length).map((lack) => lack + WIDENING);
    for (let row = 0; row < lp.rowLower.length; row++) {
      lp.rowLower[row]! -= needs[2 * row]! / rowFactors[row]!;
      lp.rowUpper[row]! += needs[2 * row + 1]! / rowFactors[row]!;
    }
    const lack = needs.at(-1)!;
    for (const row of lp.cutRows) if (row.isFeasibility) row.bound -= lack / row.factor;
    return needs.reduce((most, need) => Math.max(most, need), 0);
  }

  #isProof({ intercept, slope }: FeasibilityCut, share: number): boolean {
    const key = `${intercept}:${slope.join()}`;
    const isRepeated = this.#given.has(key);
    this.#given.add(key);
    return share > (isRepeated ? UNRESOLVED_VIOLATION : NEGLIGIBLE_VIOLATION);
  }

  dispose(): void {
    this.#elastic?.session.dispose();
    this.#elastic = null;
  }

  /** The elastic LP with the node's present coefficients, cuts and bounds. */
  #prepared(): Elastic {
    const lp = this.#lp;
    if (this.#elastic && !isEqual(this.#elastic.values, lp.matrix.values)) this.dispose();
    const elastic = (this.#elastic ??= this.#open());
    const cuts = lp.cutRows.filter((row) => row.isFeasibility);
    elastic.model = withCuts(elastic, lp, cuts.slice(elastic.cuts.length));
    elastic.cuts = cuts;
    const { rowLower, rowUpper, columnLower, columnUpper } = elastic.model;
    for (let row = 0; row < lp.rowLower.length; row++) {
      rowLower[row] = lp.rowLower[row]! * elastic.rowFactors[row]!;
      rowUpper[row] = lp.rowUpper[row]! * elastic.rowFactors[row]!;
    }
    cuts.forEach(({ bound, factor }, place) => (rowLower[lp.rowLower.length + place] = bound * factor));
    elastic.session.setRowBoundsMany(0, rowLower, rowUpper);
    for (let column = 0; column < lp.columnLower.length; column++) {
      const lower = lp.columnLower[column]! / elastic.columnFactors[column]!;
      const upper = lp.columnUpper[column]! / elastic.columnFactors[column]!;
      if (columnLower[column] === lower && columnUpper[column] === upper) continue;
      columnLower[column] = lower;
      columnUpper[column] = upper;
      elastic.session.setColumnBounds(column, lower, upper);
    }
    return elastic;
  }

  #open(): Elastic {
    const lp = this.#lp;
    const { model, rowFactors, columnFactors } = scaleModel(rowsOnly(lp));
    const elastic = withViolations(model);
    return {
      session: this.#solver.open(elastic),
      model: elastic,
      columnFactors,
      rowFactors,
      values: lp.matrix.values.slice(),
      cuts: [],
    };
  }
}

/** The node's rows without costs; theta, if there is one, is in none of them. */
function rowsOnly(lp: NodeLpView): LinearModel {
  const columnCount = lp.columnLower.length;
  return {
    sense: 'minimise',
    columnCount,
    rowCount: lp.rowLower.length,
    objectiveOffset: 0,
    cost: new Float64Array(columnCount),
    columnLower: lp.columnLower.slice(),
    columnUpper: lp.columnUpper.slice(),
    integrality: new Uint8Array(columnCount),
    rowLower: lp.rowLower,
    rowUpper: lp.rowUpper,
    rowStarts: lp.matrix.starts,
    columnIndices: lp.matrix.indices,
    values: lp.matrix.values,
    parametric: [],
    columnName: (column) => `column ${column}`,
    rowName: (row) => `row ${row}`,
  };
}

/** Columns of cost 1 added: two to each row, and a last one for feasibility cuts to come. */
function withViolations(model: LinearModel): LinearModel {
  const { columnCount, rowCount } = model;
  const total = columnCount + 2 * rowCount + 1;
  const columnIndices: number[] = [];
  const values: number[] = [];
  const rowStarts = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      if (model.values[position] === 0) continue;
      columnIndices.push(model.columnIndices[position]!);
      values.push(model.values[position]!);
    }
    columnIndices.push(columnCount + 2 * row, columnCount + 2 * row + 1);
    values.push(1, -1);
    rowStarts[row + 1] = values.length;
  }
  const extended = (own: Float64Array, added: number): Float64Array => {
    const all = new Float64Array(total).fill(added);
    all.set(own);
    return all;
  };
  return {
    ...model,
    columnCount: total,
    cost: extended(model.cost, 1),
    columnLower: extended(model.columnLower, 0),
    columnUpper: extended(model.columnUpper, Infinity),
    integrality: new Uint8Array(total),
    rowStarts,
    columnIndices: Int32Array.from(columnIndices),
    values: Float64Array.from(values),
  };
}

/** Appends feasibility cuts as rows -links x + violation >= bound, to the session and to our own copy of the model. */
function withCuts(elastic: Elastic, lp: NodeLpView, cuts: readonly CutRow[]): LinearModel {
  if (cuts.length === 0) return elastic.model;
  const { model, columnFactors, session } = elastic;
  const starts = [0];
  const columnIndices: number[] = [];
  const values: number[] = [];
  for (const { links, factor } of cuts) {
    links.forEach((value, link) => {
      const column = lp.linkColumns[link]!;
      if (value === 0) return;
      columnIndices.push(column);
      values.push(-value * columnFactors[column]! * factor);
    });
    columnIndices.push(model.columnCount - 1);
    values.push(1);
    starts.push(values.length);
  }
  const lower = new Float64Array(cuts.length).fill(-Infinity);
  const upper = new Float64Array(cuts.length).fill(Infinity);
  const block = { columnIndices: Int32Array.from(columnIndices), values: Float64Array.from(values) };
  session.addRows({ lower, upper, starts: Int32Array.from(starts), ...block });
  const base = model.values.length;
  return {
    ...model,
    rowCount: model.rowCount + cuts.length,
    rowLower: Float64Array.from([...model.rowLower, ...lower]),
    rowUpper: Float64Array.from([...model.rowUpper, ...upper]),
    rowStarts: Int32Array.from([...model.rowStarts, ...starts.slice(1).map((start) => base + start)]),
    columnIndices: Int32Array.from([...model.columnIndices, ...columnIndices]),
    values: Float64Array.from([...model.values, ...values]),
  };
}

interface Violation {
  readonly violation: number;
  /** [row, then feasibility cut] d violation / d bound, in the node's own units */
  readonly duals: Float64Array;
  readonly rowCount: number;
  readonly cuts: readonly CutRow[];
}

/** The cut, and the violation as a share of the state's terms. */
function cutFrom(
  { outcome, state, feasibilityCuts }: InfeasiblePlace,
  found: Violation,
): { readonly cut: FeasibilityCut; readonly share: number } {
  const { stateCount, slopes } = feasibilityCuts;
  const outgoing = new Float64Array(stateCount);
  found.cuts.forEach(({ cut }, place) => {
    const dual = found.duals[found.rowCount + place]!;
    for (let index = 0; index < stateCount; index++) outgoing[index]! += dual * slopes[cut * stateCount + index]!;
  });
  const slope = pullBack(outcome.map, outgoing);
  for (let row = 0; row < found.rowCount; row++) addRow(outcome.rowStates, row, -found.duals[row]!, slope);
  let atState = 0;
  let gross = 1;
  let largest = 0;
  slope.forEach((value, index) => {
    atState += value * state[index]!;
    gross += Math.abs(value * state[index]!);
    largest = Math.max(largest, Math.abs(value));
  });
  const factor = largest === 0 ? 1 : powerOfTwo(-binaryExponent(largest));
  const cut = { intercept: factor * (found.violation - atState), slope: slope.map((value) => factor * value) };
  return { cut, share: found.violation / gross };
}
