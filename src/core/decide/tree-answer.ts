import type { TreeErrorReport } from '../demand/index.ts';
import { withFixedParameters } from '../programme/index.ts';
import { expectedValuePolicy, waitAndSee, type Solver } from '../solve/index.ts';
import { Bug } from '../units/index.ts';
import { laterSignings, type LaterVolume } from './later.ts';
import type { RootDecision } from './question.ts';
import {
  capacityByContract,
  leafValues,
  linesOf,
  liquidityOf,
  shortageByStage,
  tailMeanOf,
  type LiquidityReading,
  type ReadLine,
  type Solution,
} from './reading.ts';
import type { Answer, TreeSession } from './tree-session.ts';
import { walkAwayOf, type WalkAway } from './walk-away.ts';

/** The best root decision of one tree, with the proved bound on any. */
export interface CandidateAnswer {
  readonly status: Answer['status'];
  readonly message: string;
  readonly decision: RootDecision;
  readonly valueUsd: number;
  readonly boundUsd: number;
}

/** Everything one tree says of the recommended root decision: plain data that crosses between threads. */
export interface TreeAnswer {
  readonly recommendedUsd: number;
  /** the tree's own best, whatever it signs */
  readonly bestUsd: number;
  readonly expectedUsd: number;
  readonly tailMeanUsd: number;
  /** none of the quotes, at any date */
  readonly signNothingUsd: number;
  /** none of the quotes at the root, all of them open later */
  readonly waitUsd: number;
  readonly meanPlanUsd: number;
  readonly staticMeanPlanUsd: number;
  readonly perfectForesightUsd: number;
  readonly lines: readonly ReadLine[];
  readonly linesIfNothing: readonly ReadLine[];
  /** [quote] */
  readonly walkAways: readonly WalkAway[];
  /** [stage] */
  readonly shortage: readonly { readonly fraction: number; readonly probability: number }[];
  readonly shortageIfNothing: readonly { readonly fraction: number; readonly probability: number }[];
  readonly capacity: readonly CapacitySeries[];
  readonly later: readonly LaterVolume[];
  readonly liquidity: LiquidityReading;
  readonly treeError: TreeErrorReport;
  readonly worstResidualFraction: number;
  readonly nodeCount: number;
}

export interface CapacitySeries {
  readonly contractId: string;
  readonly host: string;
  readonly kind: 'fleet' | 'signNow' | 'later';
  /** [month] expected reference GPUs in service */
  readonly referenceGpus: readonly number[];
}

/** The tree's own best root decision. */
export function candidateOf(session: TreeSession): CandidateAnswer {
  const { status, message, decision, valueUsd, boundUsd } = session.base();
  return { status, message, decision, valueUsd, boundUsd };
}

/** Value of each root decision on this tree, later decisions re-optimised; NaN where it is not feasible. */
export function valuesOf(session: TreeSession, decisions: readonly RootDecision[]): number[] {
  return decisions.map((decision) => session.ask({ held: heldAt(decision) }).valueUsd);
}

/** All answers of one tree about a root decision, for walk-away prices at the given blocks. */
export function answerOf(
  session: TreeSession,
  request: { readonly decision: RootDecision; readonly blocks: readonly number[] },
  solver: Solver,
): TreeAnswer {
  const held = session.ask({ held: heldAt(request.decision) });
  if (held.status !== 'optimal') throw new Bug(`the recommended decision is ${held.status} on a tree: ${held.message}`);
  const { solution } = held;
  const leaves = leafValues(solution);
  const { risk } = solution.planner.frame.plan;
  const nothing = session.ask({ removed: session.quotes.map((_, quote) => quote) });
  return {
    recommendedUsd: held.valueUsd,
    bestUsd: session.base().valueUsd,
    expectedUsd: leaves.reduce((sum, leaf) => sum + leaf.probability * leaf.usd, 0),
    tailMeanUsd: tailMeanOf(leaves, risk.tailFraction),
    signNothingUsd: nothing.valueUsd,
    waitUsd: session.ask({ held: session.quotes.map((_, quote) => [quote, 0] as const) }).valueUsd,
    ...informationValues(session, solver),
    lines: linesOf(solution),
    linesIfNothing: nothing.status === 'optimal' ? linesOf(nothing.solution) : [],
    walkAways: session.quotes.map((_, quote) => walkAwayOf(session, quote, request.blocks[quote]!)),
    shortage: shortageByStage(solution),
    shortageIfNothing: nothing.status === 'optimal' ? shortageByStage(nothing.solution) : [],
    capacity: capacityOf(solution),
    later: laterSignings(solution),
    liquidity: liquidityOf(solution),
    treeError: session.errorReport,
    worstResidualFraction: held.worstResidualFraction,
    nodeCount: solution.planner.graph.nodes.length,
  };
}

function heldAt(decision: RootDecision): [number, number][] {
  return decision.map((blocks, quote) => [quote, blocks]);
}

function informationValues(
  session: TreeSession,
  solver: Solver,
): Pick<TreeAnswer, 'meanPlanUsd' | 'staticMeanPlanUsd' | 'perfectForesightUsd'> {
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

function capacityOf(solution: Solution): CapacitySeries[] {
  const { frame } = solution.planner;
  const kinds = [
    { kind: 'fleet', includes: (stage: number) => stage < 0 },
    { kind: 'signNow', includes: (stage: number) => stage === 0 },
    { kind: 'later', includes: (stage: number) => stage > 0 },
  ] as const;
  return kinds.flatMap(({ kind, includes }) =>
    [...capacityByContract(solution, (part) => includes(part.cohort.signStage))]
      .filter(([, months]) => months.some((count) => count > 0.5))
      .map(([contractId, months]) => ({
        contractId,
        host: frame.cohorts.find(({ contract }) => contract.id === contractId)!.contract.host,
        kind,
        referenceGpus: [...months],
      })),
  );
}
