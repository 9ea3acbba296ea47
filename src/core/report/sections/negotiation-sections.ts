import type { AnsweredResult, Answers, ClauseAnswer, RivalAnswer } from '../../answers/index.ts';
import type { OfferAnswer, Result } from '../../decide/index.ts';
import { formatCount, formatMonths, formatPrice, formatPriceEstimate, formatUsdEstimate } from '../words/format.ts';
import { listed } from '../words/listed.ts';
import { plainText } from '../words/plain-text.ts';
import { isUnsignable, shortVerdict, walkAwayText } from '../words/verdict-text.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, numbers, usdCell, words } from './cells.ts';
import { fewerBlocksSentence } from './fewer-blocks.ts';

/** Question 1: why a quote was not signed, and what would change that. */
export function rejectedSection(result: Result, answers: Answers): AnswerSection {
  return {
    question: 1,
    title: 'Why not the others',
    text:
      'Each quote that is not signed against the signed one that it comes nearest to, in about the same capacity, the ' +
      'other signings held; and what would turn the choice.',
    table: {
      columns: [...words('Rather than', 'We sign'), ...numbers('Worth (range)'), ...words('In words')],
      rows: answers.rivals.map((rival) =>
        cells(
          `${rival.rejectedId} ${formatCount(rival.rejectedBlocks)}`,
          `${rival.signedId} ${formatCount(rival.signedBlocks)}`,
          usdCell(rival.worthUsd),
          rivalSentence(result, answers, rival),
        ),
      ),
    },
  };
}

/** "own-build rather than host-partner: in service 24 months later, worth $8.1B (7.0 to 9.2); flips if ..." */
export function rivalSentence(result: Result, { leadFlips }: Answers, rival: RivalAnswer): string {
  const { signedId, rejectedId, monthsEarlier, worthUsd } = rival;
  const time =
    monthsEarlier === 0
      ? 'in service at the same time'
      : `in service ${formatMonths(Math.abs(monthsEarlier))} ${monthsEarlier > 0 ? 'earlier' : 'later'}`;
  const doubt = (worthUsd.low ?? 0) <= 0 && (worthUsd.high ?? 0) >= 0 ? ' (undecided: the range reaches zero)' : '';
  const flips = flipsOf(result, { signedId, rejectedId, leadFlips });
  const turn = flips.length === 0 ? '' : `; flips if ${listed(flips).replace(/ and (?=[^,]*$)/u, ' or ')}`;
  return `${plainText(signedId)} rather than ${plainText(rejectedId)}: ${time}, worth ${formatUsdEstimate(worthUsd)}${doubt}${turn}`;
}

function flipsOf(
  { offers }: Result,
  of: { signedId: string; rejectedId: string; leadFlips: Answers['leadFlips'] },
): string[] {
  const signed = offers.find(({ offerId }) => offerId === of.signedId);
  const rejected = offers.find(({ offerId }) => offerId === of.rejectedId);
  const monthsLater = of.leadFlips.find(({ offerId }) => offerId === of.signedId)?.flipMonthsLater ?? null;
  return [
    ...(signed && signed.verdict !== 'above'
      ? [`its ask passes ${formatPrice(signed.walkAwayPriceUsdPerGpuHour.estimate)}/GPU-h`]
      : []),
    ...(monthsLater !== null && monthsLater > 0
      ? [`it comes more than ${formatMonths(Math.round(monthsLater))} later than quoted`]
      : []),
    ...(rejected && !isUnsignable(rejected) && rejected.walkAwayPriceUsdPerGpuHour.estimate > 0
      ? [`${plainText(of.rejectedId)} falls under ${formatPrice(rejected.walkAwayPriceUsdPerGpuHour.estimate)}/GPU-h`]
      : []),
  ];
}

/** Question 3: the sheet to take into the room. */
export function negotiationSection(result: AnsweredResult, { clauses }: Answers): AnswerSection {
  const { offers } = result;
  return {
    question: 3,
    title: 'Negotiation sheet',
    text:
      'USD per billed GPU-hour. Our limit is the low end of the range of what the quote is worth at most: above it one may ' +
      'be paying too much. To ask for: rights it lacks, with the rise in price each is worth. To keep: rights it has, with ' +
      'the discount that would make up for each. Clauses that serve the host, with the discount each must bring. Each price ' +
      'takes the value of a dollar of price as it is near the ask; where the discount is more than the ask, none makes up. ' +
      fewerBlocksSentence(result),
    table: {
      columns: [
        ...words('Offer', 'Verdict'),
        ...numbers('Ask', 'Worth at most (range)', 'Our limit'),
        ...words('Ask for, worth up to', 'Do not give up for less than', 'Host’s clauses, to be paid for'),
      ],
      rows: offers.map((offer) => {
        const own = clauses.filter(({ offerId }) => offerId === offer.offerId);
        return cells(
          offer.offerId,
          shortVerdict(result, offer),
          formatPrice(offer.askPriceUsdPerGpuHour),
          walkAwayText(offer),
          limitText(offer),
          tradeText(offer, own, ({ kind, valueUsd }) => kind === 'wanted' && (valueUsd.low ?? 0) > 0),
          tradeText(offer, own, ({ kind, valueUsd }) => kind === 'held' && (valueUsd.low ?? 0) > 0),
          tradeText(offer, own, ({ valueUsd }) => (valueUsd.high ?? 0) < 0),
        );
      }),
    },
  };
}

function limitText(offer: OfferAnswer): string {
  const { low, estimate } = offer.walkAwayPriceUsdPerGpuHour;
  return isUnsignable(offer) ? 'none' : formatPrice(low ?? estimate);
}

function tradeText(
  { askPriceUsdPerGpuHour }: OfferAnswer,
  clauses: readonly ClauseAnswer[],
  isShown: (clause: ClauseAnswer) => boolean,
): string {
  const shown = clauses.filter((clause) => isShown(clause) && clause.priceUsdPerGpuHour.low !== null);
  return shown
    .map((answer) => {
      const { clause, priceUsdPerGpuHour } = answer;
      const price = formatPrice(Math.abs(priceUsdPerGpuHour.estimate));
      return isBeyondPrice(answer, askPriceUsdPerGpuHour) ? `${clause}: ${NO_DISCOUNT}` : `${clause} ${price}`;
    })
    .join('; ');
}

const NO_DISCOUNT = 'no discount makes up for it';

/** A clause that could only be made up for by more than the whole price. */
function isBeyondPrice({ kind, valueUsd, priceUsdPerGpuHour }: ClauseAnswer, askPriceUsdPerGpuHour: number): boolean {
  const isDiscount = kind === 'held' ? valueUsd.estimate > 0 : valueUsd.estimate < 0;
  return isDiscount && Math.abs(priceUsdPerGpuHour.estimate) > askPriceUsdPerGpuHour;
}

/** Less is rounding of sums that are many orders larger. */
const SHOWN_USD_MIN = 1;

/** Question 11: rights and clauses by what a dollar bound brings through them. */
export function clauseSection({ offers }: AnsweredResult, { clauses }: Answers): AnswerSection {
  const priceText = (answer: ClauseAnswer) => {
    const ask = offers.find(({ offerId }) => offerId === answer.offerId)?.askPriceUsdPerGpuHour ?? Infinity;
    if (answer.priceUsdPerGpuHour.low === null) return 'price moves nothing';
    return isBeyondPrice(answer, ask) ? NO_DISCOUNT : formatPriceEstimate(answer.priceUsdPerGpuHour);
  };
  const isWorth = ({ valueUsd }: ClauseAnswer) => Math.abs(valueUsd.estimate) >= SHOWN_USD_MIN;
  const nothing = clauses.filter((answer) => !isWorth(answer)).map(({ offerId, clause }) => `${offerId}: ${clause}`);
  const ranked = clauses
    .filter(isWorth)
    .toSorted((a, b) => (b.valuePerFirmUsd ?? -Infinity) - (a.valuePerFirmUsd ?? -Infinity));
  return {
    question: 11,
    title: 'Which flexibility to buy, and up to what price',
    text:
      'To us, with the clause less without it, the quote signed and everything later re-optimised. Held: the offer has it. ' +
      'Wanted: it does not, and this is the most to give for it; a negative figure is a clause that serves the host. ' +
      'Ranked by value per dollar that the offer firmly binds.' +
      (nothing.length === 0 ? '' : ` Worth nothing here: ${nothing.map(plainText).join('; ')}.`),
    table: {
      columns: [
        ...words('Offer', 'Clause', 'Now'),
        ...numbers('Worth (range)', 'In price, $/GPU-h (range)', 'Per firm dollar'),
      ],
      rows: ranked.map((answer) =>
        cells(
          answer.offerId,
          answer.clause,
          answer.kind,
          usdCell(answer.valueUsd),
          priceText(answer),
          answer.valuePerFirmUsd === null ? 'nothing firm' : formatPrice(answer.valuePerFirmUsd),
        ),
      ),
    },
  };
}
