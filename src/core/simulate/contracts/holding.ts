import { flowAfterNotice, type CourseContext, type MonthlyFlow, type Notice } from './course.ts';
import type { Fate, Signed } from './fate.ts';
import type { PathFlow } from './flow-runs.ts';
import { capacityMultiple, pathFlowOf } from './path-flow.ts';

/** A contract held on one path. */
export interface Holding extends Signed {
  /** blocks signed; 1 for a fleet contract */
  readonly blocks: number;
  /** whole contracts that one block stands for */
  readonly wholePerBlock: number;
  readonly fate: Fate;
  ended: readonly EndedPart[];
  /** rights to more that were used: nothing of the contract itself ends by them */
  added: readonly AddedPart[];
  /** unused commitment of the month before that may still be used, in unit months */
  rolledUnits: number;
  /** the contract and the right that gave it; null for what was signed: policies see what is given in the contract that gave it */
  readonly given: { readonly parent: Holding; readonly right: Notice['right'] } | null;
}

export interface AddedPart extends Notice {
  readonly blocks: number;
}

export interface EndedPart extends AddedPart {
  readonly flow: MonthlyFlow;
  /** what it brings to the path, whole contract */
  readonly onPath: PathFlow;
}

export const NO_PARTS: readonly never[] = [];

/** Those that were signed, and not given by options. */
export function signedAmong(holdings: readonly Holding[]): readonly Holding[] {
  return holdings.filter(({ given }) => given === null);
}

/** Blocks that run without notice of ours. */
export function runningBlocks({ blocks, ended }: Holding): number {
  if (ended === NO_PARTS) return blocks;
  let running = blocks;
  for (const part of ended) running -= part.blocks;
  return running;
}

/** Units of its class in service in a month, notices and losses taken off. */
export function unitsInService(holding: Holding, month: number): number {
  const { wholePerBlock, ended, fate } = holding;
  if (month >= fate.loss.stopMonth) return 0;
  let units = runningBlocks(holding) * fate.course.capacity[month]!;
  for (const part of ended) units += part.blocks * part.flow.capacity[month]!;
  return units * wholePerBlock * capacityMultiple(fate.outages, month);
}

/** Ends some blocks by notice; returns what they would have brought, and what they still bring. */
export function giveNotice(
  context: CourseContext,
  holding: Holding,
  notice: Notice & { readonly blocks: number },
): EndedPart {
  const flow = flowAfterNotice(context, holding.fate.course, notice);
  const part = { ...notice, flow, onPath: pathFlowOf(holding.fate, flow) };
  holding.ended = [...holding.ended, part];
  return part;
}
