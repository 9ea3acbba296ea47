import type { LatticeSession } from './lattice-session.ts';
import { wholePerVolume } from './node-work.ts';
import type { PlannerProgramme } from './planner-programme.ts';
import type { Question } from './question.ts';

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
 * out is second-order in the distance of p* from the trial price, which `trialMultiple` shows.
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
  return { ...found, multiple: multipleOf(found, committedUsd(session.planner, quote) * blocks) };
}

function multipleOf(found: Omit<WalkAway, 'multiple'>, paymentsUsd: number): number {
  const { withUsd, withoutUsd, trialUsd, trialMultiple } = found;
  if (Number.isNaN(withUsd)) return NaN;
  // Without it the plan's limits cannot be kept at all: no price is too high.
  if (Number.isNaN(withoutUsd)) return PRICE_MULTIPLE_MAX;
  const step = trialMultiple - 1;
  const measured = Number.isNaN(trialUsd) || Math.abs(step) < LEAST_STEP ? -paymentsUsd : (trialUsd - withUsd) / step;
  // Payments fall short of the committed ones only by what an exit saves; a flat or rising line is the bound's own slack.
  const slope = Math.min(measured, -LEAST_SLOPE_FRACTION * paymentsUsd);
  const multiple = 1 + (withoutUsd - withUsd) / slope;
  return Math.max(0, Math.min(PRICE_MULTIPLE_MAX, multiple));
}

const LEAST_STEP = 1e-3;
const LEAST_SLOPE_FRACTION = 0.05;

/**
 * Trial price of a quote, as a multiple of its ask: where its margin at the ask would be used up by committed payments
 * and half of those by use.
 */
export function trialMultipleOf(
  session: LatticeSession,
  at: { readonly quote: number; readonly blocks: number },
): number {
  const { quote, blocks } = at;
  const { with: held, without } = walkAwayQuestions(quote, blocks);
  const marginUsd = session.ask(held).valueUsd - session.ask(without).valueUsd;
  const multiple = 1 + marginUsd / (committedUsd(session.planner, quote) * blocks);
  return Number.isNaN(multiple) ? 1 : Math.max(TRIAL_MULTIPLE_MIN, Math.min(PRICE_MULTIPLE_MAX, multiple));
}

const TRIAL_MULTIPLE_MIN = 0.02;
/** Share of what could be bought beyond take-or-pay that is counted as bought. */
const USED_FRACTION = 0.5;

/** Expected discounted price-linked payments of one block signed at the root, never ended and half used beyond take-or-pay. */
function committedUsd({ flows, graph, frame }: PlannerProgramme, quote: number): number {
  const signed = flows.find(({ cohort }) => cohort.parameter === quote && cohort.signStage === 0);
  if (!signed) return 0;
  let usd = 0;
  signed.running.forEach((flow, index) => {
    const { probability, startMonth } = graph.nodes[index]!;
    if (!flow) return;
    const used = flow.usageUsd.reduce((sum, value) => sum + value, 0) * frame.calendar.discountAtStart[startMonth]!;
    const linked = flow.lines.reduce((sum, line) => sum + (line.isPriceLinked ? -line.discountedUsd : 0), 0);
    const after = flow.terminal ? flow.terminal.paymentsBeforeExitUsd + flow.terminal.paymentsAfterExitUsd : 0;
    usd += probability * (linked + USED_FRACTION * used + after);
  });
  return Math.max(usd * wholePerVolume(signed.cohort), Number.MIN_VALUE);
}
