import { isNoticeFelt, isUsedUp, usedOption, type EndingNotice } from '../../supply/index.ts';
import { Bug } from '../../units/index.ts';
import { courseOf, endingOf } from '../contracts/course.ts';
import { endRegimeOf, fateWith } from '../contracts/fate.ts';
import { giveNotice, NO_PARTS, runningBlocks, signedAmong, type Holding } from '../contracts/holding.ts';
import { blocksOnOffer } from '../contracts/world.ts';
import type { Decision, ReplayPolicy } from '../policies/policy.ts';
import type { BlockState } from './block-state.ts';
import { addFlow, hold, keepGiven } from './hold.ts';
import { seenPaths } from './seen-path.ts';

/** Shows every path to a policy at the start of a month, and carries out what it answers. */
export async function decideAt(state: BlockState, policy: ReplayPolicy, month: number): Promise<void> {
  const seen = seenPaths(state, month);
  const decisions = await policy.decide(month, seen);
  if (decisions.length !== seen.length) throw new Bug(`"${policy.id}" answered ${decisions.length} of ${seen.length}`);
  for (let path = 0; path < state.pathCount; path++) {
    carryOut(state, path, { decision: decisions[path]!, month, policyId: policy.id });
  }
}

interface Order {
  readonly decision: Decision;
  readonly month: number;
  readonly policyId: string;
}

function carryOut(state: BlockState, path: number, order: Order): void {
  const { notices, signings } = order.decision;
  for (let index = 0; index < notices.length; index++) end(state, path, order, notices[index]!);
  for (let index = 0; index < signings.length; index++) sign(state, path, order, signings[index]!);
}

/** Gives notice, where it is felt: a build of which every gate has started goes on. */
function end(state: BlockState, path: number, { month, policyId }: Order, notice: Decision['notices'][number]): void {
  const { right, blocks } = notice;
  const holding = signedAmong(state.holdings.of(path))[notice.holdingIndex];
  if (!holding) throw new Bug(`"${policyId}" ends what it has not`);
  const { course } = holding.fate;
  const { offer } = course;
  const ending = endingOf(offer, { right, noticeMonth: month });
  const before = [...holding.ended, ...holding.added].reduce(
    (sum, part) => sum + (part.right === right ? part.blocks : 0),
    0,
  );
  const running = isUsedUp(ending.right) ? runningBlocks(holding) : Infinity;
  const most = Math.min(running, ending.right.fractionMax * holding.blocks - before);
  if (!(blocks <= most + 1e-6)) throw new Bug(`"${policyId}" ends more of "${offer.id}" than it may`);
  if (ending.right.option !== null) useOption(state, path, { holding, ending, blocks });
  if (!isNoticeFelt(offer, { ...course.signing, ...ending })) return;
  const part = giveNotice(state.world.courses, holding, { right, noticeMonth: month, blocks });
  addFlow(state, path, holding, { flow: holding.fate.flow, blocks: -blocks });
  addFlow(state, path, holding, { flow: part.onPath, blocks });
}

/** Takes up what an option gives: it shares the fate of the contract whose right it is. */
function useOption(
  state: BlockState,
  path: number,
  use: { readonly holding: Holding; readonly ending: EndingNotice; readonly blocks: number },
): void {
  const { holding, ending, blocks } = use;
  const { right, noticeMonth } = ending;
  const { course: parent, loss, outages } = holding.fate;
  const used = usedOption(parent.offer, right.option!, { ...parent.signing, noticeMonth });
  if (used === null) return;
  const course = courseOf(state.world.courses, used.offer, used.signing);
  const part = { right: right.kind, noticeMonth, blocks };
  if (!isUsedUp(right)) holding.added = [...holding.added, part];
  // A longer term takes nothing of the contract; a swap or a purchase is given notice of by the caller.
  else if (used.replacedFromMonth === Infinity)
    holding.ended = [...holding.ended, { ...part, flow: parent, onPath: holding.fate.flow }];
  const signMonth = noticeMonth;
  keepGiven(state, path, {
    ...holding,
    signMonth,
    blocks,
    fate: fateWith(state.world, course, { loss, outages, endRegime: endRegimeOf(state.chances, path) }),
    ended: NO_PARTS,
    added: NO_PARTS,
    rolledUnits: 0,
    given: { parent: holding, right: right.kind },
  });
}

function sign(
  state: BlockState,
  path: number,
  { month, policyId }: Order,
  { offerIndex, blocks }: Decision['signings'][number],
): void {
  if (blocks === 0) return;
  const { signedBlocks, chances, world } = state;
  const { paths } = chances;
  const { plan } = world;
  const offer = plan.offers[offerIndex]!;
  const regime = paths.supplyRegime[path * paths.monthCount + month] as 0 | 1 | 2;
  const signed = signedBlocks[path * plan.offers.length + offerIndex]!;
  const most = Math.min(offer.blocks - signed, blocksOnOffer(offer, regime));
  const isOpen = month >= offer.signFromMonth && month <= offer.signByMonth;
  if (!isOpen || !Number.isInteger(blocks) || blocks < 0 || blocks > most) {
    throw new Bug(`"${policyId}" signs ${blocks} blocks of "${offer.id}" in month ${month}, which are not on offer`);
  }
  hold(state, path, { offerIndex, isFleet: false, signMonth: month, blocks });
}
