import type { AnsweredResult } from '../../answers/index.ts';
import type { Result } from '../../decide/index.ts';
import { rivalSentence } from '../sections/negotiation-sections.ts';
import { flipWithLater } from '../words/flip-text.ts';
import { formatGpus, formatPrice, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';
import { rightsNowText } from '../words/rights-text.ts';
import { blocksText, firmLiabilityText, waitingText } from '../words/signing-text.ts';
import { paragraphLines, span, tableLines, unbroken, type Line } from '../words/spans.ts';
import { verdictStyle, walkAwayText } from '../words/verdict-text.ts';
import { moreLine, name, number, phraseLines, word } from './brief-rows.ts';
import { candidatePhrases } from './candidates.ts';

const RIGHTS_NOW_COLUMNS = 9;

/** What to sign now, what that binds and what it is worth; how settled it is. */
export function signNowLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  const { signNow } = result;
  if (signNow.length === 0)
    return [
      [span('SIGN NOW  ', 'title'), span("nothing: no set of these offers is recommended at today's prices", 'strong')],
    ];
  const shown = signNow.slice(0, as.rowsMax);
  const columns = [
    name('SIGN NOW'),
    number('blocks'),
    number('GPUs'),
    word('first GPUs'),
    number('firm'),
    word('worth (range)'),
    word('waiting costs (range)'),
  ];
  const rows = shown.map((signing) => [
    span(plainText(signing.offerId), 'strong'),
    span(blocksText(signing.blocks, signing.blocksOffered)),
    span(formatGpus(signing.gpus)),
    span(signing.inServiceMonth),
    span(formatUsd(signing.firmLiabilityUsd)),
    span(formatUsdEstimate(signing.addedValueUsd)),
    span(waitingText(signing)),
  ]);
  const { addedValueUsd, signNowUsd } = result.value;
  const summary = [
    `firm liability ${firmLiabilityText(result)}`,
    `worth ${unbroken(formatUsdEstimate(addedValueUsd))} against never having these offers`,
    `${unbroken(formatUsdEstimate(signNowUsd))} against deciding at the next date`,
  ];
  return [
    ...tableLines({ columns, rows }, as.width),
    ...moreLine(signNow.length - shown.length, 'to sign now'),
    ...phraseLines([...summary, ...candidatePhrases(result)], as.width),
  ];
}

/** Notices to give and options to use now, of contracts signed before. */
export function rightsNowLines(result: Result, width: number): Line[] {
  if (result.rightsNow.length === 0) return [];
  return paragraphLines(rightsNowText(result), {
    label: 'USE NOW',
    labelColumns: RIGHTS_NOW_COLUMNS,
    width,
    style: 'strong',
  });
}

/** Every offer: its ask, the most to pay, and its verdict. */
export function offerLines(result: Result, as: { rowsMax: number; width: number }): Line[] {
  const { offers } = result;
  if (offers.length === 0) return [[span('OFFERS  ', 'title'), span('none in the plan')]];
  const ordered = [...offers.filter((offer) => offer.isSigned), ...offers.filter((offer) => !offer.isSigned)];
  const kept = new Set(ordered.slice(0, as.rowsMax));
  const shown = offers.filter((offer) => kept.has(offer));
  const columns = [
    name('OFFERS, $/GPU-h'),
    number('ask'),
    word('worth at most (range)'),
    word('decide by'),
    word('verdict, and what flips it'),
  ];
  const rows = shown.map((offer) => [
    span(plainText(offer.offerId), 'strong'),
    span(formatPrice(offer.askPriceUsdPerGpuHour)),
    span(walkAwayText(offer)),
    span(plainText(offer.decideBy ?? 'not given')),
    span(flipWithLater(result, offer), verdictStyle(offer)),
  ]);
  return [...tableLines({ columns, rows }, as.width), ...moreLine(offers.length - shown.length, 'on offer')];
}

/** Why the nearest rejected quote was not signed, where that was asked. */
export function rivalLines(result: AnsweredResult, as: { rowsMax: number; width: number }): Line[] {
  const { answers } = result;
  const [nearest] = (answers?.rivals ?? []).toSorted((a, b) => a.worthUsd.estimate - b.worthUsd.estimate);
  if (!answers || !nearest || as.rowsMax === 0) return [];
  return phraseLines([rivalSentence(result, answers, nearest)], as.width);
}
