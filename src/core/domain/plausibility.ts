import { HOURS_PER_MONTH, KILOWATTS_PER_MEGAWATT } from '../units/index.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';
import { isCustomers } from './normalise-demand.ts';
import type { FleetInput, FutureOfferInput, OfferInput } from './schema-offers.ts';
import { childPath } from './source-path.ts';

/** What is usual for a quantity; a number outside [low, high] is probably in another unit, or misplaced. */
interface PlausibleRange {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly typical: string;
  /** the likely slip */
  readonly slip: string;
}

/** The one table of suspicious magnitudes. Outside is a warning, never a refusal: the file may be right. */
export const PLAUSIBLE_RANGES = {
  gpuHourPrice: {
    low: 0.2,
    high: 30,
    unit: 'USD per GPU hour',
    typical: '1 to 10',
    slip: 'a price per month or per year, or zero for a price not known',
  },
  kwMonthPrice: {
    low: 40,
    high: 3000,
    unit: 'USD per kW and month',
    typical: '80 to 250 for a shell, 800 to 1,500 with GPUs',
    slip: 'a price per MW or per year',
  },
  capexPerMegawatt: {
    low: 2e6,
    high: 8e7,
    unit: 'USD of capex per MW',
    typical: '10 to 15 million for a shell, 30 to 50 million with GPUs',
    slip: 'kilowatts for megawatts, or capex in thousands or millions',
  },
  facilityMegawatts: {
    low: 0.05,
    high: 5000,
    unit: 'MW',
    typical: '1 to 2,000 for one site',
    slip: 'kilowatts for megawatts',
  },
  facilityKwPerGpu: {
    low: 0.3,
    high: 5,
    unit: 'kW per GPU',
    typical: '1 to 2.5, all in',
    slip: 'watts, or a whole rack',
  },
  equivalents: { low: 0.02, high: 50, unit: 'H100-equivalents', typical: '0.3 to 10', slip: 'a rack for a GPU' },
  growthMultiple: {
    low: 0.05,
    high: 1000,
    unit: 'x a year',
    typical: '0.5 to 100',
    slip: 'a percentage for a multiple, or a month for a year',
  },
  volatility: { low: 0, high: 0.6, unit: 'a month', typical: '0.05 to 0.2', slip: 'a yearly figure: divide by 3.46' },
  discountRate: { low: 0, high: 1, unit: 'a year', typical: '0.06 to 0.2', slip: 'a percentage: 12 % is 0.12' },
  debtRate: { low: 0.01, high: 0.3, unit: 'a year', typical: '0.05 to 0.15', slip: 'a percentage: 8 % is 0.08' },
  servedHourValue: {
    low: 0.05,
    high: 100,
    unit: 'USD per reference-GPU hour',
    typical: '1 to 15',
    slip: 'a value per month or per token, or zero for a value not known',
  },
  leadTimeMonths: { low: 0, high: 60, unit: 'months', typical: '0 to 36', slip: 'days or weeks for months' },
  noticeDays: { low: 0, high: 730, unit: 'days', typical: '30 to 365', slip: 'hours for days' },
  hazardPerYear: { low: 0, high: 0.8, unit: 'a year', typical: '0 to 0.5', slip: 'a percentage: 10 % is 0.1' },
} as const satisfies Readonly<Record<string, PlausibleRange>>;

type Quantity = keyof typeof PLAUSIBLE_RANGES;
type ByRegime = { readonly glut: number; readonly normal: number; readonly tight: number };
type Spread = { readonly p10: number; readonly p50: number; readonly p90: number };

/** Warns of one number, or of the first of several, that is outside what is usual. */
class Plausibility {
  private readonly issues: IssueList;

  constructor(issues: IssueList) {
    this.issues = issues;
  }

  weigh(quantity: Quantity, path: string, value: number | ByRegime | Spread | undefined): void {
    if (value === undefined) return;
    const parts: [string, number][] =
      typeof value === 'number'
        ? [[path, value]]
        : Object.entries(value).map(([part, one]) => [`${path}.${part}`, one]);
    const range: PlausibleRange = PLAUSIBLE_RANGES[quantity];
    const odd = parts.find(([, one]) => one < range.low || one > range.high);
    if (odd) this.warn(range, ...odd);
  }

  private warn(range: PlausibleRange, path: string, value: number): void {
    const number = Number(value.toPrecision(4));
    const what = `${number} ${range.unit} is unusual; typical is ${range.typical}`;
    this.issues.warn({ code: 'unusual-value', path, what, fix: `check for ${range.slip}` });
  }
}

/** Warns where a number is far from what is usual. */
export function checkPlausibility(plan: CheckablePlan, issues: IssueList): void {
  const scale = new Plausibility(issues);
  scale.weigh('discountRate', 'discountRatePerYear', plan.discountRatePerYear);
  weighAccelerators(plan, scale);
  weighDemand(plan, scale);
  weighMarket(plan, scale);
  for (const list of ['fleet', 'offers', 'futureOffers'] as const) {
    for (const [index, offer] of plan[list].entries()) if (offer) weighContract(offer, `${list}[${index}]`, scale);
  }
  for (const list of ['offers', 'futureOffers'] as const) {
    for (const [index, offer] of plan[list].entries())
      if (offer) weighOffer(offer, `${list}[${index}]`, { plan, scale });
  }
}

function weighAccelerators(plan: CheckablePlan, scale: Plausibility): void {
  for (const [id, row] of Object.entries(plan.accelerators ?? {})) {
    const path = childPath('accelerators', id);
    scale.weigh('facilityKwPerGpu', `${path}.facilityKwPerGpu`, row.facilityKwPerGpu);
    const byWorkload = typeof row.equivalents === 'number' ? { '': row.equivalents } : row.equivalents;
    for (const [workload, value] of Object.entries(byWorkload)) {
      const at = workload === '' ? `${path}.equivalents` : childPath(`${path}.equivalents`, workload);
      // Zero is a statement: the work cannot run there.
      if (value !== 0) scale.weigh('equivalents', at, value);
    }
  }
}

function weighDemand(plan: CheckablePlan, scale: Plausibility): void {
  for (const [index, workload] of plan.workloads.entries()) {
    if (!workload) continue;
    const path = `demand.workloads[${index}]`;
    const list = isCustomers(workload) ? 'tiers' : 'optional';
    const tiers = isCustomers(workload) ? workload.tiers : (workload.optional ?? []);
    for (const [tier, { valueUsdPerReferenceGpuHour }] of tiers.entries()) {
      scale.weigh(
        'servedHourValue',
        `${path}.${list}[${tier}].valueUsdPerReferenceGpuHour`,
        valueUsdPerReferenceGpuHour,
      );
    }
  }
  for (const [index, regime] of (plan.growth?.regimes ?? []).entries()) {
    scale.weigh('growthMultiple', `demand.growth.regimes[${index}].multiplePerYear`, regime.multiplePerYear);
  }
  scale.weigh('volatility', 'demand.growth.volatilityPerMonth', plan.growth?.volatilityPerMonth);
  scale.weigh('growthMultiple', 'demand.growth.efficiencyMultiplePerYear', plan.growth?.efficiencyMultiplePerYear);
}

function weighMarket({ market }: CheckablePlan, scale: Plausibility): void {
  scale.weigh('gpuHourPrice', 'market.reservedUsdPerReferenceGpuHour', market?.reservedUsdPerReferenceGpuHour);
  const onDemand = market?.onDemand;
  if (onDemand && onDemand !== 'none') {
    scale.weigh('gpuHourPrice', 'market.onDemand.priceUsdPerGpuHour', onDemand.priceUsdPerGpuHour);
  }
}

function weighContract(offer: FleetInput | OfferInput | FutureOfferInput, path: string, scale: Plausibility): void {
  scale.weigh('gpuHourPrice', `${path}.priceUsdPerGpuHour`, offer.priceUsdPerGpuHour);
  scale.weigh('noticeDays', `${path}.buyerExit.noticeDays`, offer.buyerExit?.noticeDays);
  scale.weigh('noticeDays', `${path}.hostExit.noticeDays`, offer.hostExit?.noticeDays);
  scale.weigh('hazardPerYear', `${path}.hostExit.hazardPerYear`, offer.hostExit?.hazardPerYear);
  scale.weigh('hazardPerYear', `${path}.failureHazardPerYear`, offer.failureHazardPerYear);
  const gpus = gpusOf(offer);
  if (gpus > 0 && offer.priceUsdPerMonth !== undefined) {
    const perMonth = offer.priceUsdPerMonth;
    const perGpuHour = (usd: number): number => usd / (gpus * HOURS_PER_MONTH);
    const highest = typeof perMonth === 'number' ? perMonth : Math.max(perMonth.glut, perMonth.normal, perMonth.tight);
    scale.weigh('gpuHourPrice', `${path}.priceUsdPerMonth`, perGpuHour(highest));
  }
}

const gpusOf = (offer: { gpus?: number | undefined; accelerators?: Record<string, number> | undefined }): number =>
  offer.gpus ?? Object.values(offer.accelerators ?? {}).reduce((sum, gpus) => sum + gpus, 0);

interface Scales {
  readonly plan: CheckablePlan;
  readonly scale: Plausibility;
}

function weighOffer(offer: OfferInput | FutureOfferInput, path: string, { plan, scale }: Scales): void {
  scale.weigh('facilityMegawatts', `${path}.facilityMegawatts`, offer.facilityMegawatts);
  scale.weigh('kwMonthPrice', `${path}.priceUsdPerKwMonth`, offer.priceUsdPerKwMonth);
  scale.weigh('leadTimeMonths', `${path}.leadTimeMonths`, offer.leadTimeMonths);
  scale.weigh('debtRate', `${path}.financing.ratePerYear`, offer.financing?.ratePerYear);
  for (const [index, gate] of (offer.gates ?? []).entries()) {
    scale.weigh('leadTimeMonths', `${path}.gates[${index}].months`, gate.months);
  }
  const megawatts = megawattsOf(offer, plan);
  if (offer.gates && megawatts > 0) {
    const capexUsd = offer.gates.reduce((sum, gate) => sum + gate.capexUsd, 0);
    scale.weigh('capexPerMegawatt', `${path}.gates`, capexUsd / megawatts);
  }
}

/** Megawatts at the meter, 0 when the file does not tell. */
function megawattsOf(offer: OfferInput | FutureOfferInput, plan: CheckablePlan): number {
  if (offer.facilityMegawatts !== undefined) return offer.facilityMegawatts;
  const perGpu = plan.accelerators?.[offer.accelerator ?? '']?.facilityKwPerGpu ?? 0;
  return ((offer.gpus ?? 0) * perGpu) / KILOWATTS_PER_MEGAWATT;
}
