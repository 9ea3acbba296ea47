/** One persistent node LP with its cuts: solves tasks, checks every answer, and keeps only the cuts that matter. */
import { ProgrammeError } from '../programme/index.ts';
import type { SolveOutcome, Solver } from '../solve/index.ts';
import {
  addDecisions,
  addRow,
  addRowSizes,
  carryState,
  pullBack,
  pullBackSizes,
  rowTimes,
  type CompiledOutcome,
} from './compiled-node.ts';
import { PhaseOne } from './feasibility.ts';
import { HeldCuts, isEqual } from './held-cuts.ts';
import { linksOf, widestBounds, type NodeKnowledge } from './node-knowledge.ts';
import { NodeLp } from './node-lp.ts';
import type { NodeAnswer, NodeTask } from './node-pool.ts';
import { judge, type Verdict } from './own-arithmetic.ts';

/** Largest accepted gap between primal and dual value, and residual, of a warm answer and of a cold one. */
const WARM_TOLERANCE = 1e-8;
const COLD_TOLERANCE = 1e-6;
/** Rounding of a bound as a share of what it is left of: sixteen units in the last place, one for every term and then some. */
const BOUND_ROUNDING = 16 * Number.EPSILON;
/** Sides of the box put around an LP that no cut bounds yet, in the solver's units: first, growth, last. */
const BOX = { first: 1e3, growth: 8, last: 1e9 };

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
  readonly #phaseOne: PhaseOne;
  readonly #lp: NodeLp;
  readonly #held: HeldCuts;
  #outcome: CompiledOutcome | null = null;
  #last: LastSolve | null = null;
  #boxSide = BOX.first;

  constructor(known: NodeKnowledge, solver: Solver, firstOutcome: number) {
    this.#known = known;
    const { map } = known.compiled.outcome(firstOutcome);
    const { columns, terms } = linksOf(map);
    const widest = widestBounds(known.compiled);
    this.#lp = new NodeLp({
      compiled: known.compiled,
      solver,
      hasTheta: known.hasSuccessors,
      linkColumns: columns,
      widestLower: widest.lower,
      widestUpper: widest.upper,
    });
    this.#held = new HeldCuts(known, this.#lp, terms);
    this.#phaseOne = new PhaseOne(this.#lp, solver);
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
    if (hasSuccessors) this.#held.takeNew(carried);
    const solved = this.#solveUnderAllCuts(task);
    if (!solved) return this.#infeasible(task, outcome, carried);
    const rows = { lower: lp.rowLower.slice(), upper: lp.rowUpper.slice() };
    const { cutRows } = lp;
    // A box grows from use to use, so what leant on it is solved again.
    const isLasting = solved.isProper;
    this.#last = isLasting
      ? { outcome, rows, carried: carried.slice(), cutRows, cutCount: cutRows.length, solved }
      : null;
    const answer = this.#answer(task, { outcome, carried, solved });
    this.#held.letGo();
    return answer;
  }

  /** The LP just solved, when this is the same one: a loss of what one does not have changes nothing but slopes. */
  #solvedBefore(outcome: CompiledOutcome, carried: Float64Array): Solved | null {
    const last = this.#last;
    if (!last || this.#held.hasNew) return null;
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
    this.#phaseOne.dispose();
  }

  /** Solves, takes up archived cuts that the point violates, and solves again until none is. Null when infeasible. */
  #solveUnderAllCuts(task: NodeTask, start: 'warm' | 'cold' = 'warm'): Solved | null {
    for (;;) {
      const solved = start === 'warm' ? this.#solveChecked(task) : this.#solveCold(task);
      if (!solved || !this.#known.hasSuccessors || !this.#held.takeViolated(solved.columnValues)) return solved;
    }
  }

  /** One solve whose primal and dual values agree, from cold where the warm one is in doubt. Null when infeasible. */
  #solveChecked(task: NodeTask): Solved | null {
    this.#setTheta();
    const outcome = this.#lp.solve(false);
    if (outcome.status === 'optimal') {
      const verdict = judge(this.#lp, outcome.columnValues, outcome.rowDuals);
      if (this.#isAgreed(verdict, WARM_TOLERANCE)) return this.#accepted(outcome, verdict);
    }
    // Phase 1 will say whether it is true, so that a cold solve would add nothing.
    if (outcome.status === 'infeasible') return null;
    return this.#solveCold(task);
  }

  #solveCold(task: NodeTask): Solved | null {
    this.#setTheta();
    const outcome = this.#lp.solve(true);
    // What failed may be infeasible as well: phase 1 tells.
    if (outcome.status === 'infeasible' || outcome.status === 'failed') return null;
    if (outcome.status === 'unbounded') return this.#solveInBox(task);
    return this.#acceptCold(task, outcome);
  }

  #acceptCold(task: NodeTask, outcome: SolveOutcome): Solved {
    if (outcome.status !== 'optimal')
      throw new ProgrammeError(`${this.#where(task)}: ${outcome.message || outcome.status}`);
    const verdict = judge(this.#lp, outcome.columnValues, outcome.rowDuals);
    if (this.#isAgreed(verdict, COLD_TOLERANCE) || this.#isRounding(task, outcome.rowDuals, verdict))
      return this.#accepted(outcome, verdict);
    const { primal, dual, gross, residual } = verdict;
    const numbers = `primal ${primal}, dual ${dual}, gross ${gross}, residual ${residual}`;
    throw new ProgrammeError(`${this.#where(task)}: primal and dual disagree from cold as well: ${numbers}`);
  }

  /** Where every term all but vanishes, one of the solver's units of the objective stands for them. */
  #isAgreed({ primal, dual, gross, residual }: Verdict, tolerance: number): boolean {
    // Written so that NaN fails.
    return Math.abs(primal - dual) <= tolerance * Math.max(gross, this.#lp.objectiveUnit) && residual <= tolerance;
  }

  /**
   * Whether primal and dual differ by no more than bounds are known. A bound is what the state leaves of the node's own:
   * where the two cancel, as wealth does that is certain, rounding is left.
   */
  #isRounding(task: NodeTask, rowDuals: Float64Array, { primal, dual, residual }: Verdict): boolean {
    const { rowLower, rowUpper, rowStates } = this.#known.compiled.outcome(task.outcome);
    let rounding = 0;
    for (let row = 0; row < rowLower.length; row++) {
      const multiplier = rowDuals[row]!;
      if (multiplier === 0) continue;
      const bound = multiplier > 0 ? rowLower[row]! : rowUpper[row]!;
      const moved = rowTimes(rowStates, row, task.state);
      rounding += Math.abs(multiplier) * (Math.abs(bound) + Math.abs(moved)) * BOUND_ROUNDING;
    }
    return residual <= COLD_TOLERANCE && Math.abs(primal - dual) <= rounding;
  }

  #where({ node, outcome }: NodeTask): string {
    return `node ${node} "${this.#known.compiled.node.name}", outcome ${outcome}`;
  }

  #accepted({ columnValues, rowDuals }: SolveOutcome, verdict: Verdict): Solved {
    this.#held.noteBinding(rowDuals);
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
    const missedShare = verdict.residual;
    addDecisions(outcome.map, { values: own, units: this.#lp.columnUnits, missedShare }, nextState);
    return { ...base, stageObjective: sign * (verdict.primal - theta + constant), columnValues: own, nextState };
  }

  /** d value / d s: stage terms, rows through T, cuts through M; what only rounding has left of its terms is none. */
  #slope(outcome: CompiledOutcome, rowDuals: Float64Array): Float64Array {
    const { cuts, feasibilityCuts, compiled } = this.#known;
    const { stateCount } = cuts;
    const outgoing = new Float64Array(stateCount);
    const outgoingSizes = new Float64Array(stateCount);
    const { cutRows } = this.#lp;
    for (let place = 0; place < cutRows.length; place++) {
      const dual = rowDuals[compiled.rowCount + place]!;
      if (dual === 0) continue;
      const { cut, isFeasibility } = cutRows[place]!;
      const { slopes } = isFeasibility ? feasibilityCuts : cuts;
      for (let state = 0; state < stateCount; state++) {
        const term = dual * slopes[cut * stateCount + state]!;
        outgoing[state]! += term;
        outgoingSizes[state]! += Math.abs(term);
      }
    }
    const slope = pullBack(outcome.map, outgoing);
    const sizes = pullBackSizes(outcome.map, outgoingSizes);
    addRow(outcome.stateCost, 0, 1, slope);
    addRowSizes(outcome.stateCost, 0, 1, sizes);
    for (let row = 0; row < compiled.rowCount; row++) {
      if (rowDuals[row] === 0) continue;
      addRow(outcome.rowStates, row, -rowDuals[row]!, slope);
      addRowSizes(outcome.rowStates, row, rowDuals[row]!, sizes);
    }
    return slope.map((value, state) => (Math.abs(value) > ROUNDING_FRACTION * sizes[state]! ? value : 0));
  }

  /** A feasibility cut, or the answer of rows widened by the tolerance within which the LP is infeasible. */
  #infeasible(task: NodeTask, outcome: CompiledOutcome, carried: Float64Array): NodeAnswer {
    const { feasibilityCuts } = this.#known;
    const least = this.#phaseOne.at({ feasibilityCuts, outcome, state: task.state });
    if (least.cut) return { ...INFEASIBLE, feasibilityCut: least.cut };
    const widenedBy = this.#phaseOne.widen(least);
    // From one start the solver may call it infeasible again, but hardly from both.
    const found = this.#solveUnderAllCuts(task) ?? this.#solveUnderAllCuts(task, 'cold');
    if (found) {
      // Rows are missed by what they were widened by as well.
      const verdict = { ...found.verdict, residual: found.verdict.residual + widenedBy };
      return this.#answer(task, { outcome, carried, solved: { ...found, verdict } });
    }
    throw new ProgrammeError(`${this.#where(task)}: no optimum was found, yet no violation is needed to satisfy it`);
  }
}

/**
 * A slope smaller than this share of the terms it is the sum of is their rounding: duals are good to about 1e-12 of
 * themselves. As a cut's coefficient it would stretch the scale of every later LP.
 */
const ROUNDING_FRACTION = 1e-11;

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
