import { valleyLoads } from '../../demand/index.ts';
import { deferrableReferenceGpusOver, type Plan } from '../../domain/index.ts';
import { setTimes, type Column } from './column.ts';
import type { Dispatched, ServedMonth } from './serve.ts';

/** What every tier asks for in every load block: growing tiers by demand and who stayed, those that can wait in valleys. */
export function askerOf(plan: Plan): (month: ServedMonth, into: Dispatched) => void {
  const growing = plan.loadBlocks.map(({ ofMean }) =>
    plan.workloads.reduce((sum, { busyReferenceGpus }, workload) => sum + busyReferenceGpus * ofMean[workload]!, 0),
  );
  const times = plan.loadBlocks.map(({ timeFraction }) => timeFraction);
  const deferrable = Array.from({ length: plan.horizonMonths }, (_, month) =>
    deferrableReferenceGpusOver(plan, month, month + 1),
  );
  const valleysOf = (month: number, multiple: number): readonly number[] => {
    const size = deferrable[month]!;
    return size === 0
      ? growing
      : valleyLoads(
          growing.map((load) => load * multiple),
          times,
          size,
        );
  };
  return ({ month, ranks, demandMultiple, growth, churn }, { asked, meanAsked }) => {
    const isAnyDeferrable = ranks.some(({ isDeferrable }) => isDeferrable);
    const valleys = isAnyDeferrable ? Array.from(demandMultiple, (multiple) => valleysOf(month, multiple)) : [];
    plan.workloads.forEach((workload, w) => growNet(growth[w]!, demandMultiple, workload.churn ? churn[w]! : null));
    ranks.forEach(({ isDeferrable, isGrowing, referenceGpus, workload }, r) => {
      const ask = (column: Column, load: number): void => {
        if (isGrowing) setTimes(column, growth[workload]!, load);
        else column.fill(load);
      };
      let meanLoad = 0;
      plan.loadBlocks.forEach(({ ofMean, timeFraction }, block) => {
        const column = asked[block * ranks.length + r]!;
        if (isDeferrable) column.forEach((_, path) => (column[path] = referenceGpus * valleys[path]![block]!));
        else ask(column, referenceGpus * ofMean[workload]!);
        meanLoad += timeFraction * ofMean[workload]!;
      });
      ask(meanAsked[r]!, referenceGpus * (isDeferrable ? 1 : meanLoad));
    });
  };
}

/** Demand over month 0's, net of customers lost. */
function growNet(growth: Column, demandMultiple: Column, churn: Column | null): void {
  if (churn === null) growth.set(demandMultiple);
  else for (let path = 0; path < growth.length; path++) growth[path] = demandMultiple[path]! * (1 - churn[path]!);
}
