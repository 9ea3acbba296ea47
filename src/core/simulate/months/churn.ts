import type { Plan } from '../../domain/index.ts';
import { positivePart, sumAt, type Column } from '../dispatch/column.ts';
import type { BlockState } from './block-state.ts';

/** Churn of each workload after the month: what is unserved drives customers away, and some come back. */
export function loseCustomers({ now, world, churn, dispatcher }: BlockState, month: number): void {
  const { meanAsked, meanServed } = dispatcher.result;
  world.plan.workloads.forEach((workload, w) => {
    if (!workload.churn) return;
    const itsRanks = world.dispatcher.growingRanks(month)[w]!;
    const asked = sumAt(meanAsked, itsRanks, now.asked);
    const served = sumAt(meanServed, itsRanks, now.unserved);
    moveChurn(churn[w]!, workload.churn, { asked, served });
  });
}

function moveChurn(
  lost: Column,
  { recoveryPerMonth, lossPerMonth, depthFractions }: NonNullable<Plan['workloads'][number]['churn']>,
  { asked, served }: { readonly asked: Column; readonly served: Column },
): void {
  const depths = lossPerMonth.map((_, band) => (depthFractions[band] ?? 1) - (depthFractions[band - 1] ?? 0));
  for (let path = 0; path < lost.length; path++) {
    const before = lost[path]!;
    const short = positivePart(asked[path]! - served[path]!);
    let unserved = ((1 - before) * short) / Math.max(asked[path]!, Number.MIN_VALUE);
    let next = before * recoveryPerMonth;
    for (let band = 0; band < lossPerMonth.length; band++) {
      const beyond = positivePart(unserved - depths[band]!);
      next += lossPerMonth[band]! * (unserved - beyond);
      unserved = beyond;
    }
    lost[path] = Math.min(1, next);
  }
}
