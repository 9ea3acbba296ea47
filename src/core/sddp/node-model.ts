/** One persistent node LP with its cuts: solves tasks, checks every answer, and keeps only the cuts that matter. */
import { ProgrammeError } from '../programme/index.ts';
import type { SolveOutcome, Solver } from '../solve/index.ts';
import {
  addDecisions,
  addRow,
  carryState,
  pullBack,
  rowTimes,
  type CompiledNode,
  type CompiledOutcome,
  type StateMap,
} from './compiled-node.ts';
import { grown, type CutArchive } from './cut-archive.ts';
import { feasibilityCutAt } from './feasibility.ts';
import { NodeLp, type NewCutRow } from './node-lp.ts';
import type { NodeAnswer, NodeTask } from './node-pool.ts';
import { judge, type Verdict } from './own-arithmetic.ts';

/** All that a thread knows of one node: shared by the models of its outcomes. */
export interface NodeKnowledge {
  readonly compiled: CompiledNode;
  readonly hasSuccessors: boolean;
  /** proved bound on the value of what follows, from below; -Infinity when none is known */
  readonly valueBound: number;
  readonly cuts: CutArchive;
  readonly feasibilityCuts: CutArchive;
  /** 1 when minimising, -1 when maximising: answers are turned back to the programme's sense */
  readonly sign: 1 | -1;
  /** cuts that a model holds as rows before it lets go of idle ones; Infinity = never */
  readonly activeCutLimit: number;
}

/** Largest accepted gap between primal and dual value, and residual, of a warm answer and of a cold one. */
const WARM_TOLERANCE = 1e-8;
const COLD_TOLERANCE = 1e-6;
/** An archived cut counts as violated beyond this share of its value and this many of the solver's units. */
const VIOLATION_FRACTION = 1e-9;
const VIOLATION_UNITS = 1e-7;
/** Violated cuts taken up at a time. */
const CUTS_AT_ONCE = 8;
/** Sides of the box put around an LP that no cut bounds yet, in the solver's units: first, growth, last. */
const BOX = { first: 1e3, growth: 8, last: 1e9 };
/** Rows are widened by this in the solver's units where infeasibility is within tolerance. */
const NEAR_FEASIBLE = 1e-7;

/** Solved LP in hand. */
interface Solved {
  readonly columnValues: Float64Array;
  readonly rowDuals: Float64Array;
  readonly verdict: Verdict;
  readonly isProper: boolean;
}

/** The last LP solved and what it was: its rows, the state carried through and the cuts held. */
interface LastSolve {
  readonly outcome: CompiledOutcome;
  readonly rows: { readonly lower: Float64Array; readonly upper: Float64Array };
  readonly carried: Float64Array;
  readonly cutRows: NodeLp['cutRows'];
  readonly cutCount: number;
  readonly solved: Solved;
}

/** A node's LP for some of its outcomes. */
export class NodeModel {
  readonly #known: NodeKnowledge;
  readonly #solver: Solver;
  readonly #lp: NodeLp;
  readonly #links: readonly LinkTerm[][];
  #outcome: CompiledOutcome | null = null;
  /** [archived cut x link column] */
  #linkValues = new Float64Array(0);
  #linkedCuts = 0;
  #heldFeasibilityCuts = 0;
  #isActive = new Uint8Array(16);
  /** [archived cut] intercept + slope (M s + b) */
  #constants = new Float64Array(16);
  #constantsAt: Float64Array | null = null;
  #constantsCount = 0;
  #solves = 0;
  #last: LastSolve | null = null;
  #boxSide = BOX.first;

  constructor(known: NodeKnowledge, solver: Solver, firstOutcome: number) {
    this.#known = known;
    this.#solver = solver;
    const { map } = known.compiled.outcome(firstOutcome);
    const { columns, terms } = linksOf(map);
    this.#links = terms;
    const widest = widestBounds(known.compiled);
    this.#lp = new NodeLp({
      compiled: known.compiled,
      solver,
      hasTheta: known.hasSuccessors,
      linkColumns: columns,
      widestLower: widest.lower,
      widestUpper: widest.upper,
    });
  }

  solveTask(task: NodeTask): NodeAnswer {
    const { compiled, hasSuccessors } = this.#known;
    const outcome = compiled.outcome(task.outcome);
    const lp = this.#lp;
    if (outcome !== this.#outcome) lp.setOutcome(outcome);
    this.#outcome = outcome;
    for (let row = 0; row < compiled.rowCount; row++) {
      const moved = rowTimes(outcome.rowStates, row, task.state);
      lp.rowLower[row] = outcome.rowLower[row]! - moved;
      lp.rowUpper[row] = outcome.rowUpper[row]! - moved;
    }
    const carried = carryState(outcome.map, task.state);
    const same = this.#solvedBefore(outcome, carried);
    if (same) return this.#answer(task, { outcome, carried, solved: same });
    if (hasSuccessors) this.#takeNewCuts(carried);
    const solved = this.#solveUnderAllCuts(task);
    if (!solved) return this.#infeasible(task, outcome, carried);
    const rows = { lower: lp.rowLower.slice(), upper: lp.rowUpper.slice() };
    this.#last = { outcome, rows, carried: carried.slice(), cutRows: lp.cutRows, cutCount: lp.cutRows.length, solved };
    const answer = this.#answer(task, { outcome, carried, solved });
    this.#letGo();
    return answer;
  }

  /** The LP just solved, when this is the same one: a loss of what one does not have changes nothing but slopes. */
  #solvedBefore(outcome: CompiledOutcome, carried: Float64Array): Solved | null {
    const last = this.#last;
    const { cuts, feasibilityCuts } = this.#known;
    if (!last || cuts.count !== this.#linkedCuts || feasibilityCuts.count !== this.#heldFeasibilityCuts) return null;
    const { cutRows, rowLower, rowUpper } = this.#lp;
    const isSame =
      isSameProblem(last.outcome, outcome) &&
      last.cutRows === cutRows &&
      last.cutCount === cutRows.length &&
      isEqual(last.carried, carried) &&
      isEqual(last.rows.lower, rowLower) &&
      isEqual(last.rows.upper, rowUpper);
    return isSame ? last.solved : null;
  }

  dispose(): void {
    this.#lp.dispose();
  }

  /** Holds every cut that has come since the last solve, and sets the bounds of all cut rows for the state. */
  #takeNewCuts(carried: Float64Array): void {
    const { cuts, feasibilityCuts } = this.#known;
    const fresh: NewCutRow[] = [];
    for (; this.#heldFeasibilityCuts < feasibilityCuts.count; this.#heldFeasibilityCuts++) {
      const links = this.#linksAt(feasibilityCuts, this.#heldFeasibilityCuts);
      // phi A x <= -phi0 - phi carried, turned round.
      fresh.push({ cut: this.#heldFeasibilityCuts, isFeasibility: true, links });
    }
    for (; this.#linkedCuts < cuts.count; this.#linkedCuts++) {
      const links = this.#linksAt(cuts, this.#linkedCuts);
      this.#storeLinks(links);
      this.#isActive[this.#linkedCuts] = 1;
      fresh.push({ cut: this.#linkedCuts, isFeasibility: false, links });
    }
    this.#lp.addCuts(fresh);
    for (const row of this.#lp.cutRows.slice(-fresh.length)) row.lastBindingSolve = this.#solves;
    this.#updateConstants(carried);
    this.#setCutBounds(carried);
  }

  #linksAt(archive: CutArchive, cut: number): Float64Array {
    const start = cut * archive.stateCount;
    return Float64Array.from(this.#links, (terms) => {
      let sum = 0;
      for (const { state, value } of terms) sum += archive.slopes[start + state]! * value;
      return sum;
    });
  }

  #storeLinks(links: Float64Array): void {
    const start = this.#linkedCuts * links.length;
    while (this.#linkValues.length < start + links.length) this.#linkValues = grown(this.#linkValues);
    this.#linkValues.set(links, start);
    if (this.#isActive.length > this.#linkedCuts) return;
    const longer = new Uint8Array(this.#isActive.length * 2);
    longer.set(this.#isActive);
    this.#isActive = longer;
  }

  /** One mat-vec over the archive, spared where only cuts were added since the last solve at the same state. */
  #updateConstants(carried: Float64Array): void {
    const { cuts } = this.#known;
    while (this.#constants.length < cuts.count) this.#constants = grown(this.#constants);
    const isSame = this.#constantsAt !== null && isEqual(this.#constantsAt, carried);
    cuts.evaluate(carried, this.#constants, isSame ? this.#constantsCount : 0);
    this.#constantsAt = carried;
    this.#constantsCount = cuts.count;
  }

  #setCutBounds(carried: Float64Array): void {
    const { feasibilityCuts } = this.#known;
    const feasibility = new Float64Array(feasibilityCuts.count);
    feasibilityCuts.evaluate(carried, feasibility);
    for (const row of this.#lp.cutRows) {
      row.bound = (row.isFeasibility ? feasibility[row.cut]! : this.#constants[row.cut]!) - row.slack;
    }
  }

  /** Solves, takes up archived cuts that the point violates, and solves again until none is. Null when infeasible. */
  #solveUnderAllCuts(task: NodeTask): Solved | null {
    for (;;) {
      const solved = this.#solveChecked(task);
      if (!solved || !this.#known.hasSuccessors || !this.#takeViolated(solved.columnValues)) return solved;
    }
  }

  #takeViolated(columnValues: Float64Array): boolean {
    const lp = this.#lp;
    const { cuts } = this.#known;
    const { linkColumns } = lp;
    if (lp.cutRows.length === cuts.count + this.#heldFeasibilityCuts) return false;
    const theta = columnValues[lp.thetaColumn]!;
    const violated: { cut: number; by: number }[] = [];
    for (let cut = 0; cut < cuts.count; cut++) {
      if (this.#isActive[cut] === 1) continue;
      let value = this.#constants[cut]!;
      const start = cut * linkColumns.length;
      for (let link = 0; link < linkColumns.length; link++) {
        value += this.#linkValues[start + link]! * columnValues[linkColumns[link]!]!;
      }
      const by = value - theta;
      if (by > VIOLATION_FRACTION * (Math.abs(value) + Math.abs(theta)) + VIOLATION_UNITS * lp.objectiveUnit) {
        violated.push({ cut, by });
      }
    }
    if (violated.length === 0) return false;
    const worst = violated.toSorted((a, b) => b.by - a.by || a.cut - b.cut).slice(0, CUTS_AT_ONCE);
    const width = linkColumns.length;
    lp.addCuts(
      worst.map(({ cut }) => ({
        cut,
        isFeasibility: false,
        links: this.#linkValues.slice(cut * width, (cut + 1) * width),
      })),
    );
    for (const { cut } of worst) this.#isActive[cut] = 1;
    for (const row of lp.cutRows.slice(-worst.length)) {
      row.bound = this.#constants[row.cut]! - row.slack;
      row.lastBindingSolve = this.#solves;
    }
    return true;
  }

  /** One solve whose primal and dual values agree, from cold where the warm one is in doubt. Null when infeasible. */
  #solveChecked(task: NodeTask): Solved | null {
    this.#setTheta();
    let outcome = this.#lp.solve(false);
    if (outcome.status === 'optimal') {
      const verdict = judge(this.#lp, outcome.columnValues, outcome.rowDuals);
      if (isAgreed(verdict, WARM_TOLERANCE)) return this.#accepted(outcome, verdict);
    }
    outcome = this.#lp.solve(true);
    if (outcome.status === 'infeasible') return null;
    if (outcome.status === 'unbounded') return this.#solveInBox(task);
    return this.#acceptCold(task, outcome);
  }

  #acceptCold(task: NodeTask, outcome: SolveOutcome): Solved {
    if (outcome.status !== 'optimal')
      throw new ProgrammeError(`${this.#where(task)}: ${outcome.message || outcome.status}`);
    const verdict = judge(this.#lp, outcome.columnValues, outcome.rowDuals);
    if (isAgreed(verdict, COLD_TOLERANCE)) return this.#accepted(outcome, verdict);
    const { primal, dual, gross, residual } = verdict;
    const numbers = `primal ${primal}, dual ${dual}, gross ${gross}, residual ${residual}`;
    throw new ProgrammeError(`${this.#where(task)}: primal and dual disagree from cold as well: ${numbers}`);
  }

  #where({ node, outcome }: NodeTask): string {
    return `node ${node} "${this.#known.compiled.node.name}", outcome ${outcome}`;
  }

  #accepted({ columnValues, rowDuals }: SolveOutcome, verdict: Verdict): Solved {
    this.#solves++;
    const { cutRows, rowLower } = this.#lp;
    for (let place = 0; place < cutRows.length; place++) {
      if (rowDuals[rowLower.length + place]! > 0) cutRows[place]!.lastBindingSolve = this.#solves;
    }
    return { columnValues, rowDuals, verdict, isProper: !this.#isThetaUnknown() };
  }

  /** Without a bound or a cut nothing is known of theta: it counts as 0, and the answer as improper. */
  #isThetaUnknown(): boolean {
    const { hasSuccessors, valueBound, cuts } = this.#known;
    return hasSuccessors && valueBound === -Infinity && cuts.count === 0;
  }

  #setTheta(): void {
    if (!this.#known.hasSuccessors) return;
    const isUnknown = this.#isThetaUnknown();
    this.#lp.setColumnBounds(this.#lp.thetaColumn, isUnknown ? 0 : this.#known.valueBound, isUnknown ? 0 : Infinity);
  }

  /** An unbounded LP is solved in a box that grows from use to use: its point shows where cuts are missing. */
  #solveInBox(task: NodeTask): Solved {
    const lp = this.#lp;
    const lower = lp.columnLower.slice();
    const upper = lp.columnUpper.slice();
    for (let column = 0; column < lower.length; column++) {
      const side = this.#boxSide * lp.columnUnits[column]!;
      lp.setColumnBounds(
        column,
        Math.max(lower[column]!, Math.min(-side, upper[column]!)),
        Math.min(upper[column]!, Math.max(side, lower[column]!)),
      );
    }
    const outcome = lp.solve(true);
    const solved = outcome.status === 'infeasible' ? null : this.#acceptCold(task, outcome);
    lower.forEach((bound, column) => lp.setColumnBounds(column, bound, upper[column]!));
    this.#boxSide = Math.min(this.#boxSide * BOX.growth, BOX.last);
    if (solved) return { ...solved, isProper: false };
    if (this.#boxSide === BOX.last)
      throw new ProgrammeError(`${this.#where(task)}: unbounded, and infeasible in a box`);
    return this.#solveInBox(task);
  }

  /** Lets go of cut rows that have been idle longest; the archive keeps them. */
  #letGo(): void {
    const { activeCutLimit } = this.#known;
    const { cutRows } = this.#lp;
    if (cutRows.length <= activeCutLimit * LET_GO_AT) return;
    const idle = cutRows
      .map((row, place) => ({ place, row }))
      .filter(({ row }) => !row.isFeasibility && row.lastBindingSolve < this.#solves)
      .toSorted((a, b) => a.row.lastBindingSolve - b.row.lastBindingSolve || a.place - b.place)
      .slice(0, cutRows.length - activeCutLimit);
    for (const { row } of idle) this.#isActive[row.cut] = 0;
    this.#lp.deleteCuts(idle.map(({ place }) => place).toSorted((a, b) => a - b));
  }

  #answer(task: NodeTask, found: { outcome: CompiledOutcome; carried: Float64Array; solved: Solved }): NodeAnswer {
    const { outcome, carried, solved } = found;
    const { sign, hasSuccessors, compiled } = this.#known;
    const { columnValues, verdict } = solved;
    const constant = outcome.constant + rowTimes(outcome.stateCost, 0, task.state);
    const slope = this.#slope(outcome, solved.rowDuals);
    const base: NodeAnswer = {
      status: 'optimal',
      // The weak-duality bound, not the point's value: a cut made from it holds whatever the point's tolerance.
      value: sign * (verdict.dual + constant),
      slope: sign === 1 ? slope : slope.map((value) => -value),
      stageObjective: NaN,
      columnValues: NOTHING,
      nextState: NOTHING,
      feasibilityCut: null,
      isProper: solved.isProper,
    };
    if (task.wantsDecision !== true) return base;
    const theta = hasSuccessors ? columnValues[columnValues.length - 1]! : 0;
    const nextState = carried;
    const own = columnValues.slice(0, compiled.columnCount);
    addDecisions(outcome.map, own, nextState);
    // The carried state was changed in place, so it no longer tells where the constants stand.
    this.#constantsAt = null;
    return { ...base, stageObjective: sign * (verdict.primal - theta + constant), columnValues: own, nextState };
  }

  /** d value / d s: stage terms, rows through T, cuts through M. */
  #slope(outcome: CompiledOutcome, rowDuals: Float64Array): Float64Array {
    const { cuts, feasibilityCuts, compiled } = this.#known;
    const { stateCount } = cuts;
    const outgoing = new Float64Array(stateCount);
    const { cutRows } = this.#lp;
    for (let place = 0; place < cutRows.length; place++) {
      const dual = rowDuals[compiled.rowCount + place]!;
      if (dual === 0) continue;
      const { cut, isFeasibility } = cutRows[place]!;
      const { slopes } = isFeasibility ? feasibilityCuts : cuts;
      for (let state = 0; state < stateCount; state++) outgoing[state]! += dual * slopes[cut * stateCount + state]!;
    }
    const slope = pullBack(outcome.map, outgoing);
    addRow(outcome.stateCost, 0, 1, slope);
    for (let row = 0; row < compiled.rowCount; row++) {
      if (rowDuals[row] !== 0) addRow(outcome.rowStates, row, -rowDuals[row]!, slope);
    }
    return slope;
  }

  /** A feasibility cut, or the answer of rows widened by the tolerance within which the LP is infeasible. */
  #infeasible(task: NodeTask, outcome: CompiledOutcome, carried: Float64Array): NodeAnswer {
    const { feasibilityCuts } = this.#known;
    const place = { solver: this.#solver, feasibilityCuts, outcome, state: task.state, tolerance: NEAR_FEASIBLE };
    const feasibilityCut = feasibilityCutAt(this.#lp, place);
    if (feasibilityCut) return { ...INFEASIBLE, feasibilityCut };
    this.#lp.widenRows(2 * NEAR_FEASIBLE);
    const solved = this.#solveUnderAllCuts(task);
    if (solved) return this.#answer(task, { outcome, carried, solved });
    throw new ProgrammeError(`${this.#where(task)}: called infeasible, yet no violation is needed to satisfy it`);
  }
}

const LET_GO_AT = 4 / 3;
const NOTHING = new Float64Array(0);
const INFEASIBLE: NodeAnswer = {
  status: 'infeasible',
  value: NaN,
  slope: NOTHING,
  stageObjective: NaN,
  columnValues: NOTHING,
  nextState: NOTHING,
  feasibilityCut: null,
  isProper: true,
};

/** Equal but for what is on the incoming state. Arrays that outcomes do not change are the same arrays. */
function isSameProblem(first: CompiledOutcome, second: CompiledOutcome): boolean {
  return (
    first.cost === second.cost &&
    first.columnLower === second.columnLower &&
    first.columnUpper === second.columnUpper &&
    (first === second || first.positions.length + second.positions.length === 0)
  );
}

function isAgreed({ primal, dual, gross, residual }: Verdict, tolerance: number): boolean {
  // Written so that NaN fails.
  return Math.abs(primal - dual) <= tolerance * Math.max(gross, Number.MIN_VALUE) && residual <= tolerance;
}

function isEqual(first: Float64Array, second: Float64Array): boolean {
  for (let index = 0; index < first.length; index++) if (first[index] !== second[index]) return false;
  return true;
}

/** A term of A on one link column. */
interface LinkTerm {
  readonly state: number;
  readonly value: number;
}

/** Columns that move the state, and on which states. */
function linksOf(map: StateMap): { columns: Int32Array; terms: LinkTerm[][] } {
  const termsByColumn = new Map<number, LinkTerm[]>();
  const { starts, indices, values } = map.columnTerms;
  map.states.forEach((state, update) => {
    for (let position = starts[update]!; position < starts[update + 1]!; position++) {
      const column = indices[position]!;
      if (!termsByColumn.has(column)) termsByColumn.set(column, []);
      termsByColumn.get(column)!.push({ state, value: values[position]! });
    }
  });
  const ascending = [...termsByColumn].toSorted(([a], [b]) => a - b);
  return { columns: Int32Array.from(ascending, ([column]) => column), terms: ascending.map(([, terms]) => terms) };
}

function widestBounds(compiled: CompiledNode): { lower: Float64Array; upper: Float64Array } {
  const { columns, noise = [] } = compiled.node;
  const lower = Float64Array.from(columns, (column) => column.lower);
  const upper = Float64Array.from(columns, (column) => column.upper);
  for (const outcome of noise.flat()) {
    for (const bounds of outcome.columnBounds ?? []) {
      lower[bounds.column] = Math.min(lower[bounds.column]!, bounds.lower);
      upper[bounds.column] = Math.max(upper[bounds.column]!, bounds.upper);
    }
  }
  return { lower, upper };
}
