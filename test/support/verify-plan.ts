/**
 * A plan with one contract of every kind that is verified, small enough to be planned in seconds: fleets by the hour, by
 * the month and of our own; leases with tranches, prepayment, take-or-pay, exits of both sides, by GPU, by kilowatt and by
 * month; builds with and without a loan. Quotes are required, so that the decision signs them all.
 */
export const VERIFY_PLAN = `eightyfold: 1
name: One of every kind
asOf: 2026-07-01
startMonth: 2026-07
horizonMonths: 24
discountRatePerYear: 0.12
seed: 80
tree: {stageStartMonths: [0, 3, 12], branches: [2, 2], paths: 256, trees: 2}
lattice: {lattices: 2, nodesPerStage: 4, paths: 512, iterations: 2, rounds: 2, replayPaths: 32}
accelerators:
  h100: {equivalents: 1, facilityKwPerGpu: 1.53}
  gb300: {equivalents: 2.6, facilityKwPerGpu: 2.31}
demand:
  workloads:
    - id: product
      busyReferenceGpus: 9000
      tiers:
        - {id: paying, demandFraction: 0.8, valueUsdPerReferenceGpuHour: 6.0, protected: true}
        - {id: free, demandFraction: 0.2, valueUsdPerReferenceGpuHour: 1.0}
      valueDeclinePerYear: 0.1
  growth:
    regimes:
      - {id: fast, multiplePerYear: 8, meanMonths: 6, startProbability: 0.5}
      - {id: slow, multiplePerYear: 1.2, meanMonths: 6, startProbability: 0.5}
    jumps: {fast: {slow: 1}, slow: {fast: 1}}
    volatilityPerMonth: 0.08
market:
  supplyRegimes: {start: tight}
  onDemand: {accelerator: h100, priceUsdPerGpuHour: {glut: 3, normal: 4, tight: 8}, availableGpus: {glut: 4000, normal: 2000, tight: 500}}
  reservedUsdPerReferenceGpuHour: {glut: 1.3, normal: 1.9, tight: 2.85}
fleet:
  - {id: cloud-a, host: cloud-a, route: lease, accelerator: h100, gpus: 6000, untilMonth: 2027-10, priceUsdPerGpuHour: 2.3}
  - {id: cloud-b, host: cloud-b, route: lease, accelerator: h100, gpus: 1000, untilMonth: 2028-03, priceUsdPerMonth: 1400000.55, failureHazardPerYear: 0.1, renewal: none}
  - {id: own-hall, host: self, route: build, accelerator: h100, gpus: 2000, untilMonth: 2029-06, opexUsdPerMonth: 300000}
offers:
  - id: tranches
    route: lease
    host: neocloud
    accelerator: gb300
    gpus: 2001
    blocks: 4
    required: true
    leadTimeMonths: {p10: 2, p50: 3, p90: 6}
    deliveryProfile: [{monthsAfterStart: 0, fraction: 0.25}, {monthsAfterStart: 2, fraction: 0.6}, {monthsAfterStart: 5, fraction: 1}]
    termMonths: 36
    priceUsdPerGpuHour: 2.99
    takeOrPayFraction: 1
    upfrontFraction: 0.2
    failureHazardPerYear: 0.03
  - id: by-use
    route: lease
    host: cloud-b
    accelerator: h100
    gpus: 3000
    blocks: 3
    required: true
    leadTimeMonths: 1
    termMonths: 18
    priceUsdPerGpuHour: 1.37
    takeOrPayFraction: 0.8
  - id: by-kilowatt
    route: lease
    host: shell-company
    accelerator: gb300
    facilityMegawatts: 3
    required: true
    leadTimeMonths: 2
    termMonths: 30
    priceUsdPerKwMonth: 310
    takeOrPayFraction: 1
    upfrontFraction: 0.1
  - id: partner
    route: partner
    host: rocket-company
    accelerators: {h100: 1500, gb300: 200}
    required: true
    leadTimeMonths: {p10: 1, p50: 1, p90: 3}
    termMonths: 35
    priceUsdPerMonth: 2500000
    takeOrPayFraction: 1
    buyerExit: {afterMonths: 3, noticeDays: 90}
    hostExit: {afterMonths: 3, noticeDays: 90, hazardPerYear: {glut: 0.02, normal: 0.1, tight: 0.5}}
  - id: hall
    route: build
    host: self
    accelerator: gb300
    gpus: 1000
    blocks: 2
    required: true
    gates:
      - {id: land, months: {p10: 2, p50: 3, p90: 5}, capexUsd: 4e6}
      - {id: shell, months: {p10: 4, p50: 5, p90: 8}, capexUsd: 9.5e6}
      - {id: gpus, months: {p10: 2, p50: 3, p90: 4}, capexUsd: 38.1e6}
    opexUsdPerMonth: 75000
    usefulLifeMonths: 60
    financing: {debtFraction: 0.6, ratePerYear: 0.1, tenorMonths: 48}
  - id: sure-kit
    route: build
    host: self
    accelerator: h100
    gpus: 500
    required: true
    gates: [{id: all, months: 4, capexUsd: 12e6}]
    opexUsdPerMonth: 40000
    usefulLifeMonths: 48
    financing: {debtFraction: 0.5, ratePerYear: 0, tenorMonths: 24}
  - id: full-sheet
    route: lease
    host: site-company
    parent: holding
    accelerator: h100
    gpus: 1200
    blocks: 2
    required: true
    tranches:
      - {fraction: 0.4, leadTimeMonths: {p10: 1, p50: 2, p90: 4}, dueMonths: 1, rampMonths: 2, rampFeeFraction: 0.5}
      - {fraction: 0.6, leadTimeMonths: {p10: 3, p50: 5, p90: 8}}
    termRuns: byTranche
    late: {graceMonths: 0, feeDiscountFraction: 0.1, damagesFraction: 0.2, longStopMonths: 6, terminate: late}
    termMonths: 30
    priceUsdPerGpuHour: 1.9
    priceSchedule: [{fromMonths: 12, multiple: 1.1}]
    escalatorPerYear: 0.02
    takeOrPaySchedule: [{fromMonths: 0, fraction: 0.95}, {fromMonths: 12, fraction: 0.7}]
    overageMultiple: 1.2
    power: {usdPerKwh: 0.05, pue: 1.3, itMegawatts: 1.5}
    adders: {onceUsd: 250000, usdPerMonth: 12345.67}
    upfrontUsd: 2e6
    upfrontMonthsBeforeDelivery: 1
    creditBack: {fromMonths: 3, months: 10}
    depositUsd: 500000
    paymentDays: 60
    buyerExit: {afterMonths: 6, noticeDays: 60, feeUsd: 300000, feeMonths: 2, feeFractionOfRemaining: 0.1}
    rampDown: {afterMonths: 4, noticeDays: 30, fractionMax: 0.3}
    sublet: {afterMonths: 6, haircutFraction: 0.3, fractionMax: 0.5}
    ownHardwareUsd: 400000
    flows: [{kind: rebate, usd: 20000, timing: monthly, pays: them}, {kind: warrant, usd: 600000, timing: signing, pays: us}]
    endOfLife: {valueUsd: 0, decommissionUsd: 80000}
    relationship: {people: 2, usdPerPersonPerYear: 240000, onboardingMonths: 1}
  - id: open
    route: lease
    host: neocloud
    accelerator: h100
    gpus: 4000
    blocks: 4
    decideBy: 2027-07-15
    leadTimeMonths: 1
    termMonths: 24
    priceUsdPerGpuHour: 3.4
    takeOrPayFraction: 1
futureOffers:
  - {id: later-lease, route: lease, host: cloud-d, accelerator: h100, gpus: 3000, blocks: 3, fromMonth: 2026-10, leadTimeMonths: {p10: 2, p50: 3, p90: 5}, termMonths: 36, priceUsdPerGpuHour: {glut: 1.3, normal: 1.9, tight: 2.9}, takeOrPayFraction: 1}
money: {openingLiquidityUsd: 4e8, creditLineUsd: 5e7, fixedCostUsdPerMonth: 1234567.89}
limits: {hostFractionMax: 0.6, firmLiabilityUsdMax: 6e8}
risk: {tailFraction: 0.1, weight: 0.3}
`;

/** The same where contracts are lost, left, let out and taken further: courses are full of events. */
export const EVENTFUL_PLAN = VERIFY_PLAN.replace('stageStartMonths: [0, 3, 12]', 'stageStartMonths: [0, 3, 6, 12]')
  .replace('branches: [2, 2]', 'branches: [2, 2, 2]')
  .replace(
    'priceUsdPerMonth: 1400000.55, failureHazardPerYear: 0.1, renewal: none}',
    'priceUsdPerMonth: 1400000.55, failureHazardPerYear: 0.9, renewal: none}',
  )
  .replace(
    `    priceUsdPerGpuHour: 1.37
    takeOrPayFraction: 0.8
`,
    `    priceUsdPerGpuHour: 1.37
    takeOrPayFraction: 0.8
    outage: {perYear: 3, fraction: 0.4, months: 1.5}
    service: {availabilityFraction: 0.99, credits: [{belowFraction: 0.95, feeFraction: 0.1}, {belowFraction: 0.7, feeFraction: 0.3}]}
    options:
      expand: {fractionMax: 0.5, leadTimeMonths: 1, afterMonths: 1, untilMonths: 12, termMonths: 6, priceMultiple: 0.6, feeUsd: 1e4}
      extend: {months: 6, noticeDays: 30, fractionMax: 0.5, priceMultiple: 0.6, feeUsd: 1e3}
      swap: {accelerator: gb300, gpus: 1500, afterMonths: 4, noticeDays: 30, fractionMax: 0.3, priceMultiple: 0.9, feeUsd: 1e3}
`,
  )
  .replace('    termMonths: 18\n', '    termMonths: 14\n')
  .replace(
    'hazardPerYear: {glut: 0.02, normal: 0.1, tight: 0.5}',
    'hazardPerYear: {glut: 0.5, normal: 0.8, tight: 0.95}',
  )
  .replace('priceUsdPerGpuHour: 1.9\n', 'priceUsdPerGpuHour: 4.9\n');
