import { formatFraction, formatLadder, formatPrice, pageTable, plainText, type PageTable } from '../report/index.ts';
import { HOURS_PER_YEAR } from '../units/index.ts';
import type { DealAnswer } from './deal-desk.ts';
import { stepText } from './deal-words.ts';
import { LOSS_STEPS, type PriceStepId } from './effective-price.ts';

/** The ladder of one or more offers, a column each: by the GPU hour, and where power is known by the megawatt year. */
export function ladderTables(offers: readonly DealAnswer[]): readonly PageTable[] {
  const isShell = offers.every(({ basis }) => basis === 'poweredShell');
  const head = isShell ? 'USD per hour of a GPU housed, without it' : 'USD per GPU-hour';
  const perHour = ladderRows(offers, { head, kind: 'price', multipleOf: () => 1 });
  const tables = [pageTable([...perHour, ...useRows(offers, isShell)])];
  if (offers.some(({ price }) => price.facilityMegawatts !== null)) {
    const perYear = 'USD per MW-year of facility power';
    tables.push(pageTable(ladderRows(offers, { head: perYear, kind: 'usd', multipleOf: gpuHoursPerMegawattYear })));
  }
  return tables;
}

interface LadderUnit {
  readonly head: string;
  readonly kind: 'price' | 'usd';
  /** of the price per GPU hour; null where the unit is not known */
  readonly multipleOf: (offer: DealAnswer) => number | null;
}

function gpuHoursPerMegawattYear({ price }: DealAnswer): number | null {
  return price.facilityMegawatts === null ? null : (price.gpus * HOURS_PER_YEAR) / price.facilityMegawatts;
}

function ladderRows(offers: readonly DealAnswer[], unit: LadderUnit): string[][] {
  const ids = stepIdsOf(offers);
  const [paid, lost] = [ids.filter((id) => !LOSS_STEPS.has(id)), ids.filter((id) => LOSS_STEPS.has(id))];
  const columns = offers.map((offer) => columnOf(offer, { paid, lost, unit }));
  const rows = [
    ...paid.map((id) => (id === 'quoted' ? 'quoted' : `+ ${stepText(id)}`)),
    '= all in, per hour paid for',
    ...lost.map((id) => `+ ${stepText(id)}`),
    '= effective, per hour used',
  ];
  return [
    [unit.head, ...offers.map(({ offerId }) => plainText(offerId))],
    ...rows.map((label, row) => [label, ...columns.map((column) => column[row] ?? '')]),
  ];
}

/** One offer's cells from the quote down; a step that it has not is blank. */
function columnOf(
  offer: DealAnswer,
  as: { readonly paid: readonly PriceStepId[]; readonly lost: readonly PriceStepId[]; readonly unit: LadderUnit },
): string[] {
  const multiple = as.unit.multipleOf(offer);
  if (multiple === null) return ['power not known'];
  const usdOf = (id: PriceStepId) => offer.price.steps.find((step) => step.id === id)?.usdPerGpuHour ?? 0;
  const has = (id: PriceStepId) => usdOf(id) !== 0 || id === 'quoted';
  const groups = [as.paid, as.lost].map((ids) => ids.map((id) => usdOf(id) * multiple));
  const [paid, lost] = formatLadder(groups, as.unit.kind);
  const cells = (ids: readonly PriceStepId[], amounts: readonly string[] = []) =>
    ids.map((id, index) => (has(id) ? (amounts[index] ?? '') : ''));
  return [...cells(as.paid, paid?.amounts), paid?.total ?? '', ...cells(as.lost, lost?.amounts), lost?.total ?? ''];
}

function useRows(offers: readonly DealAnswer[], isShell: boolean): string[][] {
  const references = offers.map(({ price }) => price.effectiveUsdPerReferenceGpuHour);
  return [
    ...(isShell
      ? []
      : [
          [
            '  per reference GPU-hour used',
            ...references.map((usd) => (usd === null ? 'serves nothing' : formatPrice(usd))),
          ],
        ]),
    ['  of hours paid: useful', ...offers.map(({ use }) => formatFraction(use.goodputFraction))],
    ['  of useful hours: used', ...offers.map(({ use }) => formatFraction(use.utilisationFraction))],
  ];
}

/** Steps of any offer in the ladder's order, without those that are nothing everywhere. */
function stepIdsOf(offers: readonly DealAnswer[]): readonly PriceStepId[] {
  const all = offers.flatMap(({ price }) => price.steps);
  const ids = [...new Set(all.map(({ id }) => id))];
  return ids.filter((id) => id === 'quoted' || all.some((step) => step.id === id && step.usdPerGpuHour !== 0));
}
