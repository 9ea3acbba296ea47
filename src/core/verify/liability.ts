import type { Offer } from '../domain/index.ts';
import { committedOf, contractLife, monthlyBill, type ContractLife } from './contract-life.ts';
import { loanPayments } from './contract-loan.ts';
import type { Payment, Unfolding } from './contract-terms.ts';
import { fixed, ONE, times, type Fixed } from './fixed-point.ts';

/** What can be nothing when we stop using what we have. */
const AVOIDABLE: readonly string[] = ['usage', 'operations', 'power', 'relationship'];
/** Due whatever happens to the service, but not for what comes after a stop. */
const NOT_AFTER_STOP: readonly string[] = ['upfront', 'lateDamages'];

/**
 * Nominal USD of the whole contract, positive: what is owed if our rights are used at their first dates in the best of
 * four ways (none; leave; start no further gate; give back and let on all that may be), and what is payable if none ever is and all is used.
 */
export function liabilityOf(offer: Offer, unfolding: Unfolding): { readonly firm: Fixed; readonly headline: Fixed } {
  const life = contractLife(offer, unfolding);
  const headline = life.payments.reduce((sum, { month, usd }) => (month < 0 ? sum : sum - usd), 0n);
  const whole = owed(life.payments);
  const uses = [
    whole,
    ...leaving(offer, life, unfolding),
    ...stopping(offer, life, unfolding),
    ...givingBack(offer, life, whole),
  ];
  return { firm: uses.reduce((least, one) => (one < least ? one : least)), headline };
}

function owed(payments: readonly Payment[]): Fixed {
  return payments.reduce(
    (sum, { cause, month, usd }) => (month < 0 || AVOIDABLE.includes(cause) ? sum : sum - usd),
    0n,
  );
}

/** Notice as early as it may be given: not before month 0, and not before first service. */
const noticeMonthOf = ({ service }: ContractLife): number => Math.max(0, service.start);

/** The payments that are left when service stops. */
export function until(payments: readonly Payment[], stopMonth: number): Payment[] {
  return payments.filter(({ cause, month, lagMonths, followsService }) => {
    const isEnding = followsService || NOT_AFTER_STOP.includes(cause);
    return !isEnding || month < stopMonth + lagMonths;
  });
}

/** Our exit: its fee is paid as it takes effect, and the deposit comes back then. */
function leaving(offer: Offer, life: ContractLife, unfolding: Unfolding): Fixed[] {
  const { buyerExit, terms } = offer;
  if (buyerExit === null) return [];
  const { service } = life;
  const earliest = Math.max(noticeMonthOf(life), service.start + buyerExit.afterMonths);
  const stop = earliest + buyerExit.noticeMonths;
  const left = owed(until(life.payments, stop));
  if (stop >= service.end) return [left];
  const price = monthlyBill(offer, unfolding.supplyRegime);
  const { usd, months, fractionOfRemaining } = terms.exitFee;
  const billed = times(price, service.months.get(stop)?.billed ?? 0n);
  let remaining = 0n;
  for (const [month, served] of service.months) if (month >= stop) remaining += committedOf(price, served);
  const fee = fixed(usd) + times(fixed(months), billed) + times(fixed(fractionOfRemaining), remaining);
  return [left + fee - fixed(terms.depositUsd)];
}

/** The build is given up as its second gate would start: what is begun is paid, and what was lent for it paid back. */
function stopping(offer: Offer, { payments, service }: ContractLife, unfolding: Unfolding): Fixed[] {
  const { signMonth, gateStartMonths } = unfolding;
  const begun = gateStartMonths.filter((month) => month === 0 || signMonth + month < 0);
  if (begun.length === gateStartMonths.length) return [];
  const built = { ...offer, gates: offer.gates.slice(0, begun.length) };
  const loan = loanPayments(built, { ...unfolding, gateStartMonths: begun }, service.start);
  const stop = Math.max(0, signMonth + Math.min(...gateStartMonths.slice(begun.length)));
  const others = payments.filter(
    ({ cause, month, followsService }) => !OF_GATES.includes(cause) && (!followsService || month < stop),
  );
  return [owed([...loan, ...others])];
}

/** Paid for what is built, or got for it. */
const OF_GATES: readonly string[] = ['capex', 'debtDrawn', 'debtService', 'endOfLife'];

/** Part given back, then part of the rest let on: each at its first date, as far as it may. */
function givingBack(offer: Offer, life: ContractLife, whole: Fixed): Fixed[] {
  const { rampDown, sublet } = offer.terms;
  const notice = noticeMonthOf(life);
  const rights: { most: Fixed; saved: Fixed }[] = [];
  if (rampDown !== null && rampDown.fractionMax > 0) {
    const stop = Math.max(notice, life.service.start + rampDown.afterMonths) + rampDown.noticeMonths;
    rights.push({ most: fixed(rampDown.fractionMax), saved: whole - owed(until(life.payments, stop)) });
  }
  if (sublet !== null) {
    const from = Math.max(notice, life.service.start + sublet.afterMonths);
    rights.push({ most: fixed(sublet.fractionMax), saved: subletIncome(life, from, fixed(sublet.haircutFraction)) });
  }
  let left = ONE;
  let owing = whole;
  return rights.map(({ most, saved }) => {
    const used = most < left ? most : left;
    left -= used;
    owing -= times(used, saved);
    return owing;
  });
}

/** Another pays our committed payments less the haircut. */
function subletIncome({ payments }: ContractLife, from: number, haircut: Fixed): Fixed {
  return payments.reduce(
    (sum, { cause, month, lagMonths, usd }) =>
      cause === 'committed' && month >= 0 && month >= from + lagMonths ? sum - times(usd, ONE - haircut) : sum,
    0n,
  );
}
