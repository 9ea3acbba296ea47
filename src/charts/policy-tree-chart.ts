import * as Plot from '@observablehq/plot';

import type { PolicyTreeSeries } from '../core/index.ts';
import { truncated } from '../core/index.ts';
import type { ChartSize } from './surface.ts';
import { COLOURS, COLUMN_PX, drawn, STRONG_COLUMN_PX } from './surface.ts';

const ROW_PX = 64;
/** What a second line of words adds to a row. */
const LINE_PX = 15;
const TOP_PX = 44;
const BOTTOM_PX = 10;
/** The trunk, and where words begin. */
const TRUNK_PX = 16;
const WORDS_PX = 38;
const OPACITY_MAX = 0.5;

/**
 * What to do as time goes on, read from the top: at each diamond one looks; where it holds one does what stands in the
 * box, and in any case goes on down. The fuller the box, the more futures come to it, and how many stands in it.
 */
export function policyTreeChart(series: PolicyTreeSeries, document: Document, options: ChartSize): SVGSVGElement {
  const { root, tests } = series;
  const { widthPx } = options;
  const roomPx = widthPx - WORDS_PX - 8;
  const columns = Math.floor(roomPx / COLUMN_PX);
  const rows = placed(tests, columns);
  const height = rows.reduce((top, { lines }) => top + rowPx(lines), TOP_PX) + BOTTOM_PX;
  const frame = { document, ...options, title: 'What to do later', description: describe(series) };
  return drawn(frame, {
    height,
    margin: 0,
    x: { domain: [0, widthPx], range: [0, widthPx], axis: null },
    y: { domain: [0, height], range: [0, height], axis: null },
    marks: [
      Plot.ruleX([TRUNK_PX], { y1: 20, y2: rows.at(-1)!.top + 14, stroke: COLOURS.quiet }),
      Plot.dot([root], { x: [TRUNK_PX], y: [18], r: 7, fill: COLOURS.demand }),
      ...inTwo(root, Math.floor(roomPx / STRONG_COLUMN_PX)).map((line, index) =>
        words(line, { y: 18 + index * LINE_PX, isStrong: true }),
      ),
      ...rows.flatMap((row) => testMarks(row, { widthPx, columns })),
    ],
  });
}

/** A test with its place: where it begins, and the one or two lines of its question. */
type Row = PolicyTreeSeries['tests'][number] & { readonly top: number; readonly lines: readonly string[] };

const rowPx = (lines: readonly string[]): number => ROW_PX + (lines.length - 1) * LINE_PX;

function placed(tests: PolicyTreeSeries['tests'], columns: number): readonly Row[] {
  let top = TOP_PX;
  return tests.map((test) => {
    const lines = inTwo(`${test.month}: ${test.test}?`, columns);
    const row = { ...test, top, lines };
    top += rowPx(lines);
    return row;
  });
}

/** A text on one line where it fits, else broken at a space, the second line cut where it is too long. */
function inTwo(text: string, columns: number): readonly string[] {
  if (text.length <= columns) return [text];
  const at = text.lastIndexOf(' ', columns);
  return at < 0 ? [truncated(text, columns)] : [text.slice(0, at), truncated(text.slice(at + 1), columns)];
}

function testMarks(
  { action, share, shareText, lines, top: start }: Row,
  at: { readonly widthPx: number; readonly columns: number },
): Plot.Markish[] {
  const { widthPx, columns } = at;
  // The box stands below the last line of the question.
  const top = start + (lines.length - 1) * LINE_PX;
  const often = `on ${shareText} of futures`;
  const isNarrow = widthPx < 500;
  return [
    Plot.dot([top], {
      x: [TRUNK_PX],
      y: [start + 14],
      symbol: 'diamond',
      r: 9,
      fill: COLOURS.paper,
      stroke: COLOURS.demand,
      strokeWidth: 2,
    }),
    ...lines.map((line, index) => words(line, { y: start + 14 + index * LINE_PX })),
    Plot.link([top], { x1: [TRUNK_PX], y1: [start + 14], x2: [WORDS_PX], y2: [top + 40], stroke: COLOURS.demand }),
    Plot.rect([top], {
      x1: [WORDS_PX],
      x2: [widthPx - 2],
      y1: [top + 27],
      y2: [top + 53],
      rx: 5,
      fill: COLOURS.demand,
      fillOpacity: share * OPACITY_MAX,
      stroke: COLOURS.demand,
    }),
    words(truncated(isNarrow ? action : `yes: ${action}`, columns - (isNarrow ? 5 : often.length + 4)), {
      y: top + 40,
      dx: 8,
    }),
    Plot.text([isNarrow ? shareText : often], {
      x: [widthPx - 10],
      y: [top + 40],
      textAnchor: 'end',
      fill: COLOURS.ink,
    }),
  ];
}

function words(text: string, at: { readonly y: number; readonly dx?: number; readonly isStrong?: boolean }) {
  return Plot.text([text], {
    x: [WORDS_PX + (at.dx ?? 0)],
    y: [at.y],
    textAnchor: 'start',
    fill: COLOURS.ink,
    fontWeight: at.isStrong === true ? 700 : 400,
  });
}

function describe({ root, tests }: PolicyTreeSeries): string {
  const parts = tests.map(
    ({ month, test, action, shareText }) => `${month}, if ${test}: ${action}, on ${shareText} of futures`,
  );
  return `${[root, ...parts].join('; ')}.`;
}
