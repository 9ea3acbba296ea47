import type { Estimate, Result } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { deliveryAtScore } from '../supply/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import type { DelayAnswer } from './delay.ts';
import type { ClauseAnswer } from './flexibility.ts';
import { perMonth } from './per-month.ts';
import { quotesOf } from './variants.ts';

/** Question 2: a date by which, or from which, something is to be decided. */
export interface CalendarEntry {
  /** "YYYY-MM-DD"; a month without a day is its first */
  readonly date: string;
  /**
   * `decide`: last date on which waiting costs nothing that its range tells from nothing, never after the lapse;
   * `lapse`: the quote ends; `gate`: a build's next gate is to be paid; `renewal`: a contract of the fleet may be renewed
   * for the last time
   */
  readonly kind: 'decide' | 'lapse' | 'gate' | 'renewal';
  readonly offerId: string;
  readonly gateId: string | null;
  /** paid on that date for the blocks signed now (of one block when none is); null where the date costs nothing itself */
  readonly capexUsd: number | null;
  /** what of that is not lent; left out where nothing is lent */
  readonly ownCapexUsd?: number;
  /** earliest and latest date of a gate, at the 10 and 90 % quantiles of the gates before it */
  readonly range: { readonly from: string; readonly to: string } | null;
  /** what a month's delay costs; null where it was not asked */
  readonly costUsdPerMonth: Estimate | null;
  /** the offer is signed now in the recommended plan */
  readonly isRecommended: boolean;
  /** the date is not in the quote: a default of the plan */
  readonly isAssumed: boolean;
}

/** Standard normal score of the 90 % quantile. */
const P90_SCORE = 1.2815515655446004;

/** Answers that say more of dates and costs than the result does. */
interface DatedAnswers {
  readonly delay: readonly DelayAnswer[];
  readonly clauses: readonly ClauseAnswer[];
}

/** All dates in order; on one date in plan order. @param answers gives dates and costs beyond the next stage */
export function calendarOfDecisions(plan: Plan, result: Result, answers?: DatedAnswers): CalendarEntry[] {
  const quotes = quotesOf(plan).flatMap((offer) => quoteEntries(offer, { plan, result, answers }));
  const renewals = plan.offers.filter(({ kind }) => kind === 'renewal').map((offer) => renewalEntry(plan, offer));
  return [...quotes, ...renewals].toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

interface Sources {
  readonly plan: Plan;
  readonly result: Result;
  readonly answers: DatedAnswers | undefined;
}

function quoteEntries(offer: Offer, sources: Sources): CalendarEntry[] {
  const { plan, result } = sources;
  const answer = result.offers.find(({ offerId }) => offerId === offer.id);
  const isRecommended = answer?.isSigned ?? false;
  const lapse = offer.decideBy ?? firstOf(plan, Math.min(offer.signByMonth, plan.horizonMonths));
  const common = { offerId: offer.id, gateId: null, capexUsd: null, range: null, isRecommended };
  const waiting = waitingOf(offer, sources);
  const decide = waiting.date < lapse ? waiting.date : lapse;
  return [
    // What may be left alone for ever at no cost needs no date but its lapse.
    ...(waiting.isFreeForEver && !isRecommended
      ? []
      : [
          {
            ...common,
            date: decide,
            kind: 'decide' as const,
            costUsdPerMonth: waiting.costUsdPerMonth,
            isAssumed: false,
          },
        ]),
    { ...common, date: lapse, kind: 'lapse', costUsdPerMonth: null, isAssumed: offer.decideBy === null },
    ...gateEntries(offer, { ...sources, blocks: answer?.blocks ?? 1, isRecommended }),
  ];
}

/** The last date at which deciding still costs nothing, and what a month until the next date costs. */
function waitingOf(
  offer: Offer,
  { plan, result, answers }: Sources,
): { date: string; costUsdPerMonth: Estimate | null; isFreeForEver: boolean } {
  const delay = answers?.delay.find(({ offerId }) => offerId === offer.id);
  if (delay) {
    const date = delay.lastFreeMonth === null ? plan.asOf : `${delay.lastFreeMonth}-01`;
    const isFreeForEver = [...delay.costs.map(({ costUsd }) => costUsd), delay.neverUsd].every(mayBeFree);
    return { date: later(date, plan.asOf), costUsdPerMonth: delay.costUsdPerMonth, isFreeForEver };
  }
  const answer = result.offers.find(({ offerId }) => offerId === offer.id);
  const next = plan.tree.stageStartMonths[1];
  if (!answer || next === undefined) return { date: plan.asOf, costUsdPerMonth: null, isFreeForEver: false };
  const isFree = mayBeFree(answer.deferralCostUsd);
  return {
    date: isFree && next <= offer.signByMonth ? later(firstOf(plan, next), plan.asOf) : plan.asOf,
    costUsdPerMonth: perMonth(answer.deferralCostUsd, next),
    isFreeForEver: isFree,
  };
}

const mayBeFree = ({ low }: Estimate): boolean => low === null || low <= 0;

/** A gate is paid when it starts; the one before may end early or late. */
function gateEntries(
  offer: Offer,
  { plan, answers, blocks, isRecommended }: Sources & { readonly blocks: number; readonly isRecommended: boolean },
): CalendarEntry[] {
  const [early, median, late] = [-P90_SCORE, 0, P90_SCORE].map(
    (score) => deliveryAtScore(offer, score).gateStartMonths,
  );
  const earlier = answers?.clauses.find(({ offerId, change }) => offerId === offer.id && change === 'earlier');
  const lentFraction = offer.financing?.debtFraction ?? 0;
  return offer.gates.map((gate, index) => {
    const capexUsd = (gate.capexUsd * blocks) / offer.blocks;
    return {
      date: firstOf(plan, median![index]!),
      kind: 'gate',
      offerId: offer.id,
      gateId: gate.id,
      capexUsd,
      ...(lentFraction > 0 ? { ownCapexUsd: capexUsd * (1 - lentFraction) } : {}),
      range: { from: firstOf(plan, early![index]!), to: firstOf(plan, late![index]!) },
      costUsdPerMonth: earlier?.valueUsd ?? null,
      isRecommended,
      isAssumed: false,
    };
  });
}

function renewalEntry(plan: Plan, offer: Offer): CalendarEntry {
  return {
    date: firstOf(plan, offer.signByMonth),
    kind: 'renewal',
    offerId: offer.id,
    gateId: null,
    capexUsd: null,
    range: { from: firstOf(plan, offer.signFromMonth), to: firstOf(plan, offer.signByMonth) },
    costUsdPerMonth: null,
    isRecommended: false,
    isAssumed: false,
  };
}

function firstOf(plan: Plan, month: number): string {
  return `${calendarMonthOf(month, plan.startMonth)}-01`;
}

function later(a: string, b: string): string {
  return a < b ? b : a;
}
