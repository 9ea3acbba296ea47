import type { Plan } from '../domain/index.ts';
import type { BlockState } from './block-state.ts';
import { positivePart, sumAt, type Column } from './column.ts';

/** Churn of each workload after the month: what is unserved drives customers away, and some come back. */
export function loseCustomers({ now, world, churn, dispatcher }: BlockState, month: number): void {
  const { meanAsked, meanUnserved } = dispatcher.result;
  world.plan.workloads.forEach((workload, w) => {
    if (!workload.churn) return;
    const itsRanks = world.dispatcher.growingRanks(month)[w]!;
    const asked = sumAt(meanAsked, itsRanks, now.asked);
    const unserved = sumAt(meanUnserved, itsRanks, now.unserved);
    moveChurn(churn[w]!, workload.churn, { asked, unserved });
  });
}

function moveChurn(
  lost: Column,
  { recoveryPerMonth, lossPerMonth, depthFractions }: NonNullable<Plan['workloads'][number]['churn']>,
  { asked, unserved: notServed }: { readonly asked: Column; readonly unserved: Column },
): void {
  const depths = lossPerMonth.map((_, band) => (depthFractions[band] ?? 1) - (depthFractions[band - 1] ?? 0));
  for (let path = 0; path < lost.length; path++) {
    const before = lost[path]!;
    let unserved = ((1 - before) * notServed[path]!) / Math.max(asked[path]!, Number.MIN_VALUE);
    let next = before * recoveryPerMonth;
    for (let band = 0; band < lossPerMonth.length; band++) {
      const beyond = positivePart(unserved - depths[band]!);
      next += lossPerMonth[band]! * (unserved - beyond);
      unserved = beyond;
    }
    lost[path] = Math.min(1, next);
  }
}
