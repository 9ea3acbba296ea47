import type { CalendarEntry } from '../answers/index.ts';
import { formatUsd, formatUsdEstimate } from './format.ts';
import { plainText } from './plain-text.ts';
import { span } from './spans.ts';
import { cells, numbers, words, type ReportTable } from './tables.ts';

/** A date in words: what it is called, and what is known of it. */
export function calendarEntryText(entry: CalendarEntry): { readonly title: string; readonly detail: string } {
  return { title: titleOf(entry), detail: detailOf(entry) };
}

function titleOf({ kind, offerId, gateId, isRecommended }: CalendarEntry): string {
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
function detailOf(
  { kind, capexUsd, range, costUsdPerMonth, isAssumed, isRecommended }: CalendarEntry,
  hasOwnCost = false,
): string {
  const costs =
    costUsdPerMonth === null || hasOwnCost ? [] : [`a month's delay costs ${formatUsdEstimate(costUsdPerMonth)}`];
  const parts: Record<CalendarEntry['kind'], readonly string[]> = {
    decide: [decidingText(costUsdPerMonth), ...costs],
    lapse: [isAssumed ? 'the quote gives no date: three months are assumed' : 'as the quote says'],
    gate: [
      `${formatUsd(capexUsd)} falls due${isRecommended ? '' : ', if it is signed'}`,
      ...(range === null ? [] : [`from ${range.from} to ${range.to} by how fast the gates before it go`]),
      ...costs,
    ],
    renewal: range === null ? [] : [`may be signed from ${range.from}`],
  };
  return parts[kind].join('; ');
}

function decidingText(costUsdPerMonth: CalendarEntry['costUsdPerMonth']): string {
  return (costUsdPerMonth?.low ?? 0) > 0
    ? 'deciding later than this is sure to cost: its whole range lies above zero'
    : 'until then waiting costs nothing that its range tells from zero';
}

/** All dates with what they cost. */
export function calendarTable(calendar: readonly CalendarEntry[]): ReportTable {
  return {
    columns: [...words('Date', 'What'), ...numbers("A month's delay costs (range)"), ...words('More')],
    rows: calendar.map((entry) => [
      ...cells(entry.date),
      span(titleOf(entry), entry.isRecommended ? 'strong' : 'plain'),
      ...cells(entry.costUsdPerMonth === null ? '' : formatUsdEstimate(entry.costUsdPerMonth), detailOf(entry, true)),
    ]),
  };
}
