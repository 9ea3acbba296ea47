import { PLAIN_TERMS, type BySupplyRegime, type Offer, type Quantiles } from '../domain/index.ts';

/** One term of an offer taken away, or one that it has not put in. */
export interface ClauseChange {
  readonly clause: string;
  readonly kind: 'held' | 'wanted';
  readonly change: (offer: Offer) => Offer;
}

/** Our exit tried where an offer has none: out on 90 days after a year in service. */
const WANTED_EXIT = { afterMonths: 12, noticeMonths: 3 } as const;
/** Take-or-pay tried where an offer's is higher. */
const WANTED_TAKE_OR_PAY_FRACTION = 0.7;
/** Prepayment tried where an offer has none. */
const WANTED_UPFRONT_FRACTION = 0.2;

/** The changes of an offer that are worth asking for, one term each. */
export function clauseChangesOf(offer: Offer): readonly ClauseChange[] {
  return [...exitChanges(offer), ...paymentChanges(offer), ...deliveryChanges(offer), ...sheetChanges(offer)];
}

/** Clauses of the fuller term sheet: each is tried without, where the offer has it. */
function sheetChanges({ terms }: Offer): ClauseChange[] {
  const { late, rampDown, sublet, exitFee, recall } = terms;
  const without: readonly (readonly [clause: string, isThere: boolean, without: Partial<Offer['terms']>])[] = [
    ['what late delivery gives us', late !== null, { late: null }],
    ['the escalator', terms.escalatorPerYear !== 0, { escalatorPerYear: 0 }],
    ['our right to give capacity back', rampDown !== null, { rampDown: null }],
    ['our right to let capacity on', sublet !== null, { sublet: null }],
    [
      'the fee of our exit',
      exitFee.usd + exitFee.months + exitFee.fractionOfRemaining > 0,
      { exitFee: PLAIN_TERMS.exitFee },
    ],
    ['what the host pays when it leaves', recall.usd + recall.months > 0, { recall: PLAIN_TERMS.recall }],
    ['the deposit', terms.depositUsd > 0, { depositUsd: 0 }],
    ['service credits', terms.serviceCreditFraction > 0, { serviceCreditFraction: 0 }],
    ['warrants, rebates and guarantees', terms.flows.length > 0, { flows: [] }],
  ];
  return without
    .filter(([, isThere]) => isThere)
    .map(([clause, , change]) => ({
      clause,
      kind: 'held',
      change: (offer) => ({ ...offer, terms: { ...offer.terms, ...change } }),
    }));
}

function exitChanges({ buyerExit, hostExit, failureHazardPerYear, price }: Offer): ClauseChange[] {
  const changes: ClauseChange[] = [];
  if (buyerExit) changes.push({ clause: 'our exit', kind: 'held', change: (offer) => ({ ...offer, buyerExit: null }) });
  else if (price.kind !== 'owned') {
    const clause = 'our exit on 90 days, after a year';
    changes.push({ clause, kind: 'wanted', change: (offer) => ({ ...offer, buyerExit: WANTED_EXIT }) });
  }
  if (hostExit) {
    changes.push({ clause: "the host's exit", kind: 'held', change: (offer) => ({ ...offer, hostExit: null }) });
  }
  if (failureHazardPerYear > 0) {
    const clause = 'the risk that the host fails';
    changes.push({ clause, kind: 'held', change: (offer) => ({ ...offer, failureHazardPerYear: 0 }) });
  }
  return changes;
}

function paymentChanges({ upfrontFraction, takeOrPayFraction, price }: Offer): ClauseChange[] {
  if (price.kind === 'owned') return [];
  const changes: ClauseChange[] = [];
  if (upfrontFraction > 0) {
    const clause = `prepayment of ${percent(upfrontFraction)}`;
    changes.push({ clause, kind: 'held', change: (offer) => ({ ...offer, upfrontFraction: 0 }) });
  } else {
    const clause = `prepayment of ${percent(WANTED_UPFRONT_FRACTION)}`;
    changes.push({
      clause,
      kind: 'wanted',
      change: (offer) => ({ ...offer, upfrontFraction: WANTED_UPFRONT_FRACTION }),
    });
  }
  if (takeOrPayFraction > WANTED_TAKE_OR_PAY_FRACTION) {
    const clause = `take-or-pay ${percent(WANTED_TAKE_OR_PAY_FRACTION)}, not ${percent(takeOrPayFraction)}`;
    const change = (offer: Offer) => ({ ...offer, takeOrPayFraction: WANTED_TAKE_OR_PAY_FRACTION });
    changes.push({ clause, kind: 'wanted', change });
  }
  return changes;
}

function deliveryChanges({ deliveryProfile, leadTimeMonths, gates }: Offer): ClauseChange[] {
  const changes: ClauseChange[] = [];
  if (deliveryProfile.length > 1) {
    const change = (offer: Offer) => ({ ...offer, deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }] });
    changes.push({ clause: 'the ramp', kind: 'held', change });
  }
  const waited = longestOf(gates)?.months ?? leadTimeMonths;
  if (isShortened(waited)) {
    changes.push({ clause: 'a month earlier', kind: 'wanted', change: aMonthEarlier });
  }
  return changes;
}

/** A month can come off every quantile of what may differ only where all of them stay above nothing. */
function isShortened({ p10, p90 }: Quantiles): boolean {
  return p10 > 1 || (p10 === p90 && p10 >= 1);
}

function longestOf(gates: Offer['gates']): Offer['gates'][number] | undefined {
  return gates.toSorted((a, b) => b.months.p50 - a.months.p50)[0];
}

/** Every quantile of the lead time, or of a build's longest gate, a month shorter. */
function aMonthEarlier(offer: Offer): Offer {
  const longest = longestOf(offer.gates);
  if (longest === undefined) return { ...offer, leadTimeMonths: monthLess(offer.leadTimeMonths) };
  const gates = offer.gates.map((gate) => (gate === longest ? { ...gate, months: monthLess(gate.months) } : gate));
  return { ...offer, leadTimeMonths: monthLess(offer.leadTimeMonths), gates };
}

function monthLess({ p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: p10 - 1, p50: p50 - 1, p90: p90 - 1 };
}

/** The offer with the part of its price that a quote can move, multiplied: a lease's price, a build's capex. */
export function withPriceMultiple(offer: Offer, multiple: number): Offer {
  const { price } = offer;
  if (price.kind === 'owned') {
    return { ...offer, gates: offer.gates.map((gate) => ({ ...gate, capexUsd: gate.capexUsd * multiple })) };
  }
  const usd: BySupplyRegime = [price.usd[0] * multiple, price.usd[1] * multiple, price.usd[2] * multiple];
  return { ...offer, price: { ...price, usd } };
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)}%`;
}
