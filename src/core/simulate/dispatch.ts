import { valleyLoads } from '../demand/index.ts';
import { deferrableReferenceGpusOver, fixedReferenceGpusOver, type Plan } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { discountFactor, type CapacityClasses } from '../supply/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../units/index.ts';

/** A tier as dispatch sees it, in the order in which tiers are served. */
interface Rank {
  readonly workload: number;
  readonly tier: number;
  /** position among all tiers of the plan */
  readonly tierIndex: number;
  readonly isGrowing: boolean;
  /** busy reference GPUs per unit of demand multiple, or of a tier of fixed size; mean load */
  readonly referenceGpus: number;
  /** true: asks in the valleys of the growing load */
  readonly isDeferrable: boolean;
  readonly isCash: boolean;
  readonly isProtected: boolean;
  readonly hasChurn: boolean;
  /** USD of the month per reference GPU month served, and with what its customers' staying is worth */
  readonly valueUsd: number;
  readonly worthUsd: number;
  /** classes in the order of use: first those least wanted elsewhere; and reference GPUs served by a unit of each */
  readonly classes: readonly number[];
  readonly perUnit: readonly number[];
}

/** Capacity that costs money only when used: above a contract's committed share, or by the hour from the market. */
export interface PricedSource {
  readonly classIndex: number;
  /** units of the class */
  readonly units: number;
  /** USD per unit and month */
  readonly usdPerUnit: number;
  /** share of `units` that is paid whatever the use; 0 for the market */
  readonly paidFraction: number;
}

/** What one month's dispatch came to; overwritten by the next. */
export interface Dispatched {
  /** [block × rank] reference GPUs served, and asked for net of churn */
  readonly served: Float64Array;
  readonly asked: Float64Array;
  /** [source] mean units used */
  readonly sourceUse: Float64Array;
  /** [class] mean units of committed capacity used */
  readonly classUse: Float64Array;
  /** [class × rank] the same by tier */
  readonly classUseByRank: Float64Array;
}

export interface DispatchMonth {
  readonly month: number;
  readonly demandMultiple: number;
  /** [workload], read at `churnAt` on */
  readonly churn: Float64Array;
  readonly churnAt: number;
  /** [class], read at `capacityAt` + class · `capacityStride` */
  readonly capacity: Float64Array;
  readonly capacityAt: number;
  readonly capacityStride: number;
  readonly sources: readonly PricedSource[];
}

export interface Dispatcher {
  readonly rankCount: number;
  ranksOf(month: number): readonly Rank[];
  readonly result: Dispatched;
  /** serves a month; the answer is in `result` */
  run(at: DispatchMonth): void;
}

/**
 * Serves demand by value in each load block: tiers from the most valuable down, capacity that is there first, then what
 * costs by use while the tier is worth it.
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
  const blockCount = plan.loadBlocks.length;
  const classCount = classes.classes.length;
  const sourceMax = plan.fleet.length + plan.offers.length * plan.horizonMonths + 1;
  const makeResult = (): Dispatched => ({
    served: new Float64Array(blockCount * rankCount),
    asked: new Float64Array(blockCount * rankCount),
    sourceUse: new Float64Array(sourceMax),
    classUse: new Float64Array(classCount),
    classUseByRank: new Float64Array(classCount * rankCount),
  });
  const result = makeResult();
  const other = makeResult();
  const serve = serverOf(plan, { ranksByMonth, classCount, sourceMax });
  return {
    rankCount,
    ranksOf: (month) => ranksByMonth[month]!,
    result,
    run(at) {
      serve(at, result, null);
      const idle = idleSources(at.sources, result.sourceUse);
      if (!idle) return;
      serve(at, other, idle);
      blend(result, other, shareOfSecond(at.sources, result.sourceUse, other.sourceUse, idle));
    },
  };
}

/** Sources used, at their price, for less than is paid for anyway; null where there are none. */
function idleSources(sources: readonly PricedSource[], use: Float64Array): Uint8Array | null {
  let idle: Uint8Array | null = null;
  for (let index = 0; index < sources.length; index++) {
    const { units, paidFraction } = sources[index]!;
    if (paidFraction > 0 && use[index]! < paidFraction * units) (idle ??= new Uint8Array(sources.length))[index] = 1;
  }
  return idle;
}

/** Largest share of the second dispatch at which no idle source is used beyond what is paid. */
function shareOfSecond(
  sources: readonly PricedSource[],
  first: Float64Array,
  second: Float64Array,
  idle: Uint8Array,
): number {
  let share = 1;
  idle.forEach((isIdle, index) => {
    const { units, paidFraction } = sources[index]!;
    const paid = units * paidFraction;
    if (isIdle && second[index]! > paid)
      share = Math.min(share, (paid - first[index]!) / (second[index]! - first[index]!));
  });
  return share;
}

function blend(into: Dispatched, other: Dispatched, share: number): void {
  for (const field of ['served', 'sourceUse', 'classUse', 'classUseByRank'] as const) {
    const target = into[field];
    const added = other[field];
    for (let index = 0; index < target.length; index++) target[index]! += share * (added[index]! - target[index]!);
  }
}

type Serve = (at: DispatchMonth, into: Dispatched, free: Uint8Array | null) => void;

/** What is left to give in one load block, and in what order of price. */
interface Supplies {
  /** [class] */
  readonly left: Float64Array;
  /** [source] */
  readonly sourceLeft: Float64Array;
  readonly order: Int32Array;
}

/** One tier in one load block: what it still wants, and what share of the month that is. */
interface Wish {
  wanted: number;
  time: number;
  rankIndex: number;
}

function serverOf(
  plan: Plan,
  at: { readonly ranksByMonth: readonly (readonly Rank[])[]; readonly classCount: number; readonly sourceMax: number },
): Serve {
  const supplies: Supplies = {
    left: new Float64Array(at.classCount),
    sourceLeft: new Float64Array(at.sourceMax),
    order: new Int32Array(at.sourceMax),
  };
  const times = Float64Array.from(plan.loadBlocks, ({ timeFraction }) => timeFraction);
  const loads = plan.loadBlocks.map(({ ofMean }) => Float64Array.from(ofMean));
  const wish: Wish = { wanted: 0, time: 0, rankIndex: 0 };
  const growing = plan.loadBlocks.map(({ ofMean }) =>
    plan.workloads.reduce((sum, { busyReferenceGpus }, workload) => sum + busyReferenceGpus * ofMean[workload]!, 0),
  );
  const deferrable = at.ranksByMonth.map((_, month) => deferrableReferenceGpusOver(plan, month, month + 1));
  const valleysIn = (month: number, multiple: number): readonly number[] => {
    const size = deferrable[month]!;
    if (size === 0) return growing;
    const loadsNow = growing.map((referenceGpus) => referenceGpus * multiple);
    return valleyLoads(loadsNow, Array.from(times), size);
  };
  return (month, into, free) => {
    const ranks = at.ranksByMonth[month.month]!;
    const { demandMultiple, churn, churnAt, sources } = month;
    into.sourceUse.fill(0, 0, sources.length);
    into.classUse.fill(0);
    into.classUseByRank.fill(0);
    orderByPrice(supplies.order, sources, free);
    const valleys = valleysIn(month.month, demandMultiple);
    for (let block = 0; block < times.length; block++) {
      const load = loads[block]!;
      wish.time = times[block]!;
      fillSupplies(supplies, month);
      for (let r = 0; r < ranks.length; r++) {
        const rank = ranks[r]!;
        const stayed = rank.hasChurn ? 1 - churn[churnAt + rank.workload]! : 1;
        const ofMean = rank.isDeferrable ? valleys[block]! : load[rank.workload]!;
        const asked = rank.referenceGpus * ofMean * (rank.isGrowing ? demandMultiple * stayed : 1);
        wish.wanted = asked;
        wish.rankIndex = r;
        takeCapacity(supplies, into, { wish, rank, rankCount: ranks.length });
        if (wish.wanted > 0) buy(supplies, into, { wish, rank, sources, free });
        const cell = block * ranks.length + r;
        into.asked[cell] = asked;
        // What rounding leaves of a demand that was met is nothing.
        into.served[cell] = wish.wanted > 0 ? asked - wish.wanted : asked;
      }
    }
  };
}

function fillSupplies({ left, sourceLeft }: Supplies, at: DispatchMonth): void {
  for (let c = 0; c < left.length; c++) left[c] = at.capacity[at.capacityAt + c * at.capacityStride]!;
  for (let s = 0; s < at.sources.length; s++) sourceLeft[s] = at.sources[s]!.units;
}

function takeCapacity(
  { left }: Supplies,
  into: Dispatched,
  at: { readonly wish: Wish; readonly rank: Rank; readonly rankCount: number },
): void {
  const { wish } = at;
  const { classes, perUnit } = at.rank;
  for (let k = 0; k < classes.length && wish.wanted > 0; k++) {
    const c = classes[k]!;
    const taken = Math.min(left[c]!, wish.wanted / perUnit[c]!);
    if (taken <= 0) continue;
    left[c]! -= taken;
    wish.wanted -= taken * perUnit[c]!;
    into.classUse[c]! += wish.time * taken;
    into.classUseByRank[c * at.rankCount + wish.rankIndex]! += wish.time * taken;
  }
}

/** From the cheapest source on, while the tier is worth its price. */
function buy(
  { sourceLeft, order }: Supplies,
  into: Dispatched,
  at: {
    readonly wish: Wish;
    readonly rank: Rank;
    readonly sources: readonly PricedSource[];
    readonly free: Uint8Array | null;
  },
): void {
  const { wish, sources, free } = at;
  const { perUnit, worthUsd } = at.rank;
  for (let k = 0; k < sources.length && wish.wanted > 0; k++) {
    const s = order[k]!;
    const { classIndex, usdPerUnit } = sources[s]!;
    const served = perUnit[classIndex]!;
    const price = free?.[s] === 1 ? 0 : usdPerUnit;
    if (served <= 0 || worthUsd * served <= price) continue;
    const taken = Math.min(sourceLeft[s]!, wish.wanted / served);
    sourceLeft[s]! -= taken;
    wish.wanted -= taken * served;
    into.sourceUse[s]! += wish.time * taken;
  }
}

function orderByPrice(order: Int32Array, sources: readonly PricedSource[], free: Uint8Array | null): void {
  const priceOf = (s: number): number => (free?.[s] === 1 ? 0 : sources[s]!.usdPerUnit);
  for (let s = 0; s < sources.length; s++) {
    let place = s;
    while (place > 0 && priceOf(order[place - 1]!) > priceOf(s)) {
      order[place] = order[place - 1]!;
      place -= 1;
    }
    order[place] = s;
  }
}

function ranksIn(plan: Plan, classes: CapacityClasses, month: number): readonly Rank[] {
  const ranks = plan.workloads.flatMap((workload, workloadIndex): Rank[] => {
    const decline = pow(1 - workload.valueDeclinePerYear, month / MONTHS_PER_YEAR);
    const tiersBefore = plan.workloads.slice(0, workloadIndex).reduce((sum, { tiers }) => sum + tiers.length, 0);
    const stayingUsd = lossesWorthUsd(plan, workloadIndex, month);
    const perUnit = classes.classes.map((known) => known.perUnit[workloadIndex]!);
    const order = perUnit
      .flatMap((served, c) => (served > 0 ? [{ c, wantedElsewhere: wantedElsewhere(classes, c, workloadIndex) }] : []))
      .toSorted((a, b) => a.wantedElsewhere - b.wantedElsewhere || a.c - b.c);
    return workload.tiers.map((tier, tierIndex) => {
      const isGrowing = tier.demandFraction !== null;
      const valueUsd = tier.valueUsdPerReferenceGpuHour * HOURS_PER_MONTH * decline;
      return {
        workload: workloadIndex,
        tier: tierIndex,
        tierIndex: tiersBefore + tierIndex,
        isGrowing,
        referenceGpus: isGrowing
          ? tier.demandFraction * workload.busyReferenceGpus
          : fixedReferenceGpusOver(tier, month, month + 1),
        isDeferrable: tier.run?.isDeferrable ?? false,
        isCash: workload.isCash,
        isProtected: tier.isProtected,
        hasChurn: isGrowing && workload.churn !== null,
        valueUsd,
        worthUsd: valueUsd + (isGrowing ? stayingUsd : 0),
        classes: order.map(({ c }) => c),
        perUnit,
      };
    });
  });
  const meanPerUnit = (workload: number) =>
    classes.classes.reduce((sum, { perUnit }) => sum + perUnit[workload]!, 0) / classes.classes.length;
  const worth = (rank: Rank) => rank.worthUsd * meanPerUnit(rank.workload);
  return ranks.toSorted((a, b) => worth(b) - worth(a) || a.workload - b.workload || a.tier - b.tier);
}

/** What a unit of the class would serve of another workload, for each it serves of this one. */
function wantedElsewhere({ classes }: CapacityClasses, c: number, workload: number): number {
  const { perUnit } = classes[c]!;
  return Math.max(0, ...perUnit.map((served, other) => (other === workload ? 0 : served / perUnit[workload]!)));
}

/** USD per reference GPU month of unserved demand: first loss rate × what the customers lost would have earned. */
function lossesWorthUsd(plan: Plan, workloadIndex: number, month: number): number {
  const { churn, tiers, valueDeclinePerYear } = plan.workloads[workloadIndex]!;
  if (!churn) return 0;
  const meanUsd = tiers.reduce((sum, tier) => sum + (tier.demandFraction ?? 0) * tier.valueUsdPerReferenceGpuHour, 0);
  const keptPerMonth =
    churn.recoveryPerMonth *
    pow(1 - valueDeclinePerYear, 1 / MONTHS_PER_YEAR) *
    discountFactor(plan.discountRatePerYear, 1);
  let months = 0;
  let kept = 1;
  for (let later = month + 1; later < plan.horizonMonths; later++) {
    kept = later === month + 1 ? kept : kept * keptPerMonth;
    months += kept;
  }
  const decline = pow(1 - valueDeclinePerYear, month / MONTHS_PER_YEAR);
  return (churn.lossPerMonth[0] ?? 0) * meanUsd * HOURS_PER_MONTH * decline * months;
}
