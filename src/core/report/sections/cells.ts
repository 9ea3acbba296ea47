import type { Estimate } from '../../decide/index.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
  isEstimated,
  NOT_KNOWN,
} from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';
import { span, type Span } from '../words/spans.ts';

/** A table as text: what Markdown and HTML print, each in its own way. Every row has a cell for every column. */
export interface ReportTable {
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly Span[])[];
}

/** Plain cells, one a text or figure. */
export function cells(...parts: readonly (string | Span)[]): readonly Span[] {
  return parts.map((part) => (typeof part === 'string' ? span(plainText(part)) : part));
}

/** An amount with its range in USD, rounded for reading and to the dollar for whoever asks. */
export function usdCell(amount: Estimate): Span {
  const whole = (usd: number): string => formatCount(Math.round(usd));
  return exactSpan(formatUsdEstimate(amount), amount, (known) => exactText(known, whole, 'USD'));
}

/** An amount without a range: the same. */
export function usdOnlyCell(usd: number | null): Span {
  const text = formatUsd(usd);
  return usd === null || text === NOT_KNOWN
    ? span(text)
    : { ...span(text), exact: `${formatCount(Math.round(usd))} USD` };
}

/** A share with its range, to six digits for whoever asks. */
export function shareCell(share: Estimate): Span {
  return exactSpan(formatFractionEstimate(share), share, (known) => exactText(known, sixDigits, '(a share of 1)'));
}

/** A share without a range: the same. */
export function shareOnlyCell(share: number | null): Span {
  const text = formatFraction(share);
  return share === null || text === NOT_KNOWN
    ? span(text)
    : { ...span(text), exact: `${sixDigits(share)} (a share of 1)` };
}

/** A price with its range, to six digits for whoever asks; its unit stands in the column. */
export function priceCell(price: Estimate): Span {
  return exactSpan(formatPriceEstimate(price), price, (known) => exactText(known, sixDigits, 'USD'));
}

/** GPUs in three digits, and to the GPU for whoever asks. */
export function gpusCell(gpus: number | null): Span {
  const text = formatGpus(gpus);
  return gpus === null || text === NOT_KNOWN
    ? span(text)
    : { ...span(text), exact: `${formatCount(Math.round(gpus))} GPUs` };
}

/** Months with at most one decimal, and as they are for whoever asks; what null means is said by the caller. */
export function monthsCell(months: number | null, none: string): Span {
  if (months === null) return span(none);
  return { ...span(formatCount(months)), exact: `${sixDigits(months)} months` };
}

function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** What is not known, as every amount of a redacted result, has no figure to tell. */
function exactSpan(text: string, value: Estimate, exact: (value: Estimate) => string): Span {
  return isEstimated(value) ? { ...span(text), exact: exact(value) } : span(text);
}

function exactText({ estimate, low, high }: Estimate, write: (value: number) => string, unit: string): string {
  const range = low === null || high === null ? '' : `, from ${write(low)} to ${write(high)}`;
  return `${write(estimate)}${range} ${unit}`;
}

/** Columns of words. */
export function words(...labels: readonly string[]): readonly { label: string; isNumber: boolean }[] {
  return labels.map((label) => ({ label, isNumber: false }));
}

/** Columns of numbers. */
export function numbers(...labels: readonly string[]): readonly { label: string; isNumber: boolean }[] {
  return labels.map((label) => ({ label, isNumber: true }));
}
