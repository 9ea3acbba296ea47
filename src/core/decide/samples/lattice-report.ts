import type { LatticeErrorReport } from '../../demand/index.ts';
import type { SolveStatus } from '../../solve/index.ts';
import { capacityOf, type CapacitySeries } from '../planner/capacity-series.ts';
import { cashByMonth, type CashByMonth } from '../planner/cash-reading.ts';
import { laterSignings, rightsAtRoot, type LaterSigning, type RightAtRoot } from '../planner/later.ts';
import { liquidityOf, type LiquidityReading } from '../planner/liquidity-reading.ts';
import { leafValues, linesOf, tailMeanOf, type ReadLine } from '../planner/reading.ts';
import { shortageByStage } from '../planner/service-reading.ts';
import type { LatticeSession } from './lattice-session.ts';
import { walkAwayOf, walkAwayQuestions, type WalkAway } from './lattice-walk-away.ts';
import { holding, type Question, type RootDecision } from './question.ts';

/** The best root decision of one lattice. */
export interface CandidateAnswer {
  readonly status: SolveStatus;
  readonly message: string;
  readonly decision: RootDecision;
  readonly valueUsd: number;
}

export interface FirstAnswer extends CandidateAnswer {
  readonly reachedUsd: number;
}

/** What is done under the recommended root decision, on the replayed paths of one lattice: plain data that crosses between threads. */
export interface CarriedOut {
  /** weighed as the plan weighs the tail, whatever weight decides */
  readonly replayedUsd: number;
  readonly expectedUsd: number;
  readonly tailMeanUsd: number;
  readonly lines: readonly ReadLine[];
  /** the cash of those lines, undiscounted, by month */
  readonly cash: readonly CashByMonth[];
  /** [stage] */
  readonly shortage: readonly { readonly fraction: number; readonly probability: number }[];
  readonly capacity: readonly CapacitySeries[];
  readonly later: readonly LaterSigning[];
  readonly rightsAtRoot: readonly RightAtRoot[];
  readonly liquidity: LiquidityReading;
}

/** Everything one lattice says of the recommended root decision: plain data that crosses between threads. */
export interface LatticeReport extends CarriedOut {
  /** values are proved upper bounds on this lattice, all over the same value functions */
  readonly recommendedUsd: number;
  /** the lattice's own best, whatever it signs */
  readonly bestUsd: number;
  /** none of the quotes, at any date */
  readonly signNothingUsd: number;
  /** none of the quotes at the root, all of them open later */
  readonly waitUsd: number;
  /** what the policy of the plan's own risk weight reaches, measured on fresh paths of the lattice with a control variate */
  readonly reachedUsd: number;
  /** `replayedUsd` of that policy less that of the one which is carried out: 0 where they are one */
  readonly limitKeepingUsd: number;
  readonly linesIfNothing: readonly ReadLine[];
  readonly cashIfNothing: readonly CashByMonth[];
  /** [quote] */
  readonly walkAways: readonly WalkAway[];
  readonly shortageIfNothing: readonly { readonly fraction: number; readonly probability: number }[];
  readonly latticeError: LatticeErrorReport;
  readonly nodeCount: number;
}

/** The lattice's own best root decision. */
export async function candidateOf(session: LatticeSession): Promise<CandidateAnswer> {
  await session.train([BEST], { isDecisionAsked: true });
  const { status, message, decision, valueUsd } = session.ask(BEST);
  return { status, message, decision, valueUsd };
}

/** The same, and what its policy reaches; NaN without a decision. */
export async function firstAnswerOf(session: LatticeSession): Promise<FirstAnswer> {
  const candidate = await candidateOf(session);
  const reachedUsd = candidate.status === 'optimal' ? await session.reachedUsd(BEST) : NaN;
  return { ...candidate, reachedUsd };
}

const BEST: Question = {};

/** Paths on which decisions are compared: common to them, so that few tell them apart. */
const COMPARED_PATHS = 6;

/**
 * What the policy of each root decision reaches on this lattice, on common paths; NaN where it is not feasible. Bounds
 * would favour the decision that was trained least.
 */
export async function valuesOf(session: LatticeSession, decisions: readonly RootDecision[]): Promise<number[]> {
  const questions = decisions.map(holding);
  await session.train(questions);
  const values: number[] = [];
  for (const question of questions) {
    const isFeasible = session.ask(question).status === 'optimal';
    values.push(isFeasible ? await session.reachedUsd(question, COMPARED_PATHS) : NaN);
  }
  return values;
}

/** All answers of one lattice about a root decision, for walk-away prices at the given blocks. */
export async function reportOf(
  session: LatticeSession,
  request: { readonly decision: RootDecision; readonly blocks: readonly number[] },
): Promise<LatticeReport> {
  const recommended = holding(request.decision);
  const nothing: Question = { removed: session.quotes.map((_, quote) => quote) };
  const wait: Question = { held: session.quotes.map((_, quote) => [quote, 0] as const) };
  const ofQuotes = request.blocks.map((blocks, quote) => walkAwayQuestions(quote, blocks));
  await session.train([BEST, recommended, nothing, wait, ...ofQuotes.flatMap((ofQuote) => Object.values(ofQuote))]);
  const valueOf = (question: Question) => session.ask(question).valueUsd;
  const { weight } = session.planner.frame.plan.risk;
  const done = await carriedOutOf(session, { decision: request.decision, weight });
  const without = await session.replay(nothing);
  return {
    ...done,
    recommendedUsd: valueOf(recommended),
    bestUsd: valueOf(BEST),
    signNothingUsd: valueOf(nothing),
    waitUsd: valueOf(wait),
    reachedUsd: await session.reachedUsd(recommended),
    limitKeepingUsd: 0,
    linesIfNothing: linesOf(without),
    cashIfNothing: cashByMonth(without),
    walkAways: request.blocks.map((blocks, quote) => walkAwayOf(session, { quote, blocks })),
    shortageIfNothing: shortageByStage(without),
    latticeError: session.errorReport,
    nodeCount: session.planner.graph.nodes.length,
  };
}

/**
 * A root decision carried out by the policy of this lattice, which is not trained on for it: as it decides in the replay.
 *
 * @param at `weight` is the plan's own of the tail mean, by which outcomes are weighed
 */
export async function carriedOutOf(
  session: LatticeSession,
  at: { readonly decision: RootDecision; readonly weight: number },
): Promise<CarriedOut> {
  const solution = await session.replay(holding(at.decision));
  const leaves = leafValues(solution);
  const expectedUsd = leaves.reduce((sum, leaf) => sum + leaf.probability * leaf.usd, 0);
  const tailMeanUsd = tailMeanOf(leaves, session.planner.frame.plan.risk.tailFraction);
  return {
    replayedUsd: (1 - at.weight) * expectedUsd + at.weight * tailMeanUsd,
    expectedUsd,
    tailMeanUsd,
    lines: linesOf(solution),
    cash: cashByMonth(solution),
    shortage: shortageByStage(solution),
    capacity: capacityOf(solution),
    later: laterSignings(solution),
    rightsAtRoot: rightsAtRoot(solution),
    liquidity: liquidityOf(solution),
  };
}

/** The report with what a policy of another risk weight does in place of what the plan's own would: values stay. */
export function carriedOutBy(report: LatticeReport, done: CarriedOut): LatticeReport {
  return { ...report, ...done, limitKeepingUsd: report.replayedUsd - done.replayedUsd };
}
