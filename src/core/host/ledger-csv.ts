import { CENTS_PER_USD } from '../units/index.ts';
import type { HostAnswer } from './answer-host.ts';
import type { HostPlan } from './host-plan.ts';
import { monthText } from './host-words.ts';

/**
 * The ledgers of all structures as comma-separated text, one row for each amount: structure, cause, month and USD to the
 * cent. A point's cash is listed under the month that starts there: rent of a month stands under the next one.
 */
export function hostLedgerCsv(plan: HostPlan, { structures }: HostAnswer): string {
  const rows = structures.flatMap(({ structureId, ledger }) =>
    ledger.flatMap(({ cause, centsByPoint }) =>
      centsByPoint.flatMap((cents, point) =>
        cents === 0 ? [] : [`${structureId},${cause},${monthText(plan, point)},${usdText(cents)}`],
      ),
    ),
  );
  return `${['structure,cause,month,usd', ...rows].join('\n')}\n`;
}

/** Whole cents as dollars with two decimals, exactly. */
function usdText(cents: number): string {
  const size = Math.abs(cents);
  const whole = Math.floor(size / CENTS_PER_USD);
  return `${cents < 0 ? '-' : ''}${whole}.${String(size - whole * CENTS_PER_USD).padStart(2, '0')}`;
}
