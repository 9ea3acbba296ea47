import { positivePart, type Column } from '../dispatch/column.ts';
import type { BlockState } from './block-state.ts';

/** Less of a class than this is left by rounding alone. */
const SHARE_NOISE = 1e-12;

/** Adds what share of each class of capacity the month used, and what of it each number of its payers left. */
export function keepClassUse(state: BlockState, month: number): void {
  state.now.capacity.forEach((_, classIndex) => keepUse(state, month, classIndex));
}

function keepUse(
  { now, world, dispatcher, usedMonths, leftMonths, pathCount }: BlockState,
  month: number,
  classIndex: number,
): void {
  const { rankCount } = world.dispatcher;
  const { ranks } = world.dispatcher.payersOf(month, classIndex);
  const { left, used, units } = now;
  left.fill(1);
  used.fill(0);
  setUnits(units, now.capacity[classIndex]!);
  const row = (classIndex * (world.plan.horizonMonths + 1) + month) * pathCount;
  for (let count = 0; count <= rankCount; count++) {
    if (count > 0) takeShare(left, dispatcher.result.classUse[classIndex * rankCount + ranks[count - 1]!]!, now);
    const from = row * (rankCount + 1) + count * pathCount;
    const to = from + (rankCount + 1) * pathCount;
    for (let path = 0; path < pathCount; path++) leftMonths[to + path] = leftMonths[from + path]! + left[path]!;
  }
  const to = row + pathCount;
  for (let path = 0; path < pathCount; path++) {
    usedMonths[to + path] = usedMonths[row + path]! + Math.min(1, used[path]! / units[path]!);
  }
}

/** Where there is nothing, nothing of it is used. */
function setUnits(units: Column, held: Column): void {
  for (let path = 0; path < units.length; path++) units[path] = held[path]! > 0 ? held[path]! : Infinity;
}

/** Adds what a payer used, and says what share is left. */
function takeShare(left: Column, use: Column, { used, units }: Pick<BlockState['now'], 'used' | 'units'>): void {
  for (let path = 0; path < left.length; path++) {
    used[path]! += use[path]!;
    left[path] = positivePart(1 - SHARE_NOISE - used[path]! / units[path]!);
  }
}
