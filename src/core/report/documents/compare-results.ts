import { SIGNED_SUFFIX } from '../../answers/index.ts';
import type { Result, SignNow } from '../../decide/index.ts';
import type { DataTable } from '../exports/data-table.ts';
import { formatCount } from '../words/format.ts';
import { ALREADY_SIGNED, blocksText } from '../words/signing-text.ts';
import { briefFigures } from './brief-figures.ts';

/** Two results side by side: what is signed in each, then the headline figures and how far they moved. */
export function comparedResults(before: Result, after: Result): readonly DataTable[] {
  return [signingsCompared(before, after), figuresCompared(before, after), pricesCompared(before, after)];
}

function signingsCompared(before: Result, after: Result): DataTable {
  const known = new Set(before.offers.map(({ offerId }) => offerId));
  const nameOf = (signing: SignNow): string => quoteOf(signing, known);
  const ids = [...new Set([...before.signNow, ...after.signNow].map(nameOf))];
  const textOf = (result: Result, id: string): string => {
    const signings = result.signNow.filter((signing) => nameOf(signing) === id);
    return signings.map(signingText).join('; ') || 'not signed';
  };
  const rows = ids.map((id) => {
    const [was, is] = [textOf(before, id), textOf(after, id)];
    return [id, was, is, was === is ? 'as before' : 'changed'];
  });
  return { id: 'signings', title: 'Sign now', columns: wordColumns('Offer', 'Before', 'After', 'Change'), rows };
}

function signingText({ blocks, blocksOffered, isAlreadySigned }: SignNow): string {
  if (isAlreadySigned) return `${ALREADY_SIGNED}: ${formatCount(blocks)} block${blocks === 1 ? '' : 's'}`;
  return `${blocksText(blocks, blocksOffered)} blocks`;
}

/** The quote that a signing is of: what tracking froze of a quote bears its name and a suffix. */
function quoteOf({ offerId, isAlreadySigned }: SignNow, known: ReadonlySet<string>): string {
  const quote = offerId.slice(0, -SIGNED_SUFFIX.length);
  return isAlreadySigned && offerId.endsWith(SIGNED_SUFFIX) && known.has(quote) ? quote : offerId;
}

function figuresCompared(before: Result, after: Result): DataTable {
  const later = new Map(briefFigures(after).map((figure) => [figure.id, figure]));
  const rows = briefFigures(before)
    .filter(({ unit }) => unit === 'USD')
    .flatMap(({ id, label, text, exact }) => {
      const other = later.get(id);
      return other === undefined ? [] : [[label, text, other.text, other.exact - exact]];
    });
  const [what, was, is] = wordColumns('Figure', 'Before', 'After');
  const moved = { key: 'movedUsd', label: 'Moved by', kind: 'usd', isEstimate: false } as const;
  return { id: 'figures', title: 'Figures', columns: [what!, was!, is!, moved], rows };
}

function pricesCompared(before: Result, after: Result): DataTable {
  const rows = after.offers.flatMap((offer) => {
    const was = before.offers.find(({ offerId }) => offerId === offer.offerId);
    if (was === undefined) return [];
    const [from, to] = [was.walkAwayPriceUsdPerGpuHour.estimate, offer.walkAwayPriceUsdPerGpuHour.estimate];
    return [[offer.offerId, from, to, to - from]];
  });
  const price = (key: string, label: string) => ({ key, label, kind: 'usdPerGpuHour', isEstimate: false }) as const;
  const columns = [
    wordColumns('Offer')[0]!,
    price('beforeUsdPerGpuHour', 'Worth at most before'),
    price('afterUsdPerGpuHour', 'after'),
    price('movedUsdPerGpuHour', 'moved by'),
  ];
  return { id: 'prices', title: 'Walk-away prices, $/GPU-h', columns, rows };
}

function wordColumns(...labels: readonly string[]): DataTable['columns'] {
  return labels.map((label) => ({ key: label.toLowerCase(), label, kind: 'text', isEstimate: false }));
}
