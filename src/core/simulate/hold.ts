import type { BlockState } from './block-state.ts';
import { RUN_FIELDS, type MonthlyFlow } from './course.ts';
import { capacityMultiple, creditBeyondMean, type Signed } from './fate.ts';
import { NO_PARTS, type Holding } from './holding.ts';

/** Takes a contract up on one path, and adds all that it will bring to the path's months. */
export function hold(state: BlockState, path: number, signed: Signed & Pick<Holding, 'blocks'>): void {
  const fate = state.surroundings.fateOf(path, signed);
  keep(state, path, {
    offerIndex: signed.offerIndex,
    isFleet: signed.isFleet,
    signMonth: signed.signMonth,
    blocks: signed.blocks,
    wholePerBlock: signed.isFleet ? 1 : 1 / fate.course.offer.blocks,
    fate,
    ended: NO_PARTS,
    added: NO_PARTS,
    rolledUnits: 0,
    given: null,
  });
}

/** Puts a contract among a path's, and adds what it brings. */
export function keep(state: BlockState, path: number, holding: Holding): void {
  const { course } = holding.fate;
  state.holdings[path]!.push(holding);
  if (holding.given === null) countSigned(state, path, holding);
  if (course.isByUse) state.byUse[path]!.push(holding);
  addFlow(state, path, holding, { flow: course, blocks: holding.blocks });
}

function countSigned({ signed, signedBlocks, ahead, world }: BlockState, path: number, holding: Holding): void {
  ahead.note(path, holding);
  signed[path]!.push(holding);
  if (!holding.isFleet) signedBlocks[path * world.plan.offers.length + holding.offerIndex]! += holding.blocks;
}

/** Adds blocks of a flow to a path's months: what follows service until it is lost, capacity unless it is paid by use. */
export function addFlow(
  state: BlockState,
  path: number,
  holding: Holding,
  { flow, blocks }: { readonly flow: MonthlyFlow; readonly blocks: number },
): void {
  const { loss, outages, course } = holding.fate;
  const { horizonMonths } = state.world.plan;
  const at = {
    holding,
    flow,
    whole: blocks * holding.wholePerBlock,
    moneyAt: path * horizonMonths,
    capacityAt: (path * state.world.classes.classes.length + course.classIndex) * horizonMonths,
  };
  if (flow.isPaidAtStart) state.isPaidAtStart = true;
  if (loss.stopMonth >= horizonMonths && outages === null) addKept(state, at);
  else addByMonth(state, at);
}

interface AddedFlow {
  readonly holding: Holding;
  readonly flow: MonthlyFlow;
  readonly whole: number;
  /** where the path's months begin */
  readonly moneyAt: number;
  readonly capacityAt: number;
}

/** Of a contract without losses and outages, by runs of equal months. */
function addKept({ startUsd, endUsd, capacity }: BlockState, added: AddedFlow): void {
  const { flow, whole, moneyAt, capacityAt } = added;
  const { runs } = flow;
  const { isByUse } = added.holding.fate.course;
  for (let run = 0; run < runs.length; run += RUN_FIELDS) {
    const from = runs[run]!;
    const length = runs[run + 1]! - from;
    addRun(startUsd, moneyAt + from, length, whole * runs[run + 2]!);
    addRun(endUsd, moneyAt + from, length, whole * runs[run + 3]!);
    if (!isByUse) addRun(capacity, capacityAt + from, length, whole * runs[run + 4]!);
  }
}

function addRun(to: Float64Array, from: number, length: number, value: number): void {
  if (value === 0) return;
  for (let month = from; month < from + length; month++) to[month]! += value;
}

function addByMonth(state: BlockState, added: AddedFlow): void {
  const { holding, flow, whole, moneyAt, capacityAt } = added;
  const { loss, outages, course } = holding.fate;
  addCash(state, added);
  if (outages !== null) {
    for (let month = flow.fromMonth; month < flow.toMonth; month++)
      state.endUsd[moneyAt + month]! += whole * creditBeyondMean(holding.fate, flow, month);
  }
  if (course.isByUse) return;
  const stop = Math.min(flow.toMonth, loss.stopMonth);
  for (let month = flow.fromMonth; month < stop; month++)
    state.capacity[capacityAt + month]! += whole * flow.capacity[month]! * capacityMultiple(outages, month);
}

/** What follows service comes until the loss, what is paid late so much longer. */
function addCash({ startUsd, endUsd }: BlockState, { holding, flow, whole, moneyAt }: AddedFlow): void {
  const { loss, course } = holding.fate;
  const lagStop = loss.stopMonth + course.offer.terms.paymentLagMonths;
  for (let month = flow.fromMonth; month < flow.toMonth; month++) {
    startUsd[moneyAt + month]! += whole * flow.startUsd[month]!;
    endUsd[moneyAt + month]! += whole * flow.endUsd[month]!;
    if (month < lagStop) endUsd[moneyAt + month]! += whole * flow.lateServiceUsd[month]!;
    if (month >= loss.stopMonth) continue;
    startUsd[moneyAt + month]! += whole * flow.startServiceUsd[month]!;
    endUsd[moneyAt + month]! += whole * flow.endServiceUsd[month]!;
  }
  if (loss.isRecall) startUsd[moneyAt + loss.stopMonth]! += whole * flow.recallUsd[loss.stopMonth]!;
}
