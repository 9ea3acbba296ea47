import type { BlockState } from './block-state.ts';
import { paidUsd, RUN_FIELDS, type MonthlyFlow } from './course.ts';
import { creditBeyondMean, runningBlocks, unitsInService, type Holding } from './holding.ts';
import { dependsOn } from './shared-factor.ts';
import type { ReplayWorld } from './world.ts';

/** Adds up, at the end of a path, what each contract delivered, how much of it was used, what it was paid and stranded. */
export function recordContracts(state: BlockState, path: number): void {
  for (const holding of state.holdings[path]!) {
    recordPayments(state, holding);
    if (!holding.course.isByUse) recordPooled(state, path, holding);
    else recordMonths(state, holding);
  }
}

function contractIndex({ plan }: ReplayWorld, { isFleet, offerIndex }: Holding): number {
  return isFleet ? offerIndex : plan.fleet.length + offerIndex;
}

/** Cash paid within the horizon, net of what lenders paid in, nominal. */
function recordPayments({ outcome, world }: BlockState, holding: Holding): void {
  const contract = contractIndex(world, holding);
  if (holding.given === null) outcome.contractSignedBlocks[contract]! += holding.blocks;
  outcome.contractPaidUsd[contract]! -=
    paidWithin(world, holding, holding.course) * runningBlocks(holding) * holding.wholePerBlock;
  for (const { flow, blocks } of holding.ended) {
    outcome.contractPaidUsd[contract]! -= paidWithin(world, holding, flow) * blocks * holding.wholePerBlock;
  }
}

/** Of a whole contract, USD. */
function paidWithin({ plan }: ReplayWorld, holding: Holding, flow: MonthlyFlow): number {
  const { stopMonth } = holding.loss;
  const lagMonths = holding.offer.terms.paymentLagMonths;
  const usd = stopMonth < plan.horizonMonths ? paidUsd(flow, { stopMonth, lagMonths }) : flow.keptUsd;
  return usd + creditsBeyondMean(holding, flow);
}

function creditsBeyondMean(holding: Holding, flow: MonthlyFlow): number {
  if (holding.outages === null) return 0;
  let usd = 0;
  for (let month = flow.fromMonth; month < flow.toMonth; month++) usd += creditBeyondMean(holding, flow, month);
  return usd;
}

function recordMonths(state: BlockState, holding: Holding): void {
  const contract = contractIndex(state.world, holding);
  for (let month = 0; month < state.world.plan.horizonMonths; month++) {
    state.outcome.contractMonths[contract]! += unitsInService(holding, month);
  }
}

/**
 * A contract of a class is used as its class is. Stranded is what is paid for capacity beyond what tiers worth at least
 * the contract's price used.
 */
function recordPooled(state: BlockState, path: number, holding: Holding): void {
  const { course, ended, outages, loss } = holding;
  const { runs, inServiceMonth, endMonth } = course;
  const last = Math.min(state.world.plan.horizonMonths, endMonth, loss.stopMonth);
  const wholes = ended.length === 0 && outages === null ? holding.blocks : null;
  for (let run = 0; run < runs.length; run += RUN_FIELDS) {
    recordRun(state, path, {
      holding,
      from: Math.max(runs[run]!, inServiceMonth),
      to: Math.min(runs[run + 1]!, last),
      units: wholes === null ? NaN : wholes * runs[run + 4]! * holding.wholePerBlock,
      usdPerUnit: runs[run + 5]!,
    });
  }
}

/** Months of a holding in which it costs the same; `units` is NaN where notices and outages change them by month. */
function recordRun(
  { world, outcome, usedFraction, leftFraction }: BlockState,
  path: number,
  run: {
    readonly holding: Holding;
    readonly from: number;
    readonly to: number;
    readonly units: number;
    readonly usdPerUnit: number;
  },
): void {
  const { holding, from, to, usdPerUnit } = run;
  const { classIndex, tiersWorthIt } = holding.course;
  const row = (path * world.classes.classes.length + classIndex) * world.plan.horizonMonths;
  const counts = world.dispatcher.rankCount + 1;
  const contract = contractIndex(world, holding);
  let inService = outcome.contractMonths[contract]!;
  let used = outcome.contractUsedMonths[contract]!;
  let strandedOfPath = outcome.strandedUsd[path]!;
  let strandedOfContract = outcome.contractStrandedUsd[contract]!;
  for (let month = from; month < to; month++) {
    const units = Number.isNaN(run.units) ? unitsInService(holding, month) : run.units;
    if (units <= 0) continue;
    const stranded = units * usdPerUnit * leftFraction[(row + month) * counts + tiersWorthIt[month]!]!;
    inService += units;
    used += units * usedFraction[row + month]!;
    strandedOfPath += stranded;
    strandedOfContract += stranded;
  }
  outcome.contractMonths[contract] = inService;
  outcome.contractUsedMonths[contract] = used;
  outcome.strandedUsd[path] = strandedOfPath;
  outcome.contractStrandedUsd[contract] = strandedOfContract;
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
