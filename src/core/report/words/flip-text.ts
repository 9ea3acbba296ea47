import type { OfferAnswer, Result } from '../../decide/index.ts';
import { NOT_KNOWN, formatCount, formatPrice } from './format.ts';
import { ALREADY_SIGNED } from './signing-text.ts';
import { UNSIGNABLE, isUnsignable, laterPhrase, verdictText } from './verdict-text.ts';

/** The same in the width of a table cell of the terminal, with what flips it where nothing comes later. */
export function flipWithLater(result: Pick<Result, 'later'>, offer: OfferAnswer): string {
  return laterPhrase(result, offer) ?? flipPhrase(offer);
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
