import type { CashLine } from '../../supply/index.ts';
import type { Attribution, ObjectiveCause, SigningTime } from '../cohorts/attribution.ts';
import { valueAt, type Solution } from './reading.ts';

/** Expected cash of one cause under one contract by month: undiscounted, before rounding, costs negative. */
export interface CashByMonth {
  readonly cause: ObjectiveCause;
  readonly contractId: string | null;
  readonly signed: SigningTime | null;
  readonly timing: CashLine['timing'];
  /** [month index 0..horizon-1] nominal USD */
  readonly usdByMonth: Float64Array;
}

/**
 * The cash of a solution month by month, in order of first appearance: the same attributions as `linesOf`, each month's
 * dollars as they move. Discounted at each month's own factor they sum to the cash lines.
 */
export function cashByMonth(solution: Solution): CashByMonth[] {
  const { horizonMonths } = solution.planner.frame.calendar;
  const found = new Map<string, CashByMonth>();
  for (const visit of solution.visits) {
    for (const attribution of solution.planner.nodes[visit.node]!.attributions) {
      const { cash } = attribution;
      if (cash === null) continue;
      const { usdByMonth } = accountOf(found, attribution, horizonMonths);
      const price = attribution.parameter === null ? 1 : solution.parameters[attribution.parameter]!;
      const volume = visit.probability * valueAt(visit, attribution) * price * cash.scale;
      if (volume === 0) continue;
      for (let month = 0; month < cash.usdByMonth.length; month++)
        usdByMonth[cash.startMonth + month]! += volume * cash.usdByMonth[month]!;
    }
  }
  return [...found.values()];
}

function accountOf(found: Map<string, CashByMonth>, attribution: Attribution, horizonMonths: number): CashByMonth {
  const { cause, contractId, signed, cash } = attribution;
  const key = `${cause}/${contractId ?? ''}/${signed ?? ''}/${cash!.timing}`;
  const known = found.get(key);
  if (known) return known;
  const account = { cause, contractId, signed, timing: cash!.timing, usdByMonth: new Float64Array(horizonMonths) };
  found.set(key, account);
  return account;
}
