import { HOURS_PER_MONTH } from '../../units/index.ts';
import type { BlockChances } from '../chances/chances.ts';
import { tracesOf, type ContractTrace } from '../contracts/trace.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import { columnsOf } from '../dispatch/column.ts';
import type { ReplayPolicy } from '../policies/policy.ts';
import { afterHorizonUsd } from './after-horizon.ts';
import { leaveRoom, takeRoom, type BlockRoom } from './block-room.ts';
import type { BlockState } from './block-state.ts';
import { decideAt } from './carry-out.ts';
import { hold } from './hold.ts';
import { runMonths } from './month.ts';
import { emptyOutcome, type ReplayOutcome } from './outcome.ts';
import { recordContracts, recordFactors } from './record-contracts.ts';
import { surroundingsOf } from './surroundings.ts';

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
  return carriedOut(world, policy, chances, (state) => {
    closeState(state, options.hasFactors ?? false);
    return state.outcome;
  });
}

/** What becomes of every contract that the policy takes up on each path of the block. */
export async function traceBlock(
  world: ReplayWorld,
  policy: ReplayPolicy,
  chances: BlockChances,
): Promise<readonly (readonly ContractTrace[])[]> {
  return carriedOut(world, policy, chances, ({ pathCount, holdings }) =>
    Array.from({ length: pathCount }, (_, path) => tracesOf(holdings.of(path), world.plan.horizonMonths)),
  );
}

/** @param read takes what it wants of the state at the end: its room is used again */
async function carriedOut<T>(
  world: ReplayWorld,
  policy: ReplayPolicy,
  chances: BlockChances,
  read: (state: BlockState) => T,
): Promise<T> {
  const { horizonMonths } = world.plan;
  const room = takeRoom(world, chances.paths.pathCount);
  const state = openState(world, chances, { policyId: policy.id, room });
  const dates = policy.decisionMonths.filter((month) => month < horizonMonths);
  let month = 0;
  for (const date of [...dates, horizonMonths]) {
    runMonths(state, month, date);
    month = date;
    if (date < horizonMonths) await decideAt(state, policy, date);
  }
  const found = read(state);
  leaveRoom(world, room);
  return found;
}

function openState(
  world: ReplayWorld,
  chances: BlockChances,
  { policyId, room }: { readonly policyId: string; readonly room: BlockRoom },
): BlockState {
  const { plan, classes } = world;
  const { pathCount } = chances.paths;
  const months = plan.horizonMonths;
  const column = (): Float64Array => new Float64Array(pathCount);
  const ofMonths = (): Float64Array => new Float64Array(pathCount * months);
  const surroundings = surroundingsOf(world, chances);
  room.holdings.open(surroundings.fates);
  const state: BlockState = {
    ...room,
    world,
    chances,
    surroundings,
    fates: surroundings.fates,
    capacity: new Float64Array(pathCount * classes.classes.length * months),
    startUsd: ofMonths(),
    endUsd: ofMonths(),
    isPaidAtStart: false,
    signedBlocks: new Float64Array(pathCount * plan.offers.length),
    byUse: Array.from({ length: pathCount }, () => []),
    byUseMost: 0,
    churn: columnsOf(plan.workloads.length, pathCount),
    liquidityUsd: column().fill(plan.money.openingLiquidityUsd),
    drawnUsd: column(),
    shortRunMonths: column(),
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
    recordContracts(state, path);
    if (hasFactors) recordFactors(state, path);
  }
}
