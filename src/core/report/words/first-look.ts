import type { FirstLook } from '../../decide/index.ts';
import { formatUsd } from './format.ts';
import { plainText } from './plain-text.ts';
import { blocksText } from './signing-text.ts';

/** A first look in one line: what one sample signs, the bound, and how far below it the policy stays. */
export function firstLookText({ signNow, boundUsd, reachedUsd }: FirstLook): string {
  const signed = signNow.map(({ offerId, blocks, blocksOffered }) => `${offerId} ${blocksText(blocks, blocksOffered)}`);
  const what = signed.length === 0 ? 'sign nothing' : `sign ${signed.join(', ')}`;
  return `first look, one sample: ${plainText(what)}; value at most ${formatUsd(boundUsd)}, gap ${formatUsd(boundUsd - reachedUsd)}`;
}
