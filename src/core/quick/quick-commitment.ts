import { commitmentOf, type LoadCurve } from '../demand/index.ts';
import { HOURS_PER_MONTH } from '../units/index.ts';
import type { Quote } from './quote.ts';

/** What the load alone would take of a quote. */
export interface CommittedQuote {
  readonly id: string;
  readonly usdPerReferenceGpuHour: number;
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
  readonly usdPerMonth: number;
  readonly allOnDemandUsdPerMonth: number;
  /** what committing saves, as a share of buying all on demand */
  readonly savingFraction: number;
}

export interface LoadToCover {
  readonly curve: LoadCurve;
  readonly busyReferenceGpus: number;
  readonly onDemandUsdPerGpuHour: number;
  /** reference GPUs that one GPU of each kind replaces */
  readonly equivalents: Readonly<Record<string, number>>;
}

/**
 * Commits quotes against a load-duration curve, the cheapest first: each up to the level at which one more GPU would be
 * idle longer than price / on-demand price allows, and no more than it offers. Least cost, since a cheaper quote is
 * worth having at every level where a dearer one is.
 *
 * Assumes today's load, no lead times and terms, on-demand capacity without limit, and quotes that can be had in parts.
 */
export function commitQuotes(quotes: readonly Quote[], load: LoadToCover): QuickCommitment {
  const { curve, busyReferenceGpus, onDemandUsdPerGpuHour } = load;
  const priced = quotes
    .map((quote) => {
      const equivalents = load.equivalents[quote.accelerator]!;
      return { quote, equivalents, usd: quote.usdPerGpuHour / equivalents };
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
    return { id: quote.id, usdPerReferenceGpuHour: usd, gpus, gpusOnOffer: quote.gpus };
  });
  const bought = curve.reduce((sum, ofMean) => sum + Math.max(0, ofMean - level), 0) / curve.length;
  const usdPerLoadHour = committedUsdPerLoadHour + bought * onDemandUsdPerGpuHour;
  const loadHoursPerMonth = busyReferenceGpus * HOURS_PER_MONTH;
  return {
    quotes: committed,
    committedReferenceGpus: level * busyReferenceGpus,
    committedOfMean: level,
    coverageFraction: Math.max(0, 1 - bought),
    usdPerMonth: usdPerLoadHour * loadHoursPerMonth,
    allOnDemandUsdPerMonth: onDemandUsdPerGpuHour * loadHoursPerMonth,
    savingFraction: 1 - usdPerLoadHour / onDemandUsdPerGpuHour,
  };
}
