/**
 * The full term sheet of a contract in one normalised form. Every block has a value that means "nothing of the kind"
 * (`PLAIN_TERMS`), so that a twelve-field offer carries a plain sheet. Months are counted from first service unless a
 * name says otherwise; amounts are nominal USD for the whole offer.
 */

import type { Outage } from './outage.ts';

/** Three quantiles of one documented distribution (numeric: `quantileOfTriplet`); a plain number has all three equal. */
export interface Quantiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Kinds of deal, as the market names them. */
export const ARCHETYPES = [
  'build',
  'hyperscalerLease',
  'neocloudLease',
  'hostPartner',
  'colocationShell',
  'jointVenture',
  'onDemand',
  'spot',
  'tokenCapacity',
  'hedge',
] as const;
export type Archetype = (typeof ARCHETYPES)[number];

/** A right to leave: may be used once `afterMonths` in service have passed; capacity and payments stop after the notice. */
export interface Exit {
  readonly afterMonths: number;
  readonly noticeMonths: number;
}

/** A part of the capacity with a delivery of its own. */
export interface Tranche {
  /** of the whole offer, in (0, 1]; the fractions sum to 1 */
  readonly fraction: number;
  /** from signing to its service; all tranches of an offer share one score of lateness */
  readonly leadTimeMonths: Quantiles;
  /** promised, from signing; what comes later is late */
  readonly dueMonths: number;
  /** first months of its service in which only `rampFeeFraction` of its fee is paid */
  readonly rampMonths: number;
  readonly rampFeeFraction: number;
}

/** What a tranche that comes later than promised gives us. */
export interface LateDelivery {
  /** late months that give nothing */
  readonly graceMonths: number;
  /** off the fee of the tranche, for as many months of its service as it was late beyond the grace, in [0, 1] */
  readonly feeDiscountFraction: number;
  /** of the tranche's fee, paid to us in each month that it is late beyond the grace, in [0, 1] */
  readonly damagesFraction: number;
  /** from its due date: damages stop then, and our right to end begins */
  readonly longStopMonths: number;
  /** what we may end from the long stop on: what is late, or all; its prepayment comes back */
  readonly terminate: 'nothing' | 'late' | 'all';
}

/** A price that changes with the months in service: `value` holds from that month on. */
export interface Step {
  readonly fromMonth: number;
  readonly value: number;
}

/** How a prepayment is paid and comes back. Its size is `upfrontFraction`, or `usd` where stated. */
export interface Prepayment {
  readonly usd: number | null;
  /** paid for each tranche so many months before its service, not before signing; null = all at signing */
  readonly monthsBeforeDelivery: number | null;
  /** credited against the committed payments of these months; null = evenly against all of them */
  readonly creditMonths: { readonly from: number; readonly count: number } | null;
}

/** A lump that moves beside the fee. */
export interface ValueFlow {
  readonly kind: 'warrant' | 'rebate' | 'backstop' | 'residualGuarantee' | 'optionFee';
  /** expected, received positive, paid negative; each month for `monthly` */
  readonly usd: number;
  readonly timing: 'signing' | 'firstService' | 'monthly' | 'end';
}

/**
 * A right of ours to more, to longer, or to other kit. Each is used at a stage start by a share of what was signed, and
 * gives a contract of its own from then on.
 */
export interface ContractOption {
  readonly kind: 'extend' | 'expand' | 'firstRefusal' | 'swap' | 'buyout';
  /** most of what was signed that may use it; above 1 for a right to more */
  readonly fractionMax: number;
  /** months in service from which, and up to which, it may be used; they may be 0 and Infinity */
  readonly afterMonths: number;
  readonly untilMonths: number;
  readonly noticeMonths: number;
  /** share of it that is on offer by supply regime (glut, normal, tight) */
  readonly availableFraction: readonly [glut: number, normal: number, tight: number];
  /** fee of what it gives, as a multiple of the stated price of the contract */
  readonly priceMultiple: number;
  /** paid for the whole offer when it is used */
  readonly feeUsd: number;
  /** from the notice's end to service; 0 where service goes on */
  readonly leadTimeMonths: number;
  /** in service of what it gives; of a swap what is left of the contract */
  readonly termMonths: number;
  /** other kit than the contract's own; null = the same */
  readonly kit: {
    readonly quantities: readonly { readonly acceleratorIndex: number; readonly gpus: number }[];
    readonly referenceGpus: readonly number[];
  } | null;
  /** running what was bought */
  readonly opexUsdPerMonth: number;
}

export interface TermSheet {
  /** kind of deal as the market names it, which says what its price buys; a label: the terms decide */
  readonly archetype: Archetype | null;
  /** who owns the host: hosts of one parent count as one; null = the host itself */
  readonly parent: string | null;
  /** useful share of the time paid for: goodput x availability x outages at their mean; `referenceGpus` is net of it */
  readonly usefulFraction: number;
  /** partial outages as a replay draws them, their mean in `usefulFraction` and `serviceCreditFraction` */
  readonly outage: Outage | null;
  /** kit of our own that the offer needs, paid as its tranches enter service */
  readonly ownHardwareUsd: number;
  /** deliveries with lead times of their own; empty = the offer's lead time and delivery profile */
  readonly tranches: readonly Tranche[];
  /** whether all tranches end with the first one's term, or each serves its own */
  readonly termRuns: 'together' | 'byTranche';
  readonly late: LateDelivery | null;
  /** months from delivery until capacity does useful work; it is paid for meanwhile */
  readonly onboardingMonths: number;
  /** multiples of the price by month in service; empty = 1 */
  readonly priceSteps: readonly Step[];
  /** rise of the price at each anniversary of first service, > -1: escalator and index together */
  readonly escalatorPerYear: number;
  /** price of use beyond take-or-pay as a multiple of the price */
  readonly overageMultiple: number;
  /** energy passed through, for the whole offer in service: USD per month */
  readonly powerUsdPerMonth: number;
  readonly adders: { readonly onceUsd: number; readonly usdPerMonth: number };
  /** take-or-pay by month in service; empty = `takeOrPayFraction` throughout */
  readonly takeOrPaySteps: readonly Step[];
  /** what is committed and not used in a period may be used in the next, before what is committed there */
  readonly hasRollover: boolean;
  /** our right to give part of the capacity back */
  readonly rampDown: (Exit & { readonly fractionMax: number }) | null;
  readonly prepayment: Prepayment;
  /** paid at signing, returned at the end of the contract; lost when the counterparty fails */
  readonly depositUsd: number;
  /** months by which the fee is paid after the month it is for */
  readonly paymentLagMonths: number;
  /** what our exit costs: dollars, months of the fee, and a share of the committed payments that remain */
  readonly exitFee: { readonly usd: number; readonly months: number; readonly fractionOfRemaining: number };
  /** what the host pays when it uses its exit: dollars, months of the fee, and the unearned prepayment and deposit */
  readonly recall: { readonly usd: number; readonly months: number; readonly refundsPrepayment: boolean };
  /** our right to let capacity on: it brings in the committed payments less the haircut */
  readonly sublet: {
    readonly afterMonths: number;
    readonly haircutFraction: number;
    readonly fractionMax: number;
  } | null;
  /** service credits expected, as a share of the fee */
  readonly serviceCreditFraction: number;
  /** chance per year in service that a permit is lost: capacity and payments stop */
  readonly permitHazardPerYear: number;
  readonly flows: readonly ValueFlow[];
  /** at the end of the term or useful life: what the kit brings, and what taking it away costs */
  readonly endOfLife: { readonly valueUsd: number; readonly decommissionUsd: number };
  readonly options: readonly ContractOption[];
  /** people of ours that the relationship takes, from signing to its end */
  readonly relationshipUsdPerMonth: number;
}

/** A term sheet with nothing in it beyond the twelve fields. */
export const PLAIN_TERMS: TermSheet = {
  archetype: null,
  parent: null,
  usefulFraction: 1,
  outage: null,
  ownHardwareUsd: 0,
  tranches: [],
  termRuns: 'together',
  late: null,
  onboardingMonths: 0,
  priceSteps: [],
  escalatorPerYear: 0,
  overageMultiple: 1,
  powerUsdPerMonth: 0,
  adders: { onceUsd: 0, usdPerMonth: 0 },
  takeOrPaySteps: [],
  hasRollover: false,
  rampDown: null,
  prepayment: { usd: null, monthsBeforeDelivery: null, creditMonths: null },
  depositUsd: 0,
  paymentLagMonths: 0,
  exitFee: { usd: 0, months: 0, fractionOfRemaining: 0 },
  recall: { usd: 0, months: 0, refundsPrepayment: false },
  sublet: null,
  serviceCreditFraction: 0,
  permitHazardPerYear: 0,
  flows: [],
  endOfLife: { valueUsd: 0, decommissionUsd: 0 },
  options: [],
  relationshipUsdPerMonth: 0,
};
