import { useState } from 'react';

import {
  columnMeaning,
  dataCellText,
  dataCsv,
  type AnsweredResult,
  type DataCell,
  type DataColumn,
  type DataTable,
} from '../../core/index.ts';
import { saveBlob } from '../api-client.ts';
import { cellClass } from './cell-class.ts';
import { Explained, type Explanation } from './explained.tsx';
import { Ranged } from './ranged.tsx';

export interface DataGridProps {
  readonly table: DataTable;
  /** gives every number its explanation and the sources of its row's offer */
  readonly result?: AnsweredResult;
  /** keys of the columns shown, in this order; all when left out */
  readonly columns?: readonly string[];
  readonly rowsMax?: number;
}

interface Order {
  readonly key: string;
  readonly isFalling: boolean;
}

/** A table of values: sorted by a click on a column's name, saved as CSV, a card for each row on a phone. */
export function DataGrid({ table, result, columns, rowsMax = 500 }: DataGridProps) {
  const [order, setOrder] = useState<Order | null>(null);
  const shown =
    columns === undefined ? table.columns : columns.flatMap((key) => table.columns.filter((c) => c.key === key));
  const places = shown.map((column) => table.columns.indexOf(column));
  const rows = ordered(table, order).slice(0, rowsMax);
  if (table.rows.length === 0) return <p className="quiet">None.</p>;
  return (
    <div className="grid">
      <table>
        <caption className="hidden">{table.title}</caption>
        <thead>
          <tr>
            {shown.map((column) => (
              <HeaderCell key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {shown.map((column, place) => (
                <td
                  key={column.key}
                  className={cellClass(dataCellText(row[places[place]!] ?? null, column), column.kind !== 'text')}
                  data-label={column.label}
                >
                  <ValueCell cell={row[places[place]!] ?? null} column={column} row={row} result={result} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="under">
        {table.rows.length > rowsMax ? `${rowsMax} of ${table.rows.length} rows. ` : ''}
        <button type="button" className="link" onClick={() => saveCsv(table)}>
          Save as CSV<span className="hidden">: {table.title}</span>
        </button>
      </p>
    </div>
  );
}

function HeaderCell(props: {
  readonly column: DataColumn;
  readonly order: Order | null;
  readonly onOrder: (order: Order) => void;
}) {
  const { column, order, onOrder } = props;
  const isOrdering = order?.key === column.key;
  const direction = order?.isFalling ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      className={column.kind === 'text' ? '' : 'number'}
      aria-sort={isOrdering ? direction : 'none'}
      title={columnMeaning(column.key) ?? undefined}
    >
      <button type="button" onClick={() => onOrder({ key: column.key, isFalling: isOrdering && !order.isFalling })}>
        {column.label}
        <span aria-hidden="true">{isOrdering ? (order.isFalling ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

interface ValueCellProps {
  readonly cell: DataCell;
  readonly column: DataColumn;
  readonly row: readonly DataCell[];
  readonly result: AnsweredResult | undefined;
}

function ValueCell({ cell, column, row, result }: ValueCellProps) {
  const text = dataCellText(cell, column);
  if (cell === null || typeof cell === 'string') return <>{text}</>;
  const exact = exactText(cell, column);
  if (result === undefined)
    return (
      <span title={exact}>
        <Ranged text={text} />
      </span>
    );
  const about: Explanation = {
    title: column.label,
    meaning: columnMeaning(column.key),
    exact,
    ...(typeof cell === 'object' ? { method: cell.method } : {}),
    sources: sourcesOf(result, row),
  };
  return (
    <Explained about={about}>
      <Ranged text={text} />
    </Explained>
  );
}

const UNITS: Readonly<Record<DataColumn['kind'], string>> = {
  text: '',
  usd: ' USD',
  usdPerGpuHour: ' USD per GPU-hour',
  gpus: ' GPUs',
  fraction: ' (a share of 1)',
  count: '',
};

const EXACT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 });

function exactText(cell: Exclude<DataCell, string | null>, { kind }: DataColumn): string {
  if (typeof cell === 'number') return EXACT.format(cell) + UNITS[kind];
  const { estimate, low, high } = cell;
  const range = low === null || high === null ? '' : `, from ${EXACT.format(low)} to ${EXACT.format(high)}`;
  return EXACT.format(estimate) + range + UNITS[kind];
}

/** What the plan says about the offer of a row, with its sources. */
function sourcesOf(result: AnsweredResult, row: readonly DataCell[]): NonNullable<Explanation['sources']> {
  const index = result.offers.findIndex(({ offerId }) => row.includes(offerId));
  if (index < 0) return [];
  return result.assumptions.filter(({ path }) => path.startsWith(`offers[${index}].`));
}

function ordered(table: DataTable, order: Order | null): readonly (readonly DataCell[])[] {
  const place = table.columns.findIndex(({ key }) => key === order?.key);
  if (order === null || place < 0) return table.rows;
  const sign = order.isFalling ? -1 : 1;
  return table.rows.toSorted((a, b) => sign * compared(a[place] ?? null, b[place] ?? null));
}

function compared(a: DataCell, b: DataCell): number {
  const [first, second] = [sortable(a), sortable(b)];
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  return String(first).localeCompare(String(second), 'en');
}

function sortable(cell: DataCell): string | number {
  if (cell === null) return -Infinity;
  return typeof cell === 'object' ? cell.estimate : cell;
}

function saveCsv(table: DataTable): void {
  saveBlob(new Blob([dataCsv(table)], { type: 'text/csv' }), `eightyfold-${table.id}.csv`);
}
