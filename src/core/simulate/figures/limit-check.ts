import { heldToShare, intervalOfMean, quantileOfSorted, wilsonInterval, type Interval } from '../../numeric/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import type { ReplayOutcome } from '../months/outcome.ts';
import { REPLAY_CONFIDENCE } from './figures.ts';

/** A limit of the plan that only a replay can hold, and what the replay says of it. */
export interface LimitCheck {
  /** as the plan writes it */
  readonly field: 'limits.ruinProbabilityMax' | 'limits.shortage.probabilityMax' | 'limits.survive';
  /** what is lost, for `limits.survive` */
  readonly factor: string | null;
  readonly limit: number;
  /** what the replay found, in the limit's unit: a probability, or a share of demand served */
  readonly found: Interval;
  /** the estimate keeps the limit; `isSure`: so does its whole interval */
  readonly isMet: boolean;
  readonly isSure: boolean;
  /** for a missed limit: what, all decisions unchanged, would meet it */
  readonly wouldTake: { readonly what: 'liquidityUsd' | 'referenceGpus'; readonly amount: number } | null;
}

/** Every limit of the plan against one outcome; limits that are not stated are not checked. */
export function limitChecks(world: ReplayWorld, outcome: ReplayOutcome): readonly LimitCheck[] {
  const { limits, money } = world.plan;
  const checks: LimitCheck[] = [];
  if (limits.ruinProbabilityMax !== null) {
    const hits = outcome.troughUsd.reduce((sum, usd) => sum + Number(usd < -money.creditLineUsd), 0);
    const found = wilsonInterval(hits, outcome.pathCount, REPLAY_CONFIDENCE);
    const trough = quantileOfSorted(outcome.troughUsd.toSorted(), limits.ruinProbabilityMax);
    const more = { what: 'liquidityUsd', amount: Math.max(0, -money.creditLineUsd - trough) } as const;
    checks.push(atMost('limits.ruinProbabilityMax', limits.ruinProbabilityMax, { found, more }));
  }
  if (limits.shortageProbabilityMax !== null) {
    const found = heldToShare(intervalOfMean(outcome.shortTimeFraction, REPLAY_CONFIDENCE));
    // A month is counted short as a whole when some load block is: the amount is on the safe side.
    const gap = quantileOfSorted(outcome.gapReferenceGpus.toSorted(), 1 - limits.shortageProbabilityMax);
    const more = { what: 'referenceGpus', amount: gap } as const;
    checks.push(atMost('limits.shortage.probabilityMax', limits.shortageProbabilityMax, { found, more }));
  }
  return [...checks, ...survivalChecks(world, outcome)];
}

function atMost(
  field: LimitCheck['field'],
  limit: number,
  at: { readonly found: Interval; readonly more: NonNullable<LimitCheck['wouldTake']> },
): LimitCheck {
  const { found, more } = at;
  const isMet = found.estimate <= limit;
  return { field, factor: null, limit, found, isMet, isSure: found.high <= limit, wouldTake: isMet ? null : more };
}

/** One check for each factor of the kind that carries anything: its worst month, on the mean over paths. */
function survivalChecks({ plan, factors }: ReplayWorld, outcome: ReplayOutcome): LimitCheck[] {
  const { survive } = plan.limits;
  if (survive === null) return [];
  const { horizonMonths } = plan;
  return factors.flatMap((factor, index): LimitCheck[] => {
    if (factor.kind !== survive.by) return [];
    const from = Math.max(0, survive.fromMonth);
    const months = Array.from({ length: Math.max(0, horizonMonths - from) }, (_, later) => from + later).filter(
      (month) => outcome.factorUnits[index * horizonMonths + month]! > 0,
    );
    if (months.length === 0) return [];
    const carried = (month: number) => outcome.withoutFactor[index * horizonMonths + month]! / outcome.pathCount;
    const worst = months.reduce((at, month) => (carried(month) < carried(at) ? month : at), months[0]!);
    const share = carried(worst);
    const isMet = share >= survive.demandFraction;
    const asked = outcome.protectedAskedByMonth[worst]! / outcome.pathCount;
    const amount = Math.max(0, survive.demandFraction - share) * asked;
    return [
      {
        field: 'limits.survive',
        factor: `${factor.name} in ${calendarMonthOf(worst, plan.startMonth)}`,
        limit: survive.demandFraction,
        found: survivalInterval(share, outcome.pathCount),
        isMet,
        isSure: survivalInterval(share, outcome.pathCount).low >= survive.demandFraction,
        wouldTake: isMet ? null : { what: 'referenceGpus', amount },
      },
    ];
  });
}

/** A mean of shares in [0, 1] spreads at most as a probability does, so Wilson's interval holds it. */
function survivalInterval(share: number, pathCount: number): Interval {
  return wilsonInterval(share * pathCount, pathCount, REPLAY_CONFIDENCE);
}
