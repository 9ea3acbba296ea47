import type { AnsweredResult } from '../../answers/index.ts';
import { isUnsignable, laterShareOf } from '../words/verdict-text.ts';
import { columns, joined, ROWS, said, type MemoSection, type Readers, type Sentence } from './memo-text.ts';

/** What to sign, at which price, and what that is worth. */
export function decisionSection({ signNow, offers, replay }: AnsweredResult, read: Readers): MemoSection {
  const title = 'The decision';
  if (signNow.length === 0) {
    return {
      title,
      paragraphs: [
        said`Sign nothing now: no set of the offers is recommended at today's prices.`,
        ...unseenValueMemo(replay, read),
      ],
      table: null,
    };
  }
  const rows = signNow.flatMap((signing, index) => {
    if (signing.isAlreadySigned) return [];
    const at = `signNow[${index}]`;
    const offer = `offers[${offers.findIndex(({ offerId }) => offerId === signing.offerId)}]`;
    const cells = [
      said`${read.text(`${at}.offerId`)}`,
      said`${read.gpus(`${at}.gpus`)}`,
      said`${read.text(`${at}.inServiceMonth`)}`,
      said`${read.price(`${offer}.askPriceUsdPerGpuHour`)}`,
      said`${read.price(`${offer}.walkAwayPriceUsdPerGpuHour.estimate`)}`,
      said`${read.usd(`${at}.firmLiabilityUsd`)}`,
      said`${read.usdRange(`${at}.addedValueUsd`)}`,
    ];
    return [cells];
  });
  return {
    title,
    paragraphs: [
      ...unseenValueMemo(replay, read),
      ...alreadySignedMemo(signNow, read),
      said`${rows.length === 0 ? 'Sign nothing more now.' : 'Approve the signings below.'} Together${rows.length < signNow.length ? ' with what is already signed' : ''} they are worth ${read.usdRange('value.addedValueUsd')} against never having these offers, weighing the mean with the bad tail; deciding now rather than at the next date is worth ${read.usdRange('value.signNowUsd')}. Of that, cash is ${read.usd('value.addedParts.cashUsd.estimate')} and what capacity is worth after the planned months ${read.usd('value.addedParts.afterHorizonUsd.estimate')}. The best possible plan could be better by at most ${read.usdRange('recipe.gapUsd')}.`,
    ],
    table: {
      columns: columns(
        ['Offer'],
        ['GPUs', 'First GPUs', 'Ask $/GPU-h', 'Pay at most', 'Firm liability', 'Worth (range)'],
      ),
      rows,
    },
  };
}

/** What is not signed, and the price below which it would be better than nothing. */
export function rejectedMemo({ offers, later }: AnsweredResult, read: Readers): MemoSection {
  const isLater = (id: string) => laterShareOf({ later }, id) !== null;
  const phrases = offers.flatMap((offer, index): Sentence[] => {
    if (offer.isSigned) return [];
    const at = `offers[${index}]`;
    if (isUnsignable(offer)) return [said`${read.text(`${at}.offerId`)} cannot be signed within the limits`];
    return [
      said`${read.text(`${at}.offerId`)} asks ${read.price(`${at}.askPriceUsdPerGpuHour`)} a GPU-hour and is worth at most ${read.priceRange(`${at}.walkAwayPriceUsdPerGpuHour`)} today${isLater(offer.offerId) ? ', though it may be signed later' : ''}`,
    ];
  });
  const paragraphs =
    phrases.length === 0
      ? []
      : [
          said`Not signed: ${joined(phrases.slice(0, ROWS.offers), '; ')}. Below that price an offer is better than not having it; the best set may still do without.`,
        ];
  return { title: 'What is left out, and why', paragraphs, table: null };
}

/** The days on which something is decided or falls due. */
export function datesSection({ calendar = [] }: AnsweredResult, read: Readers): MemoSection {
  const shown = calendar.flatMap((entry, index) =>
    entry.kind === 'decide' || (entry.kind === 'gate' && entry.isRecommended) ? [index] : [],
  );
  const rows = shown.slice(0, ROWS.dates).map((index) => {
    const at = `calendar[${index}]`;
    const entry = calendar[index]!;
    const what: Sentence =
      entry.kind === 'gate'
        ? said`go or no-go: ${read.text(`${at}.gateId`)} of ${read.text(`${at}.offerId`)}`
        : said`${entry.isRecommended ? 'sign' : 'decide on'} ${read.text(`${at}.offerId`)}`;
    return [
      said`${read.text(`${at}.date`)}`,
      what,
      entry.capexUsd === null ? said`` : said`${read.usd(`${at}.capexUsd`)}`,
      entry.costUsdPerMonth === null ? said`` : said`${read.usdRange(`${at}.costUsdPerMonth`)}`,
    ];
  });
  return {
    title: 'By when',
    paragraphs: [],
    table: { columns: columns(['Date', 'What'], ['Falls due', "A month's delay costs"]), rows },
  };
}

/** What was signed before the plan's start: nobody approves it again. */
function alreadySignedMemo(signNow: AnsweredResult['signNow'], read: Readers): Sentence[] {
  const names = signNow.flatMap(({ isAlreadySigned }, index): Sentence[] =>
    isAlreadySigned ? [said`${read.text(`signNow[${index}].offerId`)}`] : [],
  );
  return names.length === 0 ? [] : [said`Already signed, and no decision any more: ${joined(names, ', ')}.`];
}

/** What the whole policy comes to on unseen futures, before any difference of values. */
function unseenValueMemo(replay: AnsweredResult['replay'], read: Readers): Sentence[] {
  if (!replay?.policies[0]) return [];
  return [
    said`On ${read.count('replay.pathCount')} futures that the plan has not seen, the recommended decisions come to ${read.usdRange('replay.policies[0].valueUsd')}, the mean weighed with the bad tail; what no policy can pass on the samples, less that, is ${read.usdRange('replay.lostAgainstBoundUsd')}.`,
  ];
}
