import type { Offer } from '../../domain/index.ts';
import { wholePerVolume } from '../planner/node-work.ts';
import type { PlannerProgramme } from '../planner/planner-programme.ts';
import type { LatticeSession } from './lattice-session.ts';
import type { Question, RootDecision } from './question.ts';

/** Prices beyond this multiple of the ask are not looked at: such an offer is worth having at any price asked for. */
export const PRICE_MULTIPLE_MAX = 20;

export interface WalkAway {
  /** value with the blocks held at the root, none later, at the ask; NaN when the plan's limits forbid it */
  readonly withUsd: number;
  /** value with the offer removed from all its windows */
  readonly withoutUsd: number;
  /** value when it is not signed at the root but may be later */
  readonly deferredUsd: number;
  /** the same blocks at the trial price, a multiple of the ask near the walk-away price */
  readonly trialUsd: number;
  readonly trialMultiple: number;
  /** price at which with and without are equal, as a multiple of the ask; NaN when it cannot be signed */
  readonly multiple: number;
}

/** Blocks a quote's walk-away price is for: the recommended ones, or one block when none is recommended. */
export function pricedBlocks(quotes: readonly Offer[], decision: RootDecision): number[] {
  return quotes.map((offer, quote) => Math.max(decision[quote]!, Math.max(1, offer.blocksMin)));
}

/** The questions whose answers make one quote's walk-away price. */
export function walkAwayQuestions(
  quote: number,
  blocks: number,
): Record<'with' | 'without' | 'deferred' | 'trial', Question> {
  return {
    with: { held: [[quote, blocks]], nowOrNever: [quote] },
    without: { removed: [quote] },
    deferred: { held: [[quote, 0]] },
    trial: { trial: [quote, blocks] },
  };
}

/**
 * Walk-away price of one quote on one lattice: the multiple p of its ask at which holding `blocks` of it at the root (and
 * none later) is worth as much as removing it from all its windows, everything else re-optimised each time. Never a dual.
 *
 * with(p) - without is known at the ask and at a trial price near the price sought; p* is where the line through both
 * meets zero. with(p) falls and is nearly linear in p, its payments being nearly the same plan's: what the line leaves
 * out is second-order in the distance of p* from the trial price, which `trialMultiple` shows. The line is no flatter
 * than what must be paid and no steeper than what can be, all of it as rescue money: beyond that it is bounds' slack.
 */
export function walkAwayOf(session: LatticeSession, at: { readonly quote: number; readonly blocks: number }): WalkAway {
  const { quote, blocks } = at;
  const questions = walkAwayQuestions(quote, blocks);
  const valueOf = (question: Question) => session.ask(question).valueUsd;
  const found = {
    withUsd: valueOf(questions.with),
    withoutUsd: valueOf(questions.without),
    deferredUsd: valueOf(questions.deferred),
    trialUsd: valueOf(questions.trial),
    trialMultiple: session.trialMultiples[quote]!,
  };
  const { leastUsd, mostUsd } = paymentsOf(session.planner, quote);
  const costPerUsd = 1 + Math.max(...session.planner.frame.plan.risk.rescuePricePerUsd);
  const payments = { leastUsd: leastUsd * blocks, mostUsd: costPerUsd * mostUsd * blocks };
  return { ...found, multiple: multipleOf(found, payments) };
}

function multipleOf(found: Omit<WalkAway, 'multiple'>, { leastUsd, mostUsd }: Payments): number {
  const { withUsd, withoutUsd, trialUsd, trialMultiple } = found;
  if (Number.isNaN(withUsd)) return NaN;
  // Without it the plan's limits cannot be kept at all: no price is too high.
  if (Number.isNaN(withoutUsd)) return PRICE_MULTIPLE_MAX;
  const measured = (withUsd - trialUsd) / (trialMultiple - 1);
  const fall = Number.isFinite(measured) ? Math.min(mostUsd, Math.max(leastUsd, measured)) : mostUsd;
  const multiple = 1 + (withUsd - withoutUsd) / fall;
  return Math.max(0, Math.min(PRICE_MULTIPLE_MAX, multiple));
}

/**
 * Trial price of a quote, as a multiple of its ask: where its margin at the ask would be used up by its payments, half of
 * what may be bought beyond take-or-pay counted; far enough from the ask for the difference to stand out.
 *
 * @param at `marginUsd` is what signing `blocks` adds at the ask, on some sample: the price only has to be near
 */
export function trialMultipleOf(
  planner: PlannerProgramme,
  at: { readonly quote: number; readonly blocks: number; readonly marginUsd: number },
): number {
  const { leastUsd, mostUsd } = paymentsOf(planner, at.quote);
  const step = at.marginUsd / (((leastUsd + mostUsd) / 2) * at.blocks);
  return Number.isNaN(step) ? 1 + TRIAL_STEP_MIN : nearTrial(1 + step);
}

/** A price kept far enough from the ask, and in the range of prices looked at, to be tried. */
export function nearTrial(multiple: number): number {
  const step = multiple - 1;
  const apart = step < 0 ? Math.min(step, -TRIAL_STEP_MIN) : Math.max(step, TRIAL_STEP_MIN);
  return Math.max(TRIAL_MULTIPLE_MIN, Math.min(PRICE_MULTIPLE_MAX, 1 + apart));
}

const TRIAL_MULTIPLE_MIN = 0.02;
const TRIAL_STEP_MIN = 0.15;

/** Expected discounted price-linked payments of one block signed at the root: what must be paid, and what can be. */
interface Payments {
  readonly leastUsd: number;
  readonly mostUsd: number;
}

/** Share of the most that counts as the least where an exit or a loss may end the payments early. */
const ENDED_EARLY_FRACTION = 0.1;

function paymentsOf({ flows, graph, frame }: PlannerProgramme, quote: number): Payments {
  const signed = flows.find(({ cohort }) => cohort.parameter === quote && cohort.signStage === 0);
  if (!signed) return { leastUsd: 0, mostUsd: 0 };
  let committedUsd = 0;
  let optionalUsd = 0;
  signed.running.forEach((flow, index) => {
    if (!flow) return;
    const { probability, startMonth } = graph.nodes[index]!;
    const used = flow.usageUsd.reduce((sum, value) => sum + value, 0) * frame.calendar.discountAtStart[startMonth]!;
    const linked = flow.lines.reduce((sum, line) => sum + (line.isPriceLinked ? -line.discountedUsd : 0), 0);
    committedUsd += probability * (linked + (flow.terminal?.paymentsBeforeExitUsd ?? 0));
    optionalUsd += probability * (used + (flow.terminal?.paymentsAfterExitUsd ?? 0));
  });
  const whole = wholePerVolume(signed.cohort);
  const mostUsd = (committedUsd + optionalUsd) * whole;
  const mayEnd = signed.cohort.departures.length > 0 || signed.lost.some((chance) => chance > 0);
  return { leastUsd: mayEnd ? ENDED_EARLY_FRACTION * mostUsd : committedUsd * whole, mostUsd };
}
