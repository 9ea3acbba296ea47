import { QUARTER_MONTHS, quarterCountOf } from '../contracts/world.ts';
import { positivePart, sumAt, type Column } from '../dispatch/column.ts';
import type { BlockState } from './block-state.ts';

/** Shortages below this share of demand are rounding. */
const SHORTAGE_NOISE = 1e-9;

/** Books what the month's dispatch served: by tier, in money, and what was short. */
export function bookService(state: BlockState, month: number): void {
  const { now, world, dispatcher } = state;
  for (const column of [now.marginUsd, now.researchUsd, now.served, now.shortTime, now.protectedUnserved])
    column.fill(0);
  bookTiers(state, month);
  world.plan.loadBlocks.forEach(({ timeFraction: time }, block) => bookGaps(state, { month, block, time }));
  bookMeans(state, month);
  state.protectedAsked[month]!.set(
    sumAt(dispatcher.result.meanAsked, world.dispatcher.protectedRanks(month), now.asked),
  );
  bookShortage(state, month, state.protectedAsked[month]!);
}

function bookTiers({ now, world, outcome, dispatcher }: BlockState, month: number): void {
  const { meanServed } = dispatcher.result;
  world.dispatcher.ranksOf(month).forEach(({ isCash, valueUsd, tierIndex }, r) => {
    const usd = isCash ? now.marginUsd : now.researchUsd;
    const tier = { served: meanServed[r]!, valueUsd };
    outcome.servedByTier[tierIndex * world.plan.horizonMonths + month] = addServed(now.served, usd, tier);
  });
}

/** @returns the sum over paths, reference GPUs */
function addServed(
  sum: Column,
  usd: Column,
  { served, valueUsd }: { readonly served: Column; readonly valueUsd: number },
): number {
  let all = 0;
  for (let path = 0; path < sum.length; path++) {
    const gpus = served[path]!;
    all += gpus;
    sum[path]! += gpus;
    usd[path]! += gpus * valueUsd;
  }
  return all;
}

/** What is unserved of the protected demand of a load block. */
function bookGaps(
  { now, world, outcome, dispatcher }: BlockState,
  { month, block, time }: { readonly month: number; readonly block: number; readonly time: number },
): void {
  const { protectedUnserved, shortTime } = now;
  const { horizonMonths, limits } = world.plan;
  const { shortageFraction } = limits;
  const { gapReferenceGpus } = outcome;
  const cells = world.dispatcher.protectedCells(month)[block]!;
  const asked = sumAt(dispatcher.result.asked, cells, now.asked);
  const unserved = sumAt(dispatcher.result.unserved, cells, now.unserved);
  for (let path = 0; path < unserved.length; path++) {
    const short = positivePart(unserved[path]! - SHORTAGE_NOISE * asked[path]!);
    protectedUnserved[path]! += time * short;
    const gap = short - shortageFraction * asked[path]!;
    if (gap <= 0) continue;
    shortTime[path]! += time;
    const at = path * horizonMonths + month;
    if (gap > gapReferenceGpus[at]!) gapReferenceGpus[at] = gap;
  }
}

function bookMeans({ now, world, outcome, chances }: BlockState, month: number): void {
  const { servedHours, servedHoursAtFirstSpeed, researchUsd, valueUsd } = outcome;
  const { efficiency, monthCount } = chances.paths;
  const factor = world.discount[month + 1]!;
  for (let path = 0; path < servedHours.length; path++) {
    const usd = now.researchUsd[path]! * factor;
    const served = now.served[path]! * factor;
    servedHours[path]! += served;
    servedHoursAtFirstSpeed[path]! += served * efficiency[path * monthCount + month]!;
    researchUsd[path]! += usd;
    valueUsd[path]! += usd;
  }
}

function bookShortage({ now, world, outcome, shortRunMonths }: BlockState, month: number, askedHere: Column): void {
  const { protectedAsked, protectedUnserved, unservedByQuarter, shortTimeFraction, shortTimeByQuarter } = outcome;
  const { shortMonths, shortRuns, longestShortMonths } = outcome;
  const quarters = quarterCountOf(world.plan);
  const quarter = Math.floor(month / QUARTER_MONTHS);
  let [allAsked, allUnserved] = [0, 0];
  for (let path = 0; path < askedHere.length; path++) {
    const asked = askedHere[path]!;
    const unserved = now.protectedUnserved[path]!;
    protectedAsked[path]! += asked;
    allAsked += asked;
    if (unserved === 0) {
      shortRunMonths[path] = 0;
      continue;
    }
    protectedUnserved[path]! += unserved;
    allUnserved += unserved;
    unservedByQuarter[path * quarters + quarter]! += unserved / asked / QUARTER_MONTHS;
    const shortTime = now.shortTime[path]!;
    shortTimeFraction[path]! += shortTime;
    shortTimeByQuarter[path * quarters + quarter]! += shortTime / QUARTER_MONTHS;
    const run = shortTime === 0 ? 0 : shortRunMonths[path]! + 1;
    shortRunMonths[path] = run;
    if (run === 0) continue;
    shortMonths[path]! += 1;
    if (run === 1) shortRuns[path]! += 1;
    if (run > longestShortMonths[path]!) longestShortMonths[path] = run;
  }
  outcome.protectedAskedByMonth[month] = allAsked;
  outcome.protectedUnservedByMonth[month] = allUnserved;
}
