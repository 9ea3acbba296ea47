import { isNoticeFelt, isUsedUp, usedOption, type EndingNotice } from '../supply/index.ts';
import { Bug, HOURS_PER_MONTH } from '../units/index.ts';
import type { BlockChances, Loss } from './chances.ts';
import { courseOf, DELIVERED, endingOf, valueAfterHorizon, type MonthlyFlow } from './course.ts';
import { capacityMultiple, creditBeyondMean, giveNotice, runningBlocks, seenHolding, type Holding } from './holding.ts';
import { runMonths, type BlockState } from './month.ts';
import { emptyOutcome, type ReplayOutcome } from './outcome.ts';
import type { Decision, ReplayPolicy, Seen } from './policy.ts';
import { recordContracts, recordFactors } from './record-contracts.ts';
import { tracesOf, type ContractTrace } from './trace.ts';
import { blocksOnOffer, type ReplayWorld } from './world.ts';

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
  const workloads = plan.workloads.length;
  const state: BlockState = {
    world,
    chances,
    pathCount,
    capacity: new Float64Array(pathCount * classes.classes.length * months),
    startUsd: new Float64Array(pathCount * months),
    endUsd: new Float64Array(pathCount * months),
    holdings: Array.from({ length: pathCount }, () => []),
    byUse: Array.from({ length: pathCount }, () => []),
    churn: new Float64Array(pathCount * workloads),
    liquidityUsd: new Float64Array(pathCount).fill(plan.money.openingLiquidityUsd),
    drawnUsd: new Float64Array(pathCount),
    shortRunMonths: new Float64Array(pathCount),
    protectedAsked: new Float64Array(pathCount * months),
    classUseByRank: new Float64Array(pathCount * months * classes.classes.length * world.dispatcher.rankCount),
    outcome: emptyOutcome(world, policyId, pathCount),
  };
  state.outcome.troughUsd.fill(plan.money.openingLiquidityUsd);
  for (let path = 0; path < pathCount; path++) {
    plan.fleet.forEach((_, index) => hold(state, path, { offerIndex: index, isFleet: true, signMonth: 0, blocks: 1 }));
  }
  return state;
}

/** Takes a contract up on one path, and adds all that it will bring to the path's months. */
function hold(
  state: BlockState,
  path: number,
  signed: Pick<Holding, 'offerIndex' | 'isFleet' | 'signMonth' | 'blocks'>,
): void {
  const { world, chances } = state;
  const offer = (signed.isFleet ? world.plan.fleet : world.plan.offers)[signed.offerIndex]!;
  const { paths } = chances;
  const signingRegime = paths.supplyRegime[path * paths.monthCount + signed.signMonth] as 0 | 1 | 2;
  const delivery = signed.isFleet ? DELIVERED : chances.deliveryOf(offer, path);
  const priceFactor = chances.priceFactorOf(offer, path, signed.signMonth);
  const course = courseOf(world.courses, offer, { signMonth: signed.signMonth, delivery, signingRegime, priceFactor });
  const holding: Holding = {
    ...signed,
    offer,
    wholePerBlock: signed.isFleet ? 1 : 1 / offer.blocks,
    course,
    loss: chances.lossOf(offer, path, course),
    outages: chances.outagesOf(offer, path),
    ended: [],
    added: [],
    rolledUnits: 0,
    seen: null,
    given: null,
  };
  keep(state, path, holding);
}

function keep(state: BlockState, path: number, holding: Holding): void {
  state.holdings[path]!.push(holding);
  if (holding.course.isByUse) state.byUse[path]!.push(holding);
  addFlow(state, path, holding, { flow: holding.course, blocks: holding.blocks });
}

/** What was signed on a path, without what options gave. */
function signedOn(state: BlockState, path: number): readonly Holding[] {
  const holdings = state.holdings[path]!;
  for (const { given } of holdings) if (given !== null) return holdings.filter((one) => one.given === null);
  return holdings;
}

/** Adds blocks of a flow to a path's months: what follows service until it is lost, capacity unless it is paid by use. */
function addFlow(
  state: BlockState,
  path: number,
  holding: Holding,
  { flow, blocks }: { readonly flow: MonthlyFlow; readonly blocks: number },
): void {
  const months = state.world.plan.horizonMonths;
  const { course, loss, outages } = holding;
  const whole = blocks * holding.wholePerBlock;
  const at = { whole, moneyAt: path * months };
  if (loss.stopMonth >= months) addKept(state, flow, at);
  else addLost(state, flow, { ...at, loss, lagStop: loss.stopMonth + holding.offer.terms.paymentLagMonths });
  if (outages !== null) {
    for (let month = flow.fromMonth; month < flow.toMonth; month++)
      state.endUsd[at.moneyAt + month]! += whole * creditBeyondMean(holding, flow, month);
  }
  if (course.isByUse) return;
  const { capacity } = state;
  const capacityAt = (path * state.world.classes.classes.length + course.classIndex) * months;
  const stop = Math.min(flow.toMonth, loss.stopMonth);
  for (let month = flow.fromMonth; month < stop; month++)
    capacity[capacityAt + month]! += whole * flow.capacity[month]! * capacityMultiple(outages, month);
}

function addKept(
  { startUsd, endUsd }: BlockState,
  { keptStartUsd, keptEndUsd, fromMonth, toMonth }: MonthlyFlow,
  { whole, moneyAt }: { readonly whole: number; readonly moneyAt: number },
): void {
  for (let month = fromMonth; month < toMonth; month++) {
    startUsd[moneyAt + month]! += whole * keptStartUsd[month]!;
    endUsd[moneyAt + month]! += whole * keptEndUsd[month]!;
  }
}

function addLost(
  { startUsd, endUsd }: BlockState,
  flow: MonthlyFlow,
  at: { readonly whole: number; readonly moneyAt: number; readonly loss: Loss; readonly lagStop: number },
): void {
  const { whole, moneyAt, loss, lagStop } = at;
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

async function decideAt(state: BlockState, policy: ReplayPolicy, month: number): Promise<void> {
  const seen = Array.from({ length: state.pathCount }, (_, path) => seenOn(state, path, month));
  const decisions = await policy.decide(month, seen);
  if (decisions.length !== seen.length) throw new Bug(`"${policy.id}" answered ${decisions.length} of ${seen.length}`);
  decisions.forEach((decision, path) => carryOut(state, path, { decision, month, policyId: policy.id }));
}

function seenOn(state: BlockState, path: number, month: number): Seen {
  const { paths } = state.chances;
  const { money, workloads } = state.world.plan;
  const at = path * paths.monthCount + month;
  const drawn = state.drawnUsd[path]!;
  const { valueUsd } = state.outcome;
  return {
    month,
    demandMultiple: paths.multiple[at]!,
    expectedLogGrowthPerYear: paths.expectedLogGrowthPerYear[at]!,
    supplyRegime: paths.supplyRegime[at] as 0 | 1 | 2,
    liquidityUsd: state.liquidityUsd[path]! + drawn,
    creditUsedUsd: Math.min(drawn, money.creditLineUsd),
    accumulatedUsd: valueUsd[path]!,
    churnFraction: [...state.churn.subarray(path * workloads.length, (path + 1) * workloads.length)],
    holdings: signedOn(state, path).map((holding) => seenHolding(holding, month)),
  };
}

interface Order {
  readonly decision: Decision;
  readonly month: number;
  readonly policyId: string;
}

function carryOut(state: BlockState, path: number, order: Order): void {
  for (const notice of order.decision.notices) end(state, path, { ...order, notice });
  for (const signing of order.decision.signings) if (signing.blocks !== 0) sign(state, path, { ...order, signing });
}

/** Gives notice, where it is felt: a build of which every gate has started goes on. */
function end(
  state: BlockState,
  path: number,
  { notice, month, policyId }: Order & { readonly notice: Decision['notices'][number] },
): void {
  const { right, blocks } = notice;
  const holding = signedOn(state, path)[notice.holdingIndex];
  if (!holding) throw new Bug(`"${policyId}" ends what it has not`);
  const ending = endingOf(holding.offer, { right, noticeMonth: month });
  const before = [...holding.ended, ...holding.added].reduce(
    (sum, part) => sum + (part.right === right ? part.blocks : 0),
    0,
  );
  const running = isUsedUp(ending.right) ? runningBlocks(holding) : Infinity;
  const most = Math.min(running, ending.right.fractionMax * holding.blocks - before);
  if (!(blocks <= most + 1e-6)) throw new Bug(`"${policyId}" ends more of "${holding.offer.id}" than it may`);
  if (ending.right.option !== null) useOption(state, path, { holding, ending, blocks });
  if (!isNoticeFelt(holding.offer, { ...holding.course.signing, ...ending })) return;
  const part = giveNotice(state.world.courses, holding, { right, noticeMonth: month, blocks });
  addFlow(state, path, holding, { flow: holding.course, blocks: -blocks });
  addFlow(state, path, holding, { flow: part.flow, blocks });
}

/** Takes up what an option gives: it shares the fate of the contract whose right it is. */
function useOption(
  state: BlockState,
  path: number,
  use: { readonly holding: Holding; readonly ending: EndingNotice; readonly blocks: number },
): void {
  const { holding, ending, blocks } = use;
  const { right, noticeMonth } = ending;
  const used = usedOption(holding.offer, right.option!, { ...holding.course.signing, noticeMonth });
  if (used === null) return;
  const course = courseOf(state.world.courses, used.offer, used.signing);
  const part = { right: right.kind, noticeMonth, blocks };
  if (!isUsedUp(right)) holding.added.push(part);
  // A longer term takes nothing of the contract; a swap or a purchase is given notice of by the caller.
  else if (used.replacedFromMonth === Infinity) holding.ended.push({ ...part, flow: holding.course });
  const signMonth = noticeMonth;
  keep(state, path, {
    ...holding,
    offer: used.offer,
    signMonth,
    blocks,
    course,
    ended: [],
    added: [],
    rolledUnits: 0,
    seen: null,
    given: { parent: holding, right: right.kind },
  });
}

function sign(
  state: BlockState,
  path: number,
  { signing, month, policyId }: Order & { readonly signing: Decision['signings'][number] },
): void {
  const { offerIndex, blocks } = signing;
  const { paths } = state.chances;
  const offer = state.world.plan.offers[offerIndex]!;
  const regime = paths.supplyRegime[path * paths.monthCount + month] as 0 | 1 | 2;
  const signed = signedOn(state, path).reduce(
    (sum, held) => sum + (!held.isFleet && held.offerIndex === offerIndex ? held.blocks : 0),
    0,
  );
  const most = Math.min(offer.blocks - signed, blocksOnOffer(offer, regime));
  const isOpen = month >= offer.signFromMonth && month <= offer.signByMonth;
  if (!isOpen || !Number.isInteger(blocks) || blocks < 0 || blocks > most) {
    throw new Bug(`"${policyId}" signs ${blocks} blocks of "${offer.id}" in month ${month}, which are not on offer`);
  }
  hold(state, path, { offerIndex, isFleet: false, signMonth: month, blocks });
}

/** Value after the horizon, and what contracts came to. */
function closeState(state: BlockState, hasFactors: boolean): void {
  const { world, chances, outcome } = state;
  const { horizonMonths } = world.plan;
  for (let path = 0; path < state.pathCount; path++) {
    const endRegime = chances.paths.supplyRegime[path * chances.paths.monthCount + horizonMonths] as 0 | 1 | 2;
    let usd = 0;
    for (const holding of state.holdings[path]!) {
      const at = { endRegime, isLost: holding.loss.stopMonth < horizonMonths };
      const { course, wholePerBlock } = holding;
      const running = runningBlocks(holding) * wholePerBlock;
      if (running > 0) usd += running * valueAfterHorizon(world.courses, course, { ...at, notice: null });
      for (const part of holding.ended) {
        // What was only extended may still be left as if it were not.
        const notice = part.flow === course ? null : part;
        usd += part.blocks * wholePerBlock * valueAfterHorizon(world.courses, course, { ...at, notice });
      }
    }
    outcome.startRegime[path] = chances.paths.regime[path * chances.paths.monthCount]!;
    outcome.afterHorizonUsd[path] = usd;
    outcome.valueUsd[path]! += usd;
    outcome.computeCostUsd[path]! -= usd;
    outcome.servedHours[path]! *= HOURS_PER_MONTH;
    outcome.shortTimeFraction[path]! /= horizonMonths;
    recordContracts(state, path);
    if (hasFactors) recordFactors(state, path);
  }
}
