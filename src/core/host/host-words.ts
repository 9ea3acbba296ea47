import { formatPrice, formatUsd } from '../report/index.ts';
import { calendarMonthOf, MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostPlan, PriceUnit, Structure } from './host-plan.ts';
import { usdPerItMegawattYearOf } from './price-unit.ts';
import type { InternalRate } from './returns.ts';

/** How prices of a unit are called. */
const UNIT_TEXT: Readonly<Record<PriceUnit, string>> = {
  usdPerKwMonth: ' per kW-month',
  usdPerGpuHour: '/GPU-h',
  usdPerItMegawattYear: ' per MW-year',
};

/** A price in the structure's own unit: $150.00 per kW-month; megawatt years in millions. */
export function priceText(usdPerItMegawattYear: number | null, structure: Structure): string {
  if (usdPerItMegawattYear === null) return 'no price does it';
  const unit = structure.priceUnit;
  const usd = usdPerItMegawattYear / usdPerItMegawattYearOf(unit, structure.gpusPerItMegawatt);
  return `${unit === 'usdPerItMegawattYear' ? formatUsd(usd) : formatPrice(usd)}${UNIT_TEXT[unit]}`;
}

/** The same price in the other units that the structure knows: "$1.80M per MW-year, $2.13/GPU-h". */
export function otherPricesText(usdPerItMegawattYear: number, structure: Structure): string {
  const known = (['usdPerKwMonth', 'usdPerGpuHour', 'usdPerItMegawattYear'] as const).filter(
    (unit) => unit !== structure.priceUnit && (unit !== 'usdPerGpuHour' || structure.gpusPerItMegawatt !== null),
  );
  return known.map((priceUnit) => priceText(usdPerItMegawattYear, { ...structure, priceUnit })).join(', ');
}

/** An internal rate: one, all of several, or none. */
export function rateText(rate: InternalRate): string {
  if (rate.kind === 'one') return percentText(rate.ratePerYear);
  return rate.kind === 'several' ? rate.ratesPerYear.map(percentText).join(' or ') : 'none';
}

/** A rate or change in per cent with one decimal and its sign: −1.3%. */
export function percentText(fraction: number): string {
  const digits = Math.abs(fraction * 100).toFixed(1);
  return `${fraction < 0 && Number(digits) > 0 ? '−' : ''}${digits}%`;
}

/** A duration: 124 months are "10.3 years"; null is "never". */
export function yearsText(months: number | null): string {
  return months === null ? 'never' : `${(months / MONTHS_PER_YEAR).toFixed(1)} years`;
}

/** The calendar month that lies so many months after the start; a part of a month counts as before its end. */
export function monthText(plan: HostPlan, months: number): string {
  return calendarMonthOf(Math.floor(months), plan.startMonth);
}

/** A range of values: $−192M to $508M. */
export function rangeText(low: number, high: number): string {
  return `${formatUsd(low)} to ${formatUsd(high)}`;
}
