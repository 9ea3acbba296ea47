import type { Estimate, Result, SignNow } from '../../decide/index.ts';
import { formatCount, formatGpus, formatMonths, formatUsdEstimate } from './format.ts';
import { listed } from './listed.ts';
import { plainText } from './plain-text.ts';
import { rightsNowText } from './rights-text.ts';
import { alreadySigned, canWait, toSign } from './signing-text.ts';

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

function includesZero({ low, high }: Estimate): boolean {
  return low !== null && high !== null && low <= 0 && high >= 0;
}

export const SUBSTITUTES_SENTENCE = 'Offers substitute for each other: their worths do not sum to the whole.';
export const LATER_SENTENCE =
  'Conditions, not commitments: each is decided when its month comes. Read on replayed paths of the first lattice.';
export const LIQUIDITY_SENTENCE =
  'Read on replayed paths, where cash is the mean over the futures of each node: these are not a probability of ruin.';

/** What every value here leaves out. */
export const LIMITS_SENTENCE = 'Values are upper bounds, worths their differences; later signings may be part blocks.';
