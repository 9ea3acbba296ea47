import type { Estimate } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour, physicalGpus } from '../supply/index.ts';
import { HOURS_PER_MONTH } from '../units/index.ts';
import { footprintOf } from './footprint.ts';
import { atPriceMultiple, leadMoved } from './sensitivity.ts';
import { repliesTo, valueLess, type Ground } from './studies.ts';
import { quotesOf, withOffer } from './variants.ts';

/** Question 11: one clause of one offer, and what it is worth to us. */
export interface ClauseAnswer {
  readonly offerId: string;
  readonly clause: string;
  /** which kind of clause, whatever its words */
  readonly change: ClauseKind;
  /** `held`: the offer has it, and loses it; `wanted`: it does not, and gains it */
  readonly kind: 'held' | 'wanted';
  /** value with the clause less without it, the offer signed and all later decisions re-optimised, paired; negative: a clause of the host's */
  readonly valueUsd: Estimate;
  /** the same per billed GPU-hour of the blocks over their whole term */
  readonly valueUsdPerGpuHour: Estimate;
  /** the rise in the offer's price, in $/GPU-hour, that would use it up: what it can be traded for */
  readonly priceUsdPerGpuHour: Estimate;
  /** value over the firm liability of the blocks: what a dollar bound brings through this clause; null when nothing is firm */
  readonly valuePerFirmUsd: number | null;
}

export type ClauseKind = 'buyerExit' | 'hostExit' | 'prepayment' | 'takeOrPay' | 'earlier' | 'rampDown' | 'sublet';

interface ClauseChange {
  readonly clause: string;
  readonly what: ClauseKind;
  readonly kind: ClauseAnswer['kind'];
  readonly change: (offer: Offer) => Offer;
}

/** A price tried beside the ask, to see what a dollar of price is worth. */
const DEARER_MULTIPLE = 1.1;

/**
 * What each clause of each quote is worth: a study of the plan for each change of one term, the quote signed at the
 * blocks its walk-away price is for and the other recommended signings held, so that a clause of an offer that is not
 * recommended has its price as well. Its trade in price: value / (fall in value per $/GPU-hour, tried at 1.1 times the ask).
 */
export async function clauseAnswers(ground: Ground, blocksOf: (offerId: string) => number): Promise<ClauseAnswer[]> {
  const { plan, ask, decision } = ground;
  const offers = quotesOf(plan).map((offer, quote) => ({
    offer,
    held: decision.with(quote, Math.max(decision[quote] ?? 0, blocksOf(offer.id))),
    blocks: Math.max(decision[quote] ?? 0, blocksOf(offer.id)),
  }));
  const valued = offers.map(async ({ offer, held, blocks }) => {
    const valueOf = async (change: (known: Offer) => Offer) =>
      repliesTo(await ask({ plan: withOffer(plan, offer.id, change), questions: { held: { held } } }), 'held');
    const changes = clausesOf(offer);
    const [asItIs, dearer, ...changed] = await Promise.all([
      valueOf((known) => known),
      valueOf((known) => atPriceMultiple(known, DEARER_MULTIPLE)),
      ...changes.map(({ change }) => valueOf(change)),
    ]);
    return changes.map(({ clause, what, kind }, index): ClauseAnswer => {
      const [first, second] = kind === 'held' ? [asItIs!, changed[index]!] : [changed[index]!, asItIs!];
      const valueUsd = valueLess(first, second);
      const perDollar = valueLess(asItIs!, dearer!).estimate / dearerByUsdPerGpuHour(plan, offer);
      const firmUsd = footprintOf(
        plan,
        quotesOf(plan).map(({ id }) => (id === offer.id ? blocks : 0)),
      ).firmLiabilityUsd;
      return {
        offerId: offer.id,
        clause,
        change: what,
        kind,
        valueUsd,
        valueUsdPerGpuHour: perGpuHour(valueUsd, offer, blocks),
        priceUsdPerGpuHour: scaledEstimate(
          valueUsd,
          perDollar > 0 ? 1 / perDollar : NaN,
          'over the fall per dollar of price',
        ),
        valuePerFirmUsd: firmUsd > 0 ? valueUsd.estimate / firmUsd : null,
      };
    });
  });
  const found = (await Promise.all(valued)).flat();
  return found.toSorted((a, b) => Math.abs(b.valueUsd.estimate) - Math.abs(a.valueUsd.estimate));
}

/** How much dearer the tried price is. */
function dearerByUsdPerGpuHour(plan: Plan, offer: Offer): number {
  const { discountRatePerYear } = plan;
  const price = allInPriceUsdPerGpuHour(offer, { discountRatePerYear, signingRegime: 1 });
  return (DEARER_MULTIPLE - 1) * price.priceLinkedUsdPerGpuHour;
}

/** Months of notice and of service before it in the exit that is tried where an offer has none: out on 90 days after a year. */
const WANTED_EXIT = { afterMonths: 12, noticeMonths: 3 };

function clausesOf(offer: Offer): ClauseChange[] {
  const { buyerExit, hostExit, takeOrPayFraction, upfrontFraction, price } = offer;
  const changes: ClauseChange[] = [];
  const isLease = price.kind !== 'owned';
  if (buyerExit) {
    changes.push({
      clause: 'our exit',
      what: 'buyerExit',
      kind: 'held',
      change: (known) => ({ ...known, buyerExit: null }),
    });
  } else if (isLease) {
    const clause = 'our exit on 90 days, after a year';
    changes.push({
      clause,
      what: 'buyerExit',
      kind: 'wanted',
      change: (known) => ({ ...known, buyerExit: WANTED_EXIT }),
    });
  }
  if (hostExit)
    changes.push({
      clause: "the host's exit",
      what: 'hostExit',
      kind: 'held',
      change: (known) => ({ ...known, hostExit: null }),
    });
  if (upfrontFraction > 0) {
    const clause = `prepayment of ${percent(upfrontFraction)}`;
    changes.push({ clause, what: 'prepayment', kind: 'held', change: (known) => ({ ...known, upfrontFraction: 0 }) });
  }
  if (isLease && takeOrPayFraction > WANTED_TAKE_OR_PAY) {
    const clause = `take-or-pay ${percent(WANTED_TAKE_OR_PAY)}, not ${percent(takeOrPayFraction)}`;
    changes.push({
      clause,
      what: 'takeOrPay',
      kind: 'wanted',
      change: (known) => ({ ...known, takeOrPayFraction: WANTED_TAKE_OR_PAY }),
    });
  }
  changes.push(...rightChanges(offer));
  if (offer.leadTimeMonths.p50 > 1 || offer.gates.length > 0) {
    changes.push({
      clause: 'a month earlier',
      what: 'earlier',
      kind: 'wanted',
      change: (known) => leadMoved(known, -1),
    });
  }
  return changes;
}

/** Rights tried where an offer has none: a quarter given back on 90 days after a year; half let on for 30 % less. */
const WANTED_RAMP_DOWN = { afterMonths: 12, noticeMonths: 3, fractionMax: 0.25 };
const WANTED_SUBLET = { afterMonths: 12, haircutFraction: 0.3, fractionMax: 0.5 };

/** Rights to give part of the capacity back, and to let it on. */
function rightChanges({ price, terms }: Offer): ClauseChange[] {
  if (price.kind === 'owned') return [];
  const withTerms = (changed: Partial<Offer['terms']>) => (known: Offer) => ({
    ...known,
    terms: { ...known.terms, ...changed },
  });
  return [
    terms.rampDown === null
      ? {
          clause: 'a quarter back on 90 days, after a year',
          what: 'rampDown',
          kind: 'wanted',
          change: withTerms({ rampDown: WANTED_RAMP_DOWN }),
        }
      : {
          clause: 'our right to give part back',
          what: 'rampDown',
          kind: 'held',
          change: withTerms({ rampDown: null }),
        },
    terms.sublet === null
      ? {
          clause: 'half sublet at 30 % less, after a year',
          what: 'sublet',
          kind: 'wanted',
          change: withTerms({ sublet: WANTED_SUBLET }),
        }
      : { clause: 'our right to sublet', what: 'sublet', kind: 'held', change: withTerms({ sublet: null }) },
  ];
}

/** Take-or-pay asked for where an offer's is higher. */
const WANTED_TAKE_OR_PAY = 0.7;

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

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}
