import type { NamedBlocks } from '../../answers/index.ts';
import { formatCount } from './format.ts';
import { plainText } from './plain-text.ts';

/** "neocloud 1, own-build 2", or "nothing". */
export function signedText(signNow: NamedBlocks): string {
  return signNow.map(({ offerId, blocks }) => `${plainText(offerId)} ${formatCount(blocks)}`).join(', ') || 'nothing';
}
