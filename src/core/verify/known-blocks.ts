import { PLAIN_TERMS, type Offer, type Plan, type TermSheet } from '../domain/index.ts';
import type { Findings } from './findings.ts';

/** What this verifier understands of a contract and of a plan. Anything else that is set makes it refuse, not guess. */
const CONTRACT_BLOCKS: ReadonlySet<string> = new Set<keyof Offer>([
  'id',
  'kind',
  'route',
  'host',
  'factors',
  'quantities',
  'referenceGpus',
  'blocks',
  'blocksMin',
  'availableFraction',
  'signFromMonth',
  'signByMonth',
  'decideBy',
  'leadTimeMonths',
  'gates',
  'serviceFromMonth',
  // Says that blocksMin is all of it because it is signed.
  'isAlreadySigned',
  'deliveryProfile',
  'termMonths',
  'price',
  'takeOrPayFraction',
  'upfrontFraction',
  'buyerExit',
  'hostExit',
  'failureHazardPerYear',
  'financing',
  'terms',
]);
const PARTS: Readonly<Record<string, ReadonlySet<string>>> = {
  price: new Set(['kind', 'usd', 'opexUsdPerMonth']),
  buyerExit: new Set(['afterMonths', 'noticeMonths']),
  hostExit: new Set(['afterMonths', 'noticeMonths', 'hazardPerYear']),
  financing: new Set(['debtFraction', 'ratePerYear', 'tenorMonths']),
};
const PRICE_KINDS: readonly string[] = ['perGpuHour', 'perMonth', 'owned'];
const GATE_FIELDS: ReadonlySet<string> = new Set(['id', 'months', 'capexUsd', 'payments']);
/** Blocks of the full term sheet that are read here; any other has to say nothing. */
const TERMS: ReadonlySet<string> = new Set<keyof TermSheet>([
  'archetype',
  'parent',
  'usefulFraction',
  'outage',
  'ownHardwareUsd',
  'tranches',
  'termRuns',
  'late',
  'onboardingMonths',
  'priceSteps',
  'escalatorPerYear',
  'overageMultiple',
  'powerUsdPerMonth',
  'adders',
  'takeOrPaySteps',
  'hasRollover',
  'rampDown',
  'prepayment',
  'depositUsd',
  'paymentLagMonths',
  'exitFee',
  'recall',
  'sublet',
  'serviceCreditFraction',
  'permitHazardPerYear',
  'flows',
  'endOfLife',
  'options',
  'relationshipUsdPerMonth',
]);
const LIMITS: ReadonlySet<string> = new Set([
  'hostFractionMax',
  'firmLiabilityUsdMax',
  'shortageFraction',
  'newPartners',
  // Held by the replay: no rule of cash or capacity follows from them.
  'ruinProbabilityMax',
  'shortageProbabilityMax',
  'survive',
]);

/** Refuses with the block's name where a contract or a limit says something that is not understood here. */
export function checkBlocks(found: Findings, plan: Plan): void {
  for (const offer of [...plan.fleet, ...plan.offers]) {
    for (const block of unknownBlocks(offer)) {
      found.that(false, 'not-verifiable', () => notVerifiable(`${block} of "${offer.id}"`));
    }
  }
  for (const limit of unknownOf(plan.limits, LIMITS)) {
    found.that(false, 'not-verifiable', () => notVerifiable(`limits.${limit}`));
  }
}

function unknownBlocks(offer: Offer): string[] {
  const parts = Object.entries(PARTS).flatMap(([part, known]) => {
    const value = offer[part as keyof Offer]; // a block's own name
    return unknownOf(value, known).map((field) => `${part}.${field}`);
  });
  const price = PRICE_KINDS.includes(offer.price.kind) ? [] : [`price.${offer.price.kind}`];
  const gates = offer.gates.flatMap((gate) => unknownOf(gate, GATE_FIELDS).map((field) => `gates.${field}`));
  return [...unknownOf(offer, CONTRACT_BLOCKS), ...parts, ...price, ...gates, ...unknownTerms(offer.terms)];
}

/** Blocks of the term sheet that differ from the plain one and are not read. */
function unknownTerms(terms: TermSheet): string[] {
  const plain: Readonly<Record<string, unknown>> = { ...PLAIN_TERMS };
  const asWritten = (value: unknown) => JSON.stringify(value);
  return Object.entries(terms).flatMap(([block, value]) => {
    if (asWritten(value) === asWritten(plain[block])) return [];
    return TERMS.has(block) ? unknownParts(block, value) : [`terms.${block}`];
  });
}

/** A block's own fields: one that the block did not have when this was written is not read either. */
const BLOCK_PARTS: Readonly<Record<string, readonly string[]>> = {
  tranches: ['fraction', 'leadTimeMonths', 'dueMonths', 'rampMonths', 'rampFeeFraction'],
  late: ['graceMonths', 'feeDiscountFraction', 'damagesFraction', 'longStopMonths', 'terminate'],
  priceSteps: ['fromMonth', 'value'],
  takeOrPaySteps: ['fromMonth', 'value'],
  adders: ['onceUsd', 'usdPerMonth'],
  rampDown: ['afterMonths', 'noticeMonths', 'fractionMax'],
  prepayment: ['usd', 'monthsBeforeDelivery', 'creditMonths'],
  exitFee: ['usd', 'months', 'fractionOfRemaining'],
  recall: ['usd', 'months', 'refundsPrepayment'],
  sublet: ['afterMonths', 'haircutFraction', 'fractionMax'],
  flows: ['kind', 'usd', 'timing'],
  endOfLife: ['valueUsd', 'decommissionUsd'],
  options: [
    'kind',
    'fractionMax',
    'afterMonths',
    'untilMonths',
    'noticeMonths',
    'availableFraction',
    'priceMultiple',
    'feeUsd',
    'leadTimeMonths',
    'termMonths',
    'kit',
    'opexUsdPerMonth',
  ],
  outage: ['cycleMonths', 'monthsOut', 'creditFractionElse'],
};

function unknownParts(block: string, value: unknown): string[] {
  const known = new Set(BLOCK_PARTS[block] ?? []);
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(parts.flatMap((part) => unknownOf(part, known)))].map((field) => `terms.${block}.${field}`);
}

/** Fields that say something and are not known. */
function unknownOf(value: unknown, known: ReadonlySet<string>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, part]) => (known.has(field) || saysNothing(part) ? [] : [field]));
}

function saysNothing(part: unknown): boolean {
  return part === undefined || part === null || part === false || (Array.isArray(part) && part.length === 0);
}

function notVerifiable(block: string) {
  return {
    path: 'plan',
    what: `not verifiable: block ${block}`,
    fix: 'check this contract by hand, or leave the block out and verify the plan without it',
  };
}
