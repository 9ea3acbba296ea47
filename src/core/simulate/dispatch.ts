import { valleyLoads } from '../demand/index.ts';
import { deferrableReferenceGpusOver, type Plan } from '../domain/index.ts';
import type { CapacityClasses } from '../supply/index.ts';
import { columnsOf, setTimes, type Column } from './column.ts';
import { ranksIn, type Rank } from './ranks.ts';
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

export interface Dispatcher {
  readonly rankCount: number;
  ranksOf(month: number): readonly Rank[];
  /** by what a month pays for a unit of a class, most first: positions among the ranks, and USD per unit */
  payersOf(month: number, classIndex: number): Payers;
  /** room to serve the months of so many paths */
  open(pathCount: number): BlockDispatcher;
}

export interface Payers {
  readonly ranks: Uint8Array;
  readonly usdPerUnit: Float64Array;
}

export interface BlockDispatcher {
  readonly result: Dispatched;
  /** serves a month of every path; the answer is in `result` */
  run(at: DispatchMonth): void;
}

/**
 * Serves demand by value in each load block: tiers from the most valuable down, capacity that is there first, then what
 * costs by use while the tier is worth it. All paths take each step together: a tier, a load block and a class at a time.
 *
 * A tier is worth its value and, where shortage drives customers away, the loss rate of the first depth band times what a
 * lost customer would have earned: the tiers' mean value over the months to the horizon, thinned by recovery, decline and
 * discounting. With one class of capacity this order is optimal; with several each tier takes the class that is least
 * wanted by other workloads first, which is not always best.
 *
 * A contract's committed share is paid on its mean use over the month: where use at its price stays below that share, its
 * capacity is used as if free, up to the share.
 */
export function createDispatcher(plan: Plan, classes: CapacityClasses): Dispatcher {
  const ranksByMonth = Array.from({ length: plan.horizonMonths }, (_, month) => ranksIn(plan, classes, month));
  const rankCount = ranksByMonth[0]!.length;
  const payers = ranksByMonth.map((ranks) => classes.classes.map((_, c) => payersIn(ranks, c)));
  const askAll = askerOf(plan);
  return {
    rankCount,
    ranksOf: (month) => ranksByMonth[month]!,
    payersOf: (month, classIndex) => payers[month]![classIndex]!,
    open(pathCount) {
      const asked = columnsOf(plan.loadBlocks.length * rankCount, pathCount);
      const makeResult = (): Dispatched => ({
        asked,
        served: columnsOf(asked.length, pathCount),
        classUse: columnsOf(classes.classes.length * rankCount, pathCount),
        sourceUse: new Float64Array(0),
      });
      const result = makeResult();
      const other = makeResult();
      const left = columnsOf(classes.classes.length, pathCount);
      const growth = columnsOf(plan.workloads.length, pathCount);
      return {
        result,
        run(at) {
          const isHeld = at.capacity.map((column) => column.some((units) => units > 0));
          const month = { ...at, plan, left, growth, isHeld, ranks: ranksByMonth[at.month]! };
          askAll(month, asked);
          serveAll(month, result);
          const idle = idleSources(at.sources, result.sourceUse);
          if (!idle) return;
          serveAll(month, other, idle);
          blend(result, other, sharesOfSecond(at.sources, { first: result.sourceUse, second: other.sourceUse, idle }));
        },
      };
    },
  };
}

function payersIn(ranks: readonly Rank[], classIndex: number): Payers {
  const usdPerUnit = ranks.map((rank) => rank.valueUsd * rank.perUnit[classIndex]!);
  const order = usdPerUnit.map((_, r) => r).toSorted((a, b) => usdPerUnit[b]! - usdPerUnit[a]! || a - b);
  return { ranks: Uint8Array.from(order), usdPerUnit: Float64Array.from(order, (r) => usdPerUnit[r]!) };
}

interface ServedMonth extends DispatchMonth {
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
function askerOf(plan: Plan): (month: ServedMonth, asked: readonly Column[]) => void {
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
function serveAll(month: ServedMonth, into: Dispatched, free: Uint8Array | null = null): void {
  const { ranks, sources, capacity, left, isHeld, plan } = month;
  for (const column of into.classUse) column.fill(0);
  if (into.sourceUse.length < sources.units.length) into.sourceUse = new Float64Array(sources.units.length);
  into.sourceUse.fill(0);
  orderByPrice(sources, free);
  plan.loadBlocks.forEach(({ timeFraction: time }, block) => {
    left.forEach((column, c) => column.set(capacity[c]!));
    sources.left.set(sources.units);
    ranks.forEach((rank, r) => {
      const cell = block * ranks.length + r;
      const wanted = into.served[cell]!;
      wanted.set(into.asked[cell]!);
      for (const c of rank.classes) {
        if (!isHeld[c]) continue;
        const use = into.classUse[c * ranks.length + r]!;
        takeCapacity(wanted, left[c]!, { use, time, perUnit: rank.perUnit[c]! });
      }
      buy(wanted, sources, { use: into.sourceUse, time, rank });
      leaveServed(wanted, into.asked[cell]!);
    });
  });
}

function takeCapacity(
  wanted: Column,
  left: Column,
  { use, time, perUnit }: { readonly use: Column; readonly time: number; readonly perUnit: number },
): void {
  for (let path = 0; path < wanted.length; path++) {
    const taken = Math.min(left[path]!, wanted[path]! / perUnit);
    if (taken <= 0) continue;
    left[path]! -= taken;
    wanted[path]! -= taken * perUnit;
    use[path]! += time * taken;
  }
}

/** From the cheapest source on, while the tier is worth its price. */
function buy(
  wanted: Column,
  { slotCount, order, price, left, classIndex }: Sources,
  { use, time, rank }: { readonly use: Float64Array; readonly time: number; readonly rank: Rank },
): void {
  const { perUnit, worthUsd } = rank;
  for (let place = 0; place < slotCount; place++) {
    const row = place * wanted.length;
    for (let path = 0; path < wanted.length; path++) {
      const want = wanted[path]!;
      if (!(want > 0)) continue;
      const source = order[row + path]!;
      const served = perUnit[classIndex[source]!]!;
      if (served <= 0 || worthUsd * served <= price[source]!) continue;
      const taken = Math.min(left[source]!, want / served);
      left[source]! -= taken;
      wanted[path] = want - taken * served;
      use[source]! += time * taken;
    }
  }
}

/** Turns what is still wanted into what was served. What rounding leaves of a demand that was met is nothing. */
function leaveServed(wanted: Column, asked: Column): void {
  for (let path = 0; path < wanted.length; path++) {
    const missing = wanted[path]!;
    wanted[path] = missing > 0 ? asked[path]! - missing : asked[path]!;
  }
}

/** Sources used, at their price, for less than is paid for anyway; null where there are none. */
function idleSources({ units, paidFraction, used }: Sources, use: Float64Array): Uint8Array | null {
  let idle: Uint8Array | null = null;
  for (let source = 0; source < used; source++) {
    const paid = paidFraction[source]!;
    if (paid > 0 && use[source]! < paid * units[source]!) (idle ??= new Uint8Array(used))[source] = 1;
  }
  return idle;
}

/** [path] largest share of the second dispatch at which no idle source is used beyond what is paid; 0 = none is idle. */
function sharesOfSecond(
  { units, paidFraction, pathCount }: Sources,
  { first, second, idle }: { readonly first: Float64Array; readonly second: Float64Array; readonly idle: Uint8Array },
): Column {
  const shares = new Float64Array(pathCount);
  idle.forEach((isIdle, source) => (shares[source % pathCount]! += isIdle));
  for (let path = 0; path < pathCount; path++) shares[path] = Math.min(1, shares[path]!);
  idle.forEach((isIdle, source) => {
    const paid = units[source]! * paidFraction[source]!;
    if (isIdle === 0 || second[source]! <= paid) return;
    const path = source % pathCount;
    shares[path] = Math.min(shares[path]!, (paid - first[source]!) / (second[source]! - first[source]!));
  });
  return shares;
}

function blend(into: Dispatched, other: Dispatched, shares: Column): void {
  const fieldsOf = ({ served, classUse }: Dispatched): readonly Column[] => [...served, ...classUse];
  const added = fieldsOf(other);
  fieldsOf(into).forEach((column, index) => blendInto(column, added[index]!, shares));
  blendInto(into.sourceUse, other.sourceUse, shares);
}

function blendInto(target: Float64Array, added: Float64Array, shares: Column): void {
  for (let index = 0; index < target.length; index++) {
    target[index]! += shares[index % shares.length]! * (added[index]! - target[index]!);
  }
}
