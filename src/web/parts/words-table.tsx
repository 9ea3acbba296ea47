import type { AnswerSection, ReportTable } from '../../core/index.ts';
import { Explained } from './explained.tsx';
import { Ranged } from './ranged.tsx';

/** A table of words and rounded figures, as the report prints it. */
export function WordsTable({ table, caption }: { readonly table: ReportTable; readonly caption: string }) {
  const begins = table.rows.map(([first], index) => first?.text !== table.rows[index - 1]?.[0]?.text);
  return (
    <div className="grid">
      <table className={begins.includes(false) ? 'groups' : ''}>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {table.columns.map(({ label, isNumber }, index) =>
              label === '' ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col" className={isNumber ? 'number' : ''}>
                  {label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index} className={begins[index] ? 'begins' : ''}>
              {row.map(({ text, style, exact }, place) => (
                <td
                  key={place}
                  className={`${table.columns[place]?.isNumber ? 'number ' : ''}${style}`}
                  data-label={table.columns[place]?.label}
                >
                  {exact === undefined ? (
                    text
                  ) : (
                    <Explained about={{ title: table.columns[place]?.label ?? caption, exact }}>
                      <Ranged text={text} />
                    </Explained>
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

/** Answers beyond the plan: each with what it says, by what measure. */
export function Sections({ sections }: { readonly sections: readonly Omit<AnswerSection, 'question'>[] }) {
  return (
    <>
      {sections.map(({ title, text, table }) => (
        <section key={title}>
          <h2>{title}</h2>
          <p>{text}</p>
          <WordsTable table={table} caption={title} />
        </section>
      ))}
    </>
  );
}
