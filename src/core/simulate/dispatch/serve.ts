import type { Plan } from '../../domain/index.ts';
import { positivePart, type Column } from './column.ts';
import type { Rank } from './ranks.ts';
import { orderByPrice, reachInto, type Sources } from './sources.ts';

/** What one month's dispatch came to on every path; overwritten by the next. */
export interface Dispatched {
  /** [block × rank] reference GPUs asked for, net of churn, and those of them that were not served */
  readonly asked: readonly Column[];
  readonly unserved: readonly Column[];
  /** [rank] means over the month of what is asked for and served */
  readonly meanAsked: readonly Column[];
  readonly meanServed: readonly Column[];
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
  /** [rank] reference GPUs that a unit of the market serves, as `reachInto` says */
  readonly marketReach: readonly Column[];
}

export interface ServedMonth extends DispatchMonth {
  readonly plan: Plan;
  readonly ranks: readonly Rank[];
  /** [class] room for what is left to give in a load block */
  readonly left: readonly Column[];
  /** [rank] room for what it takes of each source */
  readonly reach: Float64Array[];
  /** [class] true where some path holds units of it */
  readonly isHeld: readonly boolean[];
  /** [workload] room for demand over month 0's, net of customers lost */
  readonly growth: readonly Column[];
}

/** Serves what is asked for; sources marked as free cost nothing. */
export function serveAll(month: ServedMonth, into: Dispatched, free: Uint8Array | null = null): void {
  const { ranks, sources, capacity, left, isHeld, plan } = month;
  for (const column of [...into.classUse, ...into.meanServed]) column.fill(0);
  if (into.sourceUse.length < sources.units.length) into.sourceUse = new Float64Array(sources.units.length);
  into.sourceUse.fill(0);
  orderByPrice(sources, free);
  const reach = reachOf(month, ranks);
  const tiers = ranks.map((rank, r) => {
    const classes = rank.classes.filter((c) => isHeld[c]);
    const use = classes.map((c) => into.classUse[c * ranks.length + r]!);
    return { rank, classes, use, reach: reach[r]!, meanServed: into.meanServed[r]! };
  });
  plan.loadBlocks.forEach(({ timeFraction: time }, block) => {
    left.forEach((column, c) => column.set(capacity[c]!));
    sources.left.set(sources.units);
    tiers.forEach((tier, r) => serveTier(block * tiers.length + r, into, sources, { ...tier, time, left }));
    addUse(into.sourceUse, sources, time);
  });
}

/** [rank][source] what a unit serves; known of the market where it is the only source. */
function reachOf({ sources, marketReach, reach }: ServedMonth, ranks: readonly Rank[]): readonly Float64Array[] {
  if (sources.slotCount === 1) return marketReach;
  ranks.forEach((rank, r) => {
    if (reach[r]!.length < sources.used) reach[r] = new Float64Array(sources.used);
    reachInto(reach[r]!, sources, rank);
  });
  return reach;
}

function addUse(sourceUse: Float64Array, { units, left, used }: Sources, time: number): void {
  for (let source = 0; source < used; source++) sourceUse[source]! += time * (units[source]! - left[source]!);
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
  /** [source] reference GPUs that it would take of a unit */
  readonly reach: Float64Array;
  readonly meanServed: Column;
}

interface AskedTier extends TierServed {
  readonly asked: Column;
}

/**
 * Capacity that is there first, then from the cheapest source on while the tier is worth its price. Of what is there and
 * what is wanted each keeps what it has more than the other.
 */
function serveTier(cell: number, into: Dispatched, sources: Sources, tier: TierServed): void {
  const { rank, time, left, classes, use } = tier;
  const asked = into.asked[cell]!;
  const unserved = into.unserved[cell]!;
  if (classes.length === 0) unserved.set(asked);
  classes.forEach((c, k) => {
    takeFrom(left[c]!, k === 0 ? asked : unserved, unserved, { use: use[k]!, each: rank.perUnit[c]!, time });
  });
  if (sources.slotCount === 1) return buyFromOne(sources, unserved, { ...tier, asked });
  for (let place = 0; place < sources.slotCount; place++) buyFrom(sources, place, unserved, tier.reach);
  addServed(unserved, { ...tier, asked });
}

function addServed(unserved: Column, { asked, meanServed, time }: AskedTier): void {
  for (let path = 0; path < asked.length; path++) meanServed[path]! += time * (asked[path]! - unserved[path]!);
}

function takeFrom(
  there: Column,
  wanted: Column,
  unserved: Column,
  { use, each, time }: { readonly use: Column; readonly each: number; readonly time: number },
): void {
  const units = 1 / each;
  const timeUnits = time / each;
  for (let path = 0; path < wanted.length; path++) {
    const before = wanted[path]!;
    const more = before - there[path]! * each;
    const still = positivePart(more);
    there[path] = units * positivePart(-more);
    use[path]! += timeUnits * (before - still);
    unserved[path] = still;
  }
}

/** From each path's source of a place in the order of price. */
function buyFrom({ order, left, pathCount }: Sources, place: number, unserved: Column, reach: Float64Array): void {
  for (let path = 0, at = place * pathCount; path < pathCount; path++, at++) {
    const source = order[at]!;
    const each = reach[source]!;
    const before = unserved[path]!;
    const still = positivePart(before - left[source]! * each);
    left[source] = positivePart(left[source]! - (before - still) / each);
    unserved[path] = still;
  }
}

/** The same where every path has one, of the same class, and what was served: most plans, and faster. */
function buyFromOne(
  { left, classIndex }: Sources,
  unserved: Column,
  { reach, time, asked, meanServed, rank }: AskedTier,
): void {
  const each = rank.perUnit[classIndex[0]!]!;
  const units = each > 0 ? 1 / each : 0;
  for (let path = 0; path < unserved.length; path++) {
    const before = unserved[path]!;
    const still = positivePart(before - left[path]! * reach[path]!);
    left[path] = positivePart(left[path]! - units * (before - still));
    unserved[path] = still;
    meanServed[path]! += time * (asked[path]! - still);
  }
}
