import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { call, callText } from '../api-client.ts';
import { csvTable } from '../csv-table.ts';
import { Fault } from '../parts/issue-list.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { publicTable, type PublicColumn } from '../public-table.ts';

/** The public record: what others paid, each row with its source, date and quality. */
export function CatalogueScreen() {
  const names = useQuery({
    queryKey: ['catalogue'],
    queryFn: () => call<string[]>('GET', '/catalogue'),
    staleTime: Infinity,
  });
  const { table = 'deals' } = useSearch({ from: '/catalogue' });
  return (
    <>
      <h1>Public record</h1>
      <p className="lead">What others paid, and how long it took them. Every row has a date, a source and a quality.</p>
      <Fault error={names.error} />
      <Tabs label="Tables" open={`${table} ${names.data?.length}`}>
        {names.data?.map((name) => (
          <Link key={name} to="/catalogue" search={{ table: name }} activeOptions={{ includeSearch: true }}>
            {titleOf(name)}
          </Link>
        ))}
      </Tabs>
      <PublicTable key={table} name={table} />
    </>
  );
}

const titleOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');

function PublicTable({ name }: { readonly name: string }) {
  const text = useQuery({
    queryKey: ['catalogue', name],
    queryFn: () => callText(`/catalogue/${name}`),
    staleTime: Infinity,
  });
  const [sought, setSought] = useState('');
  if (text.data === undefined)
    return text.error === null ? <p className="quiet">Reading…</p> : <Fault error={text.error} />;
  const { columns, rows } = publicTable(name, csvTable(text.data));
  const found = rows.filter((row) => row.some((cell) => cell.toLowerCase().includes(sought.trim().toLowerCase())));
  const short = columns.filter(({ isShort }) => isShort);
  return (
    <>
      <div className="actions">
        <input
          type="search"
          aria-label={`Find in ${titleOf(name)}`}
          placeholder="Find a word"
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
        <span className="quiet" role="status">
          {found.length === rows.length ? `${rows.length} rows` : `${found.length} of ${rows.length} rows`}
        </span>
      </div>
      <div className="grid">
        <table>
          <caption className="hidden">{titleOf(name)}</caption>
          <thead>
            <tr>
              {short.map(({ label, isNumber }) => (
                <th key={label} scope="col" className={isNumber ? 'number' : ''}>
                  {label}
                </th>
              ))}
              <th scope="col">Source</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {found.map((row) => (
              <PublicRow key={row.join()} row={row} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface PublicRowProps {
  readonly row: readonly string[];
  readonly columns: readonly PublicColumn[];
}

/** The short cells in line; everything else the row says is opened under it. */
function PublicRow({ row, columns }: PublicRowProps) {
  const [isOpen, setOpen] = useState(false);
  const short = columns.filter(({ isShort }) => isShort);
  const further = columns.filter(({ place, isShort, isSource }) => !isShort && !isSource && row[place] !== '');
  return (
    <>
      <tr>
        {short.map(({ place, label, isNumber }) => (
          <td key={label} className={isNumber ? 'number' : ''} data-label={label}>
            {row[place]}
          </td>
        ))}
        <td data-label="Source">
          <Sources row={row} columns={columns} />
        </td>
        <td>
          {further.length === 0 ? null : (
            <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Less' : 'More'}
              <span className="hidden"> about {row[short[0]?.place ?? 0]}</span>
            </button>
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr className="opened">
          <td colSpan={short.length + 2}>
            <dl className="facts">
              {further.map(({ label, place }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{row[place]}</dd>
                </div>
              ))}
            </dl>
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Sources({ row, columns }: PublicRowProps) {
  const links = columns.filter(({ place, isSource }) => isSource && row[place] !== '');
  return (
    <>
      {links.map(({ place, label }) => {
        const address = row[place]!.split(/[;\s]/)[0]!;
        return (
          <div key={label}>
            <a href={address} rel="noreferrer noopener" target="_blank" title={label}>
              {hostOf(address)}
            </a>
          </div>
        );
      })}
    </>
  );
}

/** "sec.gov" of an address; the address itself where it is none. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, '') : address;
}
