import type { ReportTable } from '../sections/cells.ts';
import { plainText } from '../words/plain-text.ts';

/** Text as HTML text or attribute value: one line, with everything that HTML would read escaped. */
export function htmlText(text: string): string {
  return plainText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** A section with a heading that names it for screen readers. */
export function section(title: string, parts: readonly string[]): string {
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${htmlText(title)}</h2>\n${parts.join('\n')}\n</section>`;
}

/**
 * A table that becomes a list of cards on a phone: every cell carries its column's label. Roles are written out because
 * a browser drops them when the style sheet changes a table's display.
 */
export function tableHtml(table: ReportTable): string {
  if (table.rows.length === 0) return '<p class="none">None.</p>';
  const header = table.columns.map(
    (column) =>
      `<th role="columnheader" scope="col"${column.isNumber ? ' class="number"' : ''}>${htmlText(column.label)}</th>`,
  );
  const rows = table.rows.map((cells) => {
    const columns = cells.map((cell, index) => {
      const column = table.columns[index];
      const classes = [column?.isNumber === true ? 'number' : '', cell.style === 'plain' ? '' : cell.style].filter(
        (name) => name !== '',
      );
      const label = column === undefined ? '' : ` data-label="${htmlText(column.label)}"`;
      return `<td role="cell"${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}${label}>${htmlText(cell.text)}</td>`;
    });
    return `<tr role="row">${columns.join('')}</tr>`;
  });
  return `<div class="scroll"><table role="table">\n<thead role="rowgroup"><tr role="row">${header.join('')}</tr></thead>\n<tbody role="rowgroup">\n${rows.join('\n')}\n</tbody>\n</table></div>`;
}

/** A chart in its two widths; the style sheet shows the one that fits. */
export function figure(chart: { readonly wide: string; readonly narrow: string }): string {
  return `<figure><div class="wide">${chart.wide}</div><div class="narrow">${chart.narrow}</div></figure>`;
}

/** The few figures a board asks for first; a range in brackets is set smaller below its estimate. */
export function keyFigures(figures: readonly { readonly label: string; readonly amount: string }[]): string {
  const items = figures.map(({ label, amount }) => {
    const [estimate = '', range] = amount.split(' (');
    const small = range === undefined ? '' : ` <small>(${htmlText(range)}</small>`;
    return `<div><dt>${htmlText(label)}</dt><dd>${htmlText(estimate)}${small}</dd></div>`;
  });
  return `<dl class="figures">${items.join('')}</dl>`;
}
