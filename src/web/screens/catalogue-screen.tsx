import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';

import { call, callText } from '../api-client.ts';
import { csvTable } from '../csv-table.ts';
import { Fault } from '../parts/issue-list.tsx';

const ROWS_MAX = 200;

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
      <Fault error={names.error} />
      <nav className="screens" aria-label="Tables">
        {names.data?.map((name) => (
          <Link key={name} to="/catalogue" search={{ table: name }} activeOptions={{ includeSearch: true }}>
            {name.replaceAll('-', ' ')}
          </Link>
        ))}
      </nav>
      <PublicTable name={table} />
    </>
  );
}

function PublicTable({ name }: { readonly name: string }) {
  const text = useQuery({
    queryKey: ['catalogue', name],
    queryFn: () => callText(`/catalogue/${name}`),
    staleTime: Infinity,
  });
  if (text.data === undefined) return <Fault error={text.error} />;
  const [header = [], ...rows] = csvTable(text.data);
  return (
    <div className="grid wide">
      <table>
        <caption>
          {name.replaceAll('-', ' ')}: {rows.length} rows{rows.length > ROWS_MAX ? `, the first ${ROWS_MAX} shown` : ''}
        </caption>
        <thead>
          <tr>
            {header.map((label) => (
              <th key={label} scope="col">
                {label.replaceAll('_', ' ')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} data-label={header[place]?.replaceAll('_', ' ')}>
                  {cell.startsWith('https://') ? (
                    <a href={cell} rel="noreferrer noopener" target="_blank">
                      source
                    </a>
                  ) : (
                    cell
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
