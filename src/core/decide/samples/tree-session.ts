import type { Offer, Plan } from '../../domain/index.ts';
import { extensiveForm, withTerminalRisk, type ExtensiveForm } from '../../programme/index.ts';
import {
  branchAndBound,
  openModel,
  optimise,
  type Basis,
  type ModelSession,
  type Optimum,
  type SolveOptions,
  type Solver,
} from '../../solve/index.ts';
import { plannerProgramme, type PlannerProgramme } from '../planner/planner-programme.ts';
import { visitsOf, type Solution } from '../planner/reading.ts';
import { quoteColumnsOf, rootColumnsHeld, type Question, type QuoteColumns, type RootDecision } from './question.ts';
import { treeGrounds, type TreeGrounds } from './tree-ground.ts';

/** A question to a tree, which can also hold whole policies and reprice a quote. */
export interface TreeQuestion extends Question {
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
  /** optimum in USD, with its solution; the status says whether there is one */
  ask(question: TreeQuestion, how?: AskOptions): Answer;
  /** the answer to the plan as it is: nothing held, removed or repriced */
  base(): Answer;
  /** where the first relaxation ended: every question starts there */
  firstBasis(): Basis | null;
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
 * @param sample its index names the sample, for trees are independent replications; `nearBasis` is where the first
 *   relaxation starts when it fits: that of the same sample of a plan that differs little; `grounds` what is kept
 */
export function openTree(plan: Plan, sample: number | TreeSample, solver: Solver): TreeSession {
  const named: TreeSample = typeof sample === 'number' ? { sampleIndex: sample, nearBasis: null } : sample;
  const { sampleIndex, nearBasis, grounds = treeGrounds(1) } = named;
  const { tree, flows } = grounds.of(plan, sampleIndex);
  const planner = plannerProgramme(plan, tree, { replication: sampleIndex, memo: flows });
  const form = extensiveForm(withTerminalRisk(planner.programme, plan.risk).programme);
  const session = openModel(form.model, solver);
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const columns = quoteColumnsOf(planner, quotes);
  let basis: Basis | null | undefined;
  let base: Answer | undefined;
  const firstBasis = () =>
    (basis ??= optimise(session, solver, { relax: true, basis: fitting(nearBasis, form) }).basis);
  const ask = (question: TreeQuestion, how: AskOptions = {}): Answer => {
    const first = firstBasis();
    const options = { basis: how.from ?? first, relativeGap: how.relativeGap ?? 0 };
    return askSession({ planner, form, session, columns }, question, options);
  };
  return {
    planner,
    form,
    quotes,
    ask,
    base: () => (base ??= ask({})),
    firstBasis,
    dispose: () => session.dispose(),
  };
}

export interface TreeSample {
  readonly sampleIndex: number;
  readonly nearBasis: Basis | null;
  readonly grounds?: TreeGrounds;
}

/** A basis only fits a programme of its own size. */
function fitting(basis: Basis | null, { model }: ExtensiveForm): Basis | null {
  const isFitting = basis?.columns.length === model.columnLower.length && basis.rows.length === model.rowLower.length;
  return isFitting ? basis : null;
}

interface OpenTree {
  readonly planner: PlannerProgramme;
  readonly form: ExtensiveForm;
  readonly session: ModelSession;
  readonly columns: readonly QuoteColumns[];
}

function askSession(open: OpenTree, question: TreeQuestion, options: SolveOptions): Answer {
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
function columnsHeld(columns: readonly QuoteColumns[], question: TreeQuestion): Map<number, number> {
  return new Map([...(question.fixed ?? []), ...rootColumnsHeld(columns, question)]);
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
