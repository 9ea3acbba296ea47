import type { HostPlan, Structure } from '../../src/core/host/host-plan.ts';

/** A number that is certain. */
export const certain = (value: number) => ({ p10: value, p50: value, p90: value });

/** One megawatt of IT load at a site that can serve at once, let at 1.85 million a year; every extra is off. */
export function structureWith(change: Partial<Structure> = {}): Structure {
  return {
    id: 'shell',
    kind: 'poweredShell',
    megawatts: 1,
    itMegawatts: 1,
    priceUsdPerItMegawattYear: 1.85e6,
    priceUnit: 'usdPerItMegawattYear',
    gpusPerItMegawatt: null,
    priceEscalatorPerYear: 0,
    termMonths: 120,
    buildMonths: certain(0),
    capexUsdPerItMegawatt: certain(10e6),
    gpuCapexUsdPerItMegawatt: certain(0),
    gpuPaymentMonths: 0,
    operatingFraction: 0.15,
    operatingUsdPerItMegawattYear: 0,
    isPowerPaidByHost: false,
    loadFraction: 1,
    shellResidualFraction: 0,
    saleCapRatePerYear: null,
    gpuResidualFraction: 0,
    prepayment: null,
    tenantExit: null,
    financing: null,
    backstop: null,
    venture: null,
    ...change,
  };
}

/** A host with that one structure, or others. */
export function hostPlanWith(change: Partial<HostPlan> = {}): HostPlan {
  return {
    name: 'one megawatt',
    asOf: '2026-10-01',
    startMonth: '2026-10',
    requiredReturnPerYear: 0.12,
    requiredEquityReturnPerYear: 0.15,
    seed: 80,
    paths: 200,
    supplyRegimeProbability: [0.25, 0.45, 0.3],
    site: {
      interconnectMegawatts: 2,
      idleMegawatts: 1,
      pue: 1,
      gridMonths: certain(0),
      powerUsdPerMwh: certain(35),
      powerEscalatorPerYear: 0,
      sunkUsd: 0,
      idleIncomeUsdPerMonth: 0,
      interruptible: null,
    },
    equipment: [],
    structures: [structureWith()],
    wait: null,
    ...change,
  };
}

/** A tenant that may leave from service month 12, with the next one there at once, at these shares of the price. */
export function exitAfterYear(reletPriceFraction: readonly [number, number, number], hazardPerYear = 0.2) {
  return {
    afterMonths: 9,
    noticeMonths: 3,
    hazardPerYear: [hazardPerYear, hazardPerYear, hazardPerYear],
    feeUsd: 0,
    reletPriceFraction,
    reletGapMonths: [0, 0, 0],
  } as const;
}

/** Monthly cash moved to the ends of its years, as published figures reckon: point 0 stays, months 1 to 12 fall at 12. */
export function inYearlyArrears(usdByPoint: Float64Array): Float64Array {
  const yearly = new Float64Array(usdByPoint.length);
  usdByPoint.forEach((usd, point) => {
    yearly[Math.ceil(point / 12) * 12]! += usd;
  });
  return yearly;
}
