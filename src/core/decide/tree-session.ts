import { growTree, samplePaths, treeError, type ScenarioTree, type TreeErrorReport } from '../demand/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { extensiveForm, withTerminalRisk, type ExtensiveForm } from '../programme/index.ts';
import {
  branchAndBound,
  openModel,
  optimise,
  type Basis,
  type ModelSession,
  type Optimum,
  type SolveOptions,
  type Solver,
} from '../solve/index.ts';
import { Bug } from '../units/index.ts';
import { plannerProgramme, type PlannerProgramme } from './planner-programme.ts';
import { quoteColumns, visitsOf, type QuoteColumns, type Solution } from './reading.ts';

/** Blocks of each quote signed now, by position among the plan's quotes. */
export type RootDecision = readonly number[];

/** A change to the question: what is held, taken away or repriced while everything else is re-optimised. */
export interface Question {
  /** quotes held at given blocks at the root: [position, blocks] */
  readonly held?: readonly (readonly [quote: number, blocks: number])[];
  /** quotes that cannot be signed later than the root */
  readonly nowOrNever?: readonly number[];
  /** quotes that cannot be signed at any date */
  readonly removed?: readonly number[];
  /** columns of the extensive form held at values: a whole policy, say */
  readonly fixed?: readonly (readonly [column: number, value: number])[];
  /** price of one quote as a multiple of its ask */
  readonly price?: { readonly quote: number; readonly multiple: number };
}

/** One tree of a plan, its programme held open in a solver, answering questions by re-optimisation. */
export interface TreeSession {
  readonly planner: PlannerProgramme;
  readonly form: ExtensiveForm;
  readonly quotes: readonly Offer[];
  readonly errorReport: TreeErrorReport;
  /** optimum in USD, with its solution; the status says whether there is one */
  ask(question: Question, how?: AskOptions): Answer;
  /** the answer to the plan as it is: nothing held, removed or repriced */
  base(): Answer;
  dispose(): void;
}

export interface AskOptions {
  /** basis to start from; left out, that of the tree's first relaxation */
  readonly from?: Basis | null;
  /** how near to the optimum is near enough, as a share of it; default 0 within tolerances */
  readonly relativeGap?: number;
}

export interface Answer {
  readonly status: Optimum['status'];
  readonly message: string;
  /** risk-adjusted objective, USD; NaN without a solution */
  readonly valueUsd: number;
  /** proved bound on it, USD */
  readonly boundUsd: number;
  readonly decision: RootDecision;
  readonly worstResidualFraction: number;
  readonly basis: Basis | null;
  readonly solution: Solution;
}

/**
 * Samples paths, grows the tree and opens its programme. Every later question starts from the basis of the first
 * relaxation unless told otherwise, and changes only bounds and price parameters. The solver keeps its own weights, so
 * an answer depends on earlier questions in its last bits: a tree's questions are always asked in one order.
 *
 * @param sampleIndex names the sample: trees are independent replications
 */
export function openTree(plan: Plan, sampleIndex: number, solver: Solver): TreeSession {
  const tree = treeOf(plan, sampleIndex);
  const fresh = samplePaths(plan, { pathCount: plan.tree.paths, replication: FRESH_REPLICATION_OFFSET + sampleIndex });
  const planner = plannerProgramme(plan, tree, { replication: sampleIndex });
  const form = extensiveForm(withTerminalRisk(planner.programme, plan.risk).programme);
  const session = openModel(form.model, solver);
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const columns = quotes.map((offer) => quoteColumns(planner, offer.id));
  let basis: Basis | null | undefined;
  let base: Answer | undefined;
  const ask = (question: Question, how: AskOptions = {}): Answer => {
    basis ??= optimise(session, solver, { relax: true, basis: null }).basis;
    const options = { basis: how.from ?? basis ?? null, relativeGap: how.relativeGap ?? 0 };
    return askSession({ planner, form, session, columns }, question, options);
  };
  return {
    planner,
    form,
    quotes,
    errorReport: treeError(tree, fresh),
    ask,
    base: () => (base ??= ask({})),
    dispose: () => session.dispose(),
  };
}

/** Fresh paths, never used to grow a tree, are numbered from here. */
export const FRESH_REPLICATION_OFFSET = 1_000;

function treeOf(plan: Plan, sampleIndex: number): ScenarioTree {
  const paths = samplePaths(plan, { pathCount: plan.tree.paths, replication: sampleIndex });
  return growTree(paths, { ...plan.tree, horizonMonths: plan.horizonMonths });
}

interface OpenTree {
  readonly planner: PlannerProgramme;
  readonly form: ExtensiveForm;
  readonly session: ModelSession;
  readonly columns: readonly QuoteColumns[];
}

function askSession(open: OpenTree, question: Question, options: SolveOptions): Answer {
  const { session, columns, planner } = open;
  const parameters = planner.programme.parameters.map((value, index) =>
    question.price?.quote === index ? value * question.price.multiple : value,
  );
  const changed = columnsHeld(columns, question);
  const before = [...changed.keys()].map((column): [number, number, number] => [
    column,
    session.model.columnLower[column]!,
    session.model.columnUpper[column]!,
  ]);
  session.setParameters(parameters);
  for (const [column, value] of changed) session.setColumnBounds(column, value, value);
  try {
    return answerOf(open, branchAndBound(session, options), parameters);
  } finally {
    for (const [column, lower, upper] of before) session.setColumnBounds(column, lower, upper);
    session.setParameters(planner.programme.parameters);
  }
}

/** Columns that a question holds, and at what; the root's own columns come first in an extensive form. */
function columnsHeld(columns: readonly QuoteColumns[], question: Question): Map<number, number> {
  return new Map([...(question.fixed ?? []), ...rootColumnsHeld(columns, question)]);
}

/** Root columns that a question holds, and at what. */
export function rootColumnsHeld(columns: readonly QuoteColumns[], question: Question): [number, number][] {
  const held: [number, number][] = [];
  const close = (quote: number) => {
    if (columns[quote]!.keptOpen >= 0) held.push([columns[quote]!.keptOpen, 0]);
  };
  const sign = (quote: number, blocks: number) => {
    const { signed } = columns[quote]!;
    if (signed >= 0) held.push([signed, blocks]);
    else if (blocks !== 0) throw new Bug(`quote ${quote} cannot be signed at the root`);
  };
  question.nowOrNever?.forEach(close);
  question.removed?.forEach(close);
  question.removed?.forEach((quote) => sign(quote, 0));
  question.held?.forEach(([quote, blocks]) => sign(quote, blocks));
  return held;
}

function answerOf(open: OpenTree, optimum: Optimum, parameters: readonly number[]): Answer {
  const { usd } = open.planner.frame.units;
  const { columnValues } = optimum;
  return {
    status: optimum.status,
    message: optimum.message,
    valueUsd: optimum.objective * usd,
    boundUsd: optimum.bound * usd,
    decision:
      columnValues.length === 0 ? [] : open.columns.map(({ signed }) => (signed < 0 ? 0 : columnValues[signed]! + 0)),
    worstResidualFraction: optimum.certificate?.worstResidualFraction ?? NaN,
    basis: optimum.basis,
    solution: { planner: open.planner, visits: visitsOf(open.form, columnValues), parameters },
  };
}
