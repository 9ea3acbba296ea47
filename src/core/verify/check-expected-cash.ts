import { SUPPLY_REGIMES, type Offer, type Plan } from '../domain/index.ts';
import { MONTHS_PER_YEAR } from './calendar.ts';
import { blocksOf } from './check-decision.ts';
import type { Claim, ClaimedAccount } from './claim.ts';
import { contractLife, medianUnfolding, monthlyBill } from './contract-life.ts';
import type { Payment, Timing } from './contract-terms.ts';
import { isWithin, ONE_CENT, roundingOf, usdText, type Findings } from './findings.ts';
import {
  fixed,
  ONE,
  over,
  power,
  sizeOf,
  sumOf,
  times,
  twelfthRoot,
  usdOfCents,
  whole,
  type Fixed,
} from './fixed-point.ts';

/** One of the two expected ledgers. */
export interface LedgerPlace {
  readonly plan: Plan;
  readonly claim: Claim;
  readonly name: 'recommended' | 'signNothing';
  readonly accounts: readonly ClaimedAccount[];
}

/**
 * Relative error that an expectation over replayed paths may carry: their probabilities and volumes come from solved
 * programmes, which the engine certifies to this share of their activity.
 */
const SOLVED_FRACTION = fixed(1e-6);

const solved = (gross: Fixed): Fixed => ONE_CENT + times(sizeOf(gross), SOLVED_FRACTION);

/**
 * What is certain whatever the future: each expected amount of a contract lies between the contract whole and the
 * contract as thinned as its hazards and rights allow; where nothing about it is uncertain, that is one number.
 */
export function checkAgainstContract(found: Findings, place: LedgerPlace): void {
  const { plan, claim, name } = place;
  checkCauses(found, place);
  for (const offer of plan.fleet) checkContract(found, place, { offer, signed: 'fleet', fraction: ONE });
  for (const offer of plan.offers) {
    const blocks = offer.kind === 'quote' ? blocksOf(claim, offer.id) : 0;
    const fraction = over(whole(Math.round(blocks)), fixed(offer.blocks));
    if (name === 'recommended' && fraction > 0n) checkContract(found, place, { offer, signed: 'signNow', fraction });
    checkBounds(found, place, { offer, signed: 'signNow', fraction: offer.kind === 'quote' ? fraction : ONE });
    checkBounds(found, place, { offer, signed: 'later', fraction: offer.kind === 'quote' ? ONE - fraction : ONE });
  }
}

interface Part {
  readonly offer: Offer;
  readonly signed: 'fleet' | 'signNow' | 'later';
  /** share of the whole contract that is signed, or can be */
  readonly fraction: Fixed;
}

function monthsOf(place: LedgerPlace, part: Part, is: { cause: string; timing?: Timing }): readonly number[] | null {
  const { offer, signed } = part;
  const account = place.accounts.find(
    (one) =>
      one.cause === is.cause &&
      one.contractId === offer.id &&
      one.signed === signed &&
      (is.timing === undefined || one.timing === is.timing),
  );
  return account?.centsByMonth ?? null;
}

/** A contract signed in month 0 or before: its price is known, its payments where its delivery is. */
function checkContract(found: Findings, place: LedgerPlace, part: Part): void {
  const { plan } = place;
  const { offer, fraction } = part;
  const supplyRegime = SUPPLY_REGIMES[plan.market.startRegime]!;
  const life = contractLife(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime }));
  const kept = keptShares(part, { serviceStart: life.service.start, horizonMonths: plan.horizonMonths });
  const isSure = isDeliverySure(offer);
  const due = new Map<string, { cause: string; timing: Timing; month: number; least: Fixed; most: Fixed }>();
  for (const payment of life.payments) {
    const { cause, timing, month } = payment;
    if (cause === 'usage' || month < 0 || month >= plan.horizonMonths || !(isSure || isUpfrontSure(offer, cause)))
      continue;
    const at = due.get(`${cause}/${timing}/${month}`) ?? { cause, timing, month, least: 0n, most: 0n };
    due.set(`${cause}/${timing}/${month}`, at);
    const full = times(payment.usd, fraction);
    const share = kept(payment);
    // Costs are negative: the least cash is the most that is paid out, and the least that comes in.
    at.least += times(full, full < 0n ? share.most : share.least);
    at.most += times(full, full < 0n ? share.least : share.most);
  }
  for (const at of due.values()) checkMonth(found, place, { part, ...at });
  checkNothingElse(found, place, { part, due: new Set(due.keys()), isSure });
}

/** Paid at signing, in one sum, a prepayment does not depend on when delivery comes. */
function isUpfrontSure({ terms }: Offer, cause: string): boolean {
  return cause === 'upfront' && terms.prepayment.monthsBeforeDelivery === null && terms.tranches.length === 0;
}

interface Band {
  readonly least: Fixed;
  readonly most: Fixed;
}
const WHOLE: Band = { least: ONE, most: ONE };
const ANY: Band = { least: 0n, most: ONE };

/** The shares of a contract that may still pay: what our rights, and its hazards, can have ended. */
function keptShares(
  { offer, signed }: Part,
  at: { readonly serviceStart: number; readonly horizonMonths: number },
): (payment: Payment) => Band {
  const { rampDown, sublet, late } = offer.terms;
  const isLateRight = late !== null && late.terminate !== 'nothing';
  const isReplaceable = offer.terms.options.some(({ kind }) => kind === 'swap' || kind === 'buyout');
  const mayLeave = offer.buyerExit !== null || offer.gates.length > 1 || isLateRight || isReplaceable;
  const mayEnd = mayLeave || rampDown !== null || sublet !== null;
  const survival = survivalBand(offer, at.serviceStart, at.horizonMonths);
  // Losses of what is signed now and has a price are drawn: between all and nothing every share is possible.
  const isDrawn = signed !== 'fleet' && offer.price.kind !== 'owned';
  return ({ month, lagMonths, followsService, cause }) => {
    if (!followsService) return mayEnd && cause !== 'upfront' ? ANY : WHOLE;
    if (mayEnd) return ANY;
    const least = survival[month]!.least;
    if (isDrawn && least < ONE) return ANY;
    // What is paid later is for an earlier month, of which more still ran.
    return { least, most: survival[Math.max(0, month - lagMonths)]!.most };
  };
}

/** Costs are negative: `least` is the largest cost. */
function checkMonth(
  found: Findings,
  place: LedgerPlace,
  at: { part: Part; month: number; cause: string; timing: Timing; least: Fixed; most: Fixed },
): void {
  const { part, month, cause } = at;
  const given = usdOfCents(monthsOf(place, part, at)?.[month] ?? 0);
  const tolerance = solved(sizeOf(at.least) > sizeOf(at.most) ? at.least : at.most);
  found.that(given >= at.least - tolerance && given <= at.most + tolerance, 'expected-cash', () => ({
    path: `ledger.${place.name}`,
    what: `${cause} of "${part.offer.id}" (${part.signed}) in month ${month} is ${usdText(given)}; the contract allows ${at.least === at.most ? usdText(at.most) : `${usdText(at.least)} to ${usdText(at.most)}`}`,
  }));
}

/** Where a payment's month is known, no other month of its account holds any. */
function checkNothingElse(
  found: Findings,
  place: LedgerPlace,
  { part, due, isSure }: { part: Part; due: ReadonlySet<string>; isSure: boolean },
): void {
  const { offer, signed } = part;
  for (const { cause, timing, contractId, signed: when, centsByMonth } of place.accounts) {
    if (contractId !== offer.id || when !== signed || BY_EVENTS.includes(cause)) continue;
    if (!isSure && !isUpfrontSure(offer, cause)) continue;
    centsByMonth.forEach((cents, month) => {
      found.that(cents === 0 || due.has(`${cause}/${timing}/${month}`), 'expected-cash', () => ({
        path: `ledger.${place.name}`,
        what: `${cause} of "${offer.id}" (${signed}) in month ${month} is ${usdText(usdOfCents(cents))}; the contract pays nothing then`,
      }));
    });
  }
}

/** What comes when a right is used or a host leaves, not in months of the contract's own. */
const BY_EVENTS: readonly string[] = ['exitFee', 'refund', 'sublet', 'deposit'];

/** Every contract's account is of something that the contract has. */
function checkCauses(found: Findings, { plan, name, accounts }: LedgerPlace): void {
  accounts.forEach(({ cause, contractId }, index) => {
    const offer = [...plan.fleet, ...plan.offers].find(({ id }) => id === contractId);
    if (offer === undefined) return;
    found.that(hasCause(offer, cause), 'account', () => ({
      path: `ledger.${name}[${index}]`,
      what: `nothing in "${offer.id}" pays ${cause}`,
    }));
  });
}

function hasCause(offer: Offer, cause: string): boolean {
  const { exitFee, late, recall, sublet } = offer.terms;
  const isRefunded = recall.refundsPrepayment || recall.usd > 0 || recall.months > 0;
  switch (cause) {
    case 'exitFee':
      return offer.buyerExit !== null && exitFee.usd + exitFee.months + exitFee.fractionOfRemaining > 0;
    case 'refund':
      return (offer.hostExit !== null && isRefunded) || (late !== null && late.terminate !== 'nothing');
    case 'sublet':
      return sublet !== null;
    case 'lateDamages':
      return late !== null && late.damagesFraction > 0;
    default: {
      const { payments } = contractLife(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime: 'normal' }));
      return payments.some((payment) => payment.cause === cause);
    }
  }
}

function isDeliverySure(offer: Offer): boolean {
  const isSure = ({ p10, p50, p90 }: Offer['leadTimeMonths']) => p10 === p50 && p50 === p90;
  if (offer.gates.length > 0) return offer.gates.every(({ months }) => isSure(months));
  const { tranches } = offer.terms;
  return tranches.length > 0
    ? tranches.every(({ leadTimeMonths }) => isSure(leadTimeMonths))
    : isSure(offer.leadTimeMonths);
}

/** [month] share of a contract that still runs under the hardest and the loosest hazards of any supply regime. */
function survivalBand(offer: Offer, serviceStart: number, horizonMonths: number): Band[] {
  const kept = (hazard: number): Fixed => (hazard >= 1 ? 0n : twelfthRoot(ONE - fixed(hazard)));
  const { hostExit, failureHazardPerYear } = offer;
  const fails = times(kept(failureHazardPerYear), kept(offer.terms.permitHazardPerYear));
  const hazards = hostExit?.hazardPerYear ?? [0, 0, 0];
  const recalled = { most: kept(Math.min(...hazards)), least: kept(Math.max(...hazards)) };
  const notice = hostExit?.noticeMonths ?? 0;
  const recallFrom = Math.max(notice, serviceStart + (hostExit?.afterMonths ?? 0) + notice);
  return Array.from({ length: horizonMonths }, (_, month) => {
    const failing = power(fails, Math.max(0, month - Math.max(0, serviceStart) + 1));
    const recalls = Math.max(0, month - recallFrom + 1);
    return {
      most: times(failing, power(recalled.most, recalls)),
      least: times(failing, power(recalled.least, recalls)),
    };
  });
}

/** No account pays more, in a month or in all, than what can be signed of the contract at its dearest price. */
function checkBounds(found: Findings, place: LedgerPlace, part: Part): void {
  const { offer, fraction, signed } = part;
  const opens = signed === 'later' ? Math.max(1, offer.signFromMonth) : 0;
  for (const { cause, inMonth, inAll } of limitsOf(offer)) {
    const months = monthsOf(place, part, { cause });
    if (months === null) continue;
    const paid = months.map((one) => sizeOf(usdOfCents(one)));
    const isWithinMonth = paid.every((usd) => usd <= times(inMonth, fraction) + solved(inMonth));
    const most = times(times(inAll, fraction), isDeliverySure(offer) ? ONE : sampledRoom(place));
    const isWithinAll = sumOf(paid) <= most + solved(inAll) + ONE_CENT * BigInt(months.length);
    const isInWindow = paid.every((usd, month) => month >= opens || usd === 0n);
    found.that(isWithinMonth && isWithinAll && isInWindow, 'expected-cash', () => ({
      path: `ledger.${place.name}`,
      what: `${cause} of "${offer.id}" (${signed}) is more than can be signed of it at the dearest price (${usdText(times(inMonth, fraction))} a month, ${usdText(times(inAll, fraction))} in all), or comes before month ${opens}`,
    }));
  }
  checkDraws(found, place, part);
}

/**
 * Payments whose months are by chance sum to the whole only on the mean: each stage's are weighed by its share of the
 * replayed paths. Four standard errors of those shares, at most 1 / (2 sqrt paths) each, independent from stage to stage.
 */
function sampledRoom({ plan, claim }: LedgerPlace): Fixed {
  const paths = claim.recipe.replayPaths * claim.recipe.lattices;
  return ONE + fixed((4 * Math.sqrt(plan.tree.stageStartMonths.length)) / (2 * Math.sqrt(Math.max(1, paths))));
}

/** Most that the whole contract pays of each cause. */
function limitsOf(offer: Offer): readonly { cause: string; inMonth: Fixed; inAll: Fixed }[] {
  const capex = sumOf(offer.gates.map(({ capexUsd }) => fixed(capexUsd)));
  const drawn = times(capex, fixed(offer.financing?.debtFraction ?? 0));
  const once = [
    { cause: 'capex', inMonth: capex, inAll: capex },
    { cause: 'debtDrawn', inMonth: drawn, inAll: drawn },
  ];
  const term = whole(Math.max(0, offer.termMonths));
  if (offer.price.kind === 'owned') {
    const operations = fixed(offer.price.opexUsdPerMonth);
    return [...once, { cause: 'operations', inMonth: operations, inAll: times(operations, term) }];
  }
  const committed = times(times(dearestBill(offer), mostCommittedShare(offer)), largestMultiple(offer));
  const inTerm = times(committed, term);
  const { usd } = offer.terms.prepayment;
  const upfront = usd === null ? times(inTerm, fixed(offer.upfrontFraction)) : fixed(usd);
  return [
    ...once,
    { cause: 'committed', inMonth: committed, inAll: inTerm },
    { cause: 'upfront', inMonth: upfront, inAll: upfront },
  ];
}

const largest = (values: readonly Fixed[]): Fixed => values.reduce((most, value) => (value > most ? value : most));

const dearestBill = (offer: Offer): Fixed => largest(SUPPLY_REGIMES.map((regime) => monthlyBill(offer, regime)));

const mostCommittedShare = ({ takeOrPayFraction, terms }: Offer): Fixed =>
  largest([fixed(takeOrPayFraction), ...terms.takeOrPaySteps.map(({ value }) => fixed(value))]);

/** Most that the stated price is multiplied by: its highest step, risen at every anniversary that service can have. */
function largestMultiple({ terms, termMonths }: Offer): Fixed {
  const step = largest([ONE, ...terms.priceSteps.map(({ value }) => fixed(value))]);
  const lastTranche = Math.max(0, ...terms.tranches.map(({ leadTimeMonths }) => LATEST_MULTIPLE * leadTimeMonths.p90));
  const anniversaries = Math.ceil((termMonths + lastTranche) / MONTHS_PER_YEAR);
  const rise = ONE + fixed(Math.max(0, terms.escalatorPerYear));
  return times(step, power(rise, anniversaries));
}

/** No sampled tranche is so many times later than its p90: a bound on rises only, and a generous one. */
const LATEST_MULTIPLE = 4;

/** The lender's share comes in with each gate. */
function checkDraws(found: Findings, place: LedgerPlace, part: Part): void {
  const lent = fixed(part.offer.financing?.debtFraction ?? 0);
  const capex = monthsOf(place, part, { cause: 'capex' });
  const drawn = monthsOf(place, part, { cause: 'debtDrawn' });
  for (let month = 0; month < (capex?.length ?? drawn?.length ?? 0); month++) {
    const expected = -times(usdOfCents(capex?.[month] ?? 0), lent);
    const given = usdOfCents(drawn?.[month] ?? 0);
    const tolerance = 2n * ONE_CENT + roundingOf(expected, 1 << 20);
    found.that(isWithin(given, expected, tolerance), 'debt-drawn', () => ({
      path: `ledger.${place.name}`,
      what: `in month ${month} ${usdText(given)} is drawn for "${part.offer.id}" where its gates draw ${usdText(expected)}`,
    }));
  }
}
