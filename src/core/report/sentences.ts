import type { Estimate, LaterSigning, OfferAnswer, Result, StageAnswer } from '../decide/index.ts';
import type { Issue } from '../domain/index.ts';
import {
  formatCount,
  formatFraction,
  formatGpus,
  formatPrice,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
  formatUsdRange,
  NOT_KNOWN,
} from './format.ts';
import { plainText } from './plain-text.ts';
import type { Span, Style } from './spans.ts';
import { span } from './spans.ts';

/** "Which of these 5 offers to sign now, how much of each and up to what price? 2026-08 to 2030-07, 48 months." */
export function questionSentence(result: Result): string {
  const count = result.offers.length;
  const offers = count === 1 ? 'Sign this offer now' : `Which of these ${formatCount(count)} offers to sign now`;
  return `${offers}, how much of ${count === 1 ? 'it' : 'each'}, and up to what price? ${periodText(result)}.`;
}

/** "48 months from 2026-08" */
export function periodText(result: Result): string {
  return `${formatCount(result.plan.horizonMonths)} months from ${result.plan.startMonth}`;
}

/** The whole answer in two sentences, with its ranges: worth against never having the offers, and against waiting. */
export function answerSentence(result: Result): string {
  const { signNow, value } = result;
  if (signNow.length === 0) return "Sign nothing now: no set of these offers is recommended at today's prices.";
  const names = signNow.map((signing) => `${plainText(signing.offerId)} (${formatGpus(signing.gpus)} GPUs)`);
  const doubt = includesZero(value.addedValueUsd) ? ' That range includes zero: signing at all is undecided.' : '';
  const canAllWait = canWait(value.signNowUsd) ? ' Deciding can wait.' : '';
  return (
    `Sign ${listed(names)} now. Against never having these offers, at any date, this is worth ` +
    `${formatUsdEstimate(value.addedValueUsd)}, risk-adjusted.${doubt} Deciding now rather than at the next date is ` +
    `worth ${formatUsdEstimate(value.signNowUsd)}.${canAllWait}`
  );
}

function includesZero({ low, high }: Estimate): boolean {
  return low !== null && high !== null && low <= 0 && high >= 0;
}

/** True when the range of what waiting costs reaches down to nothing. */
function canWait({ low }: Estimate): boolean {
  return low !== null && low <= 0;
}

/** What waiting until the next date costs: with its range, or that it can wait and the range that says so. */
export function deferralText(deferralCostUsd: Estimate): string {
  const { low, high } = deferralCostUsd;
  if (!canWait(deferralCostUsd) || low === null || high === null) return formatUsdEstimate(deferralCostUsd);
  return `may wait (${formatUsdRange(low, high)})`;
}

export const SUBSTITUTES_SENTENCE = 'Offers substitute for each other: their worths do not sum to the whole.';
export const LIQUIDITY_SENTENCE =
  'Read on branch means, each the average of many futures: these are not a probability of ruin.';
export const SHORTAGE_SENTENCE =
  'Demand is the average busy load, in reference GPUs: the peak of the load blocks stands above it. ' +
  'Shortage is counted on protected tiers, as a share of protected demand.';

/** What every value here leaves out; null when the engine says that nothing is provisional. */
export function provisionalSentence(result: Result): string | null {
  const { offers } = result;
  if (offers.length > 0 && !offers.some((offer) => offer.provisional)) return null;
  return (
    'Every value is provisional: sampled trees, in which later decisions know more than one will; ' +
    'ranges cover the sampling of trees only.'
  );
}

/** How risk is weighed, in the words of the tail's estimate. */
export function riskSentence(result: Result): string {
  return `Risk-adjusted values weigh the mean over all futures with the bad tail: ${plainText(result.value.tailMeanUsd.method)}.`;
}

const CAUSE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['servedMargin', 'margin on served hours'],
  ['onDemand', 'on-demand capacity'],
  ['researchValue', 'value of research hours'],
  ['terminalValue', 'value after the horizon'],
  ['rescuePenalty', 'penalty on rescue money'],
]);

/** A cause of the objective in words: "debtService" is "debt service". */
export function causeText(cause: string): string {
  return CAUSE_TEXTS.get(cause) ?? cause.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** True when the plan's limits forbid signing the offer now: then there is no walk-away price. */
export function isUnsignable(offer: OfferAnswer): boolean {
  const { low, high } = offer.walkAwayPriceUsdPerGpuHour;
  return offer.verdict === 'above' && low === null && high === null;
}

export const UNSIGNABLE = 'cannot be signed within the limits';

/** The walk-away price with its range, or that there is none. */
export function walkAwayText(offer: OfferAnswer): string {
  return isUnsignable(offer) ? 'none' : formatPriceEstimate(offer.walkAwayPriceUsdPerGpuHour);
}

/** The verdict in a word or two; what is signed against its verdict says so. */
export function verdictText(offer: OfferAnswer): string {
  if (offer.verdict === 'undecided') return 'undecided';
  if (isUnsignable(offer)) return UNSIGNABLE;
  if (offer.verdict === 'above') return offer.isSigned ? 'signed, but too dear' : 'too dear';
  return offer.isSigned ? 'sign' : 'worth it, can wait';
}

const VERDICT_STYLES = { below: 'good', above: 'bad', undecided: 'warning' } as const;

export function verdictStyle(offer: OfferAnswer): Style {
  return VERDICT_STYLES[offer.verdict];
}

/** Verdict and flip in the width of a table cell, beside a price column that states the unit. */
export function flipPhrase(offer: OfferAnswer): string {
  const { estimate, low, high } = offer.walkAwayPriceUsdPerGpuHour;
  const verdict = verdictText(offer);
  if (isUnsignable(offer)) return verdict;
  if (!Number.isFinite(estimate)) return `${verdict}; flip ${NOT_KNOWN}`;
  if (offer.verdict === 'below') return `${verdict}; flips above ${formatPrice(estimate)}`;
  if (offer.verdict === 'above') {
    return estimate <= 0 ? `${verdict} even for nothing` : `${verdict}; worth it below ${formatPrice(estimate)}`;
  }
  if (low === null || high === null) return `undecided; range ${NOT_KNOWN}`;
  return `undecided between ${formatPrice(low)} and ${formatPrice(high)}`;
}

/** The price at which the verdict turns, in words; prices per billed GPU-hour. */
export function flipSentence(offer: OfferAnswer): string {
  const { estimate, low, high } = offer.walkAwayPriceUsdPerGpuHour;
  const ask = formatPrice(offer.askPriceUsdPerGpuHour);
  if (isUnsignable(offer)) return `${UNSIGNABLE} of the plan, whatever its price (ask ${ask} per GPU-hour)`;
  if (!Number.isFinite(estimate)) return 'what would flip it is not known yet';
  if (offer.verdict === 'below') return `flips if its price passes ${formatPrice(estimate)} per GPU-hour (ask ${ask})`;
  if (offer.verdict === 'above') {
    if (estimate <= 0) return `not worth signing even for nothing (ask ${ask} per GPU-hour)`;
    return `sign if the price falls under ${formatPrice(estimate)} per GPU-hour (ask ${ask})`;
  }
  if (low === null || high === null) return `undecided: the range of its walk-away price is ${NOT_KNOWN} (ask ${ask})`;
  const range = `undecided between ${formatPrice(low)} and ${formatPrice(high)} per GPU-hour`;
  const isInside = low <= offer.askPriceUsdPerGpuHour && offer.askPriceUsdPerGpuHour <= high;
  return isInside ? `${range}: the ask of ${ask} is inside that range` : `${range} (ask ${ask})`;
}

/** Not-enforced fields first, then errors, warnings and assumptions; within a kind as found. */
export function issuesInOrder(issues: readonly Issue[]): readonly Issue[] {
  return SEVERITIES.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
}

const SEVERITIES = ['not-enforced', 'error', 'warning', 'assumption'] as const;

/** "41:7 offers[2].recallDays": where in the plan file an issue is. */
export function issuePlace(issue: Issue): string {
  const position = issue.line === null ? '' : `${issue.line}${issue.column === null ? '' : `:${issue.column}`} `;
  return plainText(`${position}${issue.path}`);
}

/** Later signings that move the most GPUs in expectation, in order of time. */
export function topLaterSignings(later: readonly LaterSigning[], count: number): readonly LaterSigning[] {
  const expectedGpus = (signing: LaterSigning) => signing.probability * signing.referenceGpus;
  const top = new Set([...later].sort((a, b) => expectedGpus(b) - expectedGpus(a)).slice(0, Math.max(0, count)));
  return later.filter((signing) => top.has(signing)).sort((a, b) => compareText(a.startMonth, b.startMonth));
}

/** The stages most likely to run short, in order of time. */
export function worstStages(stages: readonly StageAnswer[], count: number): readonly StageAnswer[] {
  const probability = (stage: StageAnswer) => stage.shortageProbability.estimate;
  const worst = new Set([...stages].sort((a, b) => probability(b) - probability(a)).slice(0, Math.max(0, count)));
  return stages.filter((stage) => worst.has(stage));
}

/** Firm liability of everything signed now, undiscounted nominal USD. */
export function firmLiabilityUsd(result: Result): number {
  return result.signNow.reduce((total, signing) => total + signing.firmLiabilityUsd, 0);
}

/** The most to pay for an offer that is signed now: its walk-away price; null when it is not among the offers. */
export function walkAwayPriceOf(result: Result, offerId: string): number | null {
  return result.offers.find((offer) => offer.offerId === offerId)?.walkAwayPriceUsdPerGpuHour.estimate ?? null;
}

/** "2 of 4"; blocks of later signings are means and may be fractions. */
export function blocksText(blocks: number, blocksOffered: number): string {
  return `${formatCount(blocks)} of ${formatCount(blocksOffered)}`;
}

/** The one line by which this answer can be made again and be trusted or not. */
export function recipeItems(result: Result): readonly Span[] {
  const { recipe, plan } = result;
  return [
    span(`seed ${recipe.seed}`),
    span(`${formatCount(recipe.trees)} trees of ${formatCount(recipe.paths)} paths`),
    span(`gap ${formatFraction(recipe.relativeGap)} = ${formatUsdEstimate(recipe.gapUsd)}`),
    certificateSpan(result),
    span(
      `Eightyfold ${plainText(recipe.engineVersion)}, ${plainText(recipe.solver)} ${plainText(recipe.solverVersion)}`,
    ),
    span(`plan ${plainText(plan.hash).slice(0, 12)}`),
    ...(recipe.reproducible ? [] : [span('not reproducible', 'warning')]),
  ];
}

export function certificateSpan(result: Result): Span {
  const { accepted, reason } = result.certificate;
  if (accepted) return span('certificate accepted', 'good');
  return span(`certificate REFUSED: ${plainText(reason ?? 'no reason given')}`, 'bad');
}

/** The warning that goes before everything else when the answer failed its own check; null when it passed. */
export function refusalSentence(result: Result): string | null {
  if (result.certificate.accepted) return null;
  return `Do not act on these numbers: they failed their own check (${plainText(result.certificate.reason ?? 'no reason given')}).`;
}

/** How the ranges were made, in the words of the recommended value's estimate. */
export function rangeMethodSentence(result: Result): string {
  return `Ranges: ${plainText(result.value.recommendedUsd.method)}.`;
}

/** "a, b and c" */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What a headline figure says beside the sign-list: everything signed now costs at most this, whatever happens. */
export function firmLiabilityText(result: Result): string {
  return formatUsd(firmLiabilityUsd(result));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
