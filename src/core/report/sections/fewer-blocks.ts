import type { AnsweredResult } from '../../answers/index.ts';
import { formatCount } from '../words/format.ts';
import { listed } from '../words/listed.ts';
import { plainText } from '../words/plain-text.ts';
import { amountText } from './portfolio-sections.ts';

/** What a walk-away price is not: where fewer of the blocks become best; and where that is, if the trees were asked. */
export function fewerBlocksSentence({ answers }: { readonly answers?: AnsweredResult['answers'] }): string {
  const known = answers ? fewerBlocksOf(answers.sensitivity) : [];
  const found = known.length === 0 ? '' : ` On the sampled trees: ${listed(known)}.`;
  return `Worth at most is for these blocks, all or none: fewer of them may be best from a lower price on.${found}`;
}

function fewerBlocksOf({ reference, bars }: NonNullable<AnsweredResult['answers']>['sensitivity']): string[] {
  return reference.flatMap(({ offerId, blocks }) => {
    const bar = bars.find(({ assumption }) => assumption === `ask of ${offerId}`);
    if (!bar) return [];
    const { flipsAt, signNow } = bar.ends[1];
    const left = signNow.find((signed) => signed.offerId === offerId)?.blocks ?? 0;
    if (flipsAt === null || left >= blocks) return [];
    return [
      `${plainText(offerId)} ${formatCount(left)} instead of ${formatCount(blocks)} above ${amountText(flipsAt, bar.unit)}`,
    ];
  });
}
