import type { Offer } from '../domain/index.ts';
import { flowAfterNotice, type Course, type CourseContext, type MonthlyFlow, type Notice } from './course.ts';
import type { Loss } from './loss.ts';
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
  ended: readonly EndedPart[];
  /** rights to more that were used: nothing of the contract itself ends by them */
  added: readonly AddedPart[];
  /** unused commitment of the month before that may still be used, in unit months */
  rolledUnits: number;
  /** as it was last seen, and the month from which it is seen otherwise; a notice changes it at once */
  seen: SeenHolding | null;
  seenUntilMonth: number;
  /** the contract and the right that gave it; null for what was signed: policies see what is given in the contract that gave it */
  readonly given: { readonly parent: Holding; readonly right: Notice['right'] } | null;
}

export interface AddedPart extends Notice {
  readonly blocks: number;
}

export interface EndedPart extends AddedPart {
  readonly flow: MonthlyFlow;
}

export const NO_PARTS: readonly never[] = [];

export function endPart(holding: Holding, part: EndedPart): void {
  holding.ended = [...holding.ended, part];
  holding.seenUntilMonth = 0;
}

export function addPart(holding: Holding, part: AddedPart): void {
  holding.added = [...holding.added, part];
  holding.seenUntilMonth = 0;
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
  endPart(holding, part);
  return part;
}

function noticesOf({ ended, added }: Holding): SeenHolding['ended'] {
  if (ended.length + added.length === 0) return NO_PARTS;
  return [...ended, ...added].map(({ right, noticeMonth, blocks }) => ({ right, noticeMonth, blocks }));
}

/** What a decider sees of a holding at the start of a month. */
export function seenHolding(holding: Holding, month: number): SeenHolding {
  if (holding.seen !== null && month < holding.seenUntilMonth) return holding.seen;
  const { loss, course } = holding;
  const isLost = loss.knownMonth <= month;
  const isServing = course.inServiceMonth <= month;
  holding.seenUntilMonth = Math.min(isLost ? Infinity : loss.knownMonth, isServing ? Infinity : course.inServiceMonth);
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
