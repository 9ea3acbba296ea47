import { formatFraction, formatGpus, formatUsd, textTable } from '../core/index.ts';
import type { DecisionLoss, DemandView, GapAt, MonthQuantiles } from '../core/index.ts';
import { printable } from './output.ts';

/** Months between the rows of the tables by month. */
const ROW_MONTHS = [0, 3, 6, 12, 18, 24, 36, 48, 60, 72, 96, 120] as const;

/** A plan's demand as people read it. */
export function demandShowText(view: DemandView): string {
  const parts = [
    headOf(view),
    fanText(view),
    historyText(view),
    regimesText(view),
    gapsText(view),
    marketText(view),
    loadText(view),
    shortageText(view),
    latticeText(view),
  ];
  return printable(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function headOf({ name, months, growingReferenceGpus, growthOf, pathCount, seed }: DemandView): string {
  const of = growthOf === 'usage' ? 'usage grows by the regimes, GPU demand by usage over efficiency' : 'of GPU demand';
  return (
    `${name}: ${months[0]} to ${months.at(-1)}, ${formatGpus(growingReferenceGpus)} busy reference GPUs grow (${of})\n` +
    `${pathCount.toLocaleString('en-GB')} paths, seed ${seed}`
  );
}

function rowsOf({ months }: DemandView): readonly number[] {
  const last = months.length - 1;
  const rows: number[] = ROW_MONTHS.filter((month) => month < last);
  return [...rows, last];
}

function fanText(view: DemandView): string {
  const rows = rowsOf(view).map((month) => {
    const { p5, p10, p50, p90, p95, mean } = view.fan[month]!;
    const now = view.growingReferenceGpus;
    return [
      view.months[month]!,
      ...[p5, p10, p50, p90, p95, mean].map(formatGpus),
      now === 0 ? 'nothing grows' : `${times(p10 / now)} ${times(p50 / now)} ${times(p90 / now)}`,
    ];
  });
  const ahead = view.ahead
    .map(
      ({ months, realised, annualisedP50 }) =>
        `${months} months ${times(realised.p50)} (${times(annualisedP50)} a year)`,
    )
    .join(', ');
  return [
    'FAN  busy reference GPUs of the growing workloads, and realised multiples of today',
    textTable([['month', 'p5', 'p10', 'p50', 'p90', 'p95', 'mean', 'p10 p50 p90'], ...rows]),
    `  median realised (annualised): ${ahead}`,
  ].join('\n');
}

/** What the fit itself expects, all its parameters uncertain together, beside the regimes that stand for it. */
function historyText({ history, ahead, growthOf }: DemandView): string {
  if (history === null) return '';
  const { file, unit, cadence, firstDate, lastDate, growthCount } = history;
  const rows = history.ahead.map(({ months, p10, p50, p90 }) => {
    const plan = ahead.find((each) => each.months === months)?.realised;
    const shown = growthOf === 'usage' || plan === undefined ? [] : [times(plan.p10), times(plan.p50), times(plan.p90)];
    return [`${months} months`, ...[p10, p50, p90].map(times), ...shown];
  });
  const heads = ['p10', 'p50', 'p90'].map((name) => (growthOf === 'usage' ? [] : [`plan ${name}`])).flat();
  return [
    `HISTORY  Growth is fitted to ${file}: ${unit} by ${cadence}, ${firstDate} to ${lastDate}, ${growthCount} growths`,
    textTable([['realised', 'fit p10', 'fit p50', 'fit p90', ...heads], ...rows]),
  ].join('\n');
}

function regimesText(view: DemandView): string {
  const rows = rowsOf(view);
  const shown = view.regimes.map(({ id, multiplePerYear, meanMonths, longRunFraction, fractionByMonth }) => [
    id,
    times(multiplePerYear),
    figures(meanMonths),
    ...rows.map((month) => fractionByMonth[month]!.toFixed(2)),
    longRunFraction.toFixed(2),
  ]);
  const belief = view.belief;
  return [
    'REGIMES  chance of each by month; the multiple is annualised',
    textTable([
      ['regime', 'a year', 'mean months', ...rows.map((month) => view.months[month]!), 'long run'],
      ...shown,
      ['tight market', '', '', ...rows.map((month) => view.supply[month]![2].toFixed(2)), ''],
      ['glut', '', '', ...rows.map((month) => view.supply[month]![0].toFixed(2)), ''],
    ]),
    'BELIEF  growth a year that one who saw demand would expect, over the paths',
    textTable([
      ['', ...rows.map((month) => view.months[month]!)],
      ...(['p10', 'p50', 'p90'] as const).map((name) => [name, ...rows.map((month) => times(belief[month]![name]))]),
    ]),
  ].join('\n');
}

function gapsText({ gaps, months }: DemandView): string {
  if (gaps.length === 0) return '';
  const served = (gap: GapAt): string => {
    const at = (month: number): string => months[month] ?? 'after the end';
    return gap.serviceMonthP50 === gap.serviceMonthP90
      ? at(gap.serviceMonthP50)
      : `${at(gap.serviceMonthP50)} (${at(gap.serviceMonthP90)})`;
  };
  const grown = (gap: GapAt): string => `${times(gap.multipleP50)} (${times(gap.multipleP90)})`;
  const rows = gaps.map(({ offerId, soonest, latest }) => [
    offerId,
    served(soonest),
    grown(soonest),
    formatGpus(soonest.addedReferenceGpusP90),
    ...(latest === null ? ['', '', ''] : [served(latest), grown(latest), formatGpus(latest.addedReferenceGpusP90)]),
  ]);
  return [
    'LEAD-TIME GAP  what demand does before an offer serves: median, and (late and fast) 90 %',
    textTable(
      [
        ['offer', 'signed soonest', 'demand', 'GPUs more, 90 %', 'at the last date', 'demand', 'GPUs more, 90 %'],
        ...rows,
      ],
      (column) => column === 1 || column === 4,
    ),
  ].join('\n');
}

function marketText(view: DemandView): string {
  if (view.onDemand === null) return '';
  const { accelerator, priceUsdPerGpuHour, availableGpus } = view.onDemand;
  const cells = ({ p10, p50, p90 }: MonthQuantiles, text: (value: number) => string): string =>
    [p10, p50, p90].map(text).join(' ');
  const rows = rowsOf(view).map((month) => [
    view.months[month]!,
    cells(priceUsdPerGpuHour[month]!, (usd) => usd.toFixed(2)),
    cells(availableGpus[month]!, formatGpus),
  ]);
  return [
    `ON DEMAND  ${accelerator}, p10 p50 p90 over the paths`,
    textTable([['month', 'USD per GPU-hour', 'GPUs on offer'], ...rows]),
  ].join('\n');
}

function loadText({ load }: DemandView): string {
  const rows = load.flatMap(({ id, blocks }) =>
    blocks.map(({ timeFraction, ofMean, referenceGpus }, index) => [
      index === 0 ? id : '',
      figures(timeFraction),
      `${figures(ofMean)}x`,
      formatGpus(referenceGpus),
    ]),
  );
  return [
    'LOAD  share of time at each load',
    textTable([['workload', 'of time', 'of mean', 'GPUs now'], ...rows]),
  ].join('\n');
}

function shortageText({ shortage }: DemandView): string {
  if (shortage.length === 0) return '';
  const rows = shortage.flatMap(({ workloadId, valueUsdPerReferenceGpuHour, bands }) =>
    bands.map((band, index) => [
      index === 0 ? workloadId : '',
      `${figures(band.fromFraction)} to ${figures(band.toFraction)}`,
      figures(band.lossPerMonth),
      figures(band.laterHoursFlat),
      figures(band.laterHours),
      `$${valueUsdPerReferenceGpuHour.toFixed(2)}`,
      `$${band.usdPerUnservedHour.toFixed(2)}`,
    ]),
  );
  return [
    'SHORTAGE  what an hour unserved now costs within the horizon, by the plan’s churn (see docs/shortage.md)',
    textTable([
      ['workload', 'unserved', 'lost a month', 'hours later', 'with growth', 'hour earns', 'hour unserved costs'],
      ...rows,
    ]),
    '  hours later: lost to customers who left; with growth is what rivals gain beside the hour itself',
  ].join('\n');
}

function latticeText({ lattice, months, pathCount }: DemandView): string {
  const rows = lattice.error.stages.map((stage) => [
    months[stage.startMonth] ?? '',
    String(stage.nodeCount),
    signed(stage.lattice.mean / stage.fresh.mean - 1),
    signed(stage.fresh.standardDeviation > 0 ? stage.lattice.standardDeviation / stage.fresh.standardDeviation - 1 : 0),
    signed(stage.lattice.p90 / stage.fresh.p90 - 1),
    signed(stage.lattice.p99 / stage.fresh.p99 - 1),
    stage.correlationToNext === null
      ? ''
      : `${stage.correlationToNext.lattice.toFixed(2)} (${stage.correlationToNext.fresh.toFixed(2)})`,
    stage.varianceBetweenNodesFraction.toFixed(2),
  ]);
  return [
    `LATTICE  the planner's first, against ${pathCount.toLocaleString('en-GB')} fresh paths: relative errors of the stage's demand`,
    textTable([['stage', 'nodes', 'mean', 'deviation', 'p90', 'p99', 'to next (paths)', 'known at start'], ...rows]),
    '  to next: correlation with the next stage; known at start: share of the variance between nodes',
    '  what so many nodes cost a decision: --decision measures it; docs/lattice.md by size and time on two examples',
  ].join('\n');
}

/** The error of the root decision's value. */
export function decisionLossText(loss: DecisionLoss | null): string {
  if (loss === null) return 'DECISION  no lattice decides: the plan is infeasible, or a node could not be solved\n';
  const { nodesPerStage, judgeNodesPerStage, judges, quoteIds, samples } = loss;
  const rows = samples.map(({ decision, worthUsd, lossUsd }) => [
    decision.join('-'),
    formatUsd(worthUsd),
    formatUsd(lossUsd),
  ]);
  const ofWorth =
    loss.ofWorthFraction === null ? '' : `, ${formatFraction(loss.ofWorthFraction)} of what the quotes are worth`;
  const lines = [
    `DECISION  of one lattice of ${nodesPerStage} nodes a stage, held on ${judges} of ${judgeNodesPerStage} from other samples, less the best there`,
    textTable([[`blocks of ${quoteIds.join(', ')}`, 'worth of the quotes', 'loss'], ...rows]),
    `  mean loss ${formatUsd(loss.meanLossUsd)}${ofWorth}; worst ${formatUsd(loss.worstLossUsd)}. A plan decides on several lattices together and loses less.`,
  ];
  return printable(`${lines.join('\n')}\n`);
}

function times(multiple: number): string {
  return `${figures(multiple)}x`;
}

function figures(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function signed(relative: number): string {
  return `${relative < 0 ? '−' : '+'}${Math.abs(relative * 100).toFixed(1)}%`;
}
