import { parsePlan, type Plan } from '../../src/core/index.ts';

const OFFER_COUNT = 20;
const HORIZON_MONTHS = 48;

/**
 * A plan for replay: 48 months, 20 leases of which each can be signed at any of eight dates, late deliveries, failing
 * hosts, churn, three load blocks, a market by the hour. Leases only, for a peer must carry out the same.
 */
export function replayPlan(): Plan {
  const { plan, issues } = parsePlan(PLAN_TEXT, 'replay-plan.yaml');
  if (!plan) throw new Error(`the replay plan is wrong: ${JSON.stringify(issues)}`);
  return { ...plan, offers: plan.offers.map((offer) => ({ ...offer, signByMonth: HORIZON_MONTHS - 1 })) };
}

const OFFERS = Array.from(
  { length: OFFER_COUNT },
  (_, index) => `
  - id: lease-${index}
    route: lease
    host: host-${index % 8}
    accelerator: h100
    gpus: ${2000 + 1000 * (index % 5)}
    blocks: ${4 + (index % 4)}
    leadTimeMonths: {p10: ${1 + (index % 5)}, p50: ${2 + (index % 5)}, p90: ${6 + (index % 7)}}
    termMonths: ${[18, 24, 36, 48, 60][index % 5]}
    priceUsdPerGpuHour: ${(1.5 + 0.05 * ((7 * index) % 20)).toFixed(2)}
    takeOrPayFraction: 1
    failureHazardPerYear: ${[0, 0.02, 0.05][index % 3]}`,
).join('');

const PLAN_TEXT = `
eightyfold: 1
name: Replay bench
asOf: 2026-07-01
startMonth: 2026-07
horizonMonths: ${HORIZON_MONTHS}
discountRatePerYear: 0.12
seed: 80
tree: {stageStartMonths: [0, 3, 6, 12, 18, 24, 30, 36], branches: [2, 2, 2, 1, 1, 1, 1], paths: 512, trees: 2}
demand:
  workloads:
    - id: customers
      busyReferenceGpus: 8000
      loadBlocks:
        - {timeFraction: 0.1, ofMean: 1.6}
        - {timeFraction: 0.5, ofMean: 1.1}
        - {timeFraction: 0.4, ofMean: 0.725}
      tiers:
        - {id: contracted, demandFraction: 0.6, valueUsdPerReferenceGpuHour: 6.5, protected: true}
        - {id: consumer, demandFraction: 0.4, valueUsdPerReferenceGpuHour: 3.0}
      valueDeclinePerYear: 0.10
      churn: {recoveryPerMonth: 0.97}
    - id: research
      floorReferenceGpus: 2000
      floorValueUsdPerReferenceGpuHour: 20
      optional:
        - {referenceGpus: 4000, valueUsdPerReferenceGpuHour: 1.0}
  growth:
    regimes:
      - {id: fast, multiplePerYear: 10, meanMonths: 5, startProbability: 0.4}
      - {id: steady, multiplePerYear: 2, meanMonths: 9, startProbability: 0.4}
      - {id: shrinking, multiplePerYear: 0.6, meanMonths: 7, startProbability: 0.2}
    jumps:
      fast: {steady: 0.8, shrinking: 0.2}
      steady: {fast: 0.5, shrinking: 0.5}
      shrinking: {fast: 0.2, steady: 0.8}
    volatilityPerMonth: 0.10
    saturationBusyReferenceGpus: {median: 60000, sigma: 0.5}
market:
  supplyRegimes: {start: normal, correlationWithGrowth: 0.4}
  onDemand:
    accelerator: h100
    priceUsdPerGpuHour: {glut: 2.6, normal: 3.6, tight: 6.0}
    availableGpus: {glut: 8000, normal: 3000, tight: 500}
  reservedUsdPerReferenceGpuHour: {glut: 1.3, normal: 1.9, tight: 2.85}
offers:${OFFERS}
money: {openingLiquidityUsd: 200e6, creditLineUsd: 50e6, fixedCostUsdPerMonth: 5e6}
limits: {hostFractionMax: 1}
`;
