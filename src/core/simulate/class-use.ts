import type { BlockState } from './block-state.ts';

/** Keeps what share of each class of capacity a month used, and what of it each number of its payers left. */
export function keepClassUse(state: BlockState, month: number): void {
  state.now.capacity.forEach((_, classIndex) => keepUse(state, month, classIndex));
}

function keepUse(
  { now, world, dispatcher, usedFraction, leftFraction, pathCount }: BlockState,
  month: number,
  classIndex: number,
): void {
  const { horizonMonths } = world.plan;
  const { rankCount } = world.dispatcher;
  const { ranks } = world.dispatcher.payersOf(month, classIndex);
  const capacity = now.capacity[classIndex]!;
  const useByRank = dispatcher.result.classUse.slice(classIndex * rankCount, (classIndex + 1) * rankCount);
  const useByPayer = Array.from(ranks, (r) => useByRank[r]!);
  const stride = now.capacity.length * horizonMonths;
  for (let path = 0, at = classIndex * horizonMonths + month; path < pathCount; path++, at += stride) {
    const units = capacity[path]!;
    if (units <= 0) continue;
    let used = 0;
    let byPayers = 0;
    const first = at * (rankCount + 1);
    let left = 1;
    leftFraction[first] = left;
    for (let r = 0; r < rankCount; r++) {
      used += useByRank[r]![path]!;
      const byPayer = useByPayer[r]![path]!;
      byPayers += byPayer;
      if (byPayer !== 0) left = Math.max(0, 1 - byPayers / units);
      leftFraction[first + r + 1] = left;
    }
    usedFraction[at] = Math.min(1, used / units);
  }
}
