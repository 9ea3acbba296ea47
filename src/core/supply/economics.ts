import type { Offer } from '../domain/index.ts';
import { compensatedSum, pow } from '../numeric/index.ts';
import { HOURS_PER_MONTH, HOURS_PER_YEAR, MONTHS_PER_YEAR } from '../units/index.ts';
import { physicalGpus, serviceMonths } from './capacity.ts';
import { contractSeries, fullPriceUsdPerMonth, lifeEndMonth } from './contract-series.ts';
import type { SupplyRegimeIndex } from './contract-series.ts';
import { deliveryAtScore } from './delivery.ts';

/** USD per GPU hour of a yearly payment: usdPerYear / (gpus · 8,760 h). Every GPU is billed in every hour. */
export function usdPerGpuHour(usdPerYear: number, gpus: number): number {
  return usdPerYear / (gpus * HOURS_PER_YEAR);
}

/** USD per megawatt and year of a yearly payment; say with the result whether the megawatts are facility or IT load. */
export function usdPerMegawattYear(usdPerYear: number, megawatts: number): number {
  return usdPerYear / megawatts;
}

/** An offer's price by the hour, comparable between leases and builds. */
export interface AllInPrice {
  /** per billed physical GPU hour */
  readonly usdPerGpuHour: number;
  /** per delivered reference GPU hour of the workload asked for; null where the offer is not eligible for it */
  readonly usdPerReferenceGpuHour: number | null;
  /** the part of `usdPerGpuHour` that scales with the price: all of a lease, of a build its capex without operations */
  readonly priceLinkedUsdPerGpuHour: number;
}

/**
 * What an offer asks by the hour.
 *
 * A lease: its billed price (a monthly price over the GPUs' 730 hours), upfront or not, at full use; where the price
 * changes over the term, its mean over the GPU hours of the term at median delivery, undiscounted. Owned kit:
 * levelised over its useful life at the median delivery, discounted (capex + operations) / discounted GPU hours, before
 * financing: what the kit costs, not what the money costs.
 *
 * @param options `discountRatePerYear` of the plan; `signingRegime` whose price is meant (a quote has one price);
 *   `workloadIndex` of the reference GPUs, 0 by default
 */
export function allInPriceUsdPerGpuHour(
  offer: Offer,
  options: {
    readonly discountRatePerYear: number;
    readonly signingRegime: SupplyRegimeIndex;
    readonly workloadIndex?: number;
  },
): AllInPrice {
  const gpus = physicalGpus(offer);
  const leaseUsdPerGpuHour =
    (fullPriceUsdPerMonth(offer, options.signingRegime) * meanFeeMultiple(offer)) / (gpus * HOURS_PER_MONTH);
  const price =
    offer.price.kind === 'owned'
      ? levelisedUsdPerGpuHour(offer, { gpus, discountRatePerYear: options.discountRatePerYear })
      : { capex: leaseUsdPerGpuHour, operations: 0 };
  const total = price.capex + price.operations;
  const referenceGpus = offer.referenceGpus[options.workloadIndex ?? 0] ?? 0;
  return {
    usdPerGpuHour: total,
    usdPerReferenceGpuHour: referenceGpus > 0 ? (total * gpus) / referenceGpus : null,
    priceLinkedUsdPerGpuHour: price.capex,
  };
}

/** Fee over delivered capacity, summed over the term: 1 where the price never changes. */
function meanFeeMultiple(offer: Offer): number {
  const { priceSteps, escalatorPerYear, tranches } = offer.terms;
  if (priceSteps.length === 0 && escalatorPerYear === 0 && tranches.length === 0) return 1;
  const { fee, delivered } = serviceMonths(offer, deliveryAtScore(offer, 0));
  return compensatedSum(fee) / compensatedSum(delivered);
}

function levelisedUsdPerGpuHour(
  offer: Offer,
  at: { readonly gpus: number; readonly discountRatePerYear: number },
): { readonly capex: number; readonly operations: number } {
  const signing = {
    signMonth: Math.max(0, offer.signFromMonth),
    delivery: deliveryAtScore(offer, 0),
    signingRegime: 1,
  } as const;
  const series = contractSeries(offer, { ...signing, horizonMonths: lifeEndMonth(offer, signing) });
  let gpuHours = 0;
  let capexUsd = 0;
  let operationsUsd = 0;
  series.capacityFraction.forEach((fraction, month) => {
    const atStart = pow(1 + at.discountRatePerYear, -month / MONTHS_PER_YEAR);
    const atEnd = pow(1 + at.discountRatePerYear, -(month + 1) / MONTHS_PER_YEAR);
    gpuHours += fraction * at.gpus * HOURS_PER_MONTH * atEnd;
    for (const line of series.lines) {
      if (line.cause === 'capex') capexUsd -= (line.usdByMonth[month] ?? 0) * atStart;
      if (line.cause === 'operations') operationsUsd -= (line.usdByMonth[month] ?? 0) * atEnd;
    }
  });
  return { capex: capexUsd / gpuHours, operations: operationsUsd / gpuHours };
}
