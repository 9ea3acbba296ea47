import type { LinearModel } from '../programme/index.ts';
import { activeTerm, certify, dualFunction, objectiveOf, oneUnitOfObjective } from './certificate.ts';
import { optimiseLinear, withoutPoint, type Optimum } from './linear-optimum.ts';
import { setIfOther, type ModelSession } from './model-session.ts';
import type { Basis, SolveOptions, SolveStatus } from './port.ts';

/** An integer value this near a whole number is branched on no further; the point is then rounded, fixed and re-solved. */
const WHOLE_TOLERANCE = 1e-6;
/** Objectives closer than this share of gross activity count as equal, so ties are not searched through. */
const TIE_FRACTION = 1e-9;
/** Duals kept in a session's memory: each costs one pass over the matrix at the start of every later search. */
const MEMORY_LIMIT = 12;

export interface BranchOptions extends SolveOptions {
  /** keep what this search finds in the session's memory for later searches; default false */
  readonly learn?: boolean;
}

/** Bounds of the integer columns at a node of the search, and the best bound known there (sign x objective). */
interface SearchNode {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly bound: number;
}

/** constant + slopes x integers bounds sign x objective from below, wherever the other columns are. */
interface Cut {
  readonly constant: number;
  readonly slopes: readonly number[];
}

interface Search {
  readonly session: ModelSession;
  readonly integers: readonly number[];
  readonly sign: 1 | -1;
  readonly cuts: Cut[];
  /** of every LP solved, in order */
  readonly rowDuals: Float64Array[];
  readonly open: SearchNode[];
  readonly tried: Set<string>;
  /** basis of the first LP; later ones go on from the one before */
  start: Basis | null | undefined;
  incumbent: Optimum | null;
  /** sign x objective of the incumbent; infinity without one */
  best: number;
  iterations: number;
  solves: number;
  /** a status that ends the search: unbounded or failed */
  ending: Optimum | null;
}

/**
 * Branch and bound over warm LPs of an open session, for MIPs with few integer columns solved many times over with
 * changed bounds or parameters.
 *
 * Every LP's duals give a linear bound in the integer columns (weak duality). Those in the session's memory, taken anew
 * at the current coefficients, prune most nodes without an LP, and the points there start the search. Nodes go best
 * bound first; at each, the LP's point is also rounded, fixed and solved. All LPs are certified (`optimiseLinear`), so
 * the point returned has exact integers. Stops when no open node is better than the incumbent by more than `relativeGap`
 * (default: ties of 1e-9), or after `nodeLimit` LPs (`limit`, with the bound proved so far).
 *
 * Only a search with `learn` writes to the memory, so that searches from a stated `basis` do not depend on the order in
 * which they are run. `nodes` of the result counts LPs.
 */
export function branchAndBound(session: ModelSession, options: BranchOptions = {}): Optimum {
  const { columnLower, columnUpper } = session.model;
  const integers = integerColumns(session.model);
  const lower = integers.map((column) => Math.ceil(columnLower[column]! - WHOLE_TOLERANCE));
  const upper = integers.map((column) => Math.floor(columnUpper[column]! + WHOLE_TOLERANCE));
  const before = integers.map((column) => [columnLower[column]!, columnUpper[column]!] as const);
  const search = startSearch(session, integers, options);
  let verdict: Verdict;
  try {
    search.open.push({ lower, upper, bound: -Infinity });
    verdict = run(search, options);
  } finally {
    integers.forEach((column, index) => setIfOther(session, column, ...before[index]!));
  }
  const optimum = search.ending ?? finish(search, verdict);
  if (options.learn === true) learn(search);
  return optimum;
}

/** Columns that must be whole, ascending. */
export function integerColumns(model: LinearModel): readonly number[] {
  const columns: number[] = [];
  model.integrality.forEach((isInteger, column) => {
    if (isInteger === 1) columns.push(column);
  });
  return columns;
}

interface Verdict {
  readonly status: SolveStatus;
  /** sign x the bound proved */
  readonly bound: number;
}

function startSearch(session: ModelSession, integers: readonly number[], options: BranchOptions): Search {
  const search: Search = {
    session,
    integers,
    sign: session.model.sense === 'minimise' ? 1 : -1,
    cuts: [],
    rowDuals: [],
    open: [],
    tried: new Set(),
    start: options.basis,
    incumbent: null,
    best: Infinity,
    iterations: 0,
    solves: 0,
    ending: null,
  };
  for (const rowDuals of session.memory.rowDuals) search.cuts.push(cutFrom(search, rowDuals));
  return search;
}

function run(search: Search, options: SolveOptions): Verdict {
  for (let node = takeBest(search); node; node = takeBest(search)) {
    if (node.bound >= search.best - tolerance(search, options)) return { bound: node.bound, status: 'optimal' };
    if (search.solves >= (options.nodeLimit ?? Infinity)) return { bound: node.bound, status: 'limit' };
    expand(search, node);
    if (search.ending) break;
  }
  return { bound: search.best, status: search.incumbent ? 'optimal' : 'infeasible' };
}

/** The open node of the best bound, after the cuts have had their say; the earliest of equals. */
function takeBest(search: Search): SearchNode | undefined {
  let best = -1;
  search.open.forEach((node, index) => {
    if (best < 0 || node.bound < search.open[best]!.bound) best = index;
  });
  if (best < 0) return undefined;
  const [node] = search.open.splice(best, 1);
  return node;
}

function tolerance(search: Search, { relativeGap = 0 }: SolveOptions): number {
  if (!search.incumbent) return 0;
  const { gross } = objectiveOf(search.session.model, search.incumbent.columnValues);
  const tie = TIE_FRACTION * Math.max(gross, oneUnitOfObjective(search.session.model));
  return Math.max(tie, relativeGap * Math.abs(search.incumbent.objective));
}

function expand(search: Search, node: SearchNode): void {
  const bound = Math.max(node.bound, boundOver(search, node));
  // The better bound may end the search or let another node go first: both are the caller's to see.
  if (bound > node.bound) {
    search.open.push({ ...node, bound });
    return;
  }
  const isRoot = search.solves === 0;
  const optimum = solveWithin(search, node);
  if (optimum.status !== 'optimal') return;
  const values = search.integers.map((column) => optimum.columnValues[column]!);
  if (values.every(Number.isInteger)) {
    // A certified LP whose integers are exactly whole is already what fixing them would give.
    accept(search, optimum);
    return;
  }
  tryPoint(search, values.map(Math.round), node);
  if (isRoot) for (const point of search.session.memory.points) tryPoint(search, point, node);
  const branch = mostFractional(values);
  if (branch < 0) return;
  const nodeBound = Math.max(bound, search.sign * optimum.bound);
  const split = Math.floor(values[branch]!);
  search.open.push(
    { ...node, upper: node.upper.with(branch, split), bound: nodeBound },
    { ...node, lower: node.lower.with(branch, split + 1), bound: nodeBound },
  );
}

/** Position of the integer farthest from whole; -1 when all are whole. */
function mostFractional(values: readonly number[]): number {
  let position = -1;
  let farthest = WHOLE_TOLERANCE;
  values.forEach((value, index) => {
    const distance = Math.abs(value - Math.round(value));
    if (distance > farthest) {
      farthest = distance;
      position = index;
    }
  });
  return position;
}

/** Solves one whole-number point inside a node unless the cuts show that it cannot win. */
function tryPoint(
  search: Search,
  point: readonly number[],
  within: { readonly lower: readonly number[]; readonly upper: readonly number[] },
): void {
  const inside = point.map((value, index) => Math.min(Math.max(value, within.lower[index]!), within.upper[index]!) + 0);
  const key = inside.join();
  if (search.tried.has(key)) return;
  search.tried.add(key);
  if (boundOver(search, { lower: inside, upper: inside }) >= search.best) return;
  const optimum = solveWithin(search, { lower: inside, upper: inside });
  if (optimum.status === 'optimal') accept(search, optimum);
}

function accept(search: Search, optimum: Optimum): void {
  if (search.sign * optimum.objective >= search.best) return;
  search.best = search.sign * optimum.objective;
  search.incumbent = optimum;
}

function solveWithin(
  search: Search,
  within: { readonly lower: readonly number[]; readonly upper: readonly number[] },
): Optimum {
  const { session, integers, start } = search;
  if (integers.some((_, index) => within.lower[index]! > within.upper[index]!)) return NOTHING;
  integers.forEach((column, index) => setIfOther(session, column, within.lower[index]!, within.upper[index]!));
  const optimum = optimiseLinear(session, start === undefined ? {} : { basis: start });
  search.start = undefined;
  search.solves++;
  search.iterations += optimum.iterations;
  if (optimum.status === 'optimal') {
    search.rowDuals.push(optimum.rowDuals);
    search.cuts.push(cutFrom(search, optimum.rowDuals, optimum.columnValues));
  } else if (optimum.status !== 'infeasible') search.ending = optimum;
  return optimum;
}

const NOTHING: Optimum = withoutPoint({
  status: 'infeasible',
  objective: NaN,
  bound: NaN,
  columnValues: new Float64Array(0),
  rowDuals: new Float64Array(0),
  columnDuals: new Float64Array(0),
  basis: null,
  iterations: 0,
  nodes: 0,
  message: 'no whole number lies between the bounds',
});

/** The dual function over the integer columns, the other columns at the bound their slope calls for. */
function cutFrom(search: Search, rowDuals: Float64Array, columnValues?: Float64Array): Cut {
  const { model } = search.session;
  const { constant, slopes } = dualFunction(model, rowDuals, columnValues);
  const isSearched = new Uint8Array(model.columnCount);
  for (const column of search.integers) isSearched[column] = 1;
  let total = constant;
  for (let column = 0; column < model.columnCount; column++) {
    if (isSearched[column] === 1) continue;
    const box = BOX * ((columnValues ? Math.abs(columnValues[column]!) : 0) + 1);
    total += activeTerm(slopes[column]!, { lower: model.columnLower[column]!, upper: model.columnUpper[column]! }, box);
  }
  return { constant: total, slopes: search.integers.map((column) => slopes[column]!) };
}

const BOX = 1e6;

/** Best of the cuts' bounds over a box of the integers. */
function boundOver(
  search: Search,
  within: { readonly lower: readonly number[]; readonly upper: readonly number[] },
): number {
  let best = -Infinity;
  for (const { constant, slopes } of search.cuts) {
    let bound = constant;
    slopes.forEach((slope, index) => {
      if (slope !== 0) bound += slope * (slope > 0 ? within.lower[index]! : within.upper[index]!);
    });
    if (bound > best) best = bound;
  }
  return best;
}

function finish(search: Search, verdict: Verdict): Optimum {
  const { session, incumbent, iterations, solves } = search;
  const { status } = verdict;
  const bound = search.sign * Math.min(verdict.bound, search.best);
  if (!incumbent) {
    const message = status === 'limit' ? 'no whole-number point within the node limit' : 'no whole-number point exists';
    return { ...NOTHING, status, bound: status === 'limit' ? bound : NaN, iterations, nodes: solves, message };
  }
  const check = certify(session.model, incumbent.columnValues);
  const certificate = { ...check, primalDualGapFraction: incumbent.certificate?.primalDualGapFraction ?? null };
  if (!certificate.accepted) {
    return { ...withoutPoint(incumbent, 'failed'), certificate, message: certificate.firstViolation ?? '' };
  }
  return {
    ...incumbent,
    status,
    bound,
    gap: Math.abs(incumbent.objective - bound),
    certificate,
    iterations,
    nodes: solves,
  };
}

function learn(search: Search): void {
  const { memory } = search.session;
  memory.rowDuals.push(...search.rowDuals);
  memory.rowDuals.splice(0, memory.rowDuals.length - MEMORY_LIMIT);
  const { incumbent } = search;
  if (incumbent) memory.points.push(search.integers.map((column) => incumbent.columnValues[column]!));
  memory.points.splice(0, memory.points.length - POINT_LIMIT);
}

/** Each remembered point costs a later search one LP, unless the cuts show that it cannot win. */
const POINT_LIMIT = 3;
