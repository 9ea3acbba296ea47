// Writes docs/backtest.md: growth forecasts fitted to December 2025 and scored on 2026, with the failures left in.
// Run: node scripts/write-backtest.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  backtestScores,
  backtestSeries,
  dayNumberOf,
  daysOfMonth,
  FIXED_TEN,
  GROWTH_PRIOR,
  LAST_GROWTH,
  LOG_TREND,
  regimeRule,
} from '../src/core/index.ts';
import type { BacktestCase, BacktestScore, LevelSeries } from '../src/core/index.ts';
import { parseCsv, type CsvRow } from './write-docs.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'backtest.md');
const TABLE = join(ROOT, 'catalogue', 'demand-history.csv');
const SEED = 80;
/** A quarter of a month: dates of one month stay apart. */
const STEP_MONTHS = 0.25;
const DAYS_PER_STEP = 365.25 / 48;
const LAST_DAY_FITTED = { year: 2025, month: 12, day: 31 };
/** Targets of the rolling origins reach this far. */
const MONTHS_AHEAD_MAX = 13;

/** The series that have three dated levels or more; plans, targets and backlogs are no levels of demand. */
const SERIES = [
  ['Anthropic', 'run_rate_revenue'],
  ['OpenAI', 'run_rate_revenue'],
  ['OpenAI', 'compute_capacity'],
  ['Google', 'tokens_per_month'],
  ['OpenRouter', 'tokens_per_week'],
] as const;

const WITHOUT_SURGE = {
  ...GROWTH_PRIOR,
  regimes: GROWTH_PRIOR.regimes
    .filter(({ id }) => id !== 'surge')
    .map((regime) => ({ ...regime, jumps: { [regime.id === 'flat' ? 'steady' : 'flat']: 1 } })),
};
const RULES = [
  regimeRule('regimes', GROWTH_PRIOR, SEED),
  regimeRule('regimes without surge', WITHOUT_SURGE, SEED),
  LAST_GROWTH,
  LOG_TREND,
  FIXED_TEN,
];

/** The day of "2025-12" (its last) or "2026-04-06"; null for a year or a quarter. */
function dayOf(asOf: string): number | null {
  const match = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(asOf);
  if (!match) return null;
  const [year, month] = [Number(match[1]), Number(match[2])];
  return dayNumberOf({ year, month, day: Number(match[3] ?? daysOfMonth(year, month)) });
}

function seriesOf(rows: readonly CsvRow[], [company, metric]: (typeof SERIES)[number]): LevelSeries {
  const points = rows.flatMap((row) => {
    const day = dayOf(row['as_of'] ?? '');
    const isOurs = row['company'] === company && row['metric'] === metric;
    return isOurs && day !== null ? [{ day, level: Number(row['value']) }] : [];
  });
  const sorted = points.toSorted((a, b) => a.day - b.day);
  return {
    name: `${company}, ${metric.replaceAll('_', ' ')}`,
    stepMonths: STEP_MONTHS,
    steps: sorted.map(({ day }) => Math.round(day / DAYS_PER_STEP)),
    logLevels: sorted.map(({ level }) => Math.log(level)),
  };
}

/** The page, from the text of catalogue/demand-history.csv. */
export function backtestPage(table: string): string {
  const rows = parseCsv(table);
  const all = SERIES.map((each) => seriesOf(rows, each));
  const lastStep = Math.round(dayNumberOf(LAST_DAY_FITTED)! / DAYS_PER_STEP);
  const fitted = all.flatMap((series) => {
    const origin = series.steps.findLastIndex((step) => step <= lastStep);
    return origin < 1 ? [] : backtestSeries(series, RULES, { origins: [origin], monthsAheadMax: MONTHS_AHEAD_MAX });
  });
  const rolling = all.flatMap((series) => {
    const origins = series.steps.slice(1, -1).map((_, index) => index + 1);
    return backtestSeries(series, RULES, { origins, monthsAheadMax: MONTHS_AHEAD_MAX });
  });
  return [
    '# Backtest: growth forecast to December 2025, scored on 2026',
    '',
    'Written by `node scripts/write-backtest.ts` from `catalogue/demand-history.csv`; sources stand there. Each rule sees the dated',
    `levels up to its origin and forecasts the log growth to later ones, at most ${MONTHS_AHEAD_MAX} months ahead. A month without a day counts as`,
    'its last day; years and quarters are left out. Scores are in natural logs (0.1 is about 10 %): lower is better. Coverage',
    'should be 0.80 and 0.95.',
    '',
    '- **regimes**: what `eightyfold demand fit` does, with its prior. **That prior was written after 2026 was seen**, so it knows',
    '  that surges exist. **Regimes without surge** has the same prior without it: nearer to what would have been written in 2025.',
    '- **last growth**, **log-linear trend**, **fixed 10x** a year, with normal bands from their own residuals (from 10 % a month where',
    '  there are too few growths to tell).',
    '',
    'The series are few, short and chosen for being in the news, and their targets overlap: no difference below is significant.',
    '',
    `## Fitted to December 2025, scored on 2026: ${fitted.length / RULES.length} targets`,
    '',
    ...scoreTable(backtestScores(fitted)),
    '',
    'Every forecast of the first rule, as realised multiples since the origin; **bold** lies outside the 80 % band.',
    '',
    ...caseTable(fitted.filter(({ rule }) => rule === 'regimes')),
    '',
    'The same of the second:',
    '',
    ...caseTable(fitted.filter(({ rule }) => rule === 'regimes without surge')),
    '',
    `## Rolling origins: ${rolling.length / RULES.length} targets`,
    '',
    'From every point with one growth behind it.',
    '',
    ...scoreTable(backtestScores(rolling)),
    '',
    'By series, CRPS:',
    '',
    ...seriesTable(rolling, all),
    '',
    '## What failed',
    '',
    ...failures(fitted, rolling),
    '',
  ].join('\n');
}

function scoreTable(scores: readonly BacktestScore[]): string[] {
  const rows = scores.map(
    ({ rule, pinball, crps, coverage80, coverage95 }) =>
      `| ${rule} | ${pinball.toFixed(3)} | ${crps.toFixed(3)} | ${coverage80.toFixed(2)} | ${coverage95.toFixed(2)} |`,
  );
  return ['| rule | pinball | CRPS | within 80 % | within 95 % |', '|---|--:|--:|--:|--:|', ...rows];
}

function caseTable(cases: readonly BacktestCase[]): string[] {
  const rows = cases.map(({ series, pointsSeen, monthsAhead, actualLogGrowth, p10, p50, p90, isInside80 }) => {
    const came = `${times(actualLogGrowth)}`;
    const cells = [
      series,
      pointsSeen,
      monthsAhead.toFixed(1),
      isInside80 ? came : `**${came}**`,
      times(p10),
      times(p50),
      times(p90),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| series | points seen | months ahead | came | p10 | p50 | p90 |', '|---|--:|--:|--:|--:|--:|--:|', ...rows];
}

function seriesTable(cases: readonly BacktestCase[], all: readonly LevelSeries[]): string[] {
  const rows = all.map(({ name }) => {
    const own = backtestScores(cases.filter(({ series }) => series === name));
    return `| ${[name, own[0]?.caseCount ?? 0, ...own.map(({ crps }) => crps.toFixed(3))].join(' | ')} |`;
  });
  const names = RULES.map(({ name }) => name);
  return [`| series | targets | ${names.join(' | ')} |`, `|---|${'--:|'.repeat(names.length + 1)}`, ...rows];
}

/** Where a naive rule did better, and what lay outside the band. */
function failures(fitted: readonly BacktestCase[], rolling: readonly BacktestCase[]): string[] {
  const beaten = [
    ['on 2026', fitted],
    ['over rolling origins', rolling],
  ] as const;
  const lines = beaten.flatMap(([where, cases]) => {
    const [ours, ...others] = backtestScores(cases);
    const better = others.filter(({ crps }) => crps < ours!.crps);
    return better.map(
      ({ rule, crps }) =>
        `- ${where}, ${rule} has the lower CRPS: ${crps.toFixed(3)} against ${ours!.crps.toFixed(3)}.`,
    );
  });
  const outside = rolling.filter(({ rule, isInside80 }) => rule === 'regimes' && !isInside80);
  const high = outside.filter(({ actualLogGrowth, p90 }) => actualLogGrowth > p90).length;
  const count = rolling.length / RULES.length;
  return [
    ...(lines.length > 0
      ? lines
      : ['- No rule scored a lower CRPS than the fitted regimes, on too few targets to mean much.']),
    `- ${outside.length} of ${count} targets of the rolling origins lie outside the 80 % band of the fitted regimes, ${high} of them above it; about ${Math.round(0.2 * count)} were due.`,
    '- With a year between points nothing is learnt of how long regimes last: durations stay those of the prior.',
  ];
}

function times(logGrowth: number): string {
  return `${Number(Math.exp(logGrowth).toPrecision(3))}x`;
}

if (import.meta.main) writeFileSync(PAGE, backtestPage(readFileSync(TABLE, 'utf8')));
