import { RIGHT_VERBS, type ActNow, type Estimate, type LaterSigning, type Result } from '../../decide/index.ts';
import { formatFractionEstimate } from './format.ts';
import { plainText } from './plain-text.ts';

/** A right in words: "extend cloud-a". */
export function rightText({ kind, contractId }: ActNow): string {
  return `${RIGHT_WORDS[kind]} ${plainText(contractId)}`;
}

const RIGHT_WORDS = { ...RIGHT_VERBS, rampDown: 'give back of', sublet: 'let on of', takeUp: 'take up' } as const;

/** What is done later: the offer that is signed, or the right that is used. */
export function laterText({ offerId, right }: LaterSigning): string {
  return right === null ? plainText(offerId) : rightText(right);
}

/** Rights of contracts signed before that are used now, and renewals and offers to come that are taken up: "end cloud-a (all), extend cloud-b (52 % (48 to 55) of it)". */
export function rightsNowText({ rightsNow }: Result): string {
  return rightsNow.map(({ right, usedFraction }) => `${rightText(right)} (${usedText(usedFraction)})`).join(', ');
}

function usedText(usedFraction: Estimate): string {
  const { estimate, low, high } = usedFraction;
  const isAll =
    estimate > 1 - ALL_ROUNDING && low !== null && low > 1 - ALL_ROUNDING && high !== null && high < 1 + ALL_ROUNDING;
  return isAll ? 'all of it' : `${formatFractionEstimate(usedFraction)} of it`;
}

/** A share so near to one is all. */
const ALL_ROUNDING = 0.005;
