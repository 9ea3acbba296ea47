import type { Plan } from '../../domain/index.ts';
import {
  contributionsToMeanAndTail,
  contributionsToRatio,
  intervalOfContributions,
  intervalOfMean,
  mean,
  type Interval,
  type MeanAndTail,
} from '../../numeric/index.ts';
import type { ReplayOutcome } from '../months/outcome.ts';
import { REPLAY_CONFIDENCE } from './figures.ts';

/** One policy against another on the same paths: first less second, paired. */
export interface PolicyComparison {
  readonly policyId: string;
  /** risk-adjusted value of ours less that of the other */
  readonly valueUsd: Interval;
  readonly expectedUsd: Interval;
  readonly tailMeanUsd: Interval;
  /** figures on which the other is better with 95 % confidence, and what it pays for that */
  readonly otherIsBetterOn: readonly BetterFigure[];
}

/** The figures on which another policy may be better. */
export const COMPARED_FIGURES = [
  'expected value',
  'tail mean',
  'ruin',
  'lowest cash',
  'shortage',
  'unserved',
  'stranded commitments',
  'cost of a served hour',
] as const;

/** Of these more is better. */
const BETTER_HIGHER: ReadonlySet<string> = new Set(['expected value', 'tail mean', 'lowest cash']);

export interface BetterFigure {
  readonly figure: (typeof COMPARED_FIGURES)[number];
  readonly unit: 'usd' | 'fraction' | 'usdPerHour';
  readonly ours: number;
  readonly theirs: number;
  readonly because: BetterReason;
}

/** What the other does differently, in figures of the same paths. */
export interface BetterReason {
  /** capacity in service that it holds over ours, less 1, so at least -1; null where we hold none */
  readonly moreCapacityFraction: number | null;
  /** share of time short: ours, and its */
  readonly ourShortFraction: number;
  readonly theirShortFraction: number;
  /** mean value of ours less its */
  readonly lostUsd: number;
}

/** Compares on the paths that both have, path by path. */
export function compared(plan: Plan, ours: ReplayOutcome, other: ReplayOutcome): PolicyComparison {
  const tail = { tailFraction: plan.risk.tailFraction, weight: 1 };
  return {
    policyId: other.policyId,
    valueUsd: pairedValue(ours, other, plan.risk),
    expectedUsd: pairedMean(ours.valueUsd, other.valueUsd),
    tailMeanUsd: pairedValue(ours, other, tail),
    otherIsBetterOn: betterFigures(plan, ours, other),
  };
}

function pairedMean(ours: Float64Array, other: Float64Array): Interval {
  return intervalOfMean(
    ours.map((value, path) => value - other[path]!),
    REPLAY_CONFIDENCE,
  );
}

function pairedValue(ours: ReplayOutcome, other: ReplayOutcome, risk: MeanAndTail): Interval {
  const others = contributionsToMeanAndTail(other.valueUsd, risk);
  const difference = contributionsToMeanAndTail(ours.valueUsd, risk).map((value, path) => value - others[path]!);
  return intervalOfContributions(difference, risk, REPLAY_CONFIDENCE);
}

function betterFigures(plan: Plan, ours: ReplayOutcome, other: ReplayOutcome): BetterFigure[] {
  const tail = { tailFraction: plan.risk.tailFraction, weight: 1 };
  const isRuined = ({ troughUsd }: ReplayOutcome) => troughUsd.map((usd) => Number(usd < -plan.money.creditLineUsd));
  const tails = [ours, other].map(({ valueUsd }) => contributionsToMeanAndTail(valueUsd, tail));
  const outcomes = [ours, other];
  // Each as a loss: lower is better. Shares and costs are of the sums over paths, as the table of figures has them.
  const rows = [
    { figure: 'expected value', unit: 'usd', of: [negated(ours.valueUsd), negated(other.valueUsd)] },
    { figure: 'tail mean', unit: 'usd', of: tails.map(negated) },
    { figure: 'ruin', unit: 'fraction', of: [isRuined(ours), isRuined(other)] },
    { figure: 'lowest cash', unit: 'usd', of: outcomes.map(({ troughUsd }) => negated(troughUsd)) },
    { figure: 'shortage', unit: 'fraction', of: [ours.shortTimeFraction, other.shortTimeFraction] },
    {
      figure: 'unserved',
      unit: 'fraction',
      of: outcomes.map((each) => contributionsToRatio(each.protectedUnserved, each.protectedAsked)),
    },
    { figure: 'stranded commitments', unit: 'usd', of: [ours.strandedUsd, other.strandedUsd] },
    {
      figure: 'cost of a served hour',
      unit: 'usdPerHour',
      of: outcomes.map((each) => contributionsToRatio(each.computeCostUsd, each.servedHours)),
    },
  ] as const;
  const because = reasonOf(ours, other);
  return rows.flatMap(({ figure, unit, of }) => {
    const [first, second] = of as readonly [Float64Array, Float64Array];
    if (!(pairedMean(first, second).low > 0)) return [];
    const sign = BETTER_HIGHER.has(figure) ? -1 : 1;
    return [{ figure, unit, ours: sign * mean(first), theirs: sign * mean(second), because }];
  });
}

function negated(values: Float64Array): Float64Array {
  return values.map((value) => -value);
}

function reasonOf(ours: ReplayOutcome, other: ReplayOutcome): BetterReason {
  const held = (outcome: ReplayOutcome) => outcome.contractMonths.reduce((sum, months) => sum + months, 0);
  return {
    moreCapacityFraction: held(ours) > 0 ? held(other) / held(ours) - 1 : null,
    ourShortFraction: mean(ours.shortTimeFraction),
    theirShortFraction: mean(other.shortTimeFraction),
    lostUsd: mean(ours.valueUsd) - mean(other.valueUsd),
  };
}
