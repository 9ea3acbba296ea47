import type { DealBasis } from '../catalogue/index.ts';
import { formatPrice, formatUsd } from '../report/index.ts';
import type { ComparedPrices } from './deal-desk.ts';
import type { PriceStepId } from './effective-price.ts';

/** What a price buys, in words. */
export const BASIS_TEXT: Readonly<Record<DealBasis, string>> = {
  poweredShell: 'powered shell',
  gpuCloud: 'GPU cloud',
  capexProgramme: 'capex programme',
};

/** Metrics of published prices, as headings. */
export const METRIC_TEXT: Readonly<Record<ComparedPrices['metric'], string>> = {
  usdPerGpuHour: 'USD per GPU-hour',
  usdPerMegawattYear: 'USD per MW of facility power and year',
  capexUsdPerMegawatt: 'capex in USD per MW of facility power',
};

/** A price in a metric's own digits. */
export function metricPriceText(usd: number | null, metric: ComparedPrices['metric']): string {
  return metric === 'usdPerGpuHour' ? formatPrice(usd) : formatUsd(usd);
}

const STEP_TEXT: Partial<Readonly<Record<PriceStepId, string>>> = {
  schedule: 'escalator, steps and ramp',
  overage: 'overage, all hours used',
  timing: 'when it is paid',
  financing: 'financing',
  onboarding: 'onboarding',
  ownHardware: 'kit of our own',
  power: 'power passed through',
  adders: 'setup, storage, support',
  relationship: 'people',
  goodput: 'hours lost (goodput)',
  idle: 'hours idle',
  overageNotUsed: 'overage of hours not used',
};

/** A step of the ladder in words; a cause of cash without words of its own has its name, spaced. */
export function stepText(id: PriceStepId): string {
  return STEP_TEXT[id] ?? causeText(id);
}

/** A ledger cause as words: `debtService` is "debt service". */
export function causeText(cause: string): string {
  return cause.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
