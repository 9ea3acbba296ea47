import type { ContractOption, Offer } from '../domain/index.ts';
import { committedOf, contractLife, monthlyBill, type ContractLife } from './contract-life.ts';
import { loanPayments } from './contract-loan.ts';
import type { Payment, Unfolding } from './contract-terms.ts';
import { fixed, ONE, times, type Fixed } from './fixed-point.ts';
import { until } from './liability.ts';

/** A right of ours used by notice at the start of a month. */
export interface Notice {
  readonly right: string;
  readonly month: number;
}

/** How a contract ended before its time: it serves no more from that month on; by the host's notice, who then pays. */
export interface Loss {
  readonly stopMonth: number;
  readonly isRecall: boolean;
}

const START = { timing: 'monthStart', lagMonths: 0, followsService: true } as const;

/** What a contract comes to after a notice, and whether the notice changes anything of the contract itself. */
export function lifeAfterNotice(offer: Offer, unfolding: Unfolding, notice: Notice): ContractLife {
  const life = contractLife(offer, unfolding);
  const { start } = life.service;
  const { buyerExit, rampDown, sublet } = { buyerExit: offer.buyerExit, ...offer.terms };
  switch (notice.right) {
    case 'exit':
      return left(offer, unfolding, stopOf(notice, start, buyerExit));
    case 'rampDown':
      return stopped(life, stopOf(notice, start, rampDown));
    case 'sublet':
      return letOn(
        life,
        Math.max(notice.month, start + (sublet?.afterMonths ?? 0)),
        fixed(sublet?.haircutFraction ?? 0),
      );
    case 'endLate':
      return withoutLate(offer, unfolding, notice.month);
    case 'stopBuild':
      return buildStopped(offer, unfolding, notice.month);
    default: {
      const option = offer.terms.options.find(({ kind }) => kind === notice.right);
      return stopped(life, option === undefined ? Infinity : replacedFrom(life, option, notice.month));
    }
  }
}

/** What a loss leaves of it: what follows the service ends with it, and a host that leaves pays what it owes for that. */
export function lifeAfterLoss(
  offer: Offer,
  unfolding: Unfolding,
  at: { life: ContractLife; loss: Loss },
): ContractLife {
  const { life, loss } = at;
  const { stopMonth, isRecall } = loss;
  const kept = life.payments.filter((one) => !one.followsService || one.month < stopMonth + one.lagMonths);
  const served = life.service.months.get(stopMonth);
  const payments = [...kept];
  if (isRecall && served !== undefined) {
    const { usd, months, refundsPrepayment } = offer.terms.recall;
    const bill = times(monthlyBill(offer, unfolding.supplyRegime), served.billed);
    const back = refundsPrepayment ? unearned(offer, unfolding, stopMonth) : 0n;
    payments.push({ cause: 'refund', month: stopMonth, usd: fixed(usd) + times(fixed(months), bill) + back, ...START });
  }
  return { service: servedUntil(life, stopMonth), payments: payments.filter(({ usd }) => usd !== 0n) };
}

type Dated = { readonly afterMonths: number; readonly noticeMonths: number } | null;

function stopOf({ month }: Notice, start: number, right: Dated): number {
  return right === null ? Infinity : Math.max(month, start + right.afterMonths) + right.noticeMonths;
}

function servedUntil({ service }: ContractLife, stopMonth: number): ContractLife['service'] {
  return { ...service, months: new Map([...service.months].filter(([month]) => month < stopMonth)) };
}

function stopped(life: ContractLife, stopMonth: number, added: readonly Payment[] = []): ContractLife {
  return { service: servedUntil(life, stopMonth), payments: [...until(life.payments, stopMonth), ...added] };
}

/** Our exit: its fee as it takes effect, and the deposit back then. */
function left(offer: Offer, unfolding: Unfolding, stopMonth: number): ContractLife {
  const life = contractLife(offer, unfolding);
  const { months } = life.service;
  if (stopMonth >= life.service.end) return stopped(life, stopMonth);
  const price = monthlyBill(offer, unfolding.supplyRegime);
  const { exitFee, depositUsd } = offer.terms;
  let fee = fixed(exitFee.usd) + times(times(fixed(exitFee.months), price), months.get(stopMonth)?.billed ?? 0n);
  for (const [month, served] of months) {
    if (month >= stopMonth) fee += times(fixed(exitFee.fractionOfRemaining), committedOf(price, served));
  }
  return stopped(life, stopMonth, [
    { cause: 'exitFee', month: stopMonth, usd: -fee, ...START },
    { cause: 'deposit', month: stopMonth, usd: fixed(depositUsd), ...START },
  ]);
}

/** Another has the capacity and pays our committed payments less the haircut; ours go on. */
function letOn(life: ContractLife, fromMonth: number, haircut: Fixed): ContractLife {
  const payments = life.payments.flatMap((one): Payment[] => {
    const isOver = one.month >= fromMonth && (one.cause === 'usage' || one.cause === 'power');
    if (isOver) return [];
    if (one.cause !== 'committed' || one.month < fromMonth + one.lagMonths) return [one];
    return [one, { ...one, cause: 'sublet', usd: -times(one.usd, ONE - haircut) }];
  });
  return { service: servedUntil(life, fromMonth), payments };
}

/** Tranches beyond their long stop never come, or all ends; what was prepaid for what ends comes back. */
function withoutLate(offer: Offer, unfolding: Unfolding, month: number): ContractLife {
  const life = contractLife(offer, unfolding);
  const { late, tranches } = offer.terms;
  const since = month - unfolding.signMonth;
  const isCut = tranches.map(
    ({ dueMonths }, index) =>
      (unfolding.trancheMonths[index] ?? 0) > since && since >= dueMonths + (late?.longStopMonths ?? Infinity),
  );
  if (late === null || late.terminate === 'nothing' || !isCut.includes(true)) return life;
  if (late.terminate === 'all' || !isCut.includes(false)) {
    const usd = unearned(offer, unfolding, month);
    return stopped(life, month, [{ cause: 'refund', month, usd, ...START }]);
  }
  const kept = <T>(values: readonly T[]) => values.filter((_, index) => !isCut[index]);
  const trancheMonths = kept(unfolding.trancheMonths);
  const { prepayment } = offer.terms;
  const share = kept(tranches).reduce((sum, { fraction }) => sum + fraction, 0);
  const usd = prepayment.usd === null ? null : prepayment.usd * share;
  const rest = { ...offer, terms: { ...offer.terms, tranches: kept(tranches), prepayment: { ...prepayment, usd } } };
  const there = contractLife(rest, { ...unfolding, trancheMonths, inServiceMonths: Math.min(...trancheMonths) });
  return { service: there.service, payments: paymentsWithout(life, there, month) };
}

/** Payments of what is left; damages of what was ended, and its prepayment, until the notice, and the latter back. */
function paymentsWithout(life: ContractLife, there: ContractLife, month: number): Payment[] {
  const isBefore = (one: Payment) => one.month < month;
  const upfront = ({ payments }: ContractLife) => payments.filter(({ cause }) => cause === 'upfront');
  const paid = upfront(life).filter(isBefore);
  const back = [
    ...paid,
    ...upfront(there)
      .filter(isBefore)
      .map((one) => ({ ...one, usd: -one.usd })),
  ];
  return [
    ...there.payments.filter(({ cause }) => cause !== 'upfront' && cause !== 'lateDamages'),
    ...life.payments.filter((one) => one.cause === 'lateDamages' && isBefore(one)),
    ...there.payments.filter((one) => one.cause === 'lateDamages' && !isBefore(one)),
    ...paid,
    ...upfront(there).filter((one) => !isBefore(one)),
    {
      cause: 'refund',
      month,
      usd: -back.reduce((sum, { usd }) => sum + usd, 0n),
      ...START,
      followsService: false,
    },
  ];
}

/** No gate starts from the notice on: nothing ever serves, and what earlier gates drew is paid back. */
function buildStopped(offer: Offer, unfolding: Unfolding, month: number): ContractLife {
  const life = contractLife(offer, unfolding);
  const started = unfolding.gateStartMonths.filter((start) => unfolding.signMonth + start < month);
  if (offer.gates.length < 2 || started.length === offer.gates.length) return life;
  const built = { ...offer, gates: offer.gates.slice(0, started.length) };
  const others = life.payments.filter(
    ({ cause, followsService, month: paid }) =>
      !['capex', 'debtDrawn', 'debtService', 'endOfLife'].includes(cause) && (!followsService || paid < month),
  );
  const loan = loanPayments(built, { ...unfolding, gateStartMonths: started }, life.service.start);
  return { service: servedUntil(life, -Infinity), payments: [...loan, ...others].filter(({ usd }) => usd !== 0n) };
}

/** From when a swap or a purchase serves in its place; never where the right may not be used then, or only adds. */
function replacedFrom({ service }: ContractLife, option: ContractOption, month: number): number {
  if (option.kind !== 'swap' && option.kind !== 'buyout') return Infinity;
  const age = month - service.start;
  const isOpen = age >= option.afterMonths && age <= option.untilMonths && month < service.end;
  const from = month + option.noticeMonths + option.leadTimeMonths;
  return isOpen && month + option.noticeMonths <= service.end && from < service.end ? from : Infinity;
}

/** Paid in advance and not credited, and the deposit, at the start of a month of the contract. */
function unearned(offer: Offer, unfolding: Unfolding, month: number): Fixed {
  const { payments, service } = contractLife(offer, unfolding);
  if (month >= service.end) return 0n;
  const price = monthlyBill(offer, unfolding.supplyRegime);
  let left = month >= unfolding.signMonth ? fixed(offer.terms.depositUsd) : 0n;
  for (const one of payments) {
    if (one.cause === 'upfront' && one.month < month) left -= one.usd;
    // What a month's payment is less than its fee was credited.
    if (one.month - one.lagMonths >= month) continue;
    if (one.cause === 'creditBack') left -= one.usd;
    if (one.cause === 'committed') left -= committedOf(price, service.months.get(one.month - one.lagMonths)!) + one.usd;
  }
  const fullyCredited = [...service.months].filter(([served]) => served < month);
  for (const [served, its] of fullyCredited) {
    const isPaid = payments.some((one) => one.cause === 'committed' && one.month - one.lagMonths === served);
    if (!isPaid) left -= committedOf(price, its);
  }
  return left > 0n ? left : 0n;
}
