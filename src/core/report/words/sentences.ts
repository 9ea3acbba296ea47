import type {
  Estimate,
  LaterSigning,
  OfferAnswer,
  ReplayAnswer,
  Result,
  SignNow,
  StageAnswer,
} from '../../decide/index.ts';
import type { Issue } from '../../domain/index.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatMonths,
  formatPrice,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
  formatUsdRange,
  isEstimated,
  NOT_KNOWN,
} from './format.ts';
import { plainText } from './plain-text.ts';
import { rightsNowText } from './rights-text.ts';
import type { Span, Style } from './spans.ts';
import { span } from './spans.ts';

/** "Which of these 5 offers to sign now, how much of each and up to what price? 2026-08 to 2030-07, 48 months." */
export function questionSentence(result: Result): string {
  const count = result.offers.length;
  if (count === 0) return `What to expect with no offer on the table? ${periodText(result)}.`;
  const offers = count === 1 ? 'Sign this offer now' : `Which of these ${formatCount(count)} offers to sign now`;
  return `${offers}, how much of ${count === 1 ? 'it' : 'each'}, and up to what price? ${periodText(result)}.`;
}

/** "48 months from 2026-08" */
export function periodText(result: Result): string {
  return `${formatMonths(result.plan.horizonMonths)} from ${result.plan.startMonth}`;
}

/** The whole answer in two sentences, with its ranges: worth against never having the offers, and against waiting. */
export function answerSentence(result: Result): string {
  const { signNow, value } = result;
  const rights = result.rightsNow.length === 0 ? '' : ` Use now: ${rightsNowText(result)}.`;
  if (signNow.length === 0)
    return `Sign nothing now: no set of these offers is recommended at today's prices.${rights}`;
  const names = (signings: readonly SignNow[]) =>
    listed(signings.map((signing) => `${plainText(signing.offerId)} (${formatGpus(signing.gpus)} GPUs)`));
  const [before, fresh] = [alreadySigned(signNow), toSign(signNow)];
  const are = before.length === 1 ? 'is' : 'are';
  const fact = before.length === 0 ? '' : ` ${names(before)} ${are} already signed, and counted in what follows.`;
  const doubt = includesZero(value.addedValueUsd) ? ' That range includes zero: signing at all is undecided.' : '';
  const canAllWait = canWait(value.signNowUsd) ? ' Deciding can wait.' : '';
  return (
    `${fresh.length === 0 ? 'Sign nothing more now.' : `Sign ${names(fresh)} now.`}${fact} Against never having these offers, at any date, this is worth ` +
    `${formatUsdEstimate(value.addedValueUsd)}, risk-adjusted.${doubt} Deciding now rather than at the next date is ` +
    `worth ${formatUsdEstimate(value.signNowUsd)}.${canAllWait}${rights}`
  );
}

/** Of the signings those that are still to be made. */
export function toSign(signNow: readonly SignNow[]): readonly SignNow[] {
  return signNow.filter(({ isAlreadySigned }) => !isAlreadySigned);
}

function alreadySigned(signNow: readonly SignNow[]): readonly SignNow[] {
  return signNow.filter(({ isAlreadySigned }) => isAlreadySigned);
}

export const ALREADY_SIGNED = 'already signed';

/** What waiting with a signing costs, or that it has been signed already. */
export function waitingText({ isAlreadySigned, deferralCostUsd }: SignNow): string {
  return isAlreadySigned ? ALREADY_SIGNED : deferralText(deferralCostUsd);
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
export const LATER_SENTENCE =
  'Conditions, not commitments: each is decided when its month comes. Read on replayed paths of the first lattice.';
export const LIQUIDITY_SENTENCE =
  'Read on replayed paths, where cash is the mean over the futures of each node: these are not a probability of ruin.';
export const SHORTAGE_SENTENCE =
  'Demand is the average busy load, in reference GPUs: the peak of the load blocks stands above it. ' +
  'Shortage is counted on protected tiers, as a share of protected demand, on replayed paths.';

/** What every value here leaves out. */
export const LIMITS_SENTENCE = 'Values are upper bounds, worths their differences; later signings may be part blocks.';

/** The value from above and below: what no policy with these signings passes, and what this one reaches. */
export function valueSentence(result: Result): string {
  const { recommendedUsd, reachedUsd } = result.value;
  return (
    `Risk-adjusted value: at most ${formatUsdEstimate(recommendedUsd)}, proved on each lattice; the policy reaches ` +
    `${formatUsdEstimate(reachedUsd)}, measured on fresh paths of the lattices. Gap to the best possible: ${gapText(result)}.`
  );
}

/** "$1.7B (1.2 to 2.2), 5% of what these offers add"; the share only where they add something. */
export function gapText({ recipe, value }: Result): string {
  const gap = formatUsdEstimate(recipe.gapUsd);
  const hasShare = isEstimated(recipe.gapUsd) && value.addedValueUsd.estimate > 0;
  return hasShare ? `${gap}, ${formatFraction(recipe.relativeGap)} of what these offers add` : gap;
}

/** Whether sampled trees choose the same, how far that is from their best, its worth there, and what they promise more. */
export function crossCheckSentence(result: Result): string {
  const { trees, bestInTrees, regretUsd, addedValueUsd } = result.crossCheck;
  const regret = bestInTrees === trees ? '' : `, ${formatUsdEstimate(regretUsd)} short of each tree's best on the mean`;
  const apart = isWorthApart(result) ? ', outside its range on the lattices' : '';
  return (
    `As a cross-check, sampled trees solved exactly ${agreementText(result)}${regret}. Its worth there is ` +
    `${formatUsdEstimate(addedValueUsd)}${apart}; ${biasText(result)}. Trees flatter: after its last branching a tree knows every path.`
  );
}

/** "agree in part: same signing best on 4 of 5" */
export function agreementText({ crossCheck: { trees, bestInTrees } }: Result): string {
  const partly = bestInTrees === 0 ? 'disagree' : 'agree in part';
  const verb = bestInTrees === trees ? 'agree' : partly;
  return `${verb}: same signing best on ${formatCount(bestInTrees)} of ${formatCount(trees)}`;
}

/** True when the ranges of the worth, on lattices and on trees, have nothing in common. */
export function isWorthApart({ value, crossCheck }: Result): boolean {
  const { low, high } = value.addedValueUsd;
  const { low: treeLow, high: treeHigh } = crossCheck.addedValueUsd;
  if (low === null || high === null || treeLow === null || treeHigh === null) return false;
  return treeHigh < low || high < treeLow;
}

/** "they promise $7.3B more", or what else there is to say of their value of the recommendation. */
export function biasText({ crossCheck: { recommendedUsd, biasUsd } }: Result): string {
  if (!isEstimated(recommendedUsd)) return 'no value on some';
  return `they promise ${formatUsd(Math.abs(biasUsd))} ${biasUsd < 0 ? 'less' : 'more'}`;
}

/** How risk is weighed, in the words of the tail's estimate. */
export function riskSentence(result: Result): string {
  return `Risk-adjusted values weigh the mean over all futures with the bad tail (${plainText(result.value.tailMeanUsd.method)}).`;
}

const CAUSE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['servedMargin', 'margin on served hours'],
  ['onDemand', 'on-demand capacity'],
  ['researchValue', 'value of research hours'],
  ['terminalValue', 'value after the horizon'],
  ['rescuePenalty', 'penalty on rescue money'],
  ['replaySampling', 'sampling of the replayed paths'],
  ['optimalityGap', 'bound less what the policy reaches'],
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
  if (offer.isAlreadySigned) return ALREADY_SIGNED;
  if (offer.verdict === 'undecided') return 'undecided';
  if (isUnsignable(offer)) return UNSIGNABLE;
  if (offer.verdict === 'above') return offer.isSigned ? 'signed, but too dear' : 'too dear';
  return offer.isSigned ? 'sign' : 'worth it, can wait';
}

/**
 * The month in which an offer is likeliest signed later, the chance of the branches that sign some of it then, and the
 * mean of the blocks over them; null: never.
 */
export function laterShareOf({ later }: Pick<Result, 'later'>, offerId: string) {
  const byMonth = new Map<string, { fraction: number; expectedBlocks: number }>();
  for (const { startMonth, right, probability, blocks, ...signing } of later) {
    if (signing.offerId !== offerId || right !== null) continue;
    const { fraction, expectedBlocks } = byMonth.get(startMonth) ?? { fraction: 0, expectedBlocks: 0 };
    byMonth.set(startMonth, {
      fraction: fraction + probability,
      expectedBlocks: expectedBlocks + probability * blocks,
    });
  }
  const [likeliest] = [...byMonth].toSorted(([, a], [, b]) => b.fraction - a.fraction);
  if (!likeliest) return null;
  const [month, { fraction, expectedBlocks }] = likeliest;
  return { month, fraction: Math.min(1, fraction), blocks: expectedBlocks / fraction };
}

/** The same for an offer that is not signed today though it could be, and no other. */
function laterUnsigned(result: Pick<Result, 'later'>, offer: OfferAnswer) {
  const isOpen = !offer.isSigned && !offer.isAlreadySigned && !isUnsignable(offer);
  return isOpen ? laterShareOf(result, offer.offerId) : null;
}

/** The verdict beside what the policy does later: too dear today is not too dear for ever. */
export function verdictWithLater(result: Pick<Result, 'later'>, offer: OfferAnswer): string {
  const later = laterUnsigned(result, offer);
  if (later === null) return verdictText(offer);
  const verdict = offer.verdict === 'above' ? 'not worth it today' : verdictText(offer);
  const share = `up to ${formatFraction(later.fraction)} of futures`;
  return `${verdict}; ${blockCount(later.blocks)} signed in ${later.month} on ${share}`;
}

/** The same in the width of a label: beside a date, on a chart, in a cell. */
export function shortVerdict(result: Pick<Result, 'later'>, offer: OfferAnswer): string {
  return laterPhrase(result, offer) ?? verdictText(offer);
}

/** The same in the width of a table cell of the terminal, with what flips it where nothing comes later. */
export function flipWithLater(result: Pick<Result, 'later'>, offer: OfferAnswer): string {
  return laterPhrase(result, offer) ?? flipPhrase(offer);
}

function laterPhrase(result: Pick<Result, 'later'>, offer: OfferAnswer): string | null {
  const later = laterUnsigned(result, offer);
  if (later === null) return null;
  const verdict = { below: 'can wait', above: 'later', undecided: 'undecided' }[offer.verdict];
  return `${verdict}; ${blockCount(later.blocks)}, chance up to ${formatFraction(later.fraction)}`;
}

/** "4 blocks"; a mean of blocks may be a fraction. */
function blockCount(blocks: number): string {
  const count = formatCount(blocks);
  return `${count} ${count === '1' ? 'block' : 'blocks'}`;
}

const VERDICT_STYLES = { below: 'good', above: 'bad', undecided: 'warning' } as const;

export function verdictStyle(offer: OfferAnswer): Style {
  return VERDICT_STYLES[offer.verdict];
}

/** Verdict and flip, all blocks or none, in the width of a table cell, beside a price column that states the unit. */
export function flipPhrase(offer: OfferAnswer): string {
  const { estimate, low, high } = offer.walkAwayPriceUsdPerGpuHour;
  const many = offer.blocks === 2 ? 'both ' : `all ${formatCount(offer.blocks)} `;
  const all = offer.blocks > 1 ? many : '';
  const verdict = verdictText(offer);
  if (offer.isAlreadySigned) return verdict;
  if (isUnsignable(offer)) return verdict;
  if (!Number.isFinite(estimate)) return `${verdict}; flip ${NOT_KNOWN}`;
  if (offer.verdict === 'below') return `${verdict}; ${all}up to ${formatPrice(estimate)}`;
  if (offer.verdict === 'above') {
    return estimate <= 0 ? `${verdict} even for nothing` : `${verdict}; ${all}worth it below ${formatPrice(estimate)}`;
  }
  if (low === null || high === null) return `undecided; range ${NOT_KNOWN}`;
  return `undecided between ${formatPrice(low)} and ${formatPrice(high)}`;
}

/** The price at which the verdict on all of its blocks together turns, in words; prices per billed GPU-hour. */
export function flipSentence(offer: OfferAnswer): string {
  const { estimate, low, high } = offer.walkAwayPriceUsdPerGpuHour;
  const ask = formatPrice(offer.askPriceUsdPerGpuHour);
  if (offer.isAlreadySigned) return `${ALREADY_SIGNED} at ${ask} per GPU-hour: nothing flips it`;
  if (isUnsignable(offer)) return `${UNSIGNABLE} of the plan, whatever its price (ask ${ask} per GPU-hour)`;
  if (!Number.isFinite(estimate)) return 'what would flip it is not known yet';
  if (offer.verdict !== 'undecided') return decidedFlip(offer);
  if (low === null || high === null) return `undecided: the range of its walk-away price is ${NOT_KNOWN} (ask ${ask})`;
  const range = `undecided between ${formatPrice(low)} and ${formatPrice(high)} per GPU-hour`;
  const isInside = low <= offer.askPriceUsdPerGpuHour && offer.askPriceUsdPerGpuHour <= high;
  return isInside ? `${range}: the ask of ${ask} is inside that range` : `${range} (ask ${ask})`;
}

/** The same of an offer whose price lies above or below its walk-away price with all of its range. */
function decidedFlip({ verdict, blocks, ...offer }: OfferAnswer): string {
  const { estimate } = offer.walkAwayPriceUsdPerGpuHour;
  const ask = formatPrice(offer.askPriceUsdPerGpuHour);
  const these = blocks > 1 ? `these ${formatCount(blocks)} blocks together are` : 'one block is';
  if (verdict === 'below') {
    const fewer = blocks > 1 ? '; fewer of them may be' : '';
    return `${these} not worth it above ${formatPrice(estimate)} per GPU-hour (ask ${ask})${fewer}`;
  }
  if (estimate <= 0) return `${these} not worth it even for nothing (ask ${ask} per GPU-hour)`;
  return `${these} worth it below ${formatPrice(estimate)} per GPU-hour (ask ${ask})`;
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

export type ReplayedQuarter = ReplayAnswer['policies'][number]['quarters'][number];

/** The quarter in which the recommended policy is likeliest to run short on unseen futures; null without a replay. */
export function worstQuarterOf(replay: ReplayAnswer | null): ReplayedQuarter | null {
  const chance = ({ shortageProbability }: ReplayedQuarter) => shortageProbability.estimate;
  return replay?.policies[0]?.quarters.toSorted((a, b) => chance(b) - chance(a))[0] ?? null;
}

/** How short one is where no sample has been, beside the table of the samples; null without a replay. */
export function unseenShortageSentence({ replay }: Result): string | null {
  const quarter = worstQuarterOf(replay);
  if (replay === null || quarter === null) return null;
  const chance = formatFractionEstimate({ ...quarter.shortageProbability, method: '' });
  return (
    `On ${formatCount(replay.pathCount)} unseen futures the plan is short ${chance} of the time in its worst quarter, from ` +
    `${quarter.startMonth}. The chances below are by stage, on the samples that the plan was made from.`
  );
}

/** Firm liability of everything signed now, undiscounted nominal USD. */
export function firmLiabilityUsd(result: Result): number {
  return result.signNow.reduce((total, signing) => total + signing.firmLiabilityUsd, 0);
}

/** The most to pay for an offer that is signed now: its walk-away price; null when it is not among the offers. */
export function walkAwayPriceOf(result: Result, offerId: string): number | null {
  return result.offers.find((offer) => offer.offerId === offerId)?.walkAwayPriceUsdPerGpuHour.estimate ?? null;
}

/** "2027-01 to 2027-10": when the first and the last of it serve; one month where all of it does at once. */
export function serviceText({ inServiceMonth, lastServiceMonth }: SignNow | OfferAnswer): string {
  return lastServiceMonth === undefined ? inServiceMonth : `${inServiceMonth} to ${lastServiceMonth}`;
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
    span(`${formatCount(recipe.lattices)} samples of ${formatCount(recipe.paths)} futures`),
    span(`${formatCount(recipe.trees)} exact checks`),
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
  if (isNotVerifiable(result)) return span(`certificate not given: ${plainText(reason ?? '')}`, 'warning');
  return span(`certificate REFUSED: ${plainText(reason ?? 'no reason given')}`, 'bad');
}

/** The plan says something that the independent verifier does not understand: nothing failed, and nothing was proved. */
function isNotVerifiable({ certificate }: Result): boolean {
  return certificate.reason?.startsWith('not verifiable') ?? false;
}

/** The warning that goes before everything else when the answer failed its own check; null when it passed. */
export function refusalSentence(result: Result): string | null {
  if (result.certificate.accepted) return null;
  if (isNotVerifiable(result)) {
    return `These numbers are without the independent check: ${plainText(result.certificate.reason ?? '')}.`;
  }
  return `Do not act on these numbers: they failed their own check (${plainText(result.certificate.reason ?? 'no reason given')}).`;
}

/** How the ranges were made, in the words of the recommended value's estimate. */
export function rangeMethodSentence(result: Result): string {
  const method = plainText(result.value.recommendedUsd.method).replace('sampled lattices', 'independent samples');
  return `Ranges: ${method}; gap not included.`;
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
