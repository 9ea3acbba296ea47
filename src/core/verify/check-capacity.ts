import { SUPPLY_REGIMES, type Offer, type Plan } from '../domain/index.ts';
import { monthAfter } from './calendar.ts';
import { PATH_OPERATIONS } from './check-ledger.ts';
import type { Claim } from './claim.ts';
import { monthlyBill, shownReferenceGpus } from './contract-life.ts';
import { isWithin, ONE_CENT, roundingOf, type Findings } from './findings.ts';
import { fixed, numberOf, ONE, over, sizeOf, times, usdOfCents, whole, type Fixed } from './fixed-point.ts';

/** Months in which dispatch is decided once, at most: capacity is a mean over them. */
const SPAN_MONTHS_MAX = 3;

/** Expected capacity by month, and what stages and stages' means say of it. */
export function checkCapacitySeries(found: Findings, plan: Plan, claim: Claim): void {
  checkMonths(found, plan, claim);
  claim.series.capacity.forEach((series, index) => {
    const offer = [...plan.fleet, ...plan.offers].find(({ id }) => id === series.contractId);
    const path = `series.capacity[${index}]`;
    const isPlaced =
      offer !== undefined && series.host === offer.host && (series.kind === 'fleet') === (offer.kind === 'fleet');
    found.that(isPlaced && series.referenceGpus.length === plan.horizonMonths, 'capacity-series', () => ({
      path,
      what: `"${series.contractId}" at "${series.host}" (${series.kind}) is no contract of the plan over ${plan.horizonMonths} months`,
    }));
    if (!offer) return;
    const size = shownReferenceGpus(offer);
    series.referenceGpus.forEach((gpus, month) => {
      const tolerance = roundingOf(size, PATH_OPERATIONS) + times(size, SOLVED_FRACTION);
      found.that(fixed(gpus) >= -tolerance && fixed(gpus) <= size + tolerance, 'capacity-series', () => ({
        path: `${path}.referenceGpus[${month}]`,
        found: String(gpus),
        what: `"${offer.id}" has ${numberOf(size)} reference GPUs in all, not ${gpus}`,
      }));
    });
    checkBilled(found, { plan, claim, offer, series, path });
  });
  checkStages(found, plan, claim);
}

/** Volumes come from solved programmes, which the engine certifies to this share of their activity. */
const SOLVED_FRACTION = fixed(1e-6);

function checkMonths(found: Findings, plan: Plan, { series }: Claim): void {
  const expected = Array.from({ length: plan.horizonMonths }, (_, month) => monthAfter(plan.startMonth, month));
  found.that(series.months.join() === expected.join(), 'months', () => ({
    path: 'series.months',
    what: `the months are not the ${plan.horizonMonths} from ${plan.startMonth}`,
  }));
  const fan = series.demandReferenceGpus;
  for (let month = 0; month < plan.horizonMonths; month++) {
    const quantiles = [fan.p5, fan.p25, fan.p50, fan.p75, fan.p95].map((values) => values[month] ?? Number.NaN);
    const isAscending = quantiles.every(
      (value, index) => value >= 0 && (index === 0 || value >= quantiles[index - 1]!),
    );
    found.that(isAscending && (fan.mean[month] ?? -1) >= 0, 'demand', () => ({
      path: `series.demandReferenceGpus`,
      what: `the quantiles of demand in month ${month} are not in order: ${quantiles.join(', ')}`,
    }));
  }
}

interface Billed {
  readonly plan: Plan;
  readonly claim: Claim;
  readonly offer: Offer;
  readonly series: Claim['series']['capacity'][number];
  readonly path: string;
}

/**
 * Capacity and cash are the same contract: over each span in which dispatch is decided once, committed payments (of owned
 * kit: operations) are what its capacity costs. Only where the price is one number.
 */
function checkBilled(found: Findings, { plan, claim, offer, series, path }: Billed): void {
  const perWhole = isFeeEven(offer) ? priceOf(plan, offer, series.kind) : null;
  const size = shownReferenceGpus(offer);
  if (perWhole === null || size === 0n) return;
  const cause = offer.price.kind === 'owned' ? 'operations' : 'committed';
  const account = claim.ledger.recommended.find(
    (one) => one.cause === cause && one.contractId === offer.id && one.signed === series.kind,
  );
  for (const [start, end] of spansOf(plan)) {
    let paid = 0n;
    let service = 0n;
    for (let month = start; month < end; month++) {
      paid -= usdOfCents(account?.centsByMonth[month] ?? 0);
      service += over(fixed(series.referenceGpus[month] ?? 0), size);
    }
    const due = times(service, perWhole);
    const months = BigInt(end - start);
    // What running volumes and ended ones bring is summed apart, and may cancel.
    const tolerance =
      ONE_CENT * months + roundingOf(perWhole * months, PATH_OPERATIONS) + times(sizeOf(due), BILLED_FRACTION);
    found.that(isWithin(paid, due, tolerance), 'capacity-billed', () => ({
      path,
      what: `in months ${start} to ${end - 1} ${numberOf(paid)} USD are paid for "${offer.id}" (${series.kind}), whose capacity costs ${numberOf(due)}`,
    }));
  }
}

const BILLED_FRACTION = fixed(1e-9);

/** Whether a month in service always costs the same, and is paid in that month. */
function isFeeEven({ terms }: Offer): boolean {
  const { priceSteps, takeOrPaySteps, escalatorPerYear, onboardingMonths, paymentLagMonths, tranches, prepayment } =
    terms;
  const isPlain = priceSteps.length === 0 && takeOrPaySteps.length === 0 && tranches.length === 0;
  const isEvenlyPaid = prepayment.usd === null && prepayment.creditMonths === null && paymentLagMonths === 0;
  return isPlain && isEvenlyPaid && escalatorPerYear === 0 && onboardingMonths === 0;
}

/** What a month of the whole contract in service costs whatever the use; null where it depends on when it was signed. */
function priceOf(plan: Plan, offer: Offer, kind: Claim['series']['capacity'][number]['kind']): Fixed | null {
  if (offer.price.kind === 'owned') return fixed(offer.price.opexUsdPerMonth);
  const prices = SUPPLY_REGIMES.map((regime) => monthlyBill(offer, regime));
  const isOne = prices.every((price) => price === prices[0]);
  if (kind === 'later' && !isOne) return null;
  const bill = prices[plan.market.startRegime]!;
  return times(times(bill, fixed(offer.takeOrPayFraction)), ONE - fixed(offer.upfrontFraction));
}

/** Stages cut into spans of at most three months. */
function spansOf({ tree, horizonMonths }: Plan): (readonly [start: number, end: number])[] {
  return tree.stageStartMonths.flatMap((start, stage) => {
    const end = tree.stageStartMonths[stage + 1] ?? horizonMonths;
    const spans: (readonly [number, number])[] = [];
    for (let month = start; month < end; month += SPAN_MONTHS_MAX)
      spans.push([month, Math.min(month + SPAN_MONTHS_MAX, end)]);
    return spans;
  });
}

/** Stages start when the plan says, and hold the mean of the capacity by month. */
function checkStages(found: Findings, plan: Plan, claim: Claim): void {
  const starts = plan.tree.stageStartMonths;
  found.that(claim.stages.length === starts.length, 'stages', () => ({
    path: 'stages',
    what: `there are ${claim.stages.length} stages, the plan has ${starts.length}`,
  }));
  starts.forEach((start, index) => {
    const stage = claim.stages[index];
    if (stage === undefined) return;
    const end = starts[index + 1] ?? plan.horizonMonths;
    found.that(stage.startMonth === monthAfter(plan.startMonth, start), 'stages', () => ({
      path: `stages[${index}].startMonth`,
      what: `the stage starts in ${monthAfter(plan.startMonth, start)}, not ${stage.startMonth}`,
    }));
    const { p5, p50, p95 } = stage.demandReferenceGpus;
    found.that(p5 >= 0 && p5 <= p50 && p50 <= p95, 'demand', () => ({
      path: `stages[${index}].demandReferenceGpus`,
      what: `the quantiles of demand are not in order: ${p5}, ${p50}, ${p95}`,
    }));
    for (const [field, counts] of [
      ['committedReferenceGpus', (kind: string) => kind !== 'later'],
      ['plannedReferenceGpus', () => true],
    ] as const) {
      const series = claim.series.capacity.filter(({ kind }) => counts(kind));
      const sum = series.reduce(
        (all, { referenceGpus }) => referenceGpus.slice(start, end).reduce((part, gpus) => part + fixed(gpus), all),
        0n,
      );
      const exact = sum / BigInt(end - start);
      const tolerance = roundingOf(exact, PATH_OPERATIONS) + whole(1) / 1_000_000n;
      found.that(isWithin(fixed(stage[field]), exact, tolerance), 'stages', () => ({
        path: `stages[${index}].${field}`,
        found: String(stage[field]),
        what: `the mean of the capacity by month is ${numberOf(exact)} reference GPUs`,
      }));
    }
  });
}
