import { CompensatedSum, exp, expm1, log1p, pow } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostLine } from './cash-cause.ts';

/** Rates looked at where several may solve: from −95 % to 1,000 % a year. */
const RATE_RANGE = { low: -0.95, high: 10 } as const;
/** Between two rates tried there lies this much of log(1 + rate): roots nearer than that are not told apart. */
const LOG_RATE_STEP = 0.002;

/** The yearly rate at which a cash flow is worth nothing: one, several, or none; never one chosen out of several. */
export type InternalRate =
  | { readonly kind: 'one'; readonly ratePerYear: number; readonly signChanges: number }
  | { readonly kind: 'several'; readonly ratesPerYear: readonly number[]; readonly signChanges: number }
  | { readonly kind: 'none'; readonly why: string; readonly signChanges: number };

/**
 * Net present value at point 0: Σ usd[t] (1 + r)^(−t/12), point t being t months from the start.
 * @param ratePerYear r > −1
 */
export function netPresentValueUsd(usdByPoint: Float64Array, ratePerYear: number): number {
  const perMonth = pow(1 + ratePerYear, -1 / MONTHS_PER_YEAR);
  const sum = new CompensatedSum();
  let factor = 1;
  for (const usd of usdByPoint) {
    sum.add(usd * factor);
    factor *= perMonth;
  }
  return sum.total;
}

/** All lines as one cash flow by point. */
export function flowOf(lines: readonly HostLine[], points: number): Float64Array {
  const flow = new Float64Array(points);
  for (const { usdByPoint } of lines) {
    usdByPoint.forEach((usd, point) => {
      flow[point] = (flow[point] ?? 0) + usd;
    });
  }
  return flow;
}

/**
 * Internal rate of return of monthly cash, as an effective yearly rate: (1 + monthly)^12 − 1.
 *
 * With one change of sign there is exactly one (Descartes); it is bisected to the last bits. With more there may be
 * several: every root between −95 % and 1,000 % that lies at least 0.2 % from the next is found, and all are named.
 * @source Descartes' rule of signs; e.g. Brealey, Myers & Allen, Principles of Corporate Finance, ch. 5
 */
export function internalRate(usdByPoint: Float64Array): InternalRate {
  const signChanges = signChangesOf(usdByPoint);
  if (signChanges === 0) return { kind: 'none', why: noRateReason(usdByPoint), signChanges };
  const roots = rootsOf(usdByPoint, signChanges === 1);
  const [only] = roots;
  if (only === undefined) {
    const why =
      signChanges === 1
        ? 'the rate lies below −95% or above 1,000% a year'
        : `cash changes sign ${signChanges} times and no rate between −95% and 1,000% makes it worth nothing`;
    return { kind: 'none', why, signChanges };
  }
  if (roots.length > 1) return { kind: 'several', ratesPerYear: roots, signChanges };
  return { kind: 'one', ratePerYear: only, signChanges };
}

function noRateReason(usdByPoint: Float64Array): string {
  if (usdByPoint.some((usd) => usd > 0)) return 'nothing is invested: no month costs more than it brings';
  return usdByPoint.some((usd) => usd < 0) ? 'nothing comes back' : 'there is no cash';
}

/** Changes of sign along the flow; months without cash are passed over. */
export function signChangesOf(usdByPoint: Float64Array): number {
  const signs = [...usdByPoint].filter((usd) => usd !== 0).map(Math.sign);
  return signs.filter((sign, index) => index > 0 && sign !== signs[index - 1]).length;
}

function rootsOf(usdByPoint: Float64Array, isSingle: boolean): number[] {
  const valueAt = (logRate: number): number => valueAtLogRate(usdByPoint, logRate);
  const low = log1p(RATE_RANGE.low);
  const high = log1p(RATE_RANGE.high);
  const steps = isSingle ? 1 : Math.ceil((high - low) / LOG_RATE_STEP);
  const roots: number[] = [];
  let left = low;
  let valueLeft = valueAt(left);
  for (let step = 1; step <= steps; step++) {
    const right = low + ((high - low) * step) / steps;
    const valueRight = valueAt(right);
    if (valueRight === 0 || valueLeft * valueRight < 0) roots.push(expm1(bisected(valueAt, left, right)));
    left = right;
    valueLeft = valueRight;
  }
  return roots;
}

function bisected(valueAt: (logRate: number) => number, from: number, to: number): number {
  let left = from;
  let right = to;
  const isPositive = valueAt(left) > 0;
  for (;;) {
    const middle = (left + right) / 2;
    if (!(middle > left && middle < right)) return middle;
    if (valueAt(middle) > 0 === isPositive) left = middle;
    else right = middle;
  }
}

/** Value scaled so that neither end of the range overflows: Horner from the end for low rates, from the start for high. */
function valueAtLogRate(usdByPoint: Float64Array, logRate: number): number {
  const perMonth = exp(-logRate / MONTHS_PER_YEAR);
  let value = 0;
  if (perMonth <= 1) {
    for (let point = usdByPoint.length - 1; point >= 0; point--) value = value * perMonth + (usdByPoint[point] ?? 0);
    return value;
  }
  for (const usd of usdByPoint) value = value / perMonth + usd;
  return value;
}

/**
 * First point at which all cash so far adds up to nothing or more, after the deepest hole; null when it never does.
 * Undiscounted, months from the start.
 */
export function paybackMonths(usdByPoint: Float64Array): number | null {
  let total = 0;
  let lowest = 0;
  let paidBack: number | null = 0;
  usdByPoint.forEach((usd, point) => {
    total += usd;
    if (total < lowest) {
      lowest = total;
      paidBack = null;
    } else if (paidBack === null && total >= 0) paidBack = point;
  });
  return paidBack;
}
