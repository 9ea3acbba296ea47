import { HOURS_PER_MONTH } from '../units/index.ts';
import type { BlockChances } from './chances.ts';
import type { PricedSource } from './dispatch.ts';
import { unitsInService, type Holding } from './holding.ts';
import type { ReplayOutcome } from './outcome.ts';
import { QUARTER_MONTHS, quarterCountOf, type ReplayWorld } from './world.ts';

/** The paths of a block while they are carried out; arrays over paths unless said. */
export interface BlockState {
  readonly world: ReplayWorld;
  readonly chances: BlockChances;
  readonly pathCount: number;
  /** [path × class × month] units in service that are paid whatever their use */
  readonly capacity: Float64Array;
  /** [path × month] contract cash at the month's start and end */
  readonly startUsd: Float64Array;
  readonly endUsd: Float64Array;
  readonly holdings: readonly Holding[][];
  /** of them those that are paid in part by use */
  readonly byUse: readonly Holding[][];
  /** [path × workload] fraction of demand lost */
  readonly churn: Float64Array;
  /** money without any drawing */
  readonly liquidityUsd: Float64Array;
  /** drawn so far, within the credit line and beyond it */
  readonly drawnUsd: Float64Array;
  /** months of the present run of shortage */
  readonly shortRunMonths: Float64Array;
  /** [path × month] protected demand at mean load, reference GPUs */
  readonly protectedAsked: Float64Array;
  /** [path × month × class × rank] units used */
  readonly classUseByRank: Float64Array;
  readonly outcome: ReplayOutcome;
}

/** Shortages below this share of demand are rounding. */
const SHORTAGE_NOISE = 1e-9;

/** Runs every path from one month to another: dispatch, churn, money. */
export function runMonths(state: BlockState, fromMonth: number, toMonth: number): void {
  for (let path = 0; path < state.pathCount; path++) {
    for (let month = fromMonth; month < toMonth; month++) runMonth(state, path, month);
  }
}

function runMonth(state: BlockState, path: number, month: number): void {
  const { world } = state;
  const months = world.plan.horizonMonths;
  const { paths } = state.chances;
  moveMoney(state, path, { usd: state.startUsd[path * months + month]!, month, discountMonth: month });
  const sources = sourcesOf(state, path, month);
  world.dispatcher.run({
    month,
    demandMultiple: paths.multiple[path * paths.monthCount + month]!,
    churn: state.churn,
    churnAt: path * world.plan.workloads.length,
    capacity: state.capacity,
    capacityAt: path * world.classes.classes.length * months + month,
    capacityStride: months,
    sources,
  });
  const marginUsd = serve(state, path, month);
  const spentUsd = spend(state, path, { month, sources });
  loseCustomers(state, path, month);
  const contractUsd = state.endUsd[path * months + month]!;
  const usd = marginUsd - spentUsd + contractUsd - world.plan.money.fixedCostUsdPerMonth;
  moveMoney(state, path, { usd, month, discountMonth: month + 1 });
  const { discount } = world;
  state.outcome.computeCostUsd[path]! +=
    (spentUsd - contractUsd) * discount[month + 1]! - state.startUsd[path * months + month]! * discount[month]!;
  state.outcome.liquidityUsd[path * months + month] = state.liquidityUsd[path]!;
}

/** Adds cash; what is missing is drawn, at the price of rescue money, and stays drawn. */
function moveMoney(
  state: BlockState,
  path: number,
  { usd, month, discountMonth }: { readonly usd: number; readonly month: number; readonly discountMonth: number },
): void {
  const { plan, discount } = state.world;
  const { outcome } = state;
  const factor = discount[discountMonth]!;
  const liquidity = (state.liquidityUsd[path]! += usd);
  outcome.cashUsd[path]! += usd * factor;
  outcome.valueUsd[path]! += usd * factor;
  if (liquidity < outcome.troughUsd[path]!) {
    outcome.troughUsd[path] = liquidity;
    outcome.troughMonth[path] = month;
  }
  const drawn = state.drawnUsd[path]!;
  if (-liquidity <= drawn) return;
  const { creditLineUsd } = plan.money;
  const [within, beyond] = plan.risk.rescuePricePerUsd;
  const moreWithin = Math.min(-liquidity, creditLineUsd) - Math.min(drawn, creditLineUsd);
  const penalty = (within * moreWithin + beyond * (-liquidity - drawn - moreWithin)) * factor;
  outcome.penaltyUsd[path]! -= penalty;
  outcome.valueUsd[path]! -= penalty;
  state.drawnUsd[path] = -liquidity;
}

const sourceRoom: { -readonly [field in keyof PricedSource]: number }[] = [];

/** Contracts paid in part by use, in the order of signing, then the market; overwritten by the next call. */
function sourcesOf(state: BlockState, path: number, month: number): readonly PricedSource[] {
  const { plan, classes } = state.world;
  let count = 0;
  const add = (classIndex: number, units: number, usdPerUnit: number, paidFraction: number): void => {
    const room = (sourceRoom[count] ??= { classIndex, units, usdPerUnit, paidFraction });
    room.classIndex = classIndex;
    room.units = units;
    room.usdPerUnit = usdPerUnit;
    room.paidFraction = paidFraction;
    count += 1;
  };
  for (const holding of state.byUse[path]!) {
    const { course } = holding;
    const units = unitsInService(holding, month);
    const paid = course.committedUnits[month]! / Math.max(course.capacity[month]!, Number.MIN_VALUE);
    const rolled = holding.rolledUnits / Math.max(units, Number.MIN_VALUE);
    add(course.classIndex, units, course.usageUsdPerUnit[month]!, Math.min(1, paid + rolled));
  }
  const market = plan.market.onDemand;
  const fluctuation = state.chances.market.onDemand;
  if (market && fluctuation && classes.onDemand) {
    const { paths } = state.chances;
    const at = path * paths.monthCount + month;
    const regime = paths.supplyRegime[at]!;
    const { classIndex, units } = classes.onDemand;
    const gpus = market.availableGpus[regime]! * fluctuation.availabilityFactor[at]!;
    const usdPerGpuHour = market.priceUsdPerGpuHour[regime]! * fluctuation.priceFactor[at]!;
    if (gpus > 0) add(classIndex, gpus * units, (usdPerGpuHour * HOURS_PER_MONTH) / units, 0);
  }
  sourceRoom.length = count;
  return sourceRoom;
}

/** Books what the month's dispatch served; returns the margin in cash. */
function serve(state: BlockState, path: number, month: number): number {
  const { world, outcome } = state;
  const { dispatcher, plan } = world;
  const { served, asked, classUseByRank } = dispatcher.result;
  const ranks = dispatcher.ranksOf(month);
  const factor = world.discount[month + 1]!;
  const pathMonth = path * plan.horizonMonths + month;
  let marginUsd = 0;
  let researchUsd = 0;
  let servedMonths = 0;
  let shortTime = 0;
  let protectedAsked = 0;
  let protectedUnserved = 0;
  for (let block = 0; block < plan.loadBlocks.length; block++) {
    const time = plan.loadBlocks[block]!.timeFraction;
    let askedHere = 0;
    let servedHere = 0;
    for (let r = 0; r < ranks.length; r++) {
      const rank = ranks[r]!;
      const cell = block * ranks.length + r;
      const gpus = time * served[cell]!;
      outcome.servedByTier[rank.tierIndex * plan.horizonMonths + month]! += gpus;
      servedMonths += gpus;
      if (rank.isCash) marginUsd += gpus * rank.valueUsd;
      else researchUsd += gpus * rank.valueUsd;
      if (!rank.isProtected) continue;
      askedHere += asked[cell]!;
      servedHere += served[cell]!;
    }
    const unserved = Math.max(0, askedHere - servedHere - SHORTAGE_NOISE * askedHere);
    protectedAsked += time * askedHere;
    protectedUnserved += time * unserved;
    const gap = unserved - plan.limits.shortageFraction * askedHere;
    if (gap <= 0) continue;
    shortTime += time;
    if (gap > outcome.gapReferenceGpus[pathMonth]!) outcome.gapReferenceGpus[pathMonth] = gap;
  }
  recordShortage(state, path, { month, shortTime, protectedAsked, protectedUnserved });
  state.protectedAsked[pathMonth] = protectedAsked;
  state.classUseByRank.set(classUseByRank, pathMonth * classUseByRank.length);
  outcome.servedHours[path]! += servedMonths * factor;
  outcome.researchUsd[path]! += researchUsd * factor;
  outcome.valueUsd[path]! += researchUsd * factor;
  return marginUsd;
}

function recordShortage(
  state: BlockState,
  path: number,
  at: {
    readonly month: number;
    readonly shortTime: number;
    readonly protectedAsked: number;
    readonly protectedUnserved: number;
  },
): void {
  const { outcome } = state;
  const { plan } = state.world;
  const quarter = path * quarterCountOf(plan) + Math.floor(at.month / QUARTER_MONTHS);
  outcome.shortTimeFraction[path]! += at.shortTime;
  outcome.shortTimeByQuarter[quarter]! += at.shortTime / QUARTER_MONTHS;
  outcome.protectedAsked[path]! += at.protectedAsked;
  outcome.protectedUnserved[path]! += at.protectedUnserved;
  outcome.protectedAskedByMonth[at.month]! += at.protectedAsked;
  outcome.protectedUnservedByMonth[at.month]! += at.protectedUnserved;
  if (at.protectedAsked > 0) {
    outcome.unservedByQuarter[quarter]! += at.protectedUnserved / at.protectedAsked / QUARTER_MONTHS;
  }
  if (at.shortTime === 0) {
    state.shortRunMonths[path] = 0;
    return;
  }
  const run = (state.shortRunMonths[path]! += 1);
  outcome.shortMonths[path]! += 1;
  if (run === 1) outcome.shortRuns[path]! += 1;
  if (run > outcome.longestShortMonths[path]!) outcome.longestShortMonths[path] = run;
}

/** What is paid for use in the month: contracts beyond their paid share, and the market. */
function spend(
  state: BlockState,
  path: number,
  { month, sources }: { readonly month: number; readonly sources: readonly PricedSource[] },
): number {
  const { sourceUse } = state.world.dispatcher.result;
  const holdings = state.byUse[path]!;
  let usd = 0;
  for (let index = 0; index < sources.length; index++) {
    const { units, usdPerUnit, paidFraction } = sources[index]!;
    const paid = units * paidFraction;
    const use = sourceUse[index]!;
    usd += Math.max(0, use - paid) * usdPerUnit;
    const holding = holdings[index];
    if (holding) recordUse(state, path, { month, holding, use, units });
  }
  return usd;
}

function recordUse(
  { outcome, world }: BlockState,
  path: number,
  at: { readonly month: number; readonly holding: Holding; readonly use: number; readonly units: number },
): void {
  const { holding, use, units } = at;
  if (units === 0) return;
  const contract = holding.isFleet ? holding.offerIndex : world.plan.fleet.length + holding.offerIndex;
  const { course } = holding;
  const paid = (units * course.committedUnits[at.month]!) / course.capacity[at.month]!;
  outcome.contractUsedMonths[contract]! += use;
  const rolled = holding.rolledUnits;
  outcome.contractPaidUsd[contract]! += Math.max(0, use - paid - rolled) * course.usageUsdPerUnit[at.month]!;
  const lostFraction = lostCommitment(holding, { use, paid });
  if (!(lostFraction > 0)) return;
  const whole = units / course.capacity[at.month]!;
  const stranded = whole * course.committedUsd[at.month]! * lostFraction;
  outcome.strandedUsd[path]! += stranded;
  outcome.contractStrandedUsd[contract]! += stranded;
}

/**
 * Share of a month's commitment that is lost: what was not used of it, or where that rolls over, what was left of the
 * month before and is not used now either. What rolls over is used first.
 */
function lostCommitment(holding: Holding, { use, paid }: { readonly use: number; readonly paid: number }): number {
  if (paid === 0) return 0;
  if (!holding.offer.terms.hasRollover) return 1 - use / paid;
  const rolled = holding.rolledUnits;
  holding.rolledUnits = Math.max(0, paid - Math.max(0, use - rolled));
  return Math.max(0, rolled - use) / paid;
}

/** Churn of each workload after the month: what is unserved drives customers away, and some come back. */
function loseCustomers(state: BlockState, path: number, month: number): void {
  const { plan, dispatcher } = state.world;
  const { served, asked } = dispatcher.result;
  const ranks = dispatcher.ranksOf(month);
  for (let w = 0; w < plan.workloads.length; w++) {
    const { churn } = plan.workloads[w]!;
    if (!churn) continue;
    let askedMean = 0;
    let servedMean = 0;
    for (let block = 0; block < plan.loadBlocks.length; block++) {
      const time = plan.loadBlocks[block]!.timeFraction;
      for (let r = 0; r < ranks.length; r++) {
        if (ranks[r]!.workload !== w || !ranks[r]!.isGrowing) continue;
        askedMean += time * asked[block * ranks.length + r]!;
        servedMean += time * served[block * ranks.length + r]!;
      }
    }
    const at = path * plan.workloads.length + w;
    const lost = state.churn[at]!;
    let unserved = askedMean > 0 ? (1 - lost) * Math.max(0, 1 - servedMean / askedMean) : 0;
    let next = lost * churn.recoveryPerMonth;
    for (let band = 0; band < churn.lossPerMonth.length && unserved > 0; band++) {
      const depth = (churn.depthFractions[band] ?? 1) - (churn.depthFractions[band - 1] ?? 0);
      const inBand = Math.min(unserved, depth);
      next += churn.lossPerMonth[band]! * inBand;
      unserved -= inBand;
    }
    state.churn[at] = Math.min(1, next);
  }
}
