import type { Offer, ValueFlow } from '../domain/index.ts';
import type { Living, Payment } from './contract-terms.ts';
import { fixed, times, type Fixed } from './fixed-point.ts';

const START = { timing: 'monthStart', lagMonths: 0 } as const;
const END = { timing: 'monthEnd', lagMonths: 0 } as const;

/** What a contract costs and brings beside its fee and its loan. */
export function sidePayments(offer: Offer, living: Living): Payment[] {
  const { terms } = offer;
  const { service } = living;
  const isOwned = offer.price.kind === 'owned';
  const atEnd = fixed(terms.endOfLife.valueUsd) - fixed(terms.endOfLife.decommissionUsd);
  return [
    ...runningPayments(offer, living),
    { cause: 'adders', month: service.start, usd: -fixed(terms.adders.onceUsd), followsService: true, ...START },
    ...service.pieces.map((piece): Payment => ({
      cause: 'ownHardware',
      month: piece.start,
      usd: -times(piece.share, fixed(terms.ownHardwareUsd)),
      followsService: true,
      ...START,
    })),
    ...terms.flows.flatMap((flow) => flowPayments(flow, offer, living)),
    // Kit of our own is ours to sell, whatever became of its service.
    { cause: 'endOfLife', month: service.end - 1, usd: atEnd, followsService: !isOwned, ...END },
    ...depositPayments(offer, living),
    ...damagePayments(offer, living),
    ...relationshipPayments(offer, living),
  ];
}

/** Every month, for what is delivered: operations of our own kit, energy passed through, adders. */
function runningPayments({ terms, price }: Offer, { service }: Living): Payment[] {
  const causes = [
    ['operations', price.kind === 'owned' ? price.opexUsdPerMonth : 0],
    ['power', terms.powerUsdPerMonth],
    ['adders', terms.adders.usdPerMonth],
  ] as const;
  return causes.flatMap(([cause, usdPerMonth]) =>
    usdPerMonth === 0 ? [] : eachMonth(cause, service.months, -fixed(usdPerMonth)),
  );
}

function eachMonth(cause: string, months: Living['service']['months'], usdPerMonth: Fixed): Payment[] {
  return [...months].map(([month, { delivered }]) => ({
    cause,
    month,
    usd: times(usdPerMonth, delivered),
    followsService: true,
    ...END,
  }));
}

/** Warrants, rebates, backstops and guarantees at their expected value. */
function flowPayments({ kind, usd, timing }: ValueFlow, offer: Offer, { service, unfolding }: Living): Payment[] {
  const amount = fixed(usd);
  switch (timing) {
    case 'monthly':
      return eachMonth(kind, service.months, amount);
    case 'firstService':
      return [{ cause: kind, month: service.start, usd: amount, followsService: true, ...START }];
    case 'end':
      return [{ cause: kind, month: service.end - 1, usd: amount, followsService: true, ...END }];
    case 'signing':
      // Of a fleet contract that is past.
      return offer.kind === 'fleet'
        ? []
        : [{ cause: kind, month: unfolding.signMonth, usd: amount, followsService: false, ...START }];
  }
}

/** Paid at signing, back at the end of the last month of service. */
function depositPayments(offer: Offer, { service, unfolding }: Living): Payment[] {
  const usd = fixed(offer.terms.depositUsd);
  const back: Payment = { cause: 'deposit', month: service.end - 1, usd, followsService: true, ...END };
  if (offer.kind === 'fleet') return [back];
  return [{ cause: 'deposit', month: unfolding.signMonth, usd: -usd, followsService: false, ...START }, back];
}

/** While a tranche is late beyond its grace, until its long stop or the end of the contract, a share of its fee is paid to us. */
function damagePayments({ terms }: Offer, { price, unfolding, service }: Living): Payment[] {
  const { late } = terms;
  if (late === null) return [];
  return terms.tranches.flatMap((tranche, index) => {
    const delivered = unfolding.trancheMonths[index] ?? tranche.dueMonths;
    const end = Math.min(delivered, tranche.dueMonths + late.longStopMonths, service.end - unfolding.signMonth);
    const usd = times(times(fixed(late.damagesFraction), fixed(tranche.fraction)), price);
    const payments: Payment[] = [];
    for (let month = tranche.dueMonths + late.graceMonths; month < end; month++)
      payments.push({ cause: 'lateDamages', month: unfolding.signMonth + month, usd, followsService: false, ...END });
    return payments;
  });
}

/** People of ours, from signing to the end of service. */
function relationshipPayments(offer: Offer, { service, unfolding }: Living): Payment[] {
  const usd = -fixed(offer.terms.relationshipUsdPerMonth);
  if (usd === 0n) return [];
  const payments: Payment[] = [];
  const from = Math.max(0, offer.kind === 'fleet' ? service.start : unfolding.signMonth);
  for (let month = from; month < service.end; month++)
    payments.push({ cause: 'relationship', month, usd, followsService: true, ...END });
  return payments;
}
