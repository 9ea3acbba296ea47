import { growthYaml } from '../core/index.ts';
import { textTable } from '../core/index.ts';
import type { DemandFit, FittedRegime, HistoryBacktest, Posterior80 } from '../core/index.ts';
import { printable } from './output.ts';

/** The fit as people read it, the plan's block last so that it can be copied. */
export function demandFitText(fit: DemandFit, fileName: string): string {
  const parts = [
    headOf(fit, fileName),
    seenText(fit),
    fewText(fit),
    regimesText(fit),
    aheadText(fit),
    priorText(fit),
    blockText(fit),
  ];
  return printable(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

/** How the forecast would have done on the table itself. */
export function backtestText({ scores, cases, originCount, monthsAheadMax }: HistoryBacktest): string {
  const rows = scores.map(({ rule, pinball, crps, coverage80, coverage95 }) => [
    rule,
    pinball.toFixed(3),
    crps.toFixed(3),
    coverage80.toFixed(2),
    coverage95.toFixed(2),
  ]);
  const [ours, ...naive] = scores;
  const better = naive.filter(({ crps }) => crps < ours!.crps).map(({ rule }) => rule);
  const outside = cases.filter(({ isInside80 }) => !isInside80);
  const above = outside.filter(({ actualLogGrowth, p90 }) => actualLogGrowth > p90).length;
  return [
    `BACKTEST  ${cases.length} targets up to ${monthsAheadMax} months ahead, from ${originCount} points of the table`,
    textTable([['rule', 'pinball', 'CRPS', 'within 80 %', 'within 95 %'], ...rows]),
    '  in natural logs of growth, lower is better; within should be 0.80 and 0.95; targets overlap, so small differences mean nothing',
    `  ${better.length === 0 ? 'no naive rule did better' : `better here: ${better.join(', ')}`}; ` +
      `${outside.length} targets outside the 80 % band, ${above} of them above it`,
    '',
  ].join('\n');
}

function headOf(fit: DemandFit, fileName: string): string {
  const { unit, cadence, firstDate, lastDate, growthCount, latestRatePerHour } = fit;
  const level = unit === 'gpus' || unit === 'gpu-hours' ? 'busy GPUs' : `${unit} an hour`;
  const step = fit.stepMonths === 1 ? 'months' : fit.stepMonths > 0.5 ? 'windows of 28 days' : 'weeks';
  return (
    `${fileName}: ${unit} by ${cadence}, ${firstDate} to ${lastDate}; ${growthCount === 1 ? '1 growth' : `${growthCount} growths`} between ${step}\n` +
    `last step: ${figures(latestRatePerHour)} ${level}`
  );
}

/** Growths from which on the table weighs as much as the prior's own volatility. */
const GROWTHS_FEW = 4;

function fewText({ growthCount }: DemandFit): string {
  if (growthCount === 0) return 'The table is too short to show any growth: what follows is the prior alone.';
  return growthCount < GROWTHS_FEW ? 'So few growths say little: what follows is mostly the prior.' : '';
}

function seenText({ seen }: DemandFit): string {
  return seen
    .map(
      ({ months, realisedMultiple, annualisedMultiple }) =>
        `last ${months} months: realised ${times(realisedMultiple)}` +
        (months === 12 ? '' : ` (annualised ${times(annualisedMultiple)}: the same rate held for a year)`),
    )
    .join('\n');
}

function regimesText(fit: DemandFit): string {
  const rows = fit.regimes.map((regime) => regimeRow(regime));
  const changes = fit.changes.map(
    ({ at, from, to, probability }) => `from ${at}: ${from} gave way to ${to} (probability ${probability.toFixed(2)})`,
  );
  return [
    'regime    annualised multiple (80 % interval)   mean months (80 %)      belief now   months seen',
    ...rows,
    `volatility of a month's log growth ${range(fit.volatilityPerMonth)}; growth now, annualised ${range(fit.multiplePerYearNow, 'x')}`,
    `regimes explain ${fit.likelihoodRatio.toFixed(1)} of twice the log likelihood more than one growth does`,
    ...(changes.length > 0 ? changes : ['no change of regime stands out']),
    ...weekText(fit),
  ].join('\n');
}

function regimeRow({ id, multiplePerYear, meanMonths, beliefNow, monthsSeen }: FittedRegime): string {
  const cells = [
    id.padEnd(10),
    range(multiplePerYear, 'x').padEnd(38),
    range(meanMonths).padEnd(24),
    beliefNow.toFixed(2).padEnd(13),
    monthsSeen.toFixed(1),
  ];
  return cells.join('');
}

function weekText({ seasonality }: DemandFit): string[] {
  if (seasonality === null) return [];
  const { ofWeekday, weekdayFraction, ofHour, hourFraction } = seasonality;
  const days = ofWeekday.map((ratio) => ratio.toFixed(2)).join(' ');
  const hours =
    ofHour === null
      ? ''
      : `; hours of the day from ${least(ofHour)} to ${most(ofHour)} of the day's mean, explaining ${share(hourFraction ?? 0)}`;
  return [
    `usual week, Monday to Sunday against its mean: ${days}, explaining ${share(weekdayFraction)} of the days' variance${hours}`,
  ];
}

function aheadText({ ahead }: DemandFit): string {
  const rows = ahead.map(
    ({ months, p10, p50, p90 }) => `${String(months).padStart(2)} months: ${times(p10)}, ${times(p50)}, ${times(p90)}`,
  );
  return ['realised multiple of today ahead, p10, p50, p90 (regimes and parameters uncertain):', ...rows].join('\n');
}

function priorText({ prior, seed, unit }: DemandFit): string {
  const regimes = prior.regimes
    .map(({ id, multiplePerYear, meanMonths }) => `${id} ${multiplePerYear}x a year for ${meanMonths} months`)
    .join(', ');
  const of =
    unit === 'tokens' || unit === 'requests'
      ? `${unit} are usage: GPU demand is usage over efficiency, so give efficiencyMultiplePerYear`
      : unit === 'usd'
        ? 'dollars are taken as spend at unchanged prices, so as GPU demand; revenue is a third thing'
        : 'GPU hours and GPUs are GPU demand, after efficiency';
  return [
    `assumed before any row was read: ${regimes}; volatility ${prior.volatilityPerMonth} weighing ` +
      `${prior.volatilityWeightGrowths} growths, durations ${prior.durationWeightMonths} months`,
    'a short history leans on that, so a quarter is not read as a year; --prior-multiple moves the steady regime',
    of,
    `seed ${seed}`,
  ].join('\n');
}

function blockText({ block }: DemandFit): string {
  return [
    '# Paste under demand. In -low every regime grows by its estimate less one standard deviation, in -high by one more.',
    growthYaml(block),
  ].join('\n');
}

function range({ p10, p50, p90 }: Posterior80, unit = ''): string {
  return `${figures(p50)}${unit} (${figures(p10)} to ${figures(p90)})`;
}

function times(value: number): string {
  return `${figures(value)}x`;
}

function figures(value: number): string {
  if (Math.abs(value) >= 1e15) return value.toPrecision(3);
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));
}

function share(fraction: number): string {
  return fraction.toFixed(2);
}

function least(values: readonly number[]): string {
  return Math.min(...values).toFixed(2);
}

function most(values: readonly number[]): string {
  return Math.max(...values).toFixed(2);
}
