import type { Estimate, StudyAnswer } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour, physicalGpus } from '../supply/index.ts';
import { HOURS_PER_MONTH } from '../units/index.ts';
import { clauseChangesOf, type ClauseChange, type ClauseKind } from './clause-changes.ts';
import { footprintOf } from './footprint.ts';
import { atPriceMultiple } from './sensitivity.ts';
import { repliesTo, valueLess, type Ground } from './studies.ts';
import { quotesOf, withOffer } from './variants.ts';

/** Question 11: one clause of one offer, and what it is worth to us. */
export interface ClauseAnswer {
  readonly offerId: string;
  readonly clause: string;
  /** which kind of clause, whatever its words */
  readonly change: ClauseKind;
  /** `held`: the offer has it, and loses it; `wanted`: it does not, and gains it */
  readonly kind: ClauseChange['kind'];
  /** value with the clause less without it, the offer signed and all later decisions re-optimised, paired; negative: a clause of the host's */
  readonly valueUsd: Estimate;
  /** the same per billed GPU-hour of the blocks over their whole term */
  readonly valueUsdPerGpuHour: Estimate;
  /**
   * what it can be traded for, in $/GPU-hour: the rise in price that a clause gained is worth, or the discount that makes
   * up for one lost, at which the changed offer is worth what the quote is. More than the ask: no discount makes up for it
   */
  readonly priceUsdPerGpuHour: Estimate;
  /** value over the firm liability of the blocks: what a dollar bound brings through this clause; null when nothing is firm */
  readonly valuePerFirmUsd: number | null;
}

/** The price at which a changed offer is tried beside the ask: dearer where it gains a clause, cheaper where it loses one. */
const TRIED_MULTIPLE = { wanted: 1.1, held: 0.9 } as const;

/** What one offer is valued with. */
interface Valued {
  readonly plan: Plan;
  readonly offer: Offer;
  readonly blocks: number;
  /** values with the offer changed, signed at these blocks, everything later re-optimised */
  readonly valueOf: (change: (known: Offer) => Offer) => Promise<readonly StudyAnswer[]>;
}

/**
 * What each clause of each quote is worth: a study of the plan for each change of one term, the quote signed at the
 * blocks its walk-away price is for and the other recommended signings held, so that a clause of an offer that is not
 * recommended has its price as well.
 *
 * Its trade in price is what makes the changed offer worth as much as the quote as it is: value / (change of the changed
 * offer's value per $/GPU-hour, between the ask and 1.1 of it, 0.9 where the clause is lost). The changed offer's, for a
 * clause changes how many hours are paid: without our exit a dollar is paid over the whole term.
 */
export async function clauseAnswers(ground: Ground, blocksOf: (offerId: string) => number): Promise<ClauseAnswer[]> {
  const { plan, ask, decision } = ground;
  const ofOffers = quotesOf(plan).map((offer, quote) => {
    const blocks = Math.max(decision[quote] ?? 0, blocksOf(offer.id));
    const questions = { held: { held: decision.with(quote, blocks) } };
    const valueOf: Valued['valueOf'] = async (change) =>
      repliesTo(await ask({ plan: withOffer(plan, offer.id, change), questions }), 'held');
    return clausesOf({ plan, offer, blocks, valueOf });
  });
  const found = (await Promise.all(ofOffers)).flat();
  return found.toSorted((a, b) => Math.abs(b.valueUsd.estimate) - Math.abs(a.valueUsd.estimate));
}

async function clausesOf(valued: Valued): Promise<ClauseAnswer[]> {
  const { plan, offer, blocks, valueOf } = valued;
  const changes = clauseChangesOf(offer);
  const [asItIs, ...changed] = await Promise.all([
    valueOf((known) => known),
    ...changes.map(async ({ change, kind }) => {
      const tried = (known: Offer) => atPriceMultiple(change(known), TRIED_MULTIPLE[kind]);
      const [atAsk, atTried] = await Promise.all([valueOf(change), valueOf(tried)]);
      return { atAsk, atTried };
    }),
  ]);
  const ofOffer = quotesOf(plan).map(({ id }) => (id === offer.id ? blocks : 0));
  const firmUsd = footprintOf(plan, ofOffer).firmLiabilityUsd;
  return changes.map(({ clause, what, kind }, index): ClauseAnswer => {
    const { atAsk, atTried } = changed[index]!;
    const valueUsd = kind === 'held' ? valueLess(asItIs, atAsk) : valueLess(atAsk, asItIs);
    const moneyPerPrice = valueLess(atAsk, atTried).estimate / (TRIED_MULTIPLE[kind] - 1);
    const byUsd = priceLinkedUsdPerGpuHour(plan, offer) / moneyPerPrice;
    return {
      offerId: offer.id,
      clause,
      change: what,
      kind,
      valueUsd,
      valueUsdPerGpuHour: perGpuHour(valueUsd, offer, blocks),
      priceUsdPerGpuHour: scaledEstimate(valueUsd, byUsd > 0 ? byUsd : NaN, 'over the change per dollar of price'),
      valuePerFirmUsd: firmUsd > 0 ? valueUsd.estimate / firmUsd : null,
    };
  });
}

/** What a dollar of the multiple stands for: the part of the all-in price that a quote can move. */
function priceLinkedUsdPerGpuHour(plan: Plan, offer: Offer): number {
  const { discountRatePerYear } = plan;
  return allInPriceUsdPerGpuHour(offer, { discountRatePerYear, signingRegime: 1 }).priceLinkedUsdPerGpuHour;
}

function perGpuHour(valueUsd: Estimate, offer: Offer, blocks: number): Estimate {
  const hours = (physicalGpus(offer) * blocks * offer.termMonths * HOURS_PER_MONTH) / offer.blocks;
  return scaledEstimate(valueUsd, 1 / hours, 'over all GPU-hours of the term');
}

function scaledEstimate({ estimate, low, high, method }: Estimate, by: number, what: string): Estimate {
  if (!Number.isFinite(by)) return { estimate: 0, low: null, high: null, method: 'a dearer price costs nothing here' };
  return {
    estimate: estimate * by,
    low: low === null ? null : low * by,
    high: high === null ? null : high * by,
    method: `${method}, ${what}`,
  };
}
