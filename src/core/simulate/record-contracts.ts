import { paidUsd, type MonthlyFlow } from './course.ts';
import { creditBeyondMean, runningBlocks, unitsInService, type Holding } from './holding.ts';
import type { BlockState } from './month.ts';
import { dependsOn } from './shared-factor.ts';

/** Adds up, at the end of a path, what each contract delivered, how much of it was used, what it was paid and stranded. */
export function recordContracts(state: BlockState, path: number): void {
  for (const holding of state.holdings[path]!) {
    recordPayments(state, holding);
    if (!holding.course.isByUse) recordPooled(state, path, holding);
    else recordMonths(state, holding);
  }
}

function contractIndex({ world }: BlockState, { isFleet, offerIndex }: Holding): number {
  return isFleet ? offerIndex : world.plan.fleet.length + offerIndex;
}

/** Cash paid within the horizon, net of what lenders paid in, nominal. */
function recordPayments(state: BlockState, holding: Holding): void {
  const { outcome, world } = state;
  const contract = contractIndex(state, holding);
  if (holding.given === null) outcome.contractSignedBlocks[contract]! += holding.blocks;
  const lagMonths = holding.offer.terms.paymentLagMonths;
  const { stopMonth } = holding.loss;
  const { horizonMonths } = world.plan;
  const parts = [{ flow: holding.course, blocks: runningBlocks(holding) }, ...holding.ended];
  for (const { flow, blocks } of parts) {
    const usd = stopMonth < horizonMonths ? paidUsd(flow, { stopMonth, lagMonths }) : flow.keptUsd;
    outcome.contractPaidUsd[contract]! -= (usd + creditsBeyondMean(holding, flow)) * blocks * holding.wholePerBlock;
  }
}

function creditsBeyondMean(holding: Holding, flow: MonthlyFlow): number {
  if (holding.outages === null) return 0;
  let usd = 0;
  for (let month = flow.fromMonth; month < flow.toMonth; month++) usd += creditBeyondMean(holding, flow, month);
  return usd;
}

function recordMonths(state: BlockState, holding: Holding): void {
  const contract = contractIndex(state, holding);
  for (let month = 0; month < state.world.plan.horizonMonths; month++) {
    state.outcome.contractMonths[contract]! += unitsInService(holding, month);
  }
}

/**
 * A contract of a class is used as its class is. Stranded is what is paid for capacity beyond what tiers worth at least
 * the contract's price used.
 */
function recordPooled(state: BlockState, path: number, holding: Holding): void {
  const { world, outcome, capacity, classUseByRank } = state;
  const { horizonMonths } = world.plan;
  const classCount = world.classes.classes.length;
  const { rankCount } = world.dispatcher;
  const contract = contractIndex(state, holding);
  const { course } = holding;
  const c = course.classIndex;
  const last = Math.min(horizonMonths, course.endMonth, holding.loss.stopMonth);
  for (let month = Math.max(0, course.inServiceMonth); month < last; month++) {
    const units = unitsInService(holding, month);
    if (units <= 0) continue;
    const inClass = capacity[(path * classCount + c) * horizonMonths + month]!;
    const usdPerUnit = course.committedUsd[month]! / course.capacity[month]!;
    const ranks = world.dispatcher.ranksOf(month);
    const at = ((path * horizonMonths + month) * classCount + c) * rankCount;
    let used = 0;
    let worthIt = 0;
    for (let r = 0; r < rankCount; r++) {
      const use = classUseByRank[at + r]!;
      used += use;
      if (ranks[r]!.valueUsd * ranks[r]!.perUnit[c]! >= usdPerUnit) worthIt += use;
    }
    outcome.contractMonths[contract]! += units;
    outcome.contractUsedMonths[contract]! += units * Math.min(1, used / inClass);
    const stranded = units * usdPerUnit * Math.max(0, 1 - worthIt / inClass);
    outcome.strandedUsd[path]! += stranded;
    outcome.contractStrandedUsd[contract]! += stranded;
  }
}

/** Adds up what each shared factor has in service, and what share of protected demand the rest would carry. */
export function recordFactors(state: BlockState, path: number): void {
  const { world, outcome } = state;
  const { horizonMonths } = world.plan;
  const units = new Float64Array(horizonMonths);
  const total = new Float64Array(horizonMonths);
  for (const holding of state.holdings[path]!) addUnits(total, holding);
  world.factors.forEach((factor, index) => {
    units.fill(0);
    for (const holding of state.holdings[path]!) if (dependsOn(holding.offer, factor)) addUnits(units, holding);
    for (let month = 0; month < horizonMonths; month++) {
      const asked = state.protectedAsked[path * horizonMonths + month]!;
      const carried = asked > 0 ? Math.min(1, (total[month]! - units[month]!) / asked) : 1;
      outcome.withoutFactor[index * horizonMonths + month]! += carried;
      outcome.factorUnits[index * horizonMonths + month]! += units[month]!;
    }
  });
}

function addUnits(units: Float64Array, holding: Holding): void {
  for (let month = 0; month < units.length; month++) units[month]! += unitsInService(holding, month);
}
