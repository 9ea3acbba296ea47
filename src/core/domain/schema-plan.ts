import { z } from 'zod';

import { exchangeRatesField } from './exchange.ts';
import { demandSchema, seedField } from './schema-demand.ts';
import {
  NONE,
  bySupplyRegime,
  calendarMonthField,
  countField,
  dateField,
  fieldsOf,
  fractionField,
  gpusField,
  hourPriceField,
  idField,
  maybeBySupplyRegime,
  monthsField,
  numberField,
  partField,
  usdField,
  withFix,
} from './schema-fields.ts';
import { fleetSchema, futureOfferSchema, offerSchema, reservedPriceField } from './schema-offers.ts';

/** The one version of the plan file that this engine reads. */
export const PLAN_VERSION = 1;
/** The most months that a plan may look ahead. */
export const HORIZON_MONTHS_MAX = 240;

const accelerator = fieldsOf({
  equivalents: z
    .union([
      numberField('reference GPUs that one GPU replaces', { min: 0, max: 1000 }),
      z.record(idField('workload id'), numberField('reference GPUs that one GPU replaces', { min: 0, max: 1000 })),
    ])
    .describe('H100-equivalents, for all workloads or by workload id'),
  facilityKwPerGpu: z.number().gt(0).max(1000).describe('kilowatts at the meter per GPU, all in').optional(),
});

const supplyRegimes = fieldsOf({
  start: z.enum(['glut', 'normal', 'tight']).describe('supply regime at the start'),
  correlationWithGrowth: numberField('correlation of supply with demand growth', { min: -1, max: 1 }).optional(),
  meanMonths: bySupplyRegime(numberField('months: mean duration', { min: 1, max: 600 })).optional(),
});

const market = fieldsOf({
  supplyRegimes,
  onDemand: z
    .union([
      NONE,
      fieldsOf({
        accelerator: idField('accelerator id'),
        priceUsdPerGpuHour: maybeBySupplyRegime(hourPriceField('price of a GPU hour')),
        availableGpus: maybeBySupplyRegime(gpusField('GPUs to be had')),
      }),
    ])
    .describe('capacity bought by the hour')
    .optional(),
  reservedUsdPerReferenceGpuHour: z
    .union([hourPriceField('reserved rental price of a reference-GPU hour'), reservedPriceField])
    .describe('reserved rental price of a reference-GPU hour: renewals, and what capacity is worth after the horizon'),
  rentalDeclinePerYearAfterHorizon: partField('yearly decline of that price after the horizon').optional(),
  fluctuation: z
    .union([
      NONE,
      z.literal('calibrated'),
      fieldsOf({
        halfLifeMonths: numberField('months: until half of a departure is left', { min: 0.1, max: 120 }),
        priceVolatilityPerMonth: numberField('standard deviation of a monthly log price', { min: 0, max: 1 }),
        jumpsPerYear: numberField('jumps of a price a year', { min: 0, max: 11 }),
        jumpVolatility: numberField('standard deviation of a jump of a log price', { min: 0, max: 2 }),
        availabilityVolatility: numberField('long-run standard deviation of log availability', { min: 0, max: 2 }),
      }),
    ])
    .describe(
      'how prices on demand and of offers to come, and what is on demand, move within a supply regime in replays: dear and scarce as demand jumps',
    )
    .optional(),
});

const money = fieldsOf({
  basis: z
    .literal('nominal', {
      error: withFix(
        'only nominal money is read',
        'write nominal, and an amount in dollars of another year as {value, currency}, its deflator a rate under exchangeRates',
      ),
    })
    .describe('dollars of the day')
    .optional(),
  openingLiquidityUsd: usdField('cash at the start'),
  creditLineUsd: usdField('credit that may be drawn').optional(),
  fixedCostUsdPerMonth: usdField('cost per month that no decision here changes').optional(),
});

const limits = fieldsOf({
  hostFractionMax: fractionField('most that one host may hold of the capacity, new signings').optional(),
  firmLiabilityUsdMax: usdField(
    'most firm liability of all quotes signed, at their nominal schedules; of a build its first gate',
  ).optional(),
  shortage: fieldsOf({
    fraction: fractionField('shortage is counted above this unserved share of protected demand'),
    probabilityMax: fractionField('highest probability of shortage').optional(),
  }).optional(),
  newPartners: fieldsOf({
    atOnceMax: countField('partners, unknown to the fleet, that may be taken on at once', { min: 0, max: 100 }),
    months: monthsField('for which a new partner takes our people; 3 unless given', { min: 1, max: 60 }).optional(),
  })
    .describe('how many new partners our people can take on')
    .optional(),
  ruinProbabilityMax: fractionField('highest probability that money runs out').optional(),
  survive: fieldsOf({
    factor: z.enum(['host', 'site', 'grid', 'vendor']).describe('what may be lost'),
    demandFraction: fractionField('share of demand that must still be served'),
    fromMonth: calendarMonthField('first month of the rule'),
  }).optional(),
});

const risk = fieldsOf({
  tailFraction: z.number().gt(0).max(1).describe('share of worst outcomes; 1 is the expectation').optional(),
  weight: fractionField('weight of the mean over that tail').optional(),
  rescuePricePerUsd: z
    .tuple([
      numberField('price of a dollar within the credit line', { min: 0, max: 100 }),
      numberField('price of a dollar beyond it', { min: 0, max: 100 }),
    ])
    .optional(),
});

const tree = fieldsOf({
  stageStartMonths: z
    .array(monthsField('first month of a stage', { min: 0, max: 239 }))
    .min(1)
    .max(60)
    .optional(),
  branches: z
    .array(countField('branches', { min: 1, max: 50 }))
    .max(59)
    .optional(),
  paths: countField('sampled paths per tree', { min: 30, max: 1_048_576 }).optional(),
  trees: countField('independent trees', { min: 2, max: 100 }).optional(),
  noisePoints: countField('points into which demand inside a node is split', { min: 1, max: 9 }).optional(),
});

const lattice = fieldsOf({
  lattices: countField('independent lattices', { min: 2, max: 100 }).optional(),
  nodesPerStage: countField('states of knowledge told apart at a stage start', { min: 1, max: 400 }).optional(),
  paths: countField('sampled paths per lattice', { min: 30, max: 1_048_576 }).optional(),
  iterations: countField('iterations before any question', { min: 1, max: 10_000 }).optional(),
  rounds: countField('most rounds of training among the questions', { min: 1, max: 1000 }).optional(),
  replayPaths: countField('paths on which the policy is replayed', { min: 2, max: 65_536 }).optional(),
});

export const planSchema = fieldsOf({
  eightyfold: z
    .literal(PLAN_VERSION, {
      error: withFix(
        'this plan has no version that this release reads',
        `write eightyfold: ${PLAN_VERSION} on the first line, or use the release that reads the plan's version`,
      ),
    })
    .describe('version of the plan file'),
  name: z.string().min(1).max(200).describe('name of the plan'),
  asOf: dateField('what the plan knows, it knows on this day'),
  startMonth: calendarMonthField('month 0'),
  horizonMonths: monthsField('planned months', { min: 1, max: HORIZON_MONTHS_MAX }).optional(),
  discountRatePerYear: numberField('fraction per year: 0.12 is 12 %', { min: 0, max: 5 }),
  seed: seedField.optional(),
  currency: z
    .literal('USD', {
      error: withFix(
        'a plan is reckoned in nominal US dollars',
        'write currency: USD, and an amount in another currency as {value, currency} with its rate under exchangeRates',
      ),
    })
    .describe('currency of every amount that states no other')
    .optional(),
  exchangeRates: exchangeRatesField,
  accelerators: z
    .record(idField('accelerator id'), accelerator)
    .describe('accelerators by id; h100 is the reference and needs no row')
    .optional(),
  demand: demandSchema,
  market,
  fleet: z.array(fleetSchema).max(200).describe('signed contracts, never re-decided').optional(),
  offers: z.array(offerSchema).max(200).describe('quotes on the table').optional(),
  futureOffers: z.array(futureOfferSchema).max(200).describe('offers that may come later').optional(),
  money,
  limits: limits.optional(),
  risk: risk.optional(),
  tree: tree.optional(),
  lattice: lattice.optional(),
});

export type PlanInput = z.infer<typeof planSchema>;
export type AcceleratorInput = z.infer<typeof accelerator>;
export type MarketInput = z.infer<typeof market>;
export type TreeInput = z.infer<typeof tree>;
export type LatticeInput = z.infer<typeof lattice>;
export type LimitsInput = z.infer<typeof limits>;
