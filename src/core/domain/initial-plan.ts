/**
 * A first plan to change: a model company of middle size that rents a little, may sign two contracts, and does not
 * know whether demand grows 3x or 80x. It parses without errors.
 */
export const initialPlanText = (): string => INITIAL_PLAN;

const INITIAL_PLAN = `# A plan for Eightyfold. Change the numbers, then run: eightyfold plan <this file>
# Every number here is an assumption until you replace it. Names carry the unit.
# Where a number has a source, say so: priceUsdPerGpuHour: {value: 1.95, source: "quote 14", asOf: 2026-06-20, quality: quoted}
eightyfold: 1
name: First plan
asOf: 2026-07-01
startMonth: 2026-07
discountRatePerYear: 0.15

accelerators:                       # in H100-equivalents; h100 itself needs no row
  gb200: {equivalents: 2.6}

demand:
  workloads:
    - id: customers
      busyReferenceGpus: 1400       # H100-equivalents busy on average now
      tiers:                        # USD per served hour, net of what serving costs besides compute
        - {id: contracts, demandFraction: 0.5, valueUsdPerReferenceGpuHour: 6.0, protected: true}
        - {id: pay-as-you-go, demandFraction: 0.4, valueUsdPerReferenceGpuHour: 3.5}
        - {id: free, demandFraction: 0.1, valueUsdPerReferenceGpuHour: 0.8}
      valueDeclinePerYear: 0.1
    - id: training
      floorReferenceGpus: 300       # always served first
      optional: [{referenceGpus: 500, valueUsdPerReferenceGpuHour: 2.0}]
  growth:                           # of GPU demand: multiple a year, mean length, and how likely it is now
    # Instead of regimes and jumps, beliefs about the coming months (or a history: eightyfold demand fit usage.csv):
    # beliefs: {overMonths: 3, annualisedMultiple: {p10: 3, p50: 15, p90: 80}, lastsMonths: 4, settled: {multiplePerYear: 2.5, meanMonths: 12}}
    regimes:
      - {id: surge, multiplePerYear: 80, meanMonths: 2.5, startProbability: 0.1}
      - {id: strong, multiplePerYear: 10, meanMonths: 5, startProbability: 0.3}
      - {id: steady, multiplePerYear: 3, meanMonths: 10, startProbability: 0.5}
      - {id: flat, multiplePerYear: 1, meanMonths: 8, startProbability: 0.1}
    jumps:                          # where each goes when it ends
      surge: {strong: 0.5, steady: 0.4, flat: 0.1}
      strong: {surge: 0.1, steady: 0.7, flat: 0.2}
      steady: {surge: 0.05, strong: 0.35, flat: 0.6}
      flat: {strong: 0.2, steady: 0.8}
    volatilityPerMonth: 0.1
    saturationBusyReferenceGpus: {median: 40000, sigma: 0.6}

market:
  supplyRegimes: {start: tight, correlationWithGrowth: 0.5}
  onDemand:
    accelerator: h100
    priceUsdPerGpuHour: {glut: 2.4, normal: 3.2, tight: 6.0}
    availableGpus: {glut: 3000, normal: 1200, tight: 100}
  reservedUsdPerReferenceGpuHour: {glut: 1.4, normal: 2.0, tight: 3.0}

fleet:                              # already signed
  - {id: cloud-a, host: cloud-a, route: lease, accelerator: h100, gpus: 2200, untilMonth: 2027-09, priceUsdPerGpuHour: 2.4}

offers:                             # on the table
  - id: neocloud-2y
    route: lease
    host: neocloud
    accelerator: gb200
    gpus: 1000
    blocks: 4                       # in quarters
    decideBy: 2026-08-31
    leadTimeMonths: {p10: 3, p50: 4, p90: 7}
    termMonths: 24
    priceUsdPerGpuHour: 4.6
    takeOrPayFraction: 1
    upfrontFraction: 0.2
    failureHazardPerYear: 0.03
  - id: cloud-a-1y
    route: lease
    host: cloud-a
    accelerator: h100
    gpus: 2000
    blocks: 10
    decideBy: 2026-09-30
    leadTimeMonths: 1
    termMonths: 12
    priceUsdPerGpuHour: 2.9
    takeOrPayFraction: 1
    buyerExit: {afterMonths: 6, noticeDays: 60}

futureOffers:                       # what may still come, by how tight the market is then
  - id: later-lease
    route: lease
    host: neocloud-b
    accelerator: h100
    gpus: 4000
    blocks: 10
    fromMonth: 2026-10
    leadTimeMonths: 4
    termMonths: 24
    priceUsdPerGpuHour: {glut: 1.5, normal: 2.1, tight: 3.0}
    availableFraction: {glut: 1, normal: 1, tight: 0.4}
    takeOrPayFraction: 1

money: {openingLiquidityUsd: 120e6, creditLineUsd: 20e6, fixedCostUsdPerMonth: 2.5e6}
limits: {shortage: {fraction: 0.1}}
risk: {tailFraction: 0.05, weight: 0.3}
`;
