import type { Estimate, OfferAnswer, Result } from '../../decide/index.ts';
import { plainText } from '../words/plain-text.ts';
import { deferralText } from '../words/signing-text.ts';
import { shortVerdict } from '../words/verdict-text.ts';

/** One quote on the list of dates. */
export interface Deadline {
  readonly offerId: string;
  /** the day on which it lapses; null where the quote names none */
  readonly date: string | null;
  readonly verdict: string;
  /** part of what is signed now */
  readonly isSigned: boolean;
  /** what waiting past the next date costs; null where nothing is to be signed now, or it is signed already */
  readonly waiting: { readonly text: string; readonly costUsd: Estimate } | null;
}

/** The quotes by the day on which they lapse; after them those that name no day and are to be signed now. */
export function deadlines(result: Result): readonly Deadline[] {
  const byDate = result.offers.filter(isListed).toSorted((a, b) => compared(a.decideBy ?? LAST, b.decideBy ?? LAST));
  return byDate.map((offer) => ({
    offerId: plainText(offer.offerId),
    date: offer.decideBy,
    verdict: shortVerdict(result, offer),
    isSigned: offer.isSigned,
    waiting: isToSign(offer) ? { text: waitingText(offer.deferralCostUsd), costUsd: offer.deferralCostUsd } : null,
  }));
}

/** After every day. */
const LAST = '9999';

/** True for what is to be signed now and is not yet: only there has waiting a price. */
export const isToSign = ({ isSigned, isAlreadySigned }: OfferAnswer): boolean => isSigned && isAlreadySigned !== true;

const isListed = (offer: OfferAnswer): boolean => offer.decideBy !== null || isToSign(offer);

function waitingText(deferralCostUsd: Estimate): string {
  const text = deferralText(deferralCostUsd);
  return text.startsWith('may wait') ? text : `waiting costs ${text}`;
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
