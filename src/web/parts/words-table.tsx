import type { AnswerSection, ReportTable } from '../../core/index.ts';
import { cellClass } from './cell-class.ts';
import { Explained } from './explained.tsx';
import { Ranged } from './ranged.tsx';

/** A table of words and rounded figures, as the report prints it. */
export function WordsTable({ table, caption }: { readonly table: ReportTable; readonly caption: string }) {
  const begins = table.rows.map(([first], index) => first?.text !== table.rows[index - 1]?.[0]?.text);
  // Lines between groups help where groups are; a neighbour here and there is none.
  const isGrouped = 2 * begins.filter(Boolean).length <= table.rows.length;
  return (
    <div className="grid">
      <table className={isGrouped ? 'groups' : ''}>
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
                  className={`${cellClass(text, table.columns[place]?.isNumber === true)} ${style}`}
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

type Section = Omit<AnswerSection, 'question'>;

interface SectionsProps {
  readonly sections: readonly Section[];
  /** titles of those that stand open; the others are opened; all stand open when left out */
  readonly open?: ReadonlySet<string>;
}

/** Answers beyond the plan: each with what it says, by what measure. */
export function Sections({ sections, open }: SectionsProps) {
  return (
    <>
      {sections.map((section) =>
        open === undefined || open.has(section.title) ? (
          <section key={section.title}>
            <h2>{section.title}</h2>
            <SectionBody section={section} />
          </section>
        ) : (
          <details key={section.title} className="folded">
            <summary>
              <h2>{section.title}</h2>
            </summary>
            <SectionBody section={section} />
          </details>
        ),
      )}
    </>
  );
}

function SectionBody({ section: { title, text, table } }: { readonly section: Section }) {
  return (
    <>
      <p>{text}</p>
      <WordsTable table={table} caption={title} />
    </>
  );
}
