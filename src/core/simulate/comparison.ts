import type { Plan } from '../domain/index.ts';
import {
  contributionsToMeanAndTail,
  intervalOfContributions,
  intervalOfMean,
  mean,
  type Interval,
  type MeanAndTail,
} from '../numeric/index.ts';
import { REPLAY_CONFIDENCE } from './figures.ts';
import type { ReplayOutcome } from './outcome.ts';

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

export interface BetterFigure {
  readonly figure: 'expected value' | 'tail mean' | 'ruin' | 'shortage' | 'stranded commitments';
  readonly unit: 'usd' | 'fraction';
  readonly ours: number;
  readonly theirs: number;
  readonly reason: string;
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
  // Each as a loss: lower is better.
  const rows = [
    { figure: 'expected value', unit: 'usd', of: [negated(ours.valueUsd), negated(other.valueUsd)] },
    { figure: 'tail mean', unit: 'usd', of: tails.map(negated) },
    { figure: 'ruin', unit: 'fraction', of: [isRuined(ours), isRuined(other)] },
    { figure: 'shortage', unit: 'fraction', of: [ours.shortTimeFraction, other.shortTimeFraction] },
    { figure: 'stranded commitments', unit: 'usd', of: [ours.strandedUsd, other.strandedUsd] },
  ] as const;
  const reason = reasonOf(ours, other);
  return rows.flatMap(({ figure, unit, of }) => {
    const [first, second] = of as readonly [Float64Array, Float64Array];
    if (!(pairedMean(first, second).low > 0)) return [];
    const sign = figure === 'expected value' || figure === 'tail mean' ? -1 : 1;
    return [{ figure, unit, ours: sign * mean(first), theirs: sign * mean(second), reason }];
  });
}

function negated(values: Float64Array): Float64Array {
  return values.map((value) => -value);
}

/** What the other does differently, in figures of the same paths. */
function reasonOf(ours: ReplayOutcome, other: ReplayOutcome): string {
  const held = (outcome: ReplayOutcome) => outcome.contractMonths.reduce((sum, months) => sum + months, 0);
  const ratio = held(other) / held(ours) - 1;
  const percent = (fraction: number) => `${(100 * fraction).toFixed(fraction < 0.1 ? 1 : 0)} %`;
  const holds = `it holds ${percent(Math.abs(ratio))} ${ratio < 0 ? 'less' : 'more'} capacity`;
  const [mine, theirs] = [mean(ours.shortTimeFraction), mean(other.shortTimeFraction)];
  const [ourValue, theirValue] = [mean(ours.valueUsd), mean(other.valueUsd)];
  const costs = (100 * (ourValue - theirValue)) / Math.abs(ourValue);
  const worth = `is worth ${Math.abs(costs).toFixed(1)} % ${costs > 0 ? 'less' : 'more'} on the mean`;
  return `${holds}, is short ${percent(theirs)} of the time against ${percent(mine)}, and ${worth}`;
}
