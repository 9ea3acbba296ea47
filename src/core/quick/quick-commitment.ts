import type { LoadCurve } from '../demand/index.ts';
import { pow } from '../numeric/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../units/index.ts';
import type { Quote } from './quote.ts';

/** What the load alone would take of a quote. */
export interface CommittedQuote {
  readonly id: string;
  /** of an hour paid whatever the use, what the prepayment costs by the discount rate included */
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
 * Commits quotes against a load-duration curve, the cheapest first: each as many GPUs as leave the load above those before
 * it at least cost, and no more than it offers. Take-or-pay is owed in every hour, use beyond it as it is used, the rest
 * is bought on demand. Least cost where all is paid whatever the use, since a cheaper quote is then worth having at every
 * level where a dearer one is, and for one quote of any kind. A prepayment makes a quote dearer by what the money would earn.
 *
 * Assumes today's load, no terms, on-demand capacity without limit, and quotes that can be had in parts.
 */
export function commitQuotes(quotes: readonly Quote[], load: LoadToCover): QuickCommitment {
  const { curve, busyReferenceGpus, onDemandUsdPerGpuHour } = load;
  const priced = quotes
    .map((quote) => {
      const equivalents = load.equivalents[quote.accelerator]!;
      const usageUsd = quote.usdPerGpuHour / equivalents;
      const usd = usageUsd * prepaidFactor(quote, load.discountRatePerYear);
      return { quote, equivalents, usd, usageUsd };
    })
    .toSorted((a, b) => a.usd - b.usd);
  let [level, committedUsdPerLoadHour] = [0, 0];
  const committed = priced.map(({ quote, equivalents, usd, usageUsd }): CommittedQuote => {
    const onOffer = (quote.gpus * equivalents) / busyReferenceGpus;
    const above = curve.map((ofMean) => Math.max(0, ofMean - level));
    const { takeOrPayFraction } = quote;
    const layer = bestLayer(above, { usd, usageUsd, takeOrPayFraction, onOffer, onDemandUsdPerGpuHour });
    level += layer.ofMean;
    committedUsdPerLoadHour += layer.usdPerHour;
    const gpus = (layer.ofMean * busyReferenceGpus) / equivalents;
    const committedUsdPerGpu = quote.usdPerGpuHour * takeOrPayFraction * HOURS_PER_MONTH * quote.termMonths;
    const upfrontUsd = gpus * committedUsdPerGpu * quote.upfrontFraction;
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

interface LayerTerms {
  /** of an hour that take-or-pay binds, and of one paid as it is used */
  readonly usd: number;
  readonly usageUsd: number;
  readonly takeOrPayFraction: number;
  readonly onOffer: number;
  readonly onDemandUsdPerGpuHour: number;
}

/**
 * The layer L of least cost under a load x: a τ L + p mean(min(max(0, x - τ L), (1 - τ) L)) + m mean(max(0, x - L)), which
 * is linear between the L and τ L at which some hour's load ends.
 */
function bestLayer(load: LoadCurve, terms: LayerTerms): { readonly ofMean: number; readonly usdPerHour: number } {
  const { usd, usageUsd, takeOrPayFraction, onOffer, onDemandUsdPerGpuHour } = terms;
  const meanOf = (of: (ofMean: number) => number) => load.reduce((sum, ofMean) => sum + of(ofMean), 0) / load.length;
  const at = (ofMean: number) => {
    const owed = takeOrPayFraction * ofMean;
    const used = meanOf((wanted) => Math.min(Math.max(0, wanted - owed), ofMean - owed));
    const usdPerHour = usd * owed + usageUsd * used;
    return {
      ofMean,
      usdPerHour,
      totalUsd: usdPerHour + onDemandUsdPerGpuHour * meanOf((x) => Math.max(0, x - ofMean)),
    };
  };
  const ends = [...load].flatMap((x) => (takeOrPayFraction > 0 ? [x, x / takeOrPayFraction] : [x]));
  const levels = [...new Set([0, onOffer, ...ends])].filter((ofMean) => ofMean <= onOffer).toSorted((a, b) => a - b);
  return levels.map(at).reduce((best, each) => (each.totalUsd < best.totalUsd - TIED_USD ? each : best));
}

/** Costs of a mean load's hour that differ by less are equal: then the least of the levels is kept. */
const TIED_USD = 1e-12;

/**
 * What paying u of a term of T months at signing, l months before service, does to the price of an hour:
 * 1 - u + u T / sum of v^(l + t) over t = 1..T, v the discount of a month. The same hours paid monthly at the dearer price are worth the same today.
 */
function prepaidFactor({ upfrontFraction, termMonths, leadTimeMonths }: Quote, discountRatePerYear: number): number {
  const kept = pow(1 + discountRatePerYear, -1 / MONTHS_PER_YEAR);
  let annuity = 0;
  for (let month = 1, discount = pow(kept, leadTimeMonths + 1); month <= termMonths; month += 1, discount *= kept)
    annuity += discount;
  return 1 - upfrontFraction + (upfrontFraction * termMonths) / annuity;
}
