/** A plan around one quote for the deal desk: one workload, load that is flat or has a peak of 1.6, one discount rate. */
export function dealPlanText(
  offers: string,
  { discountRatePerYear = 0, loadBlocks = '' }: { discountRatePerYear?: number; loadBlocks?: string } = {},
): string {
  return `eightyfold: 1
name: Desk
asOf: 2026-06-01
startMonth: 2026-06
horizonMonths: 24
discountRatePerYear: ${discountRatePerYear}
accelerators:
  mixed: {equivalents: 1, facilityKwPerGpu: ${300_000 / 220_000}}
demand:
  basis: referenceGpus
  workloads:
    - id: all
      busyReferenceGpus: 100000
      tiers: [{id: only, demandFraction: 1, valueUsdPerReferenceGpuHour: 5}]
      ${loadBlocks}
  growth:
    regimes: [{id: flat, multiplePerYear: 1, meanMonths: 12, startProbability: 1}]
    volatilityPerMonth: 0.05
market:
  supplyRegimes: {start: normal}
  onDemand: {accelerator: h100, priceUsdPerGpuHour: {glut: 1, normal: 2, tight: 4}, availableGpus: 1000}
  reservedUsdPerReferenceGpuHour: {glut: 0.8, normal: 1.6, tight: 3.2}
money: {openingLiquidityUsd: 1e9}
offers:
${offers}
`;
}
