import { SUPPLY_REGIMES, type Offer, type SupplyRegime } from '../domain/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from './calendar.ts';
import { fixed, ONE, over, times, whole, type Fixed } from './fixed-point.ts';

/** How a contract unfolds: months from the plan's start, except where said. */
export interface Unfolding {
  readonly signMonth: number;
  readonly supplyRegime: SupplyRegime;
  /** months from signing */
  readonly gateStartMonths: readonly number[];
  readonly inServiceMonths: number;
  /** months from signing to each tranche; empty without tranches of their own */
  readonly trancheMonths: readonly number[];
}

export type ContractCause = 'upfront' | 'committed' | 'usage' | 'capex' | 'debtDrawn' | 'debtService' | 'operations';

/** What the whole contract brings in one month: share in service, and nominal USD by cause, costs negative. */
export interface MonthOfLife {
  share: Fixed;
  readonly usd: Partial<Record<ContractCause, Fixed>>;
}

/**
 * A contract lived through month by month, from its signing to the last month in which it costs or serves: no series, no
 * closed form. Payments fall when the words of the contract say so; a loan is a balance that grows and is paid down.
 */
export interface ContractLife {
  readonly serviceStart: number;
  /** by month index, months before 0 included */
  readonly months: ReadonlyMap<number, MonthOfLife>;
}

export function contractLife(offer: Offer, unfolding: Unfolding): ContractLife {
  const serviceStart = Math.max(unfolding.signMonth + unfolding.inServiceMonths, offer.serviceFromMonth);
  const months = new Map<number, MonthOfLife>();
  liveThroughService(offer, { months, serviceStart, unfolding });
  payForGates(offer, { months, serviceStart, unfolding });
  return { serviceStart, months };
}

interface Living {
  readonly months: Map<number, MonthOfLife>;
  readonly serviceStart: number;
  readonly unfolding: Unfolding;
}

/** Service by age: what has been delivered by then is billed, committed or by use, or run at our own cost. */
function liveThroughService(offer: Offer, { months, serviceStart, unfolding }: Living): void {
  const bill = monthlyBill(offer, unfolding.supplyRegime);
  const committedShare = fixed(offer.takeOrPayFraction);
  const prepaidShare = fixed(offer.upfrontFraction);
  let prepaid = 0n;
  for (let age = 0; age < offer.termMonths; age++) {
    const share = deliveredAtAge(offer, age);
    if (share === 0n) continue;
    const at = monthAt(months, serviceStart + age);
    at.share = share;
    if (offer.price.kind === 'owned') {
      pay(at, 'operations', times(share, fixed(offer.price.opexUsdPerMonth)));
      continue;
    }
    const billed = times(share, bill);
    const committed = times(billed, committedShare);
    const credited = times(committed, prepaidShare);
    prepaid += credited;
    pay(at, 'committed', committed - credited);
    pay(at, 'usage', billed - committed);
  }
  // What a fleet contract prepaid was paid before the plan begins.
  if (offer.kind !== 'fleet') pay(monthAt(months, unfolding.signMonth), 'upfront', prepaid);
}

function payForGates(offer: Offer, { months, serviceStart, unfolding }: Living): void {
  const lent = fixed(offer.financing?.debtFraction ?? 0);
  const drawn = new Map<number, Fixed>();
  offer.gates.forEach((gate, index) => {
    const month = unfolding.signMonth + (unfolding.gateStartMonths[index] ?? 0);
    const capex = fixed(gate.capexUsd);
    const draw = times(capex, lent);
    pay(monthAt(months, month), 'capex', capex);
    pay(monthAt(months, month), 'debtDrawn', -draw);
    drawn.set(month, (drawn.get(month) ?? 0n) + draw);
  });
  if (offer.financing === null || lent === 0n || offer.gates.length === 0) return;
  const interest = fixed(offer.financing.ratePerYear) / BigInt(MONTHS_PER_YEAR);
  let balance = 0n;
  for (let month = unfolding.signMonth; month < serviceStart; month++) {
    balance += drawn.get(month) ?? 0n;
    balance += times(balance, interest);
  }
  balance += drawn.get(serviceStart) ?? 0n;
  const payment = over(balance, annuityOf(interest, offer.financing.tenorMonths));
  for (let age = 0; age < offer.financing.tenorMonths; age++)
    pay(monthAt(months, serviceStart + age), 'debtService', payment);
}

/** What one dollar at the end of each of n months is worth before them: summed, so that no closed form is shared. */
function annuityOf(interest: Fixed, n: number): Fixed {
  const factor = over(ONE, ONE + interest);
  let worth = 0n;
  let each = ONE;
  for (let month = 0; month < n; month++) {
    each = times(each, factor);
    worth += each;
  }
  return worth;
}

/** Nominal USD a month of the whole contract, all of it delivered and used. */
export function monthlyBill(offer: Offer, supplyRegime: SupplyRegime): Fixed {
  const { price } = offer;
  if (price.kind === 'owned') return 0n;
  const usd = fixed(price.usd[SUPPLY_REGIMES.indexOf(supplyRegime)] ?? Number.NaN);
  return price.kind === 'perMonth' ? usd : times(usd, times(gpusOf(offer), whole(HOURS_PER_MONTH)));
}

/** Physical GPUs of the whole contract. */
export function gpusOf(offer: Offer): Fixed {
  return offer.quantities.reduce((sum, { gpus }) => sum + fixed(gpus), 0n);
}

/** Reference GPUs of the whole contract in the first workload that it serves. */
export function shownReferenceGpus(offer: Offer): Fixed {
  return fixed(offer.referenceGpus.find((count) => count > 0) ?? 0);
}

function deliveredAtAge(offer: Offer, age: number): Fixed {
  let delivered = 0;
  for (const step of offer.deliveryProfile) if (step.monthsAfterStart <= age) delivered = step.fraction;
  return fixed(delivered);
}

function monthAt(months: Map<number, MonthOfLife>, month: number): MonthOfLife {
  const known = months.get(month);
  if (known) return known;
  const fresh = { share: 0n, usd: {} };
  months.set(month, fresh);
  return fresh;
}

/** A payment is a cost: it lowers the month's cash. */
function pay(at: MonthOfLife, cause: ContractCause, usd: Fixed): void {
  if (usd !== 0n) at.usd[cause] = (at.usd[cause] ?? 0n) - usd;
}

/** A quantile this little above a whole month is that month. */
const MONTH_SLACK = 1e-9;

/** The contract signed in a month and delivered at the median of each of its lead times. */
export function medianUnfolding(offer: Offer, at: Pick<Unfolding, 'signMonth' | 'supplyRegime'>): Unfolding {
  const wholeMonths = (months: number) => Math.max(0, Math.ceil(months - MONTH_SLACK));
  if (offer.kind === 'fleet') return { ...at, gateStartMonths: [], inServiceMonths: 0, trancheMonths: [] };
  if (offer.gates.length === 0)
    return { ...at, gateStartMonths: [], inServiceMonths: wholeMonths(offer.leadTimeMonths.p50), trancheMonths: [] };
  const gateStartMonths: number[] = [];
  let elapsed = 0;
  for (const gate of offer.gates) {
    gateStartMonths.push(elapsed);
    elapsed += wholeMonths(gate.months.p50);
  }
  return { ...at, gateStartMonths, inServiceMonths: elapsed, trancheMonths: [] };
}

/** Nominal USD of the whole contract, positive: what is owed if every right of ours is used at once, and if none ever is. */
export function liabilityOf(offer: Offer, unfolding: Unfolding): { readonly firm: Fixed; readonly headline: Fixed } {
  const { serviceStart, months } = contractLife(offer, unfolding);
  const { buyerExit } = offer;
  const noticeMonth = Math.max(0, serviceStart + (buyerExit?.afterMonths ?? 0));
  const freeFrom = buyerExit === null ? Infinity : noticeMonth + buyerExit.noticeMonths;
  let firm = 0n;
  let headline = 0n;
  for (const [month, { usd }] of months) {
    if (month < 0) continue;
    for (const [cause, amount] of Object.entries(usd)) {
      headline -= amount;
      const mayStop = cause === 'usage' || cause === 'operations' || (cause === 'committed' && month >= freeFrom);
      if (!mayStop) firm -= amount;
    }
  }
  return { firm, headline };
}
