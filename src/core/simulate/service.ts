import type { Plan } from '../domain/index.ts';
import type { BlockState } from './block-state.ts';
import { addService, type Column, type Service } from './column.ts';
import { QUARTER_MONTHS, quarterCountOf } from './world.ts';

/** Shortages below this share of demand are rounding. */
const SHORTAGE_NOISE = 1e-9;

/** Books what the month's dispatch served: by tier, in money, and what was short. */
export function bookService(state: BlockState, month: number): void {
  const { now, world } = state;
  const asked = state.protectedAsked[month]!;
  for (const column of [now.marginUsd, now.researchUsd, now.served, now.shortTime, now.protectedUnserved])
    column.fill(0);
  world.plan.loadBlocks.forEach(({ timeFraction: time }, block) => {
    now.inBlock.asked.fill(0);
    now.inBlock.served.fill(0);
    bookTiers(state, { month, block, time });
    bookGaps(state, { month, time, asked });
  });
  bookMeans(state, month);
  bookShortage(state, month, asked);
}

interface LoadBlock {
  readonly month: number;
  readonly block: number;
  readonly time: number;
}

function bookTiers({ now, world, outcome, dispatcher }: BlockState, { month, block, time }: LoadBlock): void {
  const ranks = world.dispatcher.ranksOf(month);
  ranks.forEach((rank, r) => {
    const cell = block * ranks.length + r;
    const [asked, served] = [dispatcher.result.asked[cell]!, dispatcher.result.served[cell]!];
    const usd = rank.isCash ? now.marginUsd : now.researchUsd;
    const { valueUsd } = rank;
    outcome.servedByTier[rank.tierIndex * world.plan.horizonMonths + month]! += addServed(served, now.served, {
      usd,
      time,
      valueUsd,
    });
    if (rank.isProtected) addService(now.inBlock, { asked, served }, 1);
  });
}

/** @returns the sum over paths, reference GPUs */
function addServed(
  served: Column,
  sum: Column,
  { usd, time, valueUsd }: { readonly usd: Column; readonly time: number; readonly valueUsd: number },
): number {
  let all = 0;
  for (let path = 0; path < served.length; path++) {
    const gpus = time * served[path]!;
    all += gpus;
    sum[path]! += gpus;
    usd[path]! += gpus * valueUsd;
  }
  return all;
}

/** What is unserved of the protected demand of a load block. */
function bookGaps(
  { now, world, outcome }: BlockState,
  { month, time, asked }: { readonly month: number; readonly time: number; readonly asked: Column },
): void {
  const { inBlock, protectedUnserved, shortTime } = now;
  const { horizonMonths, limits } = world.plan;
  const { shortageFraction } = limits;
  const { gapReferenceGpus } = outcome;
  for (let path = 0; path < asked.length; path++) {
    const here = inBlock.asked[path]!;
    const unserved = here - inBlock.served[path]! - SHORTAGE_NOISE * here;
    asked[path]! += time * here;
    if (unserved <= 0) continue;
    protectedUnserved[path]! += time * unserved;
    const gap = unserved - shortageFraction * here;
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
  const { protectedAsked, protectedUnserved } = outcome;
  const quarters = quarterCountOf(world.plan);
  const quarter = Math.floor(month / QUARTER_MONTHS);
  for (let path = 0; path < askedHere.length; path++) {
    const asked = askedHere[path]!;
    const unserved = now.protectedUnserved[path]!;
    protectedAsked[path]! += asked;
    outcome.protectedAskedByMonth[month]! += asked;
    if (unserved === 0) {
      shortRunMonths[path] = 0;
      continue;
    }
    protectedUnserved[path]! += unserved;
    outcome.protectedUnservedByMonth[month]! += unserved;
    outcome.unservedByQuarter[path * quarters + quarter]! += unserved / asked / QUARTER_MONTHS;
    const shortTime = now.shortTime[path]!;
    outcome.shortTimeFraction[path]! += shortTime;
    outcome.shortTimeByQuarter[path * quarters + quarter]! += shortTime / QUARTER_MONTHS;
    const run = shortTime === 0 ? 0 : shortRunMonths[path]! + 1;
    shortRunMonths[path] = run;
    if (run === 0) continue;
    outcome.shortMonths[path]! += 1;
    if (run === 1) outcome.shortRuns[path]! += 1;
    if (run > outcome.longestShortMonths[path]!) outcome.longestShortMonths[path] = run;
  }
}

type Churn = NonNullable<Plan['workloads'][number]['churn']>;

/** Churn of each workload after the month: what is unserved drives customers away, and some come back. */
export function loseCustomers(state: BlockState, month: number): void {
  const { now, world, churn } = state;
  const { growing } = now;
  world.plan.workloads.forEach((workload, w) => {
    if (!workload.churn) return;
    growing.asked.fill(0);
    growing.served.fill(0);
    addGrowing(state, { month, workload: w });
    moveChurn(churn[w]!, workload.churn, growing);
  });
}

/** A workload's growing demand at mean load, and what of it was served. */
function addGrowing(
  { now, world, dispatcher }: BlockState,
  { month, workload }: { readonly month: number; readonly workload: number },
): void {
  const ranks = world.dispatcher.ranksOf(month);
  const { asked, served } = dispatcher.result;
  world.plan.loadBlocks.forEach(({ timeFraction }, block) =>
    ranks.forEach((rank, r) => {
      if (rank.workload !== workload || !rank.isGrowing) return;
      const cell = block * ranks.length + r;
      addService(now.growing, { asked: asked[cell]!, served: served[cell]! }, timeFraction);
    }),
  );
}

function moveChurn(
  lost: Column,
  { recoveryPerMonth, lossPerMonth, depthFractions }: Churn,
  { asked, served }: Service,
): void {
  const depths = lossPerMonth.map((_, band) => (depthFractions[band] ?? 1) - (depthFractions[band - 1] ?? 0));
  for (let path = 0; path < lost.length; path++) {
    const before = lost[path]!;
    let unserved = asked[path]! > 0 ? (1 - before) * Math.max(0, 1 - served[path]! / asked[path]!) : 0;
    let next = before * recoveryPerMonth;
    for (let band = 0; band < lossPerMonth.length && unserved > 0; band++) {
      const inBand = Math.min(unserved, depths[band]!);
      next += lossPerMonth[band]! * inBand;
      unserved -= inBand;
    }
    lost[path] = Math.min(1, next);
  }
}
