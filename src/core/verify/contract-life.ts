import { SUPPLY_REGIMES, type Offer, type SupplyRegime } from '../domain/index.ts';
import { HOURS_PER_MONTH } from './calendar.ts';
import { loanPayments } from './contract-loan.ts';
import { sidePayments } from './contract-sides.ts';
import {
  serviceOf,
  type Living,
  type Payment,
  type ServedMonth,
  type Service,
  type Unfolding,
} from './contract-terms.ts';
import { fixed, ONE, over, times, whole, type Fixed } from './fixed-point.ts';

/**
 * A contract lived through month by month: no series, no closed form. Payments fall when the words of the contract say
 * so; a prepayment is the sum of what it credits, a loan a balance that grows and is paid down.
 */
export interface ContractLife {
  readonly service: Service;
  /** full use included, as `usage` */
  readonly payments: readonly Payment[];
}

export function contractLife(offer: Offer, unfolding: Unfolding): ContractLife {
  const service = serviceOf(offer, unfolding);
  const price = monthlyBill(offer, unfolding.supplyRegime);
  const payments = [
    ...feePayments(offer, { service, price, unfolding }),
    ...loanPayments(offer, unfolding, service.start),
    ...sidePayments(offer, { service, price, unfolding }),
  ];
  return { service, payments: payments.filter(({ usd }) => usd !== 0n) };
}

/** Share of the whole contract that does useful work in a month. */
export const usefulShare = ({ service }: ContractLife, month: number): Fixed => service.months.get(month)?.useful ?? 0n;

/** What a month of service commits us to, before any credit. */
export const committedOf = (price: Fixed, { billed, committedShare }: ServedMonth): Fixed =>
  times(times(price, billed), committedShare);

/** The fee: what is committed, what was prepaid of it, what comes back of it, and what use beyond it costs. */
function feePayments(offer: Offer, living: Living): Payment[] {
  const { service, price } = living;
  const { terms } = offer;
  const credits = creditsOf(offer, living);
  const payments: Payment[] = [...credits.paid];
  for (const [month, served] of service.months) {
    const committed = committedOf(price, served);
    const credited = times(committed, credits.shareAt(served.age));
    const later = {
      timing: 'monthEnd',
      month: month + terms.paymentLagMonths,
      lagMonths: terms.paymentLagMonths,
    } as const;
    const following = { ...later, followsService: true };
    // Credited in months of its own, a prepayment is seen to come back; else each payment is less by it.
    const isSeen = terms.prepayment.creditMonths !== null;
    payments.push(
      { cause: 'committed', usd: isSeen ? -committed : credited - committed, ...following },
      { cause: 'creditBack', usd: isSeen ? credited : 0n, ...following },
      { cause: 'serviceCredit', usd: times(committed, fixed(terms.serviceCreditFraction)), ...following },
      {
        cause: 'usage',
        usd: -usageOf(offer, price, served),
        timing: 'monthEnd',
        month,
        lagMonths: 0,
        followsService: true,
      },
    );
  }
  return payments;
}

/** What all of the share that is not committed costs when used; capacity still settling in cannot be. */
function usageOf({ terms }: Offer, price: Fixed, served: ServedMonth): Fixed {
  if (served.delivered === 0n) return 0n;
  const free = times(times(price, served.billed), ONE - served.committedShare);
  return times(times(free, fixed(terms.overageMultiple)), over(served.useful, served.delivered));
}

interface Credits {
  readonly paid: readonly Payment[];
  /** share of a service month's committed payment that was prepaid */
  readonly shareAt: (age: number) => Fixed;
}

/** A prepayment is a stated sum, or a share of all that the term commits us to; it is credited against payments. */
function creditsOf(offer: Offer, { service, price, unfolding }: Living): Credits {
  const { usd, creditMonths, monthsBeforeDelivery } = offer.terms.prepayment;
  // What a fleet contract prepaid was paid before the plan begins.
  if (offer.kind === 'fleet' || (usd === null && offer.upfrontFraction === 0)) return { paid: [], shareAt: () => 0n };
  const isCredited = (age: number) =>
    creditMonths === null || (age >= creditMonths.from && age < creditMonths.from + creditMonths.count);
  let inTerm = 0n;
  let inCredit = 0n;
  for (const served of service.months.values()) {
    const committed = committedOf(price, served);
    inTerm += committed;
    if (isCredited(served.age)) inCredit += committed;
  }
  const total = usd === null ? times(fixed(offer.upfrontFraction), inTerm) : fixed(usd);
  const fraction = inCredit === 0n ? 0n : over(total, inCredit);
  const share = fraction > ONE ? ONE : fraction;
  const at = (month: number, amount: Fixed): Payment => ({
    cause: 'upfront',
    timing: 'monthStart',
    month,
    lagMonths: 0,
    usd: -amount,
    followsService: false,
  });
  const coming = service.pieces.reduce((sum, piece) => sum + piece.share, 0n);
  const paid =
    monthsBeforeDelivery === null
      ? [at(unfolding.signMonth, total)]
      : service.pieces.map((piece) =>
          at(
            Math.max(unfolding.signMonth, piece.start - monthsBeforeDelivery),
            over(times(total, piece.share), coming),
          ),
        );
  return { paid, shareAt: (age) => (isCredited(age) ? share : 0n) };
}

/** Nominal USD a month of the whole contract at its stated price, all of it delivered and used. */
export function monthlyBill(offer: Offer, supplyRegime: SupplyRegime): Fixed {
  const { price } = offer;
  if (price.kind === 'owned') return 0n;
  const usd = fixed(price.usd[SUPPLY_REGIMES.indexOf(supplyRegime)] ?? 0);
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

/** A quantile this little above a whole month is that month. */
const MONTH_SLACK = 1e-9;
const wholeMonths = (months: number): number => Math.max(0, Math.ceil(months - MONTH_SLACK));

/** The contract signed in a month and delivered at the median of each of its lead times. */
export function medianUnfolding(offer: Offer, at: Pick<Unfolding, 'signMonth' | 'supplyRegime'>): Unfolding {
  const none = { ...at, gateStartMonths: [], trancheMonths: [] };
  if (offer.kind === 'fleet') return { ...none, inServiceMonths: 0 };
  if (offer.gates.length > 0) {
    const gateStartMonths: number[] = [];
    let elapsed = 0;
    for (const gate of offer.gates) {
      gateStartMonths.push(elapsed);
      elapsed += wholeMonths(gate.months.p50);
    }
    return { ...none, gateStartMonths, inServiceMonths: elapsed };
  }
  const trancheMonths = offer.terms.tranches.map(({ leadTimeMonths }) => wholeMonths(leadTimeMonths.p50));
  if (trancheMonths.length > 0) return { ...none, trancheMonths, inServiceMonths: Math.min(...trancheMonths) };
  return { ...none, inServiceMonths: wholeMonths(offer.leadTimeMonths.p50) };
}
