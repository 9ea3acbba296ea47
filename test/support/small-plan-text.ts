/**
 * Plan texts that together state every field of the schema, small enough to be answered in a fraction of a second, and
 * such that each field matters: cash is short, hosts are capped, rights are worth using, later offers are signed.
 */
const AROUND = `eightyfold: 1
name: Every field, small
asOf: 2026-07-01
startMonth: 2026-07
horizonMonths: 9
discountRatePerYear: {value: 0.12, source: treasury memo 7, asOf: 2026-06, quality: estimated}
seed: 80
currency: USD
exchangeRates: {EUR: {usdPerUnit: 2, asOf: 2026-06-30, source: a round number}}
accelerators:
  h100: {equivalents: 1, facilityKwPerGpu: 1.4}
  h200: {equivalents: {customers: 1.3, research: 1.2}, facilityKwPerGpu: 1.4}
  gb200: {equivalents: 2.6, facilityKwPerGpu: 2}
demand:
  basis: referenceGpus
  workloads:
    - id: customers
      busyReferenceGpus: 1000
      loadBlocks: [{timeFraction: 0.25, ofMean: 1.6}, {timeFraction: 0.75, ofMean: 0.8}]
      tiers:
        - {id: paid, demandFraction: 0.8, valueUsdPerReferenceGpuHour: 8, protected: true}
        - {id: free, demandFraction: 0.2, valueUsdPerReferenceGpuHour: 2.5, protected: false}
      valueDeclinePerYear: 0.1
      churn: {recoveryPerMonth: 0.95, depthFractions: [0.05, 0.2], lossPerMonth: [0.05, 0.15, 0.3]}
    - id: research
      floorReferenceGpus: 200
      floorValueUsdPerReferenceGpuHour: 9
      optional: [{referenceGpus: 300, valueUsdPerReferenceGpuHour: 3}]
      valueDeclinePerYear: 0.1
  growth:
    of: usage
    regimes:
      - {id: surge, multiplePerYear: 60, meanMonths: 2.5, startProbability: 0.3}
      - {id: steady, multiplePerYear: 6, meanMonths: 6, startProbability: 0.5}
      - {id: flat, multiplePerYear: 1, meanMonths: 6, startProbability: 0.2}
    jumps: {surge: {steady: 0.7, flat: 0.3}, steady: {surge: 0.5, flat: 0.5}, flat: {surge: 0.2, steady: 0.8}}
    volatilityPerMonth: 0.1
    saturationBusyReferenceGpus: {median: 9000, sigma: 0.5}
    efficiencyMultiplePerYear: {p10: 1, p50: 1.5, p90: 3}
    efficiencyCorrelation: 0.5
market:
  supplyRegimes: {start: normal, correlationWithGrowth: 0.5, meanMonths: {glut: 4, normal: 3, tight: 5}}
  onDemand:
    accelerator: h100
    priceUsdPerGpuHour: {glut: 3, normal: 4, tight: 6}
    availableGpus: {glut: 500, normal: 300, tight: 100}
  reservedUsdPerReferenceGpuHour: {value: {glut: 1.3, normal: 1.9, tight: 2.85}, source: broker sheet, quality: quoted}
  rentalDeclinePerYearAfterHorizon: 0.2
money: {basis: nominal, openingLiquidityUsd: {value: 2e5, currency: EUR}, creditLineUsd: 4e5, fixedCostUsdPerMonth: 2.6e6}
limits:
  hostFractionMax: 0.5
  firmLiabilityUsdMax: 40e6
  shortage: {fraction: 0.1, probabilityMax: 0.1}
  ruinProbabilityMax: 0.05
  survive: {factor: host, demandFraction: 0.7, fromMonth: 2027-01}
risk: {tailFraction: 0.3, weight: 0.3, rescuePricePerUsd: [0.5, 5]}
tree: {stageStartMonths: [0, 3], branches: [2], paths: 128, trees: 2, noisePoints: 2}
lattice: {lattices: 2, nodesPerStage: 2, paths: 128, iterations: 16, rounds: 12, replayPaths: 16}
fleet:
  - id: cloud-a
    host: cloud-a
    route: lease
    factors: [site-iowa]
    accelerator: h100
    gpus: 500
    untilMonth: 2027-01
    priceUsdPerGpuHour: 2
    takeOrPayFraction: 0.9
    renewal: {priceUsdPerGpuHour: {glut: 1.3, normal: 1.9, tight: 2.85}, termMonths: 6, gpusMax: 300}
    hostExit: {afterMonths: 1, noticeDays: 30, hazardPerYear: {glut: 0.1, normal: 0.3, tight: 0.5}}
    failureHazardPerYear: 0.05
  - {id: cloud-b, host: cloud-b, route: lease, accelerators: {h100: 100, h200: 100}, untilMonth: 2027-06, priceUsdPerMonth: 2e6, renewal: none, buyerExit: {afterMonths: 2, noticeDays: 60}}
  - {id: own-hall, host: self, route: build, accelerator: h100, gpus: 50, untilMonth: 2028-12, opexUsdPerMonth: 9e3}
`;

/** Rights to more, longer and other kit, each for a part of a contract of six months that is cheap enough to want them all. */
const OPTIONS = `    options:
      extend: {months: 3, noticeDays: 30, fractionMax: 0.3, priceMultiple: 1.1, feeUsd: 1e3}
      expand: {fractionMax: 0.5, leadTimeMonths: 1, afterMonths: 2, untilMonths: 4, termMonths: 3, priceMultiple: 1.1, feeUsd: 1e3}
      firstRefusal: {fractionMax: 0.5, leadTimeMonths: 1, afterMonths: 2, untilMonths: 4, termMonths: 3, priceMultiple: 1.1, feeUsd: 1e3, availableFraction: {glut: 0.9, normal: 0.6, tight: 0.3}}
      swap: {accelerator: gb200, gpus: 200, afterMonths: 2, noticeDays: 30, fractionMax: 0.3, priceMultiple: 1.1, feeUsd: 1e3}
      buyout: {afterMonths: 2, usd: 1e4, usefulLifeMonths: 12, opexUsdPerMonth: 1e3, fractionMax: 0.3}
      stepIn: {keptFraction: 0}
`;

/** The same with a full term sheet on a signed contract, and a limit on new partners. */
const AROUND_TERMS = AROUND.replace('limits:\n', 'limits:\n  newPartners: {atOnceMax: 1, months: 3}\n')
  .replace(
    '    failureHazardPerYear: 0.05\n',
    `    failureHazardPerYear: 0.05
    archetype: hyperscalerLease
    parent: holding
    competitor: false
    investor: false
    goodputFraction: 0.9
    priceSchedule: [{fromMonths: 2, multiple: 1.2}]
    escalatorPerYear: 0.1
    index: {name: cpi, changePerYear: 0.05, floorPerYear: 0.02, capPerYear: 0.08}
    overageMultiple: 1.5
    power: {usdPerKwh: 0.08, pue: 1.3, itMegawatts: 0.5, loadFraction: 0.8}
    adders: {usdPerMonth: 1e4}
    rampDown: {afterMonths: 2, noticeDays: 30, fractionMax: 0.3}
    floorFraction: 0.6
    rollover: false
    depositUsd: 1e5
    paymentDays: 30
    exitForCause: [insolvency]
    sublet: {afterMonths: 2, haircutFraction: 0.1, fractionMax: 0.5}
    service: {availabilityFraction: 0.95, credits: [{belowFraction: 0.97, feeFraction: 0.1}], claimedFraction: 0.6}
    permitHazardPerYear: 0.1
    outage: {perYear: 1, fraction: 0.2, months: 1}
    flows: [{kind: rebate, pays: them, usd: 1e4, probabilityFraction: 0.5, timing: monthly}]
    endOfLife: {valueUsd: 1e5, decommissionUsd: 2e4}
    relationship: {people: 2, usdPerPersonPerYear: 3e5}
`,
  )
  .replace(
    'hostExit: {afterMonths: 1, noticeDays: 30,',
    'hostExit: {afterMonths: 1, noticeDays: 30, compensationUsd: 1e5, compensationMonths: 1, refundsPrepayment: false,',
  )
  .replace(
    'buyerExit: {afterMonths: 2, noticeDays: 60}',
    'buyerExit: {afterMonths: 2, noticeDays: 60, feeUsd: 1e4, feeMonths: 0.1, feeFractionOfRemaining: 0.01}',
  ).concat(`  - id: cloud-c
    host: cloud-c
    route: lease
    accelerator: h100
    gpus: 100
    untilMonth: 2026-12
    priceUsdPerGpuHour: 1.2
    renewal: none
${OPTIONS}`);

/** A cheap lease of six months with every option. */
const optional = `    route: lease
    host: cloud-b
    accelerator: h100
    gpus: 100
    leadTimeMonths: 0
    termMonths: 6
    priceUsdPerGpuHour: 1.2
    takeOrPayFraction: 1
${OPTIONS}`;

/** A term sheet in full: what is late, dear and may be left, so that every right is worth using. */
const sheet = (id: string): string => `    route: lease
    host: ${id}-host
    archetype: neocloudLease
    parent: ${id}-holding
    competitor: false
    investor: false
    accelerator: h100
    gpus: 400
    goodputFraction: 0.9
    ownHardwareUsd: 2e5
    tranches:
      - {fraction: 0.5, leadTimeMonths: {p10: 0.5, p50: 1, p90: 3}, dueMonths: 1, rampMonths: 2, rampFeeFraction: 0.5}
      - {fraction: 0.5, leadTimeMonths: {p10: 2, p50: 5, p90: 9}, dueMonths: 1}
    termRuns: together
    late: {graceMonths: 1, feeDiscountFraction: 0.1, damagesFraction: 0.3, longStopMonths: 2, terminate: late}
    termMonths: 18
    priceUsdPerGpuHour: 4
    priceSchedule: [{fromMonths: 2, multiple: 1.2}]
    escalatorPerYear: 0.1
    index: {name: cpi, changePerYear: 0.05, floorPerYear: 0.02, capPerYear: 0.08}
    overageMultiple: 1.5
    power: {usdPerKwh: 0.08, pue: 1.3, itMegawatts: 0.5, loadFraction: 0.8}
    adders: {onceUsd: 5e4, usdPerMonth: 1e4}
    takeOrPaySchedule: [{fromMonths: 0, fraction: 0.9}, {fromMonths: 3, fraction: 0.6}]
    rampDown: {afterMonths: 1, noticeDays: 30, fractionMax: 0.3}
    floorFraction: 0.6
    rollover: false
    depositUsd: 1e5
    paymentDays: 30
    upfrontUsd: 3e5
    upfrontMonthsBeforeDelivery: 1
    creditBack: {fromMonths: 3, months: 6}
    buyerExit: {afterMonths: 4, noticeDays: 60, feeUsd: 1e4, feeMonths: 0.1, feeFractionOfRemaining: 0.01}
    hostExit: {afterMonths: 1, noticeDays: 30, hazardPerYear: 0.5, compensationUsd: 1e5, compensationMonths: 1, refundsPrepayment: false}
    exitForCause: [insolvency]
    sublet: {afterMonths: 1, haircutFraction: 0.1, fractionMax: 0.5}
    service: {availabilityFraction: 0.95, credits: [{belowFraction: 0.97, feeFraction: 0.1}], claimedFraction: 0.6}
    permitHazardPerYear: 0.1
    outage: {perYear: 1, fraction: 0.2, months: 1}
    flows: [{kind: warrant, pays: them, usd: 1e5, probabilityFraction: 0.5, timing: signing}]
    endOfLife: {valueUsd: 1e5, decommissionUsd: 2e4}
    relationship: {people: 2, usdPerPersonPerYear: 3e5, onboardingMonths: 1}
`;

/** A build whose gates are paid over time. */
const phasedBuild = `    route: build
    host: self
    accelerator: gb200
    facilityMegawatts: 0.5
    usefulLifeMonths: 40
    opexUsdPerMonth: 5e4
    financing: {debtFraction: 0.6, ratePerYear: 0.1, spreadPerYear: 0.02, coverageMin: 1.2, tenorMonths: 24}
    gates:
      - id: all
        months: 2
        capexUsd: 2e6
        payments: [{monthsAfterStart: 0, fraction: 0.4}, {monthsAfterStart: 1, fraction: 0.6}]
`;

/** Quotes with full term sheets. */
export const TERMS_PLAN = `${AROUND_TERMS}offers:
  - id: sheet
    decideBy: 2026-07-31
    status: signed
${sheet('sheet')}  - id: rival
    route: partner
    host: rocket
    parent: rocket-holding
    accelerator: h100
    gpus: 300
    decideBy: 2026-07-31
    leadTimeMonths: 0
    termMonths: 12
    priceUsdPerGpuHour: 1.5
    takeOrPayFraction: 1
  - id: phased-build
    decideBy: 2026-07-31
    required: true
${phasedBuild}  - id: optional
    decideBy: 2026-07-31
    required: true
${optional}`;

/** Later offers with full term sheets. */
export const FUTURE_TERMS_PLAN = `${AROUND_TERMS}futureOffers:
  - id: later-sheet
    fromMonth: 2026-07
${sheet('later')}  - id: later-rival
    fromMonth: 2026-10
    route: partner
    host: rocket
    accelerator: h100
    gpus: 300
    leadTimeMonths: 0
    termMonths: 12
    priceUsdPerGpuHour: 1.5
    takeOrPayFraction: 1
  - id: later-build
    fromMonth: 2026-07
${phasedBuild}  - id: later-optional
    fromMonth: 2026-07
${optional}`;

/** Quotes of every route and price. */
export const QUOTES_PLAN = `${AROUND}offers:
  - id: partner
    route: partner
    host: rocket
    factors: [site-memphis]
    accelerators: {h100: 200, gb200: 100}
    referenceGpus: {customers: 420, research: 300}
    required: true
    decideBy: 2026-08-15
    leadTimeMonths: {p10: 1, p50: 1, p90: 3}
    termMonths: 12
    priceUsdPerMonth: 7e5
    takeOrPayFraction: 1
    buyerExit: {afterMonths: 3, noticeDays: 90}
    hostExit: {afterMonths: 1, noticeDays: 30, hazardPerYear: 0.3}
    failureHazardPerYear: 0.02
  - id: lease
    route: lease
    host: cloud-c
    accelerator: h100
    gpus: 900
    equivalents: {research: 0.9}
    blocks: 3
    blocksMin: 1
    decideBy: 2026-07-31
    startMonth: 2026-09
    deliveryProfile: [{monthsAfterStart: 0, fraction: 0.5}, {monthsAfterStart: 3, fraction: 1}]
    termMonths: 15
    priceUsdPerGpuHour: 1.6
    takeOrPayFraction: 0.8
    upfrontFraction: 0.1
  - id: neocloud
    route: lease
    host: neocloud
    accelerator: gb200
    facilityMegawatts: 0.4
    decideBy: 2026-08-31
    leadTimeMonths: 2
    termMonths: 18
    priceUsdPerKwMonth: 900
  - id: own-build
    route: build
    host: self
    accelerator: gb200
    facilityMegawatts: 0.5
    decideBy: 2026-07-31
    usefulLifeMonths: 40
    opexUsdPerMonth: 5e4
    financing: {debtFraction: 0.6, ratePerYear: 0.1, tenorMonths: 24}
    gates:
      - {id: shell, months: {p10: 1, p50: 2, p90: 3}, capexUsd: 1e6}
      - {id: gpus, months: 1, capexUsd: 3e6}
`;

const futureOf = (id: string, fields: string): string => `  - id: ${id}
    fromMonth: 2026-10
${fields}`;

/** Later offers that are rented. */
export const FUTURE_LEASES_PLAN = `${AROUND}futureOffers:
${futureOf(
  'later-hourly',
  `    route: lease
    host: cloud-d
    factors: [site-ohio]
    accelerator: h100
    gpus: 900
    equivalents: {research: 0.9}
    blocks: 3
    leadTimeMonths: {p10: 0.5, p50: 1, p90: 3}
    deliveryProfile: [{monthsAfterStart: 0, fraction: 0.5}, {monthsAfterStart: 1, fraction: 1}]
    termMonths: 12
    priceUsdPerGpuHour: {glut: 1.2, normal: 1.8, tight: 2.7}
    availableFraction: {glut: 1, normal: 0.8, tight: 0.6}
    takeOrPayFraction: 0.8
    upfrontFraction: 0.1
    hostExit: {afterMonths: 1, noticeDays: 30, hazardPerYear: {glut: 0.1, normal: 0.3, tight: 0.5}}
    failureHazardPerYear: 0.05
`,
)}${futureOf(
  'later-monthly',
  `    route: partner
    host: cloud-e
    accelerators: {h100: 100, h200: 200}
    referenceGpus: {customers: 360, research: 300}
    leadTimeMonths: 0
    termMonths: 12
    priceUsdPerMonth: {glut: 6e5, normal: 7e5, tight: 8e5}
    buyerExit: {afterMonths: 1, noticeDays: 30}
    takeOrPayFraction: 1
`,
)}${futureOf(
  'later-by-power',
  `    route: lease
    host: cloud-f
    accelerator: gb200
    facilityMegawatts: 0.3
    leadTimeMonths: 0
    termMonths: 12
    priceUsdPerKwMonth: {glut: 700, normal: 900, tight: 1100}
    takeOrPayFraction: 1
`,
)}`;

/** A later build. */
export const FUTURE_BUILD_PLAN = `${AROUND}futureOffers:
${futureOf(
  'later-build',
  `    route: build
    host: self
    accelerator: gb200
    facilityMegawatts: 0.5
    usefulLifeMonths: 40
    opexUsdPerMonth: 5e4
    financing: {debtFraction: 0.6, ratePerYear: 0.1, tenorMonths: 24}
    gates:
      - {id: shell, months: {p10: 1, p50: 1, p90: 3}, capexUsd: 1e6}
      - {id: gpus, months: 1, capexUsd: 2e6}
`,
)}`;
