import { BY_USE, CLASS, FATE_FIELDS, SERVED_FROM, type Signed } from '../contracts/fate.ts';
import { MONEY_FIELDS, type PathFlow } from '../contracts/flow-runs.ts';
import type { Holding } from '../contracts/holding.ts';
import type { BlockState } from './block-state.ts';

/** Takes a contract up on one path, and adds all that it will bring to the path's months. */
export function hold(state: BlockState, path: number, signed: Signed & Pick<Holding, 'blocks'>): void {
  const { fates, holdings, signedBlocks, world } = state;
  const place = fates.placeOf(path, signed);
  const { numbers } = fates;
  const whole = holdings.take(path, place, signed.blocks);
  if (!signed.isFleet) signedBlocks[path * world.plan.offers.length + signed.offerIndex]! += signed.blocks;
  if (numbers[place + BY_USE] === 1) keepByUse(state, path, holdings.of(path).at(-1)!);
  addRuns(state, path, {
    numbers,
    from: place + FATE_FIELDS,
    to: place + numbers[place + SERVED_FROM]!,
    whole,
    classIndex: numbers[place + CLASS]!,
  });
}

/** Puts a contract that an option gives among a path's, and adds what it brings. */
export function keepGiven(state: BlockState, path: number, holding: Holding): void {
  const { fate, blocks } = holding;
  state.holdings.of(path).push(holding);
  if (fate.course.isByUse) keepByUse(state, path, holding);
  addFlow(state, path, holding, { flow: fate.flow, blocks });
}

function keepByUse(state: BlockState, path: number, holding: Holding): void {
  const contracts = state.byUse[path]!;
  contracts.push(holding);
  state.byUseMost = Math.max(state.byUseMost, contracts.length);
}

/** Adds blocks of a flow to a path's months. */
export function addFlow(
  state: BlockState,
  path: number,
  { wholePerBlock, fate }: Holding,
  { flow, blocks }: { readonly flow: PathFlow; readonly blocks: number },
): void {
  const { classIndex } = fate.course;
  const { money } = flow;
  addRuns(state, path, { numbers: money, from: 0, to: money.length, whole: blocks * wholePerBlock, classIndex });
}

/** Some runs of money among other numbers, for a share of the contract. */
interface AddedRuns {
  readonly numbers: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly whole: number;
  readonly classIndex: number;
}

function addRuns(state: BlockState, path: number, { numbers, from, to, whole, classIndex }: AddedRuns): void {
  const { startUsd, endUsd, capacity, world } = state;
  const { horizonMonths } = world.plan;
  const moneyAt = path * horizonMonths;
  const capacityAt = (path * world.classes.classes.length + classIndex) * horizonMonths;
  for (let run = from; run < to; run += MONEY_FIELDS) {
    const first = numbers[run]! | 0;
    const end = numbers[run + 1]! | 0;
    const atStart = whole * numbers[run + 2]!;
    const atEnd = whole * numbers[run + 3]!;
    const units = whole * numbers[run + 4]!;
    if (atStart !== 0) state.isPaidAtStart = true;
    for (let month = first; month < end && atStart !== 0; month++) startUsd[moneyAt + month]! += atStart;
    for (let month = first; month < end; month++) {
      endUsd[moneyAt + month]! += atEnd;
      capacity[capacityAt + month]! += units;
    }
  }
}
