import { Holdings } from '../contracts/holdings.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import { columnsOf, type Column } from '../dispatch/column.ts';
import type { BlockDispatcher } from '../dispatch/dispatch.ts';
import { noSources, type Sources } from '../dispatch/sources.ts';

/** What carrying a policy out on a block needs, and the next policy can use again: nothing is read before it is written. */
export interface BlockRoom {
  readonly pathCount: number;
  readonly dispatcher: BlockDispatcher;
  readonly sources: Sources;
  readonly holdings: Holdings;
  /** [month] protected demand at mean load, reference GPUs */
  readonly protectedAsked: readonly Column[];
  /** [class × month 0..horizon × path] sum over the months before of the share of the class that was used; month 0 stays 0 */
  readonly usedMonths: Float64Array;
  /** [class × month 0..horizon × count × path] the same of what the first so many of its payers left unused */
  readonly leftMonths: Float64Array;
  readonly now: MonthColumns;
}

/** What the month at hand comes to on its way through its steps. */
export interface MonthColumns {
  /** [class] units in service that are paid whatever their use */
  readonly capacity: readonly Column[];
  /** contract cash at the month's start, all cash at its end */
  readonly startUsd: Column;
  readonly endUsd: Column;
  /** what is earned, and what research is worth; what is paid for use */
  readonly marginUsd: Column;
  readonly researchUsd: Column;
  readonly spentUsd: Column;
  /** reference GPUs served at mean load */
  readonly served: Column;
  /** share of the month in shortage, and protected demand unserved at mean load */
  readonly shortTime: Column;
  readonly protectedUnserved: Column;
  /** of a class: its units, those used by the first of its payers, and the share that is left */
  readonly units: Column;
  readonly used: Column;
  readonly left: Column;
  /** room for what several tiers ask for, and what of it is unserved */
  readonly asked: Column;
  readonly unserved: Column;
}

const spare = new WeakMap<ReplayWorld, BlockRoom[]>();

/** Room for so many paths that nobody else is using. */
export function takeRoom(world: ReplayWorld, pathCount: number): BlockRoom {
  const rooms = spare.get(world) ?? [];
  const index = rooms.findIndex((room) => room.pathCount === pathCount);
  return index < 0 ? makeRoom(world, pathCount) : rooms.splice(index, 1)[0]!;
}

/** Leaves the room to the next. */
export function leaveRoom(world: ReplayWorld, room: BlockRoom): void {
  const rooms = spare.get(world);
  if (rooms) rooms.push(room);
  else spare.set(world, [room]);
}

function makeRoom(world: ReplayWorld, pathCount: number): BlockRoom {
  const { plan, classes, dispatcher } = world;
  const months = plan.horizonMonths;
  const classCount = classes.classes.length;
  const column = (): Column => new Float64Array(pathCount);
  return {
    pathCount,
    dispatcher: dispatcher.open(pathCount),
    sources: noSources(pathCount),
    holdings: new Holdings(world, pathCount),
    protectedAsked: columnsOf(months, pathCount),
    usedMonths: new Float64Array(pathCount * classCount * (months + 1)),
    leftMonths: new Float64Array(pathCount * classCount * (months + 1) * (dispatcher.rankCount + 1)),
    now: {
      capacity: columnsOf(classCount, pathCount),
      startUsd: column(),
      endUsd: column(),
      marginUsd: column(),
      researchUsd: column(),
      spentUsd: column(),
      served: column(),
      shortTime: column(),
      protectedUnserved: column(),
      left: column(),
      units: column(),
      used: column(),
      asked: column(),
      unserved: column(),
    },
  };
}
