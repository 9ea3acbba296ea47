import type { Offer, Plan } from '../domain/index.ts';
import { compensatedSum, pow } from '../numeric/index.ts';
import { fullPriceUsdPerMonth, physicalGpus, type LedgerCause } from '../supply/index.ts';
import { Bug, HOURS_PER_MONTH, HOURS_PER_YEAR, MONTHS_PER_YEAR } from '../units/index.ts';
import { costAtUse, usageAtUse, usageCosts, type HourCost } from './hour-cost.ts';
import { facilityMegawattsOf, type SignedOffer } from './signing.ts';

/** What the buyer knows of the use of the kit, none of it in a quote. */
export interface UseTerms {
  /** share of paid hours in which the kit does useful work, in (0, 1] */
  readonly goodputFraction: number;
  /** share of useful hours that are used, in (0, 1] */
  readonly utilisationFraction: number;
  /** paid once at first service for making the kit ours, USD, ≥ 0 */
  readonly onboardingUsd: number;
}

/** What a step of the ladder is: the quote, what its schedule and overage add, its timing, a cause of cash beside it, or what is lost of the hours. */
export type PriceStepId =
  | 'quoted'
  | 'schedule'
  | 'overage'
  | 'timing'
  | 'financing'
  | 'onboarding'
  | 'goodput'
  | 'idle'
  | 'overageNotUsed'
  | LedgerCause;

/** The steps that are hours lost, on top of all that is paid. */
export const LOSS_STEPS: ReadonlySet<PriceStepId> = new Set(['goodput', 'idle', 'overageNotUsed']);

/** One line between the quoted and the effective price. */
export interface PriceStep {
  readonly id: PriceStepId;
  /** what it adds, USD per billed GPU hour (from `goodput` on: per useful one) */
  readonly usdPerGpuHour: number;
}

/** An offer's price by the hour, from the quote to the hour that is used. */
export interface EffectivePrice {
  readonly steps: readonly PriceStep[];
  readonly quotedUsdPerGpuHour: number;
  /** the price's cash over the hours in service, undiscounted: the mean of the term, as public deals are quoted */
  readonly meanUsdPerGpuHour: number;
  /** all cash over all hours in service, both discounted: what a paid hour costs */
  readonly allInUsdPerGpuHour: number;
  /** the same per hour that is useful and used */
  readonly effectiveUsdPerGpuHour: number;
  /** effective price per reference GPU hour of the first workload it serves; null when it serves none */
  readonly effectiveUsdPerReferenceGpuHour: number | null;
  /** all-in price of a year of one facility megawatt of its kit; null where its power is not known */
  readonly allInUsdPerMegawattYear: number | null;
  readonly cost: HourCost;
  /** share of the hours in service that is paid whatever the use, over the whole term */
  readonly takeOrPayFraction: number;
  readonly gpus: number;
  readonly referenceGpus: number;
  readonly facilityMegawatts: number | null;
}

/** Causes that the quoted price itself is made of: what differs from the quote in them is timing. */
const PRICE_CAUSES: Readonly<Record<'lease' | 'owned', ReadonlySet<LedgerCause>>> = {
  lease: new Set(['upfront', 'creditBack', 'committed', 'usage']),
  owned: new Set(['capex', 'operations']),
};
const FINANCING_CAUSES: ReadonlySet<LedgerCause> = new Set(['debtDrawn', 'debtService']);

/**
 * The ladder of an offer. Each cause of cash is levelised: Σ cash · d / Σ GPU hours · d, with d = (1 + r)^(−t/12) at the
 * plan's discount rate, cash at its own end of the month and hours at month end.
 *
 * - quoted: a lease's billed price at full use; of owned kit, capex and operations undiscounted over its hours.
 * - schedule: what escalator, steps, ramp and hours before useful work add, undiscounted: price cash over hours in service.
 * - overage: what the overage multiple adds when all hours are used, undiscounted.
 * - timing: what paying earlier or later than the hours are served adds at the discount rate.
 * - financing and every other cause of the contract: as levelised.
 * - goodput: all-in · (1/goodput − 1).
 * - idle: what hours not used add. An hour in service costs `costAtUse`, so effective = costAtUse(u) / (goodput · u): what
 *   take-or-pay does not bind is not paid for. `overageNotUsed` is the part of that in the overage of hours not used.
 */
export function effectivePriceOf(plan: Plan, signed: SignedOffer, use: UseTerms): EffectivePrice {
  const { offer } = signed;
  const gpus = physicalGpus(offer);
  const levelised = levelisedByCause(plan, signed, gpus);
  const { ids, quotedUsdPerGpuHour, meanUsdPerGpuHour, overageUsdPerGpuHour } = quoteOf(signed, gpus);
  const sumOf = (has: (cause: LedgerCause) => boolean) =>
    compensatedSum([...levelised.byCause].filter(([cause]) => has(cause)).map(([, usd]) => usd));
  const paid: PriceStep[] = [
    { id: 'quoted', usdPerGpuHour: quotedUsdPerGpuHour },
    { id: 'schedule', usdPerGpuHour: meanUsdPerGpuHour - quotedUsdPerGpuHour - overageUsdPerGpuHour },
    { id: 'overage', usdPerGpuHour: overageUsdPerGpuHour },
    { id: 'timing', usdPerGpuHour: sumOf((cause) => ids.has(cause)) - meanUsdPerGpuHour },
    { id: 'financing', usdPerGpuHour: sumOf((cause) => FINANCING_CAUSES.has(cause)) },
    ...[...levelised.byCause]
      .filter(([cause]) => !ids.has(cause) && !FINANCING_CAUSES.has(cause))
      .map(([id, usdPerGpuHour]) => ({ id, usdPerGpuHour })),
    { id: 'onboarding', usdPerGpuHour: use.onboardingUsd * levelised.onboardingWeight },
  ];
  const allIn = compensatedSum(paid.map(({ usdPerGpuHour }) => usdPerGpuHour));
  const useful = allIn / use.goodputFraction;
  const usage = usageCosts(signed, levelised.usdPerGpuHourOf);
  const cost = { owedUsdPerGpuHour: allIn - (levelised.byCause.get('usage') ?? 0), usage };
  const useOf = use.goodputFraction * use.utilisationFraction;
  const effective = costAtUse(cost, use.utilisationFraction) / useOf;
  const overageNotUsed =
    overageFraction(offer) *
    (usageAtUse(cost, use.utilisationFraction) / useOf - usageAtUse(cost, 1) / use.goodputFraction);
  // The offer's reference GPUs are net of what its own sheet says is lost; goodput is already in the effective hour.
  const { usefulFraction } = offer.terms;
  const referenceGpus = offer.referenceGpus.find((count) => count > 0) ?? 0;
  const facilityMegawatts = facilityMegawattsOf(plan, offer);
  return {
    steps: [
      ...paid.filter(({ id, usdPerGpuHour }) => id === 'quoted' || Math.abs(usdPerGpuHour) > NOTHING_USD),
      { id: 'goodput', usdPerGpuHour: useful - allIn },
      { id: 'idle', usdPerGpuHour: effective - useful - overageNotUsed },
      { id: 'overageNotUsed', usdPerGpuHour: overageNotUsed },
    ],
    quotedUsdPerGpuHour,
    meanUsdPerGpuHour,
    allInUsdPerGpuHour: allIn,
    effectiveUsdPerGpuHour: effective,
    effectiveUsdPerReferenceGpuHour: referenceGpus > 0 ? (effective * usefulFraction * gpus) / referenceGpus : null,
    allInUsdPerMegawattYear: facilityMegawatts === null ? null : (allIn * gpus * HOURS_PER_YEAR) / facilityMegawatts,
    cost,
    takeOrPayFraction: takeOrPayOf(signed),
    gpus,
    referenceGpus,
    facilityMegawatts,
  };
}

/** A step smaller than this is rounding. */
const NOTHING_USD = 1e-9;

/**
 * Share of the day's load that kit sized to the plan's peak serves on average: Σ busy / max over load blocks of
 * Σ busy · load. 1 where no workload varies.
 */
export function meanOverPeak(plan: Plan): number {
  const busy = plan.workloads.map((workload) => workload.busyReferenceGpus);
  const total = compensatedSum(busy);
  const peaks = plan.loadBlocks.map(({ ofMean }) =>
    compensatedSum(busy.map((gpus, index) => gpus * (ofMean[index] ?? 1))),
  );
  const peak = peaks.reduce((most, load) => Math.max(most, load), total);
  return peak > 0 ? total / peak : 1;
}

/** Share of the hours in service that is paid whatever the use, over the whole term. */
function takeOrPayOf({ offer, series }: SignedOffer): number {
  const hours = compensatedSum(series.capacityFraction);
  return offer.price.kind === 'owned' ? 1 : compensatedSum(series.committedCapacityFraction) / hours;
}

/** Share of the price of use beyond take-or-pay that its multiple adds; use for nothing counts in the schedule. */
function overageFraction({ terms: { overageMultiple } }: Offer): number {
  return overageMultiple > 0 ? 1 - 1 / overageMultiple : 0;
}

interface Quote {
  readonly ids: ReadonlySet<LedgerCause>;
  readonly quotedUsdPerGpuHour: number;
  /** the price's cash over the hours in service, undiscounted */
  readonly meanUsdPerGpuHour: number;
  /** the part of it that the overage multiple adds at full use */
  readonly overageUsdPerGpuHour: number;
}

function quoteOf({ offer, signing, series }: SignedOffer, gpus: number): Quote {
  const isOwned = offer.price.kind === 'owned';
  const ids = isOwned ? PRICE_CAUSES.owned : PRICE_CAUSES.lease;
  const paid = series.lines.filter(({ cause }) => ids.has(cause)).map(({ usdByMonth }) => -compensatedSum(usdByMonth));
  const usage = isOwned ? 0 : compensatedSum(series.usageUsdByMonth);
  const gpuHours = compensatedSum(series.capacityFraction) * gpus * HOURS_PER_MONTH;
  const meanUsdPerGpuHour = (compensatedSum(paid) + usage) / gpuHours;
  const quotedUsdPerGpuHour = isOwned
    ? meanUsdPerGpuHour
    : fullPriceUsdPerMonth(offer, signing.signingRegime) / (gpus * HOURS_PER_MONTH);
  const overageUsdPerGpuHour = (overageFraction(offer) * usage) / gpuHours;
  return { ids, quotedUsdPerGpuHour, meanUsdPerGpuHour, overageUsdPerGpuHour };
}

interface Levelised {
  readonly byCause: ReadonlyMap<LedgerCause, number>;
  /** of cash at month ends */
  readonly usdPerGpuHourOf: (usdByMonth: Float64Array) => number;
  readonly onboardingWeight: number;
}

function levelisedByCause(plan: Plan, { series }: SignedOffer, gpus: number): Levelised {
  const discount = (months: number) => pow(1 + plan.discountRatePerYear, -months / MONTHS_PER_YEAR);
  const presentOf = (usdByMonth: Float64Array, atEnd: 0 | 1) =>
    compensatedSum(usdByMonth.map((usd, month) => usd * discount(month + atEnd)));
  const gpuHours = presentOf(series.capacityFraction, 1) * gpus * HOURS_PER_MONTH;
  if (!(gpuHours > 0)) throw new Bug('an offer that delivers nothing has no price by the hour');
  const byCause = new Map<LedgerCause, number>();
  for (const { cause, usdByMonth, timing } of series.lines) {
    const usd = -presentOf(usdByMonth, timing === 'monthEnd' ? 1 : 0) / gpuHours;
    byCause.set(cause, (byCause.get(cause) ?? 0) + usd);
  }
  const usdPerGpuHourOf = (usdByMonth: Float64Array) => presentOf(usdByMonth, 1) / gpuHours;
  const usage = usdPerGpuHourOf(series.usageUsdByMonth);
  if (usage !== 0) byCause.set('usage', (byCause.get('usage') ?? 0) + usage);
  return { byCause, usdPerGpuHourOf, onboardingWeight: discount(Math.max(0, series.inServiceMonth)) / gpuHours };
}
