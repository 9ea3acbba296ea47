import type { Plan } from '../../domain/index.ts';
import {
  heldToShare,
  intervalOfMean,
  intervalOfMeanAndTail,
  intervalOfQuantile,
  intervalOfRatio,
  quantileOfSorted,
  standardDeviation,
  wilsonInterval,
  type Interval,
} from '../../numeric/index.ts';
import { calendarMonthOf, SECONDS_PER_HOUR } from '../../units/index.ts';
import { QUARTER_MONTHS, quarterCountOf, type ReplayWorld } from '../contracts/world.ts';
import type { ReplayOutcome } from '../months/outcome.ts';
import { concentrationOf, type Concentration } from './concentration.ts';

/** Confidence of every interval of a replay. */
export const REPLAY_CONFIDENCE = 0.95;

/** Means over paths of dollars. */
const MEANS = ['expectedUsd', 'cashUsd', 'researchUsd', 'penaltyUsd', 'afterHorizonUsd', 'strandedUsd'] as const;

/**
 * What a policy came to. Means have Student intervals, probabilities Wilson's, quantiles those between two order
 * statistics, ratios the delta method; the tail mean is a combination of order statistics (`intervalOfMeanAndTail`).
 */
export interface PolicyFigures {
  readonly policyId: string;
  readonly pathCount: number;
  /** (1 − weight) mean + weight tail mean of the objective W, as the plan's risk has it */
  readonly valueUsd: Interval;
  readonly expectedUsd: Interval;
  readonly tailMeanUsd: Interval;
  readonly valueP5Usd: Interval;
  readonly valueP50Usd: Interval;
  readonly valueP95Usd: Interval;
  /** parts of the expectation, discounted */
  readonly cashUsd: Interval;
  readonly researchUsd: Interval;
  readonly penaltyUsd: Interval;
  readonly afterHorizonUsd: Interval;
  /** chance that more money is needed than the credit line, in any month */
  readonly ruinProbability: Interval;
  /** chance of drawing on the credit line */
  readonly creditProbability: Interval;
  /** lowest money on a path without any drawing */
  readonly troughP5Usd: Interval;
  readonly troughP50Usd: Interval;
  /** month in which the worst twentieth of paths is lowest, in the middle */
  readonly troughMonth: string;
  /** chance that at a moment of the horizon more than the plan's fraction of protected demand goes unserved */
  readonly shortageProbability: Interval;
  /** chance that a path is ever so */
  readonly everShortProbability: Interval;
  /** unserved share of protected demand over the horizon */
  readonly unservedFraction: Interval;
  /** months of a run of shortage; NaN without any */
  readonly shortRunMonths: Interval;
  readonly longestShortMonthsP95: Interval;
  readonly strandedUsd: Interval;
  /** of the means of the same names: s / sqrt(n) over paths */
  readonly standardErrors: Readonly<Record<(typeof MEANS)[number], number>>;
  /** discounted cost of compute, value after the horizon taken off, for a reference-GPU hour served */
  readonly costUsdPerServedReferenceGpuHour: Interval;
  /** the same for a million tokens of each workload of which the plan says its tokens per GPU-second, by each path's efficiency */
  readonly tokens: readonly { readonly workloadId: string; readonly costUsdPerMillionTokens: Interval }[];
  readonly quarters: readonly {
    readonly startMonth: string;
    readonly shortageProbability: Interval;
    readonly unservedFraction: Interval;
  }[];
  /** [month] money at month end without any drawing */
  readonly liquidityUsd: { readonly p5: number[]; readonly p50: number[]; readonly p95: number[] };
  readonly contracts: readonly ContractFigures[];
  readonly concentration: readonly Concentration[];
}

/** Means over paths. */
export interface ContractFigures {
  readonly contractId: string;
  readonly host: string;
  readonly blocksSigned: number;
  /** used over in service; NaN where nothing was in service */
  readonly utilisationFraction: number;
  /** nominal, within the horizon, net of what lenders paid in */
  readonly paidUsd: number;
  readonly strandedUsd: number;
}

export function figuresOf(world: ReplayWorld, outcome: ReplayOutcome): PolicyFigures {
  const { plan } = world;
  const mean = (values: Float64Array) => intervalOfMean(values, REPLAY_CONFIDENCE);
  const quantile = (values: Float64Array, probability: number) =>
    intervalOfQuantile(values.toSorted(), probability, REPLAY_CONFIDENCE);
  const share = (values: Float64Array, isHit: (value: number) => boolean) =>
    wilsonInterval(
      values.reduce((hits, value) => hits + Number(isHit(value)), 0),
      values.length,
      REPLAY_CONFIDENCE,
    );
  const { tailFraction } = plan.risk;
  const { creditLineUsd } = plan.money;
  const costUsdPerServedReferenceGpuHour = intervalOfRatio(
    outcome.computeCostUsd,
    outcome.servedHours,
    REPLAY_CONFIDENCE,
  );
  return {
    policyId: outcome.policyId,
    pathCount: outcome.pathCount,
    valueUsd: intervalOfMeanAndTail(outcome.valueUsd, plan.risk, REPLAY_CONFIDENCE),
    expectedUsd: mean(outcome.valueUsd),
    tailMeanUsd: intervalOfMeanAndTail(outcome.valueUsd, { tailFraction, weight: 1 }, REPLAY_CONFIDENCE),
    valueP5Usd: quantile(outcome.valueUsd, 0.05),
    valueP50Usd: quantile(outcome.valueUsd, 0.5),
    valueP95Usd: quantile(outcome.valueUsd, 0.95),
    cashUsd: mean(outcome.cashUsd),
    researchUsd: mean(outcome.researchUsd),
    penaltyUsd: mean(outcome.penaltyUsd),
    afterHorizonUsd: mean(outcome.afterHorizonUsd),
    ruinProbability: share(outcome.troughUsd, (usd) => usd < -creditLineUsd),
    creditProbability: share(outcome.troughUsd, (usd) => usd < 0),
    troughP5Usd: quantile(outcome.troughUsd, 0.05),
    troughP50Usd: quantile(outcome.troughUsd, 0.5),
    troughMonth: calendarMonthOf(worstTroughMonth(outcome), plan.startMonth),
    shortageProbability: heldToShare(mean(outcome.shortTimeFraction)),
    everShortProbability: share(outcome.shortTimeFraction, (fraction) => fraction > 0),
    unservedFraction: heldToShare(
      intervalOfRatio(outcome.protectedUnserved, outcome.protectedAsked, REPLAY_CONFIDENCE),
    ),
    shortRunMonths: intervalOfRatio(outcome.shortMonths, outcome.shortRuns, REPLAY_CONFIDENCE),
    longestShortMonthsP95: quantile(outcome.longestShortMonths, 0.95),
    strandedUsd: mean(outcome.strandedUsd),
    standardErrors: standardErrorsOf(outcome),
    costUsdPerServedReferenceGpuHour,
    tokens: tokenCosts(plan, outcome),
    quarters: quartersOf(plan, outcome),
    liquidityUsd: liquidityFan(plan, outcome),
    contracts: contractsOf(world, outcome),
    concentration: concentrationOf(world, outcome),
  };
}

function standardErrorsOf(outcome: ReplayOutcome): PolicyFigures['standardErrors'] {
  const of = (values: Float64Array): number => standardDeviation(values) / Math.sqrt(values.length);
  return {
    expectedUsd: of(outcome.valueUsd),
    cashUsd: of(outcome.cashUsd),
    researchUsd: of(outcome.researchUsd),
    penaltyUsd: of(outcome.penaltyUsd),
    afterHorizonUsd: of(outcome.afterHorizonUsd),
    strandedUsd: of(outcome.strandedUsd),
  };
}

/** USD per million tokens = USD per served hour at the speed of month 0 / (3,600 s x tokens per second / 1,000,000). */
function tokenCosts({ workloads }: Plan, outcome: ReplayOutcome): PolicyFigures['tokens'] {
  const perHour = intervalOfRatio(outcome.computeCostUsd, outcome.servedHoursAtFirstSpeed, REPLAY_CONFIDENCE);
  return workloads.flatMap(({ id, tokensPerReferenceGpuSecond }) => {
    if (tokensPerReferenceGpuSecond === undefined) return [];
    const millionTokensPerHour = (tokensPerReferenceGpuSecond * SECONDS_PER_HOUR) / 1e6;
    const costUsdPerMillionTokens = {
      estimate: perHour.estimate / millionTokensPerHour,
      low: perHour.low / millionTokensPerHour,
      high: perHour.high / millionTokensPerHour,
    };
    return [{ workloadId: id, costUsdPerMillionTokens }];
  });
}

function worstTroughMonth({ troughUsd, troughMonth }: ReplayOutcome): number {
  const order = Array.from(troughUsd, (_, path) => path).toSorted((a, b) => troughUsd[a]! - troughUsd[b]! || a - b);
  const worst = order.slice(0, Math.max(1, Math.floor(order.length / 20))).map((path) => troughMonth[path]!);
  return Math.floor(
    quantileOfSorted(
      worst.toSorted((a, b) => a - b),
      0.5,
    ),
  );
}

function quartersOf(plan: Plan, outcome: ReplayOutcome): PolicyFigures['quarters'] {
  const count = quarterCountOf(plan);
  const meanShare = (values: Float64Array, quarter: number) => {
    // Outcomes count parts of three months, and the horizon's last quarter may have fewer.
    const months = Math.min(QUARTER_MONTHS, plan.horizonMonths - QUARTER_MONTHS * quarter);
    const column = Float64Array.from(
      { length: outcome.pathCount },
      (_, path) => (values[path * count + quarter]! * QUARTER_MONTHS) / months,
    );
    return heldToShare(intervalOfMean(column, REPLAY_CONFIDENCE));
  };
  return Array.from({ length: count }, (_, quarter) => ({
    startMonth: calendarMonthOf(quarter * QUARTER_MONTHS, plan.startMonth),
    shortageProbability: meanShare(outcome.shortTimeByQuarter, quarter),
    unservedFraction: meanShare(outcome.unservedByQuarter, quarter),
  }));
}

function liquidityFan(
  { horizonMonths }: Plan,
  { liquidityUsd, pathCount }: ReplayOutcome,
): PolicyFigures['liquidityUsd'] {
  const fan = { p5: [] as number[], p50: [] as number[], p95: [] as number[] };
  for (let month = 0; month < horizonMonths; month++) {
    const sorted = Float64Array.from(
      { length: pathCount },
      (_, path) => liquidityUsd[path * horizonMonths + month]!,
    ).toSorted();
    fan.p5.push(quantileOfSorted(sorted, 0.05));
    fan.p50.push(quantileOfSorted(sorted, 0.5));
    fan.p95.push(quantileOfSorted(sorted, 0.95));
  }
  return fan;
}

function contractsOf({ contracts }: ReplayWorld, outcome: ReplayOutcome): ContractFigures[] {
  return contracts.flatMap((contract, index) => {
    const blocksSigned = outcome.contractSignedBlocks[index]! / outcome.pathCount;
    if (blocksSigned === 0) return [];
    return [
      {
        contractId: contract.id,
        host: contract.host,
        blocksSigned,
        utilisationFraction: outcome.contractUsedMonths[index]! / outcome.contractMonths[index]!,
        paidUsd: outcome.contractPaidUsd[index]! / outcome.pathCount,
        strandedUsd: outcome.contractStrandedUsd[index]! / outcome.pathCount,
      },
    ];
  });
}
