import type { Offer } from '../domain/index.ts';
import type { CashLine } from './cash-line.ts';
import type { Delivery } from './delivery.ts';
import { debtServiceUsdPerMonth, gatePayments } from './financing.ts';
import { addAt, scaled, type Timeline } from './timeline.ts';

/** Months from signing to the last payment of any gate; 0 without gates. */
export function lastGatePayment(offer: Offer, delivery: Delivery): number {
  return offer.gates.reduce((last, gate, index) => {
    const start = delivery.gateStartMonths[index] ?? 0;
    return gatePayments(gate).reduce(
      (latest, { monthsAfterStart }) => Math.max(latest, start + monthsAfterStart),
      last,
    );
  }, 0);
}

/** Capex of the gates, what is lent of it, and the level payments that repay it from first service on. */
export function gateLines(
  offer: Offer,
  at: Pick<Timeline, 'signMonth' | 'delivery' | 'inServiceMonth' | 'horizonMonths'>,
): CashLine[] {
  if (offer.gates.length === 0) return [];
  const capexUsdByMonth = new Float64Array(at.horizonMonths);
  offer.gates.forEach((gate, gateIndex) => {
    const start = at.signMonth + (at.delivery.gateStartMonths[gateIndex] ?? Number.NaN);
    for (const { monthsAfterStart, fraction } of gatePayments(gate)) {
      addAt(capexUsdByMonth, start + monthsAfterStart, -gate.capexUsd * fraction);
    }
  });
  const owed = { isPriceLinked: true, followsService: false } as const;
  const capex: CashLine = { cause: 'capex', usdByMonth: capexUsdByMonth, timing: 'monthStart', ...owed };
  if (offer.financing === null || offer.financing.debtFraction === 0) return [capex];
  const debtServiceUsdByMonth = new Float64Array(at.horizonMonths);
  const serviceUsd = debtServiceUsdPerMonth(offer, {
    gateStartMonths: at.delivery.gateStartMonths,
    inServiceMonths: at.inServiceMonth - at.signMonth,
  });
  const from = Math.max(0, at.inServiceMonth);
  debtServiceUsdByMonth.fill(-serviceUsd, from, Math.max(0, at.inServiceMonth + offer.financing.tenorMonths));
  const drawn = scaled(capexUsdByMonth, -offer.financing.debtFraction);
  return [
    capex,
    { cause: 'debtDrawn', usdByMonth: drawn, timing: 'monthStart', ...owed },
    { cause: 'debtService', usdByMonth: debtServiceUsdByMonth, timing: 'monthEnd', ...owed },
  ];
}
