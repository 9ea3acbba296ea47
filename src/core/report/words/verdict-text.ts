import type { OfferAnswer, Result } from '../../decide/index.ts';
import { formatCount, formatFraction, formatPriceEstimate } from './format.ts';
import { ALREADY_SIGNED } from './signing-text.ts';
import type { Style } from './spans.ts';

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

export function laterPhrase(result: Pick<Result, 'later'>, offer: OfferAnswer): string | null {
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
