import { commitmentOf, type LoadCurve } from '../demand/index.ts';
import { pow } from '../numeric/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../units/index.ts';
import type { Quote } from './quote.ts';

/** What the load alone would take of a quote. */
export interface CommittedQuote {
  readonly id: string;
  /** of the hour, what the prepayment costs by the discount rate included */
  readonly usdPerReferenceGpuHour: number;
  /** cash at signing for the GPUs taken */
  readonly upfrontUsd: number;
  /** GPUs of the quote's own kind, out of those on offer */
  readonly gpus: number;
  readonly gpusOnOffer: number;
}

/** What to commit for today's load alone. */
export interface QuickCommitment {
  /** the cheapest first */
  readonly quotes: readonly CommittedQuote[];
  /** reference GPUs committed in all, and over the mean load */
  readonly committedReferenceGpus: number;
  readonly committedOfMean: number;
  readonly coverageFraction: number;
  /** cash at signing in all */
  readonly upfrontUsd: number;
  readonly usdPerMonth: number;
  readonly allOnDemandUsdPerMonth: number;
  /** what committing saves, as a share of buying all on demand */
  readonly savingFraction: number;
}

export interface LoadToCover {
  readonly curve: LoadCurve;
  readonly busyReferenceGpus: number;
  readonly onDemandUsdPerGpuHour: number;
  readonly discountRatePerYear: number;
  /** reference GPUs that one GPU of each kind replaces */
  readonly equivalents: Readonly<Record<string, number>>;
}

/**
 * Commits quotes against a load-duration curve, the cheapest first: each up to the level at which one more GPU would be
 * idle longer than price / on-demand price allows, and no more than it offers. Least cost, since a cheaper quote is
 * worth having at every level where a dearer one is. A prepayment makes a quote dearer by what the money would earn.
 *
 * Assumes today's load, no lead times and terms, on-demand capacity without limit, and quotes that can be had in parts.
 */
export function commitQuotes(quotes: readonly Quote[], load: LoadToCover): QuickCommitment {
  const { curve, busyReferenceGpus, onDemandUsdPerGpuHour } = load;
  const priced = quotes
    .map((quote) => {
      const equivalents = load.equivalents[quote.accelerator]!;
      const usd = (quote.usdPerGpuHour * prepaidFactor(quote, load.discountRatePerYear)) / equivalents;
      return { quote, equivalents, usd };
    })
    .toSorted((a, b) => a.usd - b.usd);
  let [level, committedUsdPerLoadHour] = [0, 0];
  const committed = priced.map(({ quote, equivalents, usd }): CommittedQuote => {
    const wanted = commitmentOf(curve, { committedUsdPerGpuHour: usd, onDemandUsdPerGpuHour }).best.committedOfMean;
    const onOffer = (quote.gpus * equivalents) / busyReferenceGpus;
    const taken = Math.max(0, Math.min(wanted - level, onOffer));
    level += taken;
    committedUsdPerLoadHour += taken * usd;
    const gpus = (taken * busyReferenceGpus) / equivalents;
    const termUsdPerGpu = quote.usdPerGpuHour * HOURS_PER_MONTH * quote.termMonths;
    const upfrontUsd = gpus * termUsdPerGpu * quote.upfrontFraction;
    return { id: quote.id, usdPerReferenceGpuHour: usd, upfrontUsd, gpus, gpusOnOffer: quote.gpus };
  });
  const bought = curve.reduce((sum, ofMean) => sum + Math.max(0, ofMean - level), 0) / curve.length;
  const usdPerLoadHour = committedUsdPerLoadHour + bought * onDemandUsdPerGpuHour;
  const loadHoursPerMonth = busyReferenceGpus * HOURS_PER_MONTH;
  return {
    quotes: committed,
    committedReferenceGpus: level * busyReferenceGpus,
    committedOfMean: level,
    coverageFraction: Math.max(0, 1 - bought),
    upfrontUsd: committed.reduce((sum, { upfrontUsd }) => sum + upfrontUsd, 0),
    usdPerMonth: usdPerLoadHour * loadHoursPerMonth,
    allOnDemandUsdPerMonth: onDemandUsdPerGpuHour * loadHoursPerMonth,
    savingFraction: 1 - usdPerLoadHour / onDemandUsdPerGpuHour,
  };
}

/**
 * What paying u of a term of T months at its start does to the price of an hour: 1 - u + u T / sum of v^t over t = 1..T,
 * v the discount of a month. The same hours paid monthly at the dearer price are worth the same today.
 */
function prepaidFactor({ upfrontFraction, termMonths }: Quote, discountRatePerYear: number): number {
  const kept = pow(1 + discountRatePerYear, -1 / MONTHS_PER_YEAR);
  let annuity = 0;
  for (let month = 1, discount = kept; month <= termMonths; month += 1, discount *= kept) annuity += discount;
  return 1 - upfrontFraction + (upfrontFraction * termMonths) / annuity;
}
