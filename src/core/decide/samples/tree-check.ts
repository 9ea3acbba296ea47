import { withFixedParameters } from '../../programme/index.ts';
import { expectedValuePolicy, waitAndSee, type SolveStatus, type Solver } from '../../solve/index.ts';
import { nearTrial, trialMultipleOf, walkAwayQuestions } from './lattice-walk-away.ts';
import { holding, type RootDecision } from './question.ts';
import type { TreeSession } from './tree-session.ts';

/**
 * What one sampled tree says, solved exactly: a cross-check of the engine, and what information is worth. After its last
 * branching every path of a tree is known, so its values are too good by what that foresight is worth.
 */
export interface TreeCheck extends TreeReading {
  readonly recommendedUsd: number;
  /** none of the quotes, at any date */
  readonly signNothingUsd: number;
  readonly meanPlanUsd: number;
  readonly staticMeanPlanUsd: number;
  readonly perfectForesightUsd: number;
  readonly worstResidualFraction: number;
}

/** What a tree says whatever is recommended; without a solution only the status and the message are to be read. */
export interface TreeReading {
  readonly status: SolveStatus;
  readonly message: string;
  /** [quote] a price near its walk-away price, as a multiple of the ask */
  readonly trialMultiples: readonly number[];
  /** the tree's own best decision and its value */
  readonly decision: RootDecision;
  readonly bestUsd: number;
  readonly nodeCount: number;
}

/** Checks a root decision on one tree; NaN where the tree's programme has no answer. */
export function checkOf(
  session: TreeSession,
  solver: Solver,
  at: { readonly reading: TreeReading; readonly decision: RootDecision },
): TreeCheck {
  const held = session.ask(holding(at.decision));
  return {
    ...at.reading,
    recommendedUsd: held.valueUsd,
    signNothingUsd: session.ask({ removed: session.quotes.map((_, quote) => quote) }).valueUsd,
    ...informationValues(session, solver),
    worstResidualFraction: held.worstResidualFraction,
  };
}

/** Reads one tree before anything is recommended. @param blocksOf blocks to price, given the tree's own decision */
export function readingOf(session: TreeSession, blocksOf: (decision: RootDecision) => readonly number[]): TreeReading {
  const best = session.base();
  const { status, message } = best;
  if (status !== 'optimal') return { ...NOT_READ, status, message };
  return {
    status,
    message,
    trialMultiples: blocksOf(best.decision).map((blocks, quote) => trialMultipleOn(session, { quote, blocks })),
    decision: best.decision,
    bestUsd: best.valueUsd,
    nodeCount: session.planner.graph.nodes.length,
  };
}

const NOT_READ = {
  trialMultiples: [],
  decision: [],
  bestUsd: NaN,
  nodeCount: 0,
};

/** Steps of a secant towards the tree's walk-away price: it only has to be near the lattices'. */
const TRIAL_STEPS = 3;

function trialMultipleOn(session: TreeSession, at: { readonly quote: number; readonly blocks: number }): number {
  const { with: held, without } = walkAwayQuestions(at.quote, at.blocks);
  const withoutUsd = session.ask(without).valueUsd;
  const marginAt = (multiple: number) =>
    session.ask({ ...held, price: { quote: at.quote, multiple } }).valueUsd - withoutUsd;
  let before = { multiple: 1, marginUsd: marginAt(1) };
  let multiple = trialMultipleOf(session.planner, { ...at, marginUsd: before.marginUsd });
  for (let step = 0; step < TRIAL_STEPS; step++) {
    const marginUsd = marginAt(multiple);
    const slope = (marginUsd - before.marginUsd) / (multiple - before.multiple);
    if (!(slope < 0)) return multiple;
    before = { multiple, marginUsd };
    multiple = nearTrial(multiple - marginUsd / slope);
    if (multiple === before.multiple) return multiple;
  }
  return multiple;
}

function informationValues(
  session: TreeSession,
  solver: Solver,
): Pick<TreeCheck, 'meanPlanUsd' | 'staticMeanPlanUsd' | 'perfectForesightUsd'> {
  const { planner, form } = session;
  const { usd } = planner.frame.units;
  const programme = withFixedParameters(planner.programme);
  const policyUsd = (kind: 'static' | 'rolling'): number => {
    const policy = expectedValuePolicy(programme, solver, { kind, solving: WARM });
    if (policy.status !== 'optimal') return NaN;
    const fixed = policy.commitments.flatMap((columns, node) =>
      columns.map(({ column, value }): [number, number] => [form.columnOf(node, column), value]),
    );
    return session.ask({ fixed }).valueUsd;
  };
  return {
    meanPlanUsd: policyUsd('rolling'),
    staticMeanPlanUsd: policyUsd('static'),
    perfectForesightUsd:
      waitAndSee(programme, solver, { risk: planner.frame.plan.risk, solving: WARM }).objective * usd,
  };
}

/** Small problems with few integers: branch and bound over warm LPs is quicker than a MIP solver's own start. */
const WARM = { integerMethod: 'warm' } as const;
