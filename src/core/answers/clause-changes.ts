import { PLAIN_TERMS, type ContractOption, type Offer, type Quantiles } from '../domain/index.ts';
import { leadMoved } from './sensitivity.ts';

/** Which kind of clause, whatever its words. */
export type ClauseKind =
  | 'buyerExit'
  | 'hostExit'
  | 'failure'
  | 'prepayment'
  | 'takeOrPay'
  | 'ramp'
  | 'earlier'
  | 'rampDown'
  | 'sublet'
  | 'late'
  | 'escalator'
  | 'exitFee'
  | 'recall'
  | 'deposit'
  | 'serviceCredit'
  | 'flows'
  | 'option';

/** One term of an offer taken away, or one that it has not put in. */
export interface ClauseChange {
  readonly clause: string;
  readonly what: ClauseKind;
  /** `held`: the offer has it, and loses it; `wanted`: it does not, and gains it */
  readonly kind: 'held' | 'wanted';
  readonly change: (offer: Offer) => Offer;
}

/** Our exit tried where an offer has none: out on 90 days after a year in service. */
const WANTED_EXIT = { afterMonths: 12, noticeMonths: 3 } as const;
/** Take-or-pay tried where an offer's is higher. */
const WANTED_TAKE_OR_PAY_FRACTION = 0.7;
/** Prepayment tried where an offer has none. */
const WANTED_UPFRONT_FRACTION = 0.2;
/** Rights tried where an offer has none: a quarter given back on 90 days after a year; half let on for 30 % less. */
const WANTED_RAMP_DOWN = { afterMonths: 12, noticeMonths: 3, fractionMax: 0.25 } as const;
const WANTED_SUBLET = { afterMonths: 12, haircutFraction: 0.3, fractionMax: 0.5 } as const;

/** The right tried where an offer has none: a year more at the same price, on 90 days. */
const WANTED_EXTENSION: ContractOption = {
  kind: 'extend',
  fractionMax: 1,
  afterMonths: 0,
  untilMonths: Infinity,
  noticeMonths: 3,
  availableFraction: [1, 1, 1],
  priceMultiple: 1,
  feeUsd: 0,
  leadTimeMonths: 0,
  termMonths: 12,
  kit: null,
  opexUsdPerMonth: 0,
};
/** A longer term ends beyond what most plans look at: a right to extend it then is not asked for. */
const EXTENDED_TERM_MONTHS_MAX = 48;

/** The changes of an offer that are worth asking for, one term each. */
export function clauseChangesOf(offer: Offer): readonly ClauseChange[] {
  return [
    ...exitChanges(offer),
    ...paymentChanges(offer),
    ...partChanges(offer),
    ...extensionChanges(offer),
    ...deliveryChanges(offer),
    ...sheetChanges(offer),
    ...optionChanges(offer),
  ];
}

/** Clauses of the fuller term sheet: each is tried without, where the offer has it. */
function sheetChanges({ terms }: Offer): ClauseChange[] {
  const { late, exitFee, recall } = terms;
  const hasExitFee = exitFee.usd + exitFee.months + exitFee.fractionOfRemaining > 0;
  const without: readonly (readonly [ClauseKind, clause: string, isThere: boolean, Partial<Offer['terms']>])[] = [
    ['late', 'what late delivery gives us', late !== null, { late: null }],
    ['escalator', 'the escalator', terms.escalatorPerYear !== 0, { escalatorPerYear: 0 }],
    ['exitFee', 'the fee of our exit', hasExitFee, { exitFee: PLAIN_TERMS.exitFee }],
    ['recall', 'what the host pays when it leaves', recall.usd + recall.months > 0, { recall: PLAIN_TERMS.recall }],
    ['deposit', 'the deposit', terms.depositUsd > 0, { depositUsd: 0 }],
    ['serviceCredit', 'service credits', terms.serviceCreditFraction > 0, { serviceCreditFraction: 0 }],
    ['flows', 'warrants, rebates and guarantees', terms.flows.length > 0, { flows: [] }],
  ];
  return without
    .filter(([, , isThere]) => isThere)
    .map(([what, clause, , changed]) => ({ clause, what, kind: 'held', change: withTerms(changed) }));
}

/** Each option that the offer has is tried without it. */
function optionChanges({ terms }: Offer): ClauseChange[] {
  return terms.options.map(({ kind }) => ({
    clause: OPTION_CLAUSES[kind],
    what: 'option',
    kind: 'held',
    // By kind: what was changed before may have made the options anew.
    change: (offer) => withTerms({ options: offer.terms.options.filter((option) => option.kind !== kind) })(offer),
  }));
}

const OPTION_CLAUSES: Readonly<Record<ContractOption['kind'], string>> = {
  extend: 'our option to extend',
  expand: 'our option on more',
  firstRefusal: 'our right of first refusal',
  swap: 'our option on other kit',
  buyout: 'our option to buy the kit',
};

/** Rights to give part of the capacity back, and to let it on: lost where they are held, gained where they are not. */
function partChanges({ price, terms }: Offer): ClauseChange[] {
  if (price.kind === 'owned') return [];
  const rampDown: ClauseChange =
    terms.rampDown === null
      ? {
          clause: 'a quarter back on 90 days, after a year',
          what: 'rampDown',
          kind: 'wanted',
          change: withTerms({ rampDown: WANTED_RAMP_DOWN }),
        }
      : {
          clause: 'our right to give capacity back',
          what: 'rampDown',
          kind: 'held',
          change: withTerms({ rampDown: null }),
        };
  const sublet: ClauseChange =
    terms.sublet === null
      ? {
          clause: 'half sublet at 30% less, after a year',
          what: 'sublet',
          kind: 'wanted',
          change: withTerms({ sublet: WANTED_SUBLET }),
        }
      : { clause: 'our right to let capacity on', what: 'sublet', kind: 'held', change: withTerms({ sublet: null }) };
  return [rampDown, sublet];
}

/** The right to go on after the term, gained where the term ends soon enough for it to matter. */
function extensionChanges({ price, termMonths, terms }: Offer): ClauseChange[] {
  const isThere = terms.options.some(({ kind }) => kind === 'extend');
  if (price.kind === 'owned' || isThere || termMonths > EXTENDED_TERM_MONTHS_MAX) return [];
  const change = withTerms({ options: [...terms.options, WANTED_EXTENSION] });
  return [{ clause: 'a year more at this price, on 90 days', what: 'option', kind: 'wanted', change }];
}

function withTerms(changed: Partial<Offer['terms']>): (offer: Offer) => Offer {
  return (offer) => ({ ...offer, terms: { ...offer.terms, ...changed } });
}

function withOwn(changed: Partial<Offer>): (offer: Offer) => Offer {
  return (offer) => ({ ...offer, ...changed });
}

function exitChanges({ buyerExit, hostExit, failureHazardPerYear, price }: Offer): ClauseChange[] {
  const changes: ClauseChange[] = [];
  if (buyerExit) {
    changes.push({ clause: 'our exit', what: 'buyerExit', kind: 'held', change: withOwn({ buyerExit: null }) });
  } else if (price.kind !== 'owned') {
    const clause = 'our exit on 90 days, after a year';
    changes.push({ clause, what: 'buyerExit', kind: 'wanted', change: withOwn({ buyerExit: WANTED_EXIT }) });
  }
  if (hostExit) {
    changes.push({ clause: "the host's exit", what: 'hostExit', kind: 'held', change: withOwn({ hostExit: null }) });
  }
  if (failureHazardPerYear > 0) {
    const clause = 'the risk that the host fails';
    changes.push({ clause, what: 'failure', kind: 'held', change: withOwn({ failureHazardPerYear: 0 }) });
  }
  return changes;
}

function paymentChanges({ upfrontFraction, takeOrPayFraction, price }: Offer): ClauseChange[] {
  if (price.kind === 'owned') return [];
  const changes: ClauseChange[] = [];
  const isPrepaid = upfrontFraction > 0;
  changes.push({
    clause: `prepayment of ${percent(isPrepaid ? upfrontFraction : WANTED_UPFRONT_FRACTION)}`,
    what: 'prepayment',
    kind: isPrepaid ? 'held' : 'wanted',
    change: withOwn({ upfrontFraction: isPrepaid ? 0 : WANTED_UPFRONT_FRACTION }),
  });
  if (takeOrPayFraction > WANTED_TAKE_OR_PAY_FRACTION) {
    const clause = `take-or-pay ${percent(WANTED_TAKE_OR_PAY_FRACTION)}, not ${percent(takeOrPayFraction)}`;
    const change = withOwn({ takeOrPayFraction: WANTED_TAKE_OR_PAY_FRACTION });
    changes.push({ clause, what: 'takeOrPay', kind: 'wanted', change });
  }
  return changes;
}

function deliveryChanges({ deliveryProfile, leadTimeMonths, gates, terms }: Offer): ClauseChange[] {
  const changes: ClauseChange[] = [];
  if (deliveryProfile.length > 1) {
    const change = withOwn({ deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }] });
    changes.push({ clause: 'the ramp', what: 'ramp', kind: 'held', change });
  }
  const [longest] = gates.toSorted((a, b) => b.months.p50 - a.months.p50);
  const waits = [longest?.months ?? leadTimeMonths, ...terms.tranches.map((tranche) => tranche.leadTimeMonths)];
  if (waits.some(({ p90 }) => p90 >= 1) && waits.every(isShortened)) {
    const change = (offer: Offer) => leadMoved(offer, -1);
    changes.push({ clause: 'a month earlier', what: 'earlier', kind: 'wanted', change });
  }
  return changes;
}

/** A month can come off every quantile of what may differ only where all of them stay above nothing; none is none. */
function isShortened({ p10, p90 }: Quantiles): boolean {
  return p10 > 1 || (p10 === p90 && (p10 >= 1 || p10 === 0));
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)}%`;
}
