import { valleyLoads } from '../demand/index.ts';
import { deferrableReferenceGpusOver, type Plan } from '../domain/index.ts';
import { setTimes, type Column } from './column.ts';
import type { Rank } from './ranks.ts';
import { orderByPrice, type Sources } from './sources.ts';

/** What one month's dispatch came to on every path; overwritten by the next. */
export interface Dispatched {
  /** [block × rank] reference GPUs served, and asked for net of churn */
  readonly served: readonly Column[];
  readonly asked: readonly Column[];
  /** [class × rank] mean units of committed capacity used */
  readonly classUse: readonly Column[];
  /** [source × path] mean units used */
  sourceUse: Float64Array;
}

export interface DispatchMonth {
  readonly month: number;
  readonly demandMultiple: Column;
  /** [workload] fraction of demand lost */
  readonly churn: readonly Column[];
  /** [class] units that are paid whatever their use */
  readonly capacity: readonly Column[];
  readonly sources: Sources;
}

export interface ServedMonth extends DispatchMonth {
  readonly plan: Plan;
  readonly ranks: readonly Rank[];
  /** [class] room for what is left to give in a load block */
  readonly left: readonly Column[];
  /** [class] true where some path has any */
  readonly isHeld: readonly boolean[];
  /** [workload] room for demand over month 0's, net of customers lost */
  readonly growth: readonly Column[];
}

/** What every tier asks for in every load block: growing tiers by demand and who stayed, those that can wait in valleys. */
export function askerOf(plan: Plan): (month: ServedMonth, asked: readonly Column[]) => void {
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
  return ({ month, ranks, demandMultiple, growth, churn }, asked) => {
    const isAnyDeferrable = ranks.some(({ isDeferrable }) => isDeferrable);
    const valleys = isAnyDeferrable ? Array.from(demandMultiple, (multiple) => valleysOf(month, multiple)) : [];
    plan.workloads.forEach((workload, w) => growNet(growth[w]!, demandMultiple, workload.churn ? churn[w]! : null));
    plan.loadBlocks.forEach(({ ofMean }, block) =>
      ranks.forEach(({ isDeferrable, isGrowing, referenceGpus, workload }, r) => {
        const column = asked[block * ranks.length + r]!;
        const load = referenceGpus * ofMean[workload]!;
        if (isDeferrable) column.forEach((_, path) => (column[path] = referenceGpus * valleys[path]![block]!));
        else if (isGrowing) setTimes(column, growth[workload]!, load);
        else column.fill(load);
      }),
    );
  };
}

/** Demand over month 0's, net of customers lost. */
function growNet(growth: Column, demandMultiple: Column, churn: Column | null): void {
  if (churn === null) growth.set(demandMultiple);
  else for (let path = 0; path < growth.length; path++) growth[path] = demandMultiple[path]! * (1 - churn[path]!);
}

/** Serves what is asked for; sources marked as free cost nothing. */
export function serveAll(month: ServedMonth, into: Dispatched, free: Uint8Array | null = null): void {
  const { ranks, sources, capacity, left, isHeld, plan } = month;
  for (const column of into.classUse) column.fill(0);
  if (into.sourceUse.length < sources.units.length) into.sourceUse = new Float64Array(sources.units.length);
  into.sourceUse.fill(0);
  orderByPrice(sources, free);
  plan.loadBlocks.forEach(({ timeFraction: time }, block) => {
    left.forEach((column, c) => column.set(capacity[c]!));
    sources.left.set(sources.units);
    ranks.forEach((rank, r) => {
      const classes = rank.classes.filter((c) => isHeld[c]);
      const use = classes.map((c) => into.classUse[c * ranks.length + r]!);
      serveTier(block * ranks.length + r, into, sources, { rank, time, left, classes, use });
    });
  });
}

/** One tier in one load block, and what serves it. */
interface TierServed {
  readonly rank: Rank;
  /** share of the month */
  readonly time: number;
  /** [class] */
  readonly left: readonly Column[];
  /** classes that serve it, and [of these] mean units used */
  readonly classes: readonly number[];
  readonly use: readonly Column[];
}

/** Capacity that is there first, then from the cheapest source on while the tier is worth its price. */
function serveTier(
  cell: number,
  into: Dispatched,
  sources: Sources,
  { rank, time, left, classes, use }: TierServed,
): void {
  const { order, price, used, pathCount, classIndex, left: unbought } = sources;
  const { perUnit, worthUsd } = rank;
  const { sourceUse } = into;
  const asked = into.asked[cell]!;
  const served = into.served[cell]!;
  for (let path = 0; path < pathCount; path++) {
    let wanted = asked[path]!;
    for (let k = 0; k < classes.length && wanted > 0; k++) {
      const units = left[classes[k]!]!;
      const each = perUnit[classes[k]!]!;
      const taken = Math.min(units[path]!, unitsFor(wanted, each));
      if (taken <= 0) continue;
      units[path]! -= taken;
      wanted -= taken * each;
      use[k]![path]! += time * taken;
    }
    for (let place = path; place < used && wanted > 0; place += pathCount) {
      const source = order[place]!;
      const each = perUnit[classIndex[source]!]!;
      if (each <= 0 || worthUsd * each <= price[source]!) continue;
      const taken = Math.min(unbought[source]!, unitsFor(wanted, each));
      unbought[source]! -= taken;
      wanted -= taken * each;
      sourceUse[source]! += time * taken;
    }
    // What rounding leaves of a demand that was met is nothing.
    served[path] = wanted > 0 ? asked[path]! - wanted : asked[path]!;
  }
}

/** Units that serve so much at so much each; to divide by one is exact, and slow. */
function unitsFor(referenceGpus: number, each: number): number {
  return each === 1 ? referenceGpus : referenceGpus / each;
}
