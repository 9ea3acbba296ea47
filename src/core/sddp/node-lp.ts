/** A node's LP in the solver: scaled by powers of two, kept warm, its cuts as rows below the node's own. */
import {
  binaryExponent,
  powerOfTwo,
  scaleModel,
  type SolveOutcome,
  type Solver,
  type SolverSession,
} from '../solve/index.ts';
import type { CompiledNode, CompiledOutcome, SparseMatrix } from './compiled-node.ts';
import type { CutRow, NodeLpView } from './own-arithmetic.ts';

/** What never changes about one node LP. */
export interface NodeLpSource {
  readonly compiled: CompiledNode;
  readonly solver: Solver;
  /** whether the node has successors, and so a column theta for their value */
  readonly hasTheta: boolean;
  /** columns that move the state */
  readonly linkColumns: Int32Array;
  /** [column] bounds that hold under every outcome */
  readonly widestLower: Float64Array;
  readonly widestUpper: Float64Array;
}

/** A cut to be held as a row. */
export interface NewCutRow {
  readonly cut: number;
  readonly isFeasibility: boolean;
  readonly links: Float64Array;
}

/** A solver cannot hold coefficients below this share of the largest, which is the rounding of duals anyway. */
const UNHOLDABLE = 4e-12;
/** An unbounded column counts as at most so many of its scaled units where such a coefficient is given up. */
const SCALED_SIZE_MAX = 1e6;
/** Relative coefficients below this are dropped from cut rows where a bound makes that harmless. */
const NEGLIGIBLE = 1e-11;
/** Objectives are scaled to this binary exponent at their largest. */
const LARGEST_COST_EXPONENT = 10;
/** A scaled dual below this is rounding (1e-14 of the costs); as a slope it would spoil the scale of every later LP. */
const ROUNDING_DUAL = 1e-11;
/** The LP is loaded anew when cuts outgrow the objective's scale by this many powers of two. */
const SCALE_DRIFT = 12;

/** The LP of one node, or of some of its outcomes. Dispose it. */
export class NodeLp implements NodeLpView {
  matrix: SparseMatrix;
  rowLower: Float64Array;
  rowUpper: Float64Array;
  cost: Float64Array;
  columnLower: Float64Array;
  columnUpper: Float64Array;
  columnUnits: Float64Array = new Float64Array(0);
  cutRows: CutRow[] = [];
  readonly linkColumns: Int32Array;
  readonly #source: NodeLpSource;
  #session: SolverSession | null = null;
  #rowFactors: Float64Array = new Float64Array(0);
  /** bounds of all rows as the solver has them; null when rows have come or gone since */
  #sentBounds: RowBounds | null = null;
  #objectiveFactor = 1;
  #openExponent = -Infinity;
  /** largest binary exponent of a link coefficient x its column's unit */
  #linkExponent = -Infinity;

  constructor(source: NodeLpSource) {
    const { compiled } = source;
    const columnCount = compiled.columnCount + (source.hasTheta ? 1 : 0);
    this.#source = source;
    this.linkColumns = source.linkColumns;
    this.matrix = { ...compiled.matrix, values: compiled.matrix.values.slice() };
    this.rowLower = new Float64Array(compiled.rowCount);
    this.rowUpper = new Float64Array(compiled.rowCount);
    this.cost = new Float64Array(columnCount);
    this.columnLower = new Float64Array(columnCount).fill(-Infinity);
    this.columnUpper = new Float64Array(columnCount).fill(Infinity);
    if (source.hasTheta) this.cost[columnCount - 1] = 1;
  }

  get thetaColumn(): number {
    return this.#source.hasTheta ? this.cost.length - 1 : -1;
  }

  /** One unit of the objective as the solver sees it. */
  get objectiveUnit(): number {
    return 1 / this.#objectiveFactor;
  }

  /** Fills in an outcome's bounds, costs and coefficients. */
  setOutcome(outcome: CompiledOutcome): void {
    const { columnCount } = this.#source.compiled;
    const base = this.#source.compiled.matrix.values;
    for (let column = 0; column < columnCount; column++) {
      this.setColumnBounds(column, outcome.columnLower[column]!, outcome.columnUpper[column]!);
      this.#setCost(column, outcome.cost[column]!);
    }
    if (outcome.positions.length === 0 && this.#isAtBase) return;
    const wanted = base.slice();
    outcome.positions.forEach((position, index) => (wanted[position] = outcome.values[index]!));
    this.#setMatrix(wanted);
    this.#isAtBase = outcome.positions.length === 0;
  }

  #isAtBase = true;

  setColumnBounds(column: number, lower: number, upper: number): void {
    if (this.columnLower[column] === lower && this.columnUpper[column] === upper) return;
    this.columnLower[column] = lower;
    this.columnUpper[column] = upper;
    const unit = this.columnUnits[column]!;
    this.#session?.setColumnBounds(column, lower / unit, upper / unit);
  }

  #setCost(column: number, value: number): void {
    if (this.cost[column] === value) return;
    this.cost[column] = value;
    this.#session?.setCost(column, value * this.columnUnits[column]! * this.#objectiveFactor);
  }

  #setMatrix(wanted: Float64Array): void {
    const { starts, indices, values } = this.matrix;
    for (let row = 0; row < this.rowLower.length; row++) {
      for (let position = starts[row]!; position < starts[row + 1]!; position++) {
        if (values[position] === wanted[position]) continue;
        values[position] = wanted[position]!;
        const column = indices[position]!;
        const factor = this.#rowFactors[row]! * this.columnUnits[column]!;
        this.#session?.setCoefficient(row, column, wanted[position]! * factor);
      }
    }
  }

  /** Appends cuts as rows; their bounds are set before each solve. */
  addCuts(cuts: readonly NewCutRow[]): void {
    if (cuts.length === 0) return;
    this.#open();
    for (const { links } of cuts) this.#noteExponent(links);
    if (this.#linkExponent > this.#openExponent + SCALE_DRIFT) this.#reopen();
    const rows = cuts.map((cut) => this.#rowOf(cut));
    this.cutRows.push(...rows);
    this.#appendRows(rows);
  }

  #noteExponent(links: Float64Array): void {
    links.forEach((value, link) => {
      if (value === 0) return;
      const exponent = binaryExponent(value * this.columnUnits[this.linkColumns[link]!]!);
      if (exponent > this.#linkExponent) this.#linkExponent = exponent;
    });
  }

  /** Deletes cut rows by their place among the cut rows, ascending. */
  deleteCuts(places: readonly number[]): void {
    if (places.length === 0) return;
    const rowCount = this.rowLower.length;
    this.#session?.deleteRows(Int32Array.from(places, (place) => rowCount + place));
    this.#sentBounds = null;
    const gone = new Set(places);
    this.cutRows = this.cutRows.filter((_, place) => !gone.has(place));
  }

  /** Solves with the bounds as they stand in `rowLower`, `rowUpper` and the cut rows; results in the LP's own units. */
  solve(isCold: boolean): SolveOutcome {
    const session = this.#open();
    this.#sendRowBounds(session);
    const outcome = session.solve(isCold ? { basis: null, isBrief: true } : { isBrief: true });
    if (outcome.status !== 'optimal') return outcome;
    const { columnValues, rowDuals } = outcome;
    const rowCount = this.rowLower.length;
    const factor = this.#objectiveFactor;
    for (let column = 0; column < columnValues.length; column++) {
      const value = columnValues[column]! * this.columnUnits[column]!;
      columnValues[column] = Math.min(Math.max(value, this.columnLower[column]!), this.columnUpper[column]!);
    }
    for (let row = 0; row < rowDuals.length; row++) {
      const rowFactor = row < rowCount ? this.#rowFactors[row]! : this.cutRows[row - rowCount]!.factor;
      const dual = Math.abs(rowDuals[row]!) > ROUNDING_DUAL ? rowDuals[row]! : 0;
      rowDuals[row] = (dual * rowFactor) / factor;
    }
    return outcome;
  }

  /** Sends the rows from the first whose bounds have moved to the last. */
  #sendRowBounds(session: SolverSession): void {
    const rowCount = this.rowLower.length;
    const sent = this.#sentBounds ?? unknownBounds(rowCount + this.cutRows.length);
    this.#sentBounds = sent;
    let first = sent.lower.length;
    let end = 0;
    const note = (row: number, lower: number, upper: number): void => {
      if (sent.lower[row] === lower && sent.upper[row] === upper) return;
      sent.lower[row] = lower;
      sent.upper[row] = upper;
      first = Math.min(first, row);
      end = row + 1;
    };
    for (let row = 0; row < rowCount; row++) {
      note(row, this.rowLower[row]! * this.#rowFactors[row]!, this.rowUpper[row]! * this.#rowFactors[row]!);
    }
    this.cutRows.forEach(({ bound, factor }, place) => note(rowCount + place, bound * factor, Infinity));
    if (first < end) session.setRowBoundsMany(first, sent.lower.subarray(first, end), sent.upper.subarray(first, end));
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = null;
  }

  /** Loads the LP anew, scaled for what its cuts have become. */
  #reopen(): void {
    this.dispose();
    this.#open();
    this.cutRows = this.cutRows.map((row) => ({
      ...this.#rowOf(row),
      bound: row.bound,
      lastBindingSolve: row.lastBindingSolve,
    }));
    this.#appendRows(this.cutRows);
  }

  #open(): SolverSession {
    if (this.#session) return this.#session;
    const { compiled, solver } = this.#source;
    const { node, rowCount } = compiled;
    const columnCount = this.cost.length;
    const theta = this.thetaColumn;
    const scaled = scaleModel({
      sense: 'minimise',
      columnCount,
      rowCount,
      objectiveOffset: 0,
      cost: this.cost.map((cost, column) => (column === theta ? 0 : cost)),
      columnLower: this.columnLower,
      columnUpper: this.columnUpper,
      integrality: new Uint8Array(columnCount),
      rowLower: this.rowLower,
      rowUpper: this.rowUpper,
      rowStarts: this.matrix.starts,
      columnIndices: this.matrix.indices,
      values: this.matrix.values,
      parametric: [],
      columnName: (column) =>
        `${node.name} / ${column === theta ? 'value of what follows' : node.columns[column]!.name}`,
      rowName: (row) => `${node.name} / ${node.rows[row]!.name}`,
    });
    this.#rowFactors = scaled.rowFactors;
    this.columnUnits = scaled.columnFactors;
    this.#chooseObjectiveFactor();
    // The objective's factor is chosen with the cuts in view, so costs and theta are scaled here.
    if (theta >= 0) this.columnUnits[theta] = 1 / this.#objectiveFactor;
    this.#sentBounds = null;
    this.#session = solver.open({
      ...scaled.model,
      cost: this.cost.map((cost, column) => cost * this.columnUnits[column]! * this.#objectiveFactor),
      columnLower: this.columnLower.map((bound, column) => bound / this.columnUnits[column]!),
      columnUpper: this.columnUpper.map((bound, column) => bound / this.columnUnits[column]!),
    });
    return this.#session;
  }

  #chooseObjectiveFactor(): void {
    let exponent = this.#linkExponent;
    for (let column = 0; column < this.#source.compiled.columnCount; column++) {
      const size = this.cost[column]! * this.columnUnits[column]!;
      if (size !== 0) exponent = Math.max(exponent, binaryExponent(size));
    }
    this.#openExponent = exponent;
    this.#objectiveFactor = exponent === -Infinity ? 1 : powerOfTwo(LARGEST_COST_EXPONENT - exponent);
  }

  /** A cut as a row scaled to coefficients near 1, its negligible ones dropped where bounds make up for them. */
  #rowOf({ cut, isFeasibility, links }: NewCutRow): CutRow {
    const sizes = links.map((value, link) => Math.abs(value) * this.columnUnits[this.linkColumns[link]!]!);
    const thetaSize = isFeasibility ? 0 : this.columnUnits[this.thetaColumn]!;
    const largest = sizes.reduce((most, size) => Math.max(most, size), thetaSize);
    if (largest === 0) return { cut, isFeasibility, links, bound: 0, factor: 1, slack: 0, lastBindingSolve: 0 };
    const kept = links.slice();
    let slack = 0;
    links.forEach((value, link) => {
      if (value === 0 || sizes[link]! > NEGLIGIBLE * largest) return;
      const column = this.linkColumns[link]!;
      // theta - value x >= bound is implied without the term once the bound is lowered by the most that it can take.
      const most = value * (value > 0 ? this.#source.widestLower : this.#source.widestUpper)[column]!;
      const isHoldable = sizes[link]! > UNHOLDABLE * largest;
      if (!Number.isFinite(most) && isHoldable) return;
      kept[link] = 0;
      slack -= Number.isFinite(most) ? most : -SCALED_SIZE_MAX * sizes[link]!;
    });
    const factor = powerOfTwo(-binaryExponent(largest));
    return { cut, isFeasibility, links: kept, bound: 0, factor, slack, lastBindingSolve: 0 };
  }

  #appendRows(rows: readonly CutRow[]): void {
    const columnIndices: number[] = [];
    const values: number[] = [];
    const starts = new Int32Array(rows.length + 1);
    rows.forEach(({ links, factor, isFeasibility }, place) => {
      for (let link = 0; link < links.length; link++) {
        if (links[link] === 0) continue;
        const column = this.linkColumns[link]!;
        columnIndices.push(column);
        values.push(-links[link]! * this.columnUnits[column]! * factor);
      }
      if (!isFeasibility) {
        columnIndices.push(this.thetaColumn);
        values.push(this.columnUnits[this.thetaColumn]! * factor);
      }
      starts[place + 1] = values.length;
    });
    this.#sentBounds = null;
    this.#session!.addRows({
      lower: new Float64Array(rows.length).fill(-Infinity),
      upper: new Float64Array(rows.length).fill(Infinity),
      starts,
      columnIndices: Int32Array.from(columnIndices),
      values: Float64Array.from(values),
    });
  }
}

interface RowBounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Bounds that no number equals. */
function unknownBounds(rowCount: number): RowBounds {
  return { lower: new Float64Array(rowCount).fill(NaN), upper: new Float64Array(rowCount).fill(NaN) };
}
