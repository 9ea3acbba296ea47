import { HOURS_PER_YEAR, KILOWATTS_PER_MEGAWATT, MONTHS_PER_YEAR } from '../units/index.ts';
import type { PriceUnit, Structure } from './host-plan.ts';
import type { StructureInput } from './schema-host.ts';

/** A structure's price on the one basis, and the unit that the file states it in; 0 where the file has no price. */
export function statedPriceOf(given: StructureInput): Pick<Structure, 'priceUsdPerItMegawattYear' | 'priceUnit'> {
  const stated = (usd: number, priceUnit: PriceUnit) => ({
    priceUsdPerItMegawattYear: usd * usdPerItMegawattYearOf(priceUnit, given.gpusPerItMegawatt ?? null),
    priceUnit,
  });
  if (given.priceUsdPerKwMonth !== undefined) return stated(given.priceUsdPerKwMonth, 'usdPerKwMonth');
  if (given.priceUsdPerGpuHour !== undefined) return stated(given.priceUsdPerGpuHour, 'usdPerGpuHour');
  return stated(given.priceUsdPerItMegawattYear ?? 0, 'usdPerItMegawattYear');
}

/** USD per IT megawatt and year that one USD in `unit` is; NaN for GPU hours of unknown GPUs. */
export function usdPerItMegawattYearOf(unit: PriceUnit, gpusPerItMegawatt: number | null): number {
  if (unit === 'usdPerKwMonth') return KILOWATTS_PER_MEGAWATT * MONTHS_PER_YEAR;
  return unit === 'usdPerGpuHour' ? (gpusPerItMegawatt ?? Number.NaN) * HOURS_PER_YEAR : 1;
}
