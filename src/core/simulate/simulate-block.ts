import { HOURS_PER_MONTH } from '../units/index.ts';
import type { BlockState } from './block-state.ts';
import { decideAt } from './carry-out.ts';
import type { BlockChances } from './chances.ts';
import { columnsOf } from './column.ts';
import { valueAfterHorizon } from './course.ts';
import { endRegimeOf } from './fate.ts';
import { hold } from './hold.ts';
import { NO_PARTS, runningBlocks, type Holding } from './holding.ts';
import { runMonths } from './month.ts';
import { emptyOutcome, type ReplayOutcome } from './outcome.ts';
import type { ReplayPolicy } from './policy.ts';
import { recordContract, recordFactors } from './record-contracts.ts';
import { noSources } from './sources.ts';
import { surroundingsOf } from './surroundings.ts';
import { tracesOf, type ContractTrace } from './trace.ts';
import type { ReplayWorld } from './world.ts';

export interface SimulateOptions {
  /** true: also what each shared factor carries, month by month */
  readonly hasFactors?: boolean;
}

/**
 * Carries a policy out on the paths of one block, month by month: at its decision months it is shown every path as it
 * stands and answers; then contracts deliver, fail and are paid, demand is served by value, shortage drives customers
 * away, and money moves.
 *
 * All paths stand in the same month, so that a policy that solves programmes can solve them together.
 */
export async function simulateBlock(
  world: ReplayWorld,
  policy: ReplayPolicy,
  chances: BlockChances,
  options: SimulateOptions = {},
): Promise<ReplayOutcome> {
  const state = await carriedOut(world, policy, chances);
  closeState(state, options.hasFactors ?? false);
  return state.outcome;
}

/** What becomes of every contract that the policy takes up on each path of the block. */
export async function traceBlock(
  world: ReplayWorld,
  policy: ReplayPolicy,
  chances: BlockChances,
): Promise<readonly (readonly ContractTrace[])[]> {
  const { holdings } = await carriedOut(world, policy, chances);
  return holdings.map((ofPath) => tracesOf(ofPath, world.plan.horizonMonths));
}

async function carriedOut(world: ReplayWorld, policy: ReplayPolicy, chances: BlockChances): Promise<BlockState> {
  const { horizonMonths } = world.plan;
  const state = openState(world, chances, policy.id);
  const dates = policy.decisionMonths.filter((month) => month < horizonMonths);
  let month = 0;
  for (const date of [...dates, horizonMonths]) {
    runMonths(state, month, date);
    month = date;
    if (date < horizonMonths) await decideAt(state, policy, date);
  }
  return state;
}

function openState(world: ReplayWorld, chances: BlockChances, policyId: string): BlockState {
  const { plan, classes } = world;
  const { pathCount } = chances.paths;
  const months = plan.horizonMonths;
  const classCount = classes.classes.length;
  const column = (): Float64Array => new Float64Array(pathCount);
  const state: BlockState = {
    world,
    chances,
    surroundings: surroundingsOf(world, chances),
    dispatcher: world.dispatcher.open(pathCount),
    sources: noSources(pathCount),
    pathCount,
    capacity: new Float64Array(pathCount * classCount * months),
    startUsd: new Float64Array(pathCount * months),
    endUsd: new Float64Array(pathCount * months),
    isPaidAtStart: false,
    holdings: Array.from({ length: pathCount }, () => []),
    byUse: Array.from({ length: pathCount }, () => []),
    signed: Array.from({ length: pathCount }, () => []),
    signedBlocks: new Float64Array(pathCount * plan.offers.length),
    ahead: world.openHeldAhead(pathCount),
    churn: columnsOf(plan.workloads.length, pathCount),
    liquidityUsd: column().fill(plan.money.openingLiquidityUsd),
    drawnUsd: column(),
    shortRunMonths: column(),
    protectedAsked: columnsOf(months, pathCount),
    usedFraction: new Float64Array(pathCount * classCount * months),
    leftFraction: new Float64Array(pathCount * classCount * months * (world.dispatcher.rankCount + 1)),
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
      inBlock: { asked: column(), served: column() },
      growing: { asked: column(), served: column() },
    },
    outcome: emptyOutcome(world, policyId, pathCount),
  };
  state.outcome.troughUsd.fill(plan.money.openingLiquidityUsd);
  for (let path = 0; path < pathCount; path++) {
    plan.fleet.forEach((_, index) => hold(state, path, { offerIndex: index, isFleet: true, signMonth: 0, blocks: 1 }));
  }
  return state;
}

/** Value after the horizon, and what contracts came to. */
function closeState(state: BlockState, hasFactors: boolean): void {
  const { world, chances, outcome } = state;
  const { horizonMonths } = world.plan;
  for (let path = 0; path < state.pathCount; path++) {
    const usd = afterHorizonUsd(state, path);
    outcome.startRegime[path] = chances.paths.regime[path * chances.paths.monthCount]!;
    outcome.afterHorizonUsd[path] = usd;
    outcome.valueUsd[path]! += usd;
    outcome.computeCostUsd[path]! -= usd;
    outcome.servedHours[path]! *= HOURS_PER_MONTH;
    outcome.servedHoursAtFirstSpeed[path]! *= HOURS_PER_MONTH;
    outcome.shortTimeFraction[path]! /= horizonMonths;
    for (const holding of state.holdings[path]!) recordContract(state, path, holding);
    if (hasFactors) recordFactors(state, path);
  }
}

function afterHorizonUsd(state: BlockState, path: number): number {
  let usd = 0;
  for (const holding of state.holdings[path]!) {
    const { fate, wholePerBlock } = holding;
    const running = runningBlocks(holding) * wholePerBlock;
    if (running > 0) usd += running * fate.afterHorizonUsd;
    if (holding.ended !== NO_PARTS) usd = addEnded(state, path, { holding, usd });
  }
  return usd;
}

/** What the parts under notice are worth, added to what others are. */
function addEnded(
  { world, chances }: BlockState,
  path: number,
  to: { readonly holding: Holding; readonly usd: number },
): number {
  const { fate, ended, wholePerBlock } = to.holding;
  const { course, loss } = fate;
  const at = { endRegime: endRegimeOf(chances, path), isLost: loss.stopMonth < world.plan.horizonMonths };
  return ended.reduce((usd, part) => {
    // What was only extended may still be left as if it were not.
    const notice = part.flow === course ? null : part;
    return usd + part.blocks * wholePerBlock * valueAfterHorizon(world.courses, course, { ...at, notice });
  }, to.usd);
}
