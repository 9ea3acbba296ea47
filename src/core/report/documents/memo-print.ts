import { escaped } from './brief-markdown.ts';
import { htmlText } from './html.ts';
import type { Memo, MemoSection, MemoTable, Sentence } from './memo-text.ts';

/** A memo as Markdown. */
export function memoMarkdown({ title, lead, sections }: Memo): string {
  const blocks = [
    `# ${markdownOf(title)}`,
    markdownOf(lead),
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      ...section.paragraphs.map(markdownOf),
      ...(section.table === null ? [] : [markdownTable(section.table)]),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function markdownOf(sentence: Sentence): string {
  return sentence.map((piece) => escapedPiece(typeof piece === 'string' ? piece : piece.text)).join('');
}

/** Escaped, but spaces at its ends kept: pieces stand beside each other. */
function escapedPiece(text: string): string {
  const [, before = '', after = ''] = /^(\s*)[\s\S]*?(\s*)$/u.exec(text) ?? [];
  return `${before}${escaped(text)}${text.trim() === '' ? '' : after}`;
}

function markdownTable({ columns, rows }: MemoTable): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(({ label }) => escaped(label))),
    row(columns.map(({ isNumber }) => (isNumber ? '---:' : '---'))),
    ...rows.map((cells) => row(cells.map(markdownOf))),
  ].join('\n');
}

/** Two pages of A4 or Letter: what does not fit is not a memo. */
const STYLE = `
@page{size:A4;margin:14mm 16mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:180mm;padding:8mm 0;background:#fff;color:#1b2430;font:9.6pt/1.34 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
h1{font-size:15pt;line-height:1.15;margin:0 0 1mm}
h2{font-size:10.5pt;margin:3.2mm 0 .8mm;border-bottom:.6pt solid #1b2430;break-after:avoid}
p{margin:.8mm 0}
.lead{color:#46536a}
table{width:100%;border-collapse:collapse;margin:1mm 0;font-size:8.6pt;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;border-bottom:.6pt solid #7d8794;vertical-align:bottom}
td{border-bottom:.3pt solid #d9dee5;vertical-align:top}
th,td{padding:.5mm 1.5mm .5mm 0}
.number{text-align:right}
tr{break-inside:avoid}
data{text-decoration:none}
@media print{body{padding:0}}
`;

/** The same as one HTML file that prints on two pages; every number names its field of result.json. */
export function memoHtml({ title, lead, sections }: Memo): string {
  const plain = title.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(plain)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${htmlOf(title)}</h1>
<p class="lead">${htmlOf(lead)}</p>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`;
}

function sectionHtml({ title, paragraphs, table }: MemoSection): string {
  const texts = paragraphs.map((paragraph) => `<p>${htmlOf(paragraph)}</p>`);
  return [`<h2>${htmlText(title)}</h2>`, ...texts, ...(table === null ? [] : [htmlTable(table)])].join('\n');
}

function htmlTable({ columns, rows }: MemoTable): string {
  const className = (index: number) => (columns[index]?.isNumber === true ? ' class="number"' : '');
  const header = columns.map(({ label }, index) => `<th scope="col"${className(index)}>${htmlText(label)}</th>`);
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, index) => `<td${className(index)}>${htmlOf(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${header.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function htmlOf(sentence: Sentence): string {
  return sentence
    .map((piece) =>
      typeof piece === 'string'
        ? spaced(piece)
        : `<data value="${htmlText(piece.path)}" title="${htmlText(piece.path)}">${htmlText(piece.text)}</data>`,
    )
    .join('');
}

/** Prose as HTML with the spaces at its ends kept. */
function spaced(text: string): string {
  const before = /^\s/u.test(text) ? ' ' : '';
  const after = text.trim() !== '' && /\s$/u.test(text) ? ' ' : '';
  return `${before}${htmlText(text)}${after}`;
}
