import type { Offer } from '../domain/index.ts';
import type { Loss } from './chances.ts';
import { flowAfterNotice, type Course, type CourseContext, type MonthlyFlow, type Notice } from './course.ts';
import type { OutagePath } from './outage.ts';
import type { SeenHolding } from './policy.ts';

/** A contract held on one path. */
export interface Holding {
  readonly offer: Offer;
  readonly offerIndex: number;
  readonly isFleet: boolean;
  readonly signMonth: number;
  /** blocks signed; 1 for a fleet contract */
  readonly blocks: number;
  /** whole contracts that one block stands for */
  readonly wholePerBlock: number;
  readonly course: Course;
  readonly loss: Loss;
  readonly outages: OutagePath | null;
  readonly ended: EndedPart[];
  /** rights to more that were used: nothing of the contract itself ends by them */
  readonly added: (Notice & { readonly blocks: number })[];
  /** unused commitment of the month before that may still be used, in unit months */
  rolledUnits: number;
  /** as it was last seen; the same until something of it changes */
  seen: SeenHolding | null;
  /** the contract and the right that gave it; null for what was signed: policies see what is given in the contract that gave it */
  readonly given: { readonly parent: Holding; readonly right: Notice['right'] } | null;
}

export interface EndedPart extends Notice {
  readonly blocks: number;
  readonly flow: MonthlyFlow;
}

/** Blocks that run without notice of ours. */
export function runningBlocks({ blocks, ended }: Holding): number {
  let running = blocks;
  for (const part of ended) running -= part.blocks;
  return running;
}

/** Units of its class in service in a month, notices and losses taken off. */
export function unitsInService(holding: Holding, month: number): number {
  if (month >= holding.loss.stopMonth) return 0;
  const { course, wholePerBlock, ended, outages } = holding;
  let units = runningBlocks(holding) * course.capacity[month]!;
  for (const part of ended) units += part.blocks * part.flow.capacity[month]!;
  return units * wholePerBlock * capacityMultiple(outages, month);
}

/** Capacity in a month over what is expected of it. */
export function capacityMultiple(outages: OutagePath | null, month: number): number {
  return outages === null ? 1 : outages.capacityMultiple[outages.monthOfOutage[month]!]!;
}

/** Service credit paid in a month beyond what is expected, whole contract: by the outages of the month it is for. */
export function creditBeyondMean({ outages, offer, loss }: Holding, flow: MonthlyFlow, month: number): number {
  const forMonth = month - offer.terms.paymentLagMonths;
  if (outages === null || forMonth < 0 || forMonth >= loss.stopMonth) return 0;
  return flow.creditUsd[month]! * (outages.creditMultiple[outages.monthOfOutage[forMonth]!]! - 1);
}

/** Ends some blocks by notice; returns what they would have brought, and what they still bring. */
export function giveNotice(
  context: CourseContext,
  holding: Holding,
  notice: Notice & { readonly blocks: number },
): EndedPart {
  const part = { ...notice, flow: flowAfterNotice(context, holding.course, notice) };
  holding.ended.push(part);
  return part;
}

const NO_NOTICES: SeenHolding['ended'] = [];

function noticesOf({ ended, added }: Holding): SeenHolding['ended'] {
  if (ended.length + added.length === 0) return NO_NOTICES;
  return [...ended, ...added].map(({ right, noticeMonth, blocks }) => ({ right, noticeMonth, blocks }));
}

/** What a decider sees of a holding at the start of a month. */
export function seenHolding(holding: Holding, month: number): SeenHolding {
  const { loss, course, seen, ended, added } = holding;
  const isLost = loss.knownMonth <= month;
  const isServing = course.inServiceMonth <= month;
  const isAsSeen = seen?.isLost === isLost && seen.ended.length === ended.length + added.length;
  if (isAsSeen && (seen.inServiceMonth !== null) === isServing) return seen;
  return (holding.seen = {
    offerIndex: holding.offerIndex,
    isFleet: holding.isFleet,
    signMonth: holding.signMonth,
    blocks: holding.blocks,
    ended: noticesOf(holding),
    isLost,
    goneFromMonth: isLost ? loss.stopMonth : null,
    inServiceMonth: isServing ? course.inServiceMonth : null,
  });
}
