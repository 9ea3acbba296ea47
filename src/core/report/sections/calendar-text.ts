import type { CalendarEntry } from '../../answers/index.ts';
import type { Result } from '../../decide/index.ts';
import { formatUsd, formatUsdEstimate } from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';
import { span } from '../words/spans.ts';
import { cells, numbers, words, type ReportTable } from './cells.ts';

/** What of a result its dates are read beside: what waiting costs in all, and how far the policy may be from the best. */
type Dated = Pick<Result, 'offers' | 'recipe'>;

/** A date in words: what it is called, and what is known of it. */
export function calendarEntryText(
  result: Dated,
  entry: CalendarEntry,
): { readonly title: string; readonly detail: string } {
  return { title: titleOf(entry), detail: detailOf(result, entry) };
}

export function titleOf({ kind, offerId, gateId, isRecommended }: CalendarEntry): string {
  const name = plainText(offerId);
  switch (kind) {
    case 'decide':
      return isRecommended ? `Sign ${name}` : `Decide on ${name}`;
    case 'lapse':
      return `${name} lapses`;
    case 'gate':
      return `${name}: go or no-go for ${plainText(gateId ?? 'the next gate')}`;
    case 'renewal':
      return `Last date to sign ${name}`;
  }
}

/** @param hasOwnCost what a month costs stands elsewhere in the row */
function detailOf(result: Dated, entry: CalendarEntry, hasOwnCost = false): string {
  const { kind, range, costUsdPerMonth, isAssumed, isRecommended } = entry;
  const costs =
    costUsdPerMonth === null || hasOwnCost ? [] : [`a month's delay costs ${formatUsdEstimate(costUsdPerMonth)}`];
  const parts: Record<CalendarEntry['kind'], readonly string[]> = {
    decide: [decidingText(result, entry), ...costs],
    lapse: [isAssumed ? 'the quote gives no date: three months are assumed' : 'as the quote says'],
    gate: [
      `${capexText(entry)}${isRecommended ? '' : ', if it is signed'}`,
      ...(range === null || range.from === range.to
        ? []
        : [`from ${range.from} to ${range.to} by how fast the gates before it go`]),
      ...costs,
    ],
    renewal: range === null ? [] : [`may be signed from ${range.from}`],
  };
  return parts[kind].join('; ');
}

/** "$9.5B falls due, $3.8B of it own cash" */
function capexText({ capexUsd, ownCapexUsd }: CalendarEntry): string {
  const own = ownCapexUsd === undefined ? '' : `, ${formatUsd(ownCapexUsd)} of it own cash`;
  return `${formatUsd(capexUsd)} falls due${own}`;
}

/** The gap is not in the range of a cost: a cost that may lie within it is not sure. */
function decidingText({ offers, recipe }: Dated, { offerId, costUsdPerMonth }: CalendarEntry): string {
  if ((costUsdPerMonth?.low ?? 0) <= 0) return 'until then waiting costs nothing that its range tells from zero';
  const cost = offers.find((offer) => offer.offerId === offerId)?.deferralCostUsd;
  const gapUsd = recipe.gapUsd.estimate;
  if (!cost || (cost.low ?? 0) > gapUsd)
    return 'deciding later than this is sure to cost: its whole range lies above zero';
  const within = cost.estimate <= gapUsd ? 'less than' : 'its range reaching below';
  return `waiting until the next date costs ${formatUsd(cost.estimate)} on the samples, ${within} the gap (${formatUsd(gapUsd)}): a near tie`;
}

/** All dates with what they cost. */
export function calendarTable(result: Dated, calendar: readonly CalendarEntry[]): ReportTable {
  return {
    columns: [...words('Date', 'What'), ...numbers("A month's delay costs (range)"), ...words('More')],
    rows: calendar.map((entry) => [
      ...cells(entry.date),
      span(titleOf(entry), entry.isRecommended ? 'strong' : 'plain'),
      ...cells(
        entry.costUsdPerMonth === null ? '' : formatUsdEstimate(entry.costUsdPerMonth),
        detailOf(result, entry, true),
      ),
    ]),
  };
}
