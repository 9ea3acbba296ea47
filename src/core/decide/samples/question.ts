import type { Offer } from '../../domain/index.ts';
import { Bug } from '../../units/index.ts';
import { rightColumnName, signColumnName, trialColumnName } from '../planner/commitments.ts';
import type { PlannerProgramme } from '../planner/planner-programme.ts';

/** Blocks of each quote signed now, by position among the plan's quotes. */
export type RootDecision = readonly number[];

/** A change to what is decided at the root, everything else being re-optimised. */
export interface Question {
  /** quotes held at given blocks at the root: [position, blocks] */
  readonly held?: readonly (readonly [quote: number, blocks: number])[];
  /** quotes that cannot be signed later than the root */
  readonly nowOrNever?: readonly number[];
  /** quotes that cannot be signed at any date */
  readonly removed?: readonly number[];
  /** a quote held at given blocks at its trial price, and at its ask neither now nor later */
  readonly trial?: readonly [quote: number, blocks: number];
}

/** The question that holds every quote at a decision, the rights to sign more of it later left open. */
export function holding(decision: RootDecision): Question {
  return { held: decision.map((blocks, quote) => [quote, blocks]) };
}

/** Root columns of a quote; -1 where there is none: it cannot be signed yet, has no later date, or no trial price. */
export interface QuoteColumns {
  readonly signed: number;
  readonly keptOpen: number;
  readonly trial: number;
}

/** [quote] its root columns. */
export function quoteColumnsOf(planner: PlannerProgramme, quotes: readonly Offer[]): QuoteColumns[] {
  const { columns } = planner.programme.nodes[0]!;
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  return quotes.map(({ id }) => ({
    signed: at(signColumnName(id)),
    keptOpen: at(rightColumnName(id)),
    trial: at(trialColumnName(id)),
  }));
}

/** Root columns that a question holds, and at what. */
export function rootColumnsHeld(columns: readonly QuoteColumns[], question: Question): [number, number][] {
  const held: [number, number][] = [];
  const hold = (column: number, blocks: number) => {
    if (column >= 0) held.push([column, blocks]);
    else if (blocks !== 0) throw new Bug('a question signs a quote that cannot be signed at the root');
  };
  const remove = (quote: number) => {
    hold(columns[quote]!.keptOpen, 0);
    hold(columns[quote]!.signed, 0);
  };
  question.nowOrNever?.forEach((quote) => hold(columns[quote]!.keptOpen, 0));
  question.removed?.forEach(remove);
  question.held?.forEach(([quote, blocks]) => hold(columns[quote]!.signed, blocks));
  if (question.trial) {
    const [quote, blocks] = question.trial;
    remove(quote);
    hold(columns[quote]!.trial, blocks);
  }
  return held;
}
