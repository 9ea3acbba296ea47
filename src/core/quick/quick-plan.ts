import type { DemandFit, LoadBlockRow } from '../demand/index.ts';
import { growthYaml, loadBlocksYaml } from '../demand/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import { EQUIVALENTS_ASSUMED, QUICK_ASSUMED, type QuickBasis } from './quick-assumptions.ts';
import type { Quote } from './quote.ts';

const FIGURES = 6;

/** What a quick plan is written from. */
export interface QuickPlan {
  readonly fit: DemandFit;
  readonly loadBlocks: readonly LoadBlockRow[];
  readonly quotes: readonly Quote[];
  readonly basis: QuickBasis;
  readonly assumptions: readonly string[];
  readonly tableName: string;
}

/**
 * A full plan file from a usage table's fit, quotes and assumptions, which stand at its top in words. It starts in the
 * month after the table's last day, and is small enough to be answered in a minute or two.
 */
export function quickPlanText(plan: QuickPlan): string {
  const { fit, basis, quotes } = plan;
  const startMonth = calendarMonthOf(1, fit.lastDate.slice(0, 7));
  const ratios = (values: readonly number[], by: number): string =>
    `{glut: ${figures(values[0]! * by)}, normal: ${figures(values[1]! * by)}, tight: ${figures(values[2]! * by)}}`;
  const reserved = Math.min(...quotes.map((quote) => quote.usdPerGpuHour / EQUIVALENTS_ASSUMED[quote.accelerator]!));
  const kinds = [...new Set(quotes.map(({ accelerator }) => accelerator))].filter((kind) => kind !== 'h100');
  const assumed = QUICK_ASSUMED;
  return `${[
    `# A first plan from ${plan.tableName} and ${quotes.length} quotes. Assumed, until you replace it here:`,
    ...plan.assumptions.map((assumption) => `# - ${assumption}`),
    'eightyfold: 1',
    'name: Quick plan',
    `asOf: ${fit.lastDate}`,
    `startMonth: ${startMonth}`,
    `horizonMonths: ${assumed.horizonMonths}`,
    `discountRatePerYear: ${assumed.discountRatePerYear}`,
    `seed: ${fit.seed}`,
    ...(kinds.length > 0
      ? ['accelerators:', ...kinds.map((kind) => `  ${kind}: {equivalents: ${EQUIVALENTS_ASSUMED[kind]}}`)]
      : []),
    'demand:',
    '  workloads:',
    '    - id: customers',
    `      busyReferenceGpus: ${figures(basis.busyReferenceGpus)}`,
    `      ${loadBlocksYaml(plan.loadBlocks)}`,
    '      tiers:',
    `        - {id: all, demandFraction: 1, valueUsdPerReferenceGpuHour: ${figures(basis.valueUsdPerGpuHour)}, protected: true}`,
    `      valueDeclinePerYear: ${assumed.valueDeclinePerYear}`,
    growthYaml(fit.block),
    '    saturationBusyReferenceGpus: none',
    'market:',
    `  supplyRegimes: {start: normal, correlationWithGrowth: ${assumed.correlationWithGrowth}}`,
    '  onDemand:',
    '    accelerator: h100',
    `    priceUsdPerGpuHour: ${ratios(assumed.onDemandPriceRatios, basis.onDemandUsdPerGpuHour)}`,
    `    availableGpus: ${ratios(assumed.onDemandGpuRatios, basis.busyReferenceGpus)}`,
    `  reservedUsdPerReferenceGpuHour: ${ratios(assumed.reservedPriceRatios, reserved)}`,
    '  fluctuation: calibrated',
    'offers:',
    ...quotes.flatMap(offerLines),
    'futureOffers:',
    '  - id: later-lease',
    '    route: lease',
    '    host: later-host',
    '    accelerator: h100',
    `    gpus: ${Math.max(1, Math.round(basis.busyReferenceGpus * assumed.laterGpuRatio))}`,
    '    blocks: 16',
    `    fromMonth: ${calendarMonthOf(assumed.laterFromMonths, startMonth)}`,
    `    leadTimeMonths: ${assumed.laterLeadMonths}`,
    `    termMonths: ${assumed.laterTermMonths}`,
    `    priceUsdPerGpuHour: ${ratios(assumed.reservedPriceRatios, reserved)}`,
    `    availableFraction: ${ratios(assumed.laterFractions, 1)}`,
    '    takeOrPayFraction: 1',
    `money: {openingLiquidityUsd: ${figures(basis.cashUsd)}, fixedCostUsdPerMonth: 0}`,
    'risk: {tailFraction: 0.05, weight: 0.3}',
    'tree: {stageStartMonths: [0, 3, 6, 12], branches: [3, 2, 2], paths: 2048, trees: 2, noisePoints: 2}',
    'lattice: {lattices: 2, nodesPerStage: 12, paths: 4096, iterations: 4, rounds: 4, replayPaths: 128}',
  ].join('\n')}\n`;
}

function offerLines(quote: Quote): string[] {
  return [
    `  - id: ${quote.id}`,
    '    route: lease',
    `    host: ${quote.host}`,
    `    accelerator: ${quote.accelerator}`,
    `    gpus: ${quote.gpus}`,
    `    blocks: ${quote.blocks}`,
    ...(quote.decideBy === null ? [] : [`    decideBy: ${quote.decideBy}`]),
    `    leadTimeMonths: ${quote.leadTimeMonths}`,
    `    termMonths: ${quote.termMonths}`,
    `    priceUsdPerGpuHour: ${quote.usdPerGpuHour}`,
    `    takeOrPayFraction: ${quote.takeOrPayFraction}`,
    ...(quote.upfrontFraction === 0 ? [] : [`    upfrontFraction: ${quote.upfrontFraction}`]),
  ];
}

function figures(value: number): string {
  return String(Number(value.toPrecision(FIGURES)));
}
