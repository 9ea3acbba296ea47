import { SUPPLY_REGIMES, type Offer, type Plan } from '../domain/index.ts';
import { blocksOf } from './check-decision.ts';
import type { Claim, ClaimedAccount } from './claim.ts';
import { contractLife, medianUnfolding, monthlyBill } from './contract-life.ts';
import { isWithin, ONE_CENT, roundingOf, usdText, type Findings } from './findings.ts';
import { fixed, ONE, power, sizeOf, sumOf, times, twelfthRoot, usdOfCents, whole, type Fixed } from './fixed-point.ts';

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
  for (const offer of plan.fleet) checkContract(found, place, { offer, signed: 'fleet', fraction: ONE });
  for (const offer of plan.offers) {
    const blocks = offer.kind === 'quote' ? blocksOf(claim, offer.id) : 0;
    const fraction = (whole(1) * BigInt(Math.round(blocks))) / BigInt(offer.blocks);
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

function monthsOf(place: LedgerPlace, part: Part, cause: string): readonly number[] | null {
  const { offer, signed } = part;
  const account = place.accounts.find(
    (one) => one.cause === cause && one.contractId === offer.id && one.signed === signed,
  );
  return account?.centsByMonth ?? null;
}

/** A contract signed in month 0 or before: its price is known, its service where its delivery is. */
function checkContract(found: Findings, place: LedgerPlace, part: Part): void {
  const { plan } = place;
  const { offer, fraction } = part;
  const supplyRegime = SUPPLY_REGIMES[plan.market.startRegime]!;
  const life = contractLife(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime }));
  const causes = isDeliverySure(offer) ? SURE_CAUSES : (['upfront'] as const);
  const kept = keptShares(part, { serviceStart: life.serviceStart, horizonMonths: plan.horizonMonths });
  for (let month = 0; month < plan.horizonMonths; month++) {
    for (const cause of causes) {
      const full = times(life.months.get(month)?.usd[cause] ?? 0n, fraction);
      const { least, most } = kept(cause, month);
      checkMonth(found, place, { part, month, cause, least: times(full, least), most: times(full, most) });
    }
  }
}

const SURE_CAUSES = ['upfront', 'committed', 'operations', 'capex', 'debtService'] as const;

interface Band {
  readonly least: Fixed;
  readonly most: Fixed;
}
const WHOLE: Band = { least: ONE, most: ONE };
const ANY: Band = { least: 0n, most: ONE };

/** The shares of a contract that may still pay in a month: what our rights, and its hazards, can have ended. */
function keptShares(
  { offer, signed }: Part,
  at: { readonly serviceStart: number; readonly horizonMonths: number },
): (cause: (typeof SURE_CAUSES)[number], month: number) => Band {
  const mayEnd = offer.buyerExit !== null || offer.gates.length > 1;
  const survival = survivalBand(offer, at.serviceStart, at.horizonMonths);
  // Losses of what is signed now and has a price are drawn: between all and nothing every share is possible.
  const isDrawn = signed !== 'fleet' && offer.price.kind !== 'owned';
  return (cause, month) => {
    if (cause === 'upfront') return WHOLE;
    if (mayEnd) return ANY;
    if (cause === 'capex' || cause === 'debtService') return WHOLE;
    const band = survival[month]!;
    return isDrawn && band.least < ONE ? ANY : band;
  };
}

/** Costs are negative: `most` is the larger cost, `least` the smaller. */
function checkMonth(
  found: Findings,
  place: LedgerPlace,
  at: { part: Part; month: number; cause: string; least: Fixed; most: Fixed },
): void {
  const { part, month, cause } = at;
  const given = usdOfCents(monthsOf(place, part, cause)?.[month] ?? 0);
  const tolerance = solved(at.most);
  found.that(given >= at.most - tolerance && given <= at.least + tolerance, 'expected-cash', () => ({
    path: `ledger.${place.name}`,
    what: `${cause} of "${part.offer.id}" (${part.signed}) in month ${month} is ${usdText(given)}; the contract allows ${at.least === at.most ? usdText(at.most) : `${usdText(at.most)} to ${usdText(at.least)}`}`,
  }));
}

function isDeliverySure(offer: Offer): boolean {
  const isSure = ({ p10, p50, p90 }: Offer['leadTimeMonths']) => p10 === p50 && p50 === p90;
  return offer.gates.length === 0 ? isSure(offer.leadTimeMonths) : offer.gates.every(({ months }) => isSure(months));
}

/** [month] share of a contract that still runs under the hardest and the loosest hazards of any supply regime. */
function survivalBand(offer: Offer, serviceStart: number, horizonMonths: number): Band[] {
  const kept = (hazard: number): Fixed => (hazard >= 1 ? 0n : twelfthRoot(ONE - fixed(hazard)));
  const { hostExit, failureHazardPerYear } = offer;
  const fails = kept(failureHazardPerYear);
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
    const months = monthsOf(place, part, cause);
    if (months === null) continue;
    const paid = months.map((one) => sizeOf(usdOfCents(one)));
    const isWithinMonth = paid.every((usd) => usd <= times(inMonth, fraction) + solved(inMonth));
    const isWithinAll = sumOf(paid) <= times(inAll, fraction) + solved(inAll) + ONE_CENT * BigInt(months.length);
    const isInWindow = paid.every((usd, month) => month >= opens || usd === 0n);
    found.that(isWithinMonth && isWithinAll && isInWindow, 'expected-cash', () => ({
      path: `ledger.${place.name}`,
      what: `${cause} of "${offer.id}" (${signed}) is more than can be signed of it at the dearest price (${usdText(times(inMonth, fraction))} a month, ${usdText(times(inAll, fraction))} in all), or comes before month ${opens}`,
    }));
  }
  checkDraws(found, place, part);
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
  const dearest = SUPPLY_REGIMES.map((regime) => monthlyBill(offer, regime)).reduce((a, b) => (a > b ? a : b), 0n);
  const committed = times(dearest, fixed(offer.takeOrPayFraction));
  const upfront = times(times(committed, term), fixed(offer.upfrontFraction));
  return [
    ...once,
    { cause: 'committed', inMonth: committed, inAll: times(committed, term) },
    { cause: 'upfront', inMonth: upfront, inAll: upfront },
  ];
}

/** The lender's share comes in with each gate. */
function checkDraws(found: Findings, place: LedgerPlace, part: Part): void {
  const lent = fixed(part.offer.financing?.debtFraction ?? 0);
  const capex = monthsOf(place, part, 'capex');
  const drawn = monthsOf(place, part, 'debtDrawn');
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
