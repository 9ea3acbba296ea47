import type { Plan } from '../../domain/index.ts';
import type { CapacityClasses } from '../../supply/index.ts';
import { askerOf } from './ask.ts';
import { columnsOf, type Column } from './column.ts';
import { ranksIn, type Rank } from './ranks.ts';
import { serveAll, type Dispatched, type DispatchMonth } from './serve.ts';
import type { Sources } from './sources.ts';

export interface Dispatcher {
  readonly rankCount: number;
  ranksOf(month: number): readonly Rank[];
  /** positions of the protected ranks; [block] of their cells; [workload] of the ranks that grow with it */
  protectedRanks(month: number): readonly number[];
  protectedCells(month: number): readonly (readonly number[])[];
  growingRanks(month: number): readonly (readonly number[])[];
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
  const protectedRanks = ranksByMonth.map((ranks) => placesWhere(ranks, ({ isProtected }) => isProtected));
  const protectedCells = protectedRanks.map((places) =>
    plan.loadBlocks.map((_, block) => places.map((r) => block * rankCount + r)),
  );
  const growingRanks = ranksByMonth.map((ranks) =>
    plan.workloads.map((_, w) => placesWhere(ranks, ({ workload, isGrowing }) => isGrowing && workload === w)),
  );
  const askAll = askerOf(plan);
  return {
    rankCount,
    ranksOf: (month) => ranksByMonth[month]!,
    protectedRanks: (month) => protectedRanks[month]!,
    protectedCells: (month) => protectedCells[month]!,
    growingRanks: (month) => growingRanks[month]!,
    payersOf: (month, classIndex) => payers[month]![classIndex]!,
    open(pathCount) {
      const asked = columnsOf(plan.loadBlocks.length * rankCount, pathCount);
      const meanAsked = columnsOf(rankCount, pathCount);
      const makeResult = (): Dispatched => ({
        asked,
        meanAsked,
        unserved: columnsOf(asked.length, pathCount),
        meanServed: columnsOf(rankCount, pathCount),
        classUse: columnsOf(classes.classes.length * rankCount, pathCount),
        sourceUse: new Float64Array(0),
      });
      const result = makeResult();
      let other: Dispatched | null = null;
      const left = columnsOf(classes.classes.length, pathCount);
      const reach = columnsOf(rankCount, pathCount);
      const growth = columnsOf(plan.workloads.length, pathCount);
      return {
        result,
        run(at) {
          const isHeld = at.capacity.map((column) => column.some((units) => units > 0));
          const month = { ...at, plan, left, reach, growth, isHeld, ranks: ranksByMonth[at.month]! };
          askAll(month, result);
          serveAll(month, result);
          const idle = idleSources(at.sources, result.sourceUse);
          if (!idle) return;
          other ??= makeResult();
          serveAll(month, other, idle);
          blend(result, other, sharesOfSecond(at.sources, { first: result.sourceUse, second: other.sourceUse, idle }));
        },
      };
    },
  };
}

function placesWhere(ranks: readonly Rank[], holds: (rank: Rank) => boolean): readonly number[] {
  return ranks.flatMap((rank, r) => (holds(rank) ? [r] : []));
}

function payersIn(ranks: readonly Rank[], classIndex: number): Payers {
  const usdPerUnit = ranks.map((rank) => rank.valueUsd * rank.perUnit[classIndex]!);
  const order = usdPerUnit.map((_, r) => r).toSorted((a, b) => usdPerUnit[b]! - usdPerUnit[a]! || a - b);
  return { ranks: Uint8Array.from(order), usdPerUnit: Float64Array.from(order, (r) => usdPerUnit[r]!) };
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
  const fieldsOf = ({ unserved, meanServed, classUse }: Dispatched): readonly Column[] => [
    ...unserved,
    ...meanServed,
    ...classUse,
  ];
  const added = fieldsOf(other);
  fieldsOf(into).forEach((column, index) => blendInto(column, added[index]!, shares));
  blendInto(into.sourceUse, other.sourceUse, shares);
}

function blendInto(target: Float64Array, added: Float64Array, shares: Column): void {
  for (let index = 0; index < target.length; index++) {
    target[index]! += shares[index % shares.length]! * (added[index]! - target[index]!);
  }
}
