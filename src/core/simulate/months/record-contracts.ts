import { dependsOn } from '../chances/shared-factor.ts';
import { CASH_USD, CLASS, CONTRACT, SERVED_FROM, SERVED_TO } from '../contracts/fate.ts';
import { SERVED_FIELDS } from '../contracts/flow-runs.ts';
import { runningBlocks, unitsInService, type Holding } from '../contracts/holding.ts';
import { BLOCKS, HELD_FIELDS, PLACE, WHOLE } from '../contracts/holdings.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import type { BlockState } from './block-state.ts';

/** Adds up, at the end of a path, what its contracts delivered, how much of it was used, what they were paid and stranded. */
export function recordContracts(state: BlockState, path: number): void {
  if (state.holdings.isPlain(path)) recordNumbers(state, path);
  else for (const holding of state.holdings.of(path)) recordHolding(state, path, holding);
}

function recordNumbers(state: BlockState, path: number): void {
  const { outcome, fates, holdings } = state;
  const { contractSignedBlocks, contractPaidUsd } = outcome;
  const fate = fates.numbers;
  const first = path * holdings.room * HELD_FIELDS;
  // One record for all: a new one for each would be garbage by the million.
  const runs = { contract: 0, classIndex: 0, numbers: fate, from: 0, to: 0, whole: 0.5 };
  for (let at = first; at < first + holdings.counts[path]! * HELD_FIELDS; at += HELD_FIELDS) {
    const place = holdings.numbers[at + PLACE]! | 0;
    runs.contract = fate[place + CONTRACT]! | 0;
    runs.classIndex = fate[place + CLASS]! | 0;
    runs.from = (place + fate[place + SERVED_FROM]!) | 0;
    runs.to = (place + fate[place + SERVED_TO]!) | 0;
    runs.whole = holdings.numbers[at + WHOLE]!;
    contractSignedBlocks[runs.contract]! += holdings.numbers[at + BLOCKS]!;
    contractPaidUsd[runs.contract]! -= fate[place + CASH_USD]! * runs.whole;
    recordServed(state, path, runs);
  }
}

function recordHolding(state: BlockState, path: number, holding: Holding): void {
  const { fate, wholePerBlock, ended } = holding;
  const { contractSignedBlocks, contractPaidUsd } = state.outcome;
  const { classIndex, isByUse } = fate.course;
  const contract = contractIndex(state.world, holding);
  if (holding.given === null) contractSignedBlocks[contract]! += holding.blocks;
  if (isByUse) recordMonths(state, contract, holding);
  for (const { blocks, onPath } of [{ blocks: runningBlocks(holding), onPath: fate.flow }, ...ended]) {
    const { served, cashUsd } = onPath;
    const whole = blocks * wholePerBlock;
    contractPaidUsd[contract]! -= cashUsd * whole;
    recordServed(state, path, { contract, classIndex, numbers: served, from: 0, to: served.length, whole });
  }
}

function contractIndex({ plan }: ReplayWorld, { isFleet, offerIndex }: Holding): number {
  return isFleet ? offerIndex : plan.fleet.length + offerIndex;
}

function recordMonths({ outcome, world }: BlockState, contract: number, holding: Holding): void {
  for (let month = 0; month < world.plan.horizonMonths; month++) {
    outcome.contractMonths[contract]! += unitsInService(holding, month);
  }
}

/** Some runs of service among other numbers, for a share of the contract. */
interface ServedRuns {
  readonly contract: number;
  readonly classIndex: number;
  readonly numbers: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly whole: number;
}

/**
 * A contract of a class is used as its class is. Stranded is what is paid for capacity beyond what tiers worth at least
 * the contract's price used.
 */
function recordServed({ world, outcome, usedMonths, leftMonths }: BlockState, path: number, runs: ServedRuns): void {
  const { contract, classIndex, numbers, whole } = runs;
  const { pathCount } = outcome;
  const row = classIndex * (world.plan.horizonMonths + 1);
  const counts = world.dispatcher.rankCount + 1;
  let [inService, used, stranded] = [0, 0, 0];
  for (let run = runs.from; run < runs.to; run += SERVED_FIELDS) {
    const first = (row + numbers[run]!) | 0;
    const end = (row + numbers[run + 1]!) | 0;
    const units = whole * numbers[run + 2]!;
    const count = numbers[run + 4]! | 0;
    const leftAt = (at: number): number => leftMonths[(at * counts + count) * pathCount + path]!;
    const usedAt = (at: number): number => usedMonths[at * pathCount + path]!;
    inService += units * (end - first);
    used += units * (usedAt(end) - usedAt(first));
    stranded += units * numbers[run + 3]! * (leftAt(end) - leftAt(first));
  }
  outcome.contractMonths[contract]! += inService;
  outcome.contractUsedMonths[contract]! += used;
  outcome.strandedUsd[path]! += stranded;
  outcome.contractStrandedUsd[contract]! += stranded;
}

/** Adds up what each shared factor has in service, and what share of protected demand the rest would carry. */
export function recordFactors(state: BlockState, path: number): void {
  const { world, outcome } = state;
  const { horizonMonths } = world.plan;
  const units = new Float64Array(horizonMonths);
  const total = new Float64Array(horizonMonths);
  const holdings = state.holdings.of(path);
  for (const holding of holdings) addUnits(total, holding);
  world.factors.forEach((factor, index) => {
    units.fill(0);
    for (const holding of holdings) if (dependsOn(holding.fate.course.offer, factor)) addUnits(units, holding);
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
