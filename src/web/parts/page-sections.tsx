import type { PageSection, PageTable } from '../../core/index.ts';

interface PageSectionsProps {
  readonly sections: readonly PageSection[];
  /** sections from here on are folded; none when left out */
  readonly foldedFrom?: number;
}

/** Sections of a page that core says in words and tables, each under a heading of its own. */
export function PageSections({ sections, foldedFrom = sections.length }: PageSectionsProps) {
  return (
    <>
      {sections.slice(0, foldedFrom).map((section) => (
        <section key={section.heading}>
          <h3>{sentenceCase(section.heading)}</h3>
          <Parts section={section} />
        </section>
      ))}
      {sections.slice(foldedFrom).map((section) => (
        <details key={section.heading}>
          <summary>{sentenceCase(section.heading)}</summary>
          <Parts section={section} />
        </details>
      ))}
    </>
  );
}

function Parts({ section: { heading, parts } }: { readonly section: PageSection }) {
  return (
    <>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          <p key={index}>{part.replace(/^- /, '')}</p>
        ) : (
          <RowsTable key={index} table={part} caption={sentenceCase(heading)} />
        ),
      )}
    </>
  );
}

/** A terminal sets headings in capitals; a page need not. Names in them stay as they are. */
function sentenceCase(heading: string): string {
  return heading.replace(/^[A-Z][A-Z ,'-]+(?![a-z])/, (words) => words.charAt(0) + words.slice(1).toLowerCase());
}

/** Rows as a table, the first one its head. */
export function RowsTable({ table, caption }: { readonly table: PageTable; readonly caption: string }) {
  const [head = [], ...rows] = table.rows;
  const className = (column: number) => (column === 0 || table.wordColumns.includes(column) ? '' : 'number');
  return (
    <div className="grid">
      <table>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((label, column) =>
              label === '' ? (
                <td key={column} />
              ) : (
                <th key={column} scope="col" className={className(column)}>
                  {label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} className={/^[=]/.test(row[0] ?? '') ? 'total' : ''}>
              {head.map((label, column) => (
                <td
                  key={column}
                  className={`${className(column)}${/^ {2}/.test(row[column] ?? '') ? ' under-row' : ''}`}
                  data-label={label}
                >
                  {(row[column] ?? '').trim()}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
