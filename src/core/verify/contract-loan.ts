import type { Offer } from '../domain/index.ts';
import { MONTHS_PER_YEAR } from './calendar.ts';
import type { Payment, Unfolding } from './contract-terms.ts';
import { fixed, ONE, over, power, times, type Fixed } from './fixed-point.ts';

/** What the gates of a build cost, what is lent of it, and the level payments that pay the loan back from first service. */
export function loanPayments(offer: Offer, unfolding: Unfolding, serviceStart: number): Payment[] {
  const capex = capexOf(offer, unfolding);
  const lent = fixed(offer.financing?.debtFraction ?? 0);
  const owed = { lagMonths: 0, followsService: false } as const;
  const payments = capex.flatMap(({ month, usd }): Payment[] => [
    { cause: 'capex', timing: 'monthStart', month, usd: -usd, ...owed },
    { cause: 'debtDrawn', timing: 'monthStart', month, usd: times(usd, lent), ...owed },
  ]);
  if (offer.financing === null || lent === 0n || capex.length === 0) return payments;
  const interest = fixed(offer.financing.ratePerYear) / BigInt(MONTHS_PER_YEAR);
  const draws = capex.map(({ month, usd }) => ({ month, usd: times(usd, lent) }));
  const balance = balanceAt(serviceStart, { draws, interest, from: unfolding.signMonth });
  const payment = over(balance, annuityOf(interest, offer.financing.tenorMonths));
  for (let month = 0; month < offer.financing.tenorMonths; month++)
    payments.push({ cause: 'debtService', timing: 'monthEnd', month: serviceStart + month, usd: -payment, ...owed });
  return payments;
}

/** Each gate's price, in the parts and months in which it is paid. */
function capexOf(offer: Offer, { signMonth, gateStartMonths }: Unfolding): { month: number; usd: Fixed }[] {
  return offer.gates.flatMap((gate, index) => {
    const start = signMonth + (gateStartMonths[index] ?? 0);
    const parts = gate.payments ?? [{ monthsAfterStart: 0, fraction: 1 }];
    return parts.map(({ monthsAfterStart, fraction }) => ({
      month: start + monthsAfterStart,
      usd: times(fixed(gate.capexUsd), fixed(fraction)),
    }));
  });
}

/** Owed at the start of a month: draws fall at the start of theirs, interest at the end of each; later draws count back. */
function balanceAt(
  month: number,
  loan: { draws: readonly { month: number; usd: Fixed }[]; interest: Fixed; from: number },
): Fixed {
  let balance = 0n;
  for (let now = loan.from; now < month; now++) {
    for (const draw of loan.draws) if (draw.month === now) balance += draw.usd;
    balance += times(balance, loan.interest);
  }
  for (const draw of loan.draws) {
    if (draw.month >= month) balance += over(draw.usd, power(ONE + loan.interest, draw.month - month));
  }
  return balance;
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
