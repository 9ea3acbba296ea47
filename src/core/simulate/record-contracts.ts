import type { BlockState } from './block-state.ts';
import { RUN_FIELDS } from './course.ts';
import { cashUsdOf } from './fate.ts';
import { NO_PARTS, runningBlocks, unitsInService, type Holding } from './holding.ts';
import { dependsOn } from './shared-factor.ts';
import type { ReplayWorld } from './world.ts';

/** Adds up, at the end of a path, what a contract delivered, how much of it was used, what it was paid and stranded. */
export function recordContract(state: BlockState, path: number, holding: Holding): void {
  const contract = contractIndex(state.world, holding);
  recordPayments(state, contract, holding);
  if (holding.fate.course.isByUse) recordMonths(state, contract, holding);
  else recordPooled(state, path, { contract, holding });
}

function contractIndex({ plan }: ReplayWorld, { isFleet, offerIndex }: Holding): number {
  return isFleet ? offerIndex : plan.fleet.length + offerIndex;
}

/** Cash paid within the horizon, net of what lenders paid in, nominal. */
function recordPayments({ outcome }: BlockState, contract: number, holding: Holding): void {
  const { fate, wholePerBlock, ended } = holding;
  const { contractSignedBlocks, contractPaidUsd } = outcome;
  if (holding.given === null) contractSignedBlocks[contract]! += holding.blocks;
  contractPaidUsd[contract]! -= fate.cashUsd * runningBlocks(holding) * wholePerBlock;
  for (const { flow, blocks } of ended) contractPaidUsd[contract]! -= cashUsdOf(fate, flow) * blocks * wholePerBlock;
}

function recordMonths({ outcome, world }: BlockState, contract: number, holding: Holding): void {
  for (let month = 0; month < world.plan.horizonMonths; month++) {
    outcome.contractMonths[contract]! += unitsInService(holding, month);
  }
}

interface Recorded {
  readonly contract: number;
  readonly holding: Holding;
}

/**
 * A contract of a class is used as its class is. Stranded is what is paid for capacity beyond what tiers worth at least
 * the contract's price used. In one function, for numbers handed on would be boxed.
 */
function recordPooled({ world, outcome, usedFraction, leftFraction }: BlockState, path: number, of: Recorded): void {
  const { contract, holding } = of;
  const { course, outages, loss } = holding.fate;
  const { runs, inServiceMonth, endMonth, tiersWorthIt } = course;
  const { horizonMonths } = world.plan;
  const { contractMonths, contractUsedMonths, contractStrandedUsd, strandedUsd } = outcome;
  const row = (path * world.classes.classes.length + course.classIndex) * horizonMonths;
  const counts = world.dispatcher.rankCount + 1;
  const last = Math.min(horizonMonths, endMonth, loss.stopMonth);
  const isLevel = holding.ended === NO_PARTS && outages === null;
  let inService = contractMonths[contract]!;
  let used = contractUsedMonths[contract]!;
  let strandedOfPath = strandedUsd[path]!;
  let strandedOfContract = contractStrandedUsd[contract]!;
  for (let run = 0; run < runs.length; run += RUN_FIELDS) {
    const to = Math.min(runs[run + 1]!, last);
    const level = holding.blocks * runs[run + 4]! * holding.wholePerBlock;
    const usdPerUnit = runs[run + 5]!;
    for (let month = Math.max(runs[run]!, inServiceMonth); month < to; month++) {
      const units = isLevel ? level : unitsInService(holding, month);
      if (units <= 0) continue;
      const stranded = units * usdPerUnit * leftFraction[(row + month) * counts + tiersWorthIt[month]!]!;
      inService += units;
      used += units * usedFraction[row + month]!;
      strandedOfPath += stranded;
      strandedOfContract += stranded;
    }
  }
  contractMonths[contract] = inService;
  contractUsedMonths[contract] = used;
  strandedUsd[path] = strandedOfPath;
  contractStrandedUsd[contract] = strandedOfContract;
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
    for (const holding of state.holdings[path]!)
      if (dependsOn(holding.fate.course.offer, factor)) addUnits(units, holding);
    for (let month = 0; month < horizonMonths; month++) {
      const asked = state.protectedAsked[month]![path]!;
      const carried = asked > 0 ? Math.min(1, (total[month]! - units[month]!) / asked) : 1;
      outcome.withoutFactor[index * horizonMonths + month]! += carried;
      outcome.factorUnits[index * horizonMonths + month]! += units[month]!;
    }
  });
}

function addUnits(units: Float64Array, holding: Holding): void {
  for (let month = 0; month < units.length; month++) units[month]! += unitsInService(holding, month);
}
