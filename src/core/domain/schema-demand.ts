import { z } from 'zod';

import {
  NONE,
  calendarMonthField,
  countField,
  fieldsOf,
  fractionField,
  gpusField,
  hourPriceField,
  idField,
  numberField,
  partField,
  spreadField,
  uncertainField,
} from './schema-fields.ts';

const tier = fieldsOf({
  id: idField('name of the tier'),
  demandFraction: fractionField("the tier's share of the workload's demand; the shares sum to 1"),
  valueUsdPerReferenceGpuHour: hourPriceField('value of a served reference-GPU hour, net of non-compute cost'),
  protected: z.boolean().describe('true: its shortage is counted and limited').optional(),
});

const churn = fieldsOf({
  recoveryPerMonth: fractionField('share of lost demand still lost a month later').optional(),
  depthFractions: z
    .array(fractionField('upper end of a depth band of unserved demand'))
    .min(1)
    .max(10)
    .describe('upper ends of the depth bands of unserved demand, rising; the last band is open')
    .optional(),
  lossPerMonth: z
    .array(fractionField('demand lost per month per unit of unserved fraction'))
    .min(2)
    .max(11)
    .describe('demand lost per month per unit of unserved fraction in each band: one more than depthFractions')
    .optional(),
});

const positiveField = (meaning: string) => z.number().gt(0).max(1e15).describe(meaning);

/** What today's busy GPUs are made of. */
const levelDrivers = fieldsOf({
  users: uncertainField(positiveField('users: who use the product now')),
  tokensPerUserPerDay: uncertainField(positiveField('tokens: served to a user on a mean day')),
  tokensPerReferenceGpuSecond: uncertainField(
    positiveField('tokens: served by a busy reference GPU in a second, over the whole mix'),
  ),
});

const customerWorkload = fieldsOf({
  id: idField('name of the workload'),
  busyReferenceGpus: gpusField('busy reference GPUs on average at the start; or give drivers').optional(),
  drivers: levelDrivers.describe('what the busy reference GPUs at the start come from').optional(),
  loadBlocks: z
    .array(
      fieldsOf({
        timeFraction: fractionField('share of time; the shares sum to 1'),
        ofMean: numberField('ratio: load relative to the mean', { min: 0, max: 20 }),
      }),
    )
    .min(1)
    .max(12)
    .describe('load-duration blocks; the time-weighted mean of ofMean is 1; omitted: flat')
    .optional(),
  tiers: z.array(tier).min(1).max(20).describe('slices of the demand by value'),
  valueDeclinePerYear: partField("yearly decline of every tier's value").optional(),
  churn: z.union([NONE, churn]).describe('customers lost by shortage').optional(),
});

const researchWorkload = fieldsOf({
  id: idField('name of the workload'),
  floorReferenceGpus: gpusField('busy reference GPUs that must be served; does not grow with demand'),
  floorValueUsdPerReferenceGpuHour: hourPriceField('value of a served hour of the floor').optional(),
  training: fieldsOf({
    runsPerYear: uncertainField(positiveField('runs: training runs a year')),
    referenceGpuHoursPerRun: uncertainField(positiveField('reference-GPU hours: of one run')),
  })
    .describe('training runs without dates, spread evenly over the year, worth what the floor is worth')
    .optional(),
  runs: z
    .array(
      fieldsOf({
        id: idField('name of the run'),
        startMonth: calendarMonthField('first month of the run'),
        months: countField('months: how long it runs', { min: 1, max: 120 }),
        referenceGpuHours: uncertainField(positiveField('reference-GPU hours: of the whole run')),
        deferrable: z
          .boolean()
          .describe('true: it fills the valleys of the load within each month, and may fall short')
          .optional(),
        valueUsdPerReferenceGpuHour: hourPriceField("value of a served hour; the floor's unless given").optional(),
      }),
    )
    .max(40)
    .describe('dated training runs, beside training')
    .optional(),
  optional: z
    .array(
      fieldsOf({
        referenceGpus: gpusField('size of the tier'),
        valueUsdPerReferenceGpuHour: hourPriceField('value of a served hour'),
      }),
    )
    .max(20)
    .describe('work done when capacity is left over')
    .optional(),
  valueDeclinePerYear: partField("yearly decline of every tier's value").optional(),
});

const settled = fieldsOf({
  multiplePerYear: z.number().gt(0).max(1e6).describe('multiple per year: annualised growth once things have settled'),
  meanMonths: numberField('months: mean duration until such rates come back', { min: 1, max: 600 }),
}).describe('what growth falls back to');

const lastsMonths = numberField('months: how much longer such a rate lasts, in the mean', { min: 0, max: 120 });

const beliefs = fieldsOf({
  overMonths: countField('months that the quantiles are about', { min: 1, max: 12 }),
  annualisedMultiple: spreadField(
    'multiple per year: the rate over those months held for a year; a quarter at 80 realises 2.99',
  ).optional(),
  realisedMultiple: spreadField('multiple: what will have been realised at their end; not annualised').optional(),
  lastsMonths,
  settled,
});

const growthDrivers = fieldsOf({
  usersMultiplePerYear: uncertainField(z.number().gt(0).max(1e6).describe('multiple per year: users')),
  tokensPerUserMultiplePerYear: uncertainField(z.number().gt(0).max(1e6).describe('multiple per year: tokens a user')),
  lastsMonths,
  settled,
});

const growth = fieldsOf({
  of: z.enum(['gpuDemand', 'usage']).describe('what the regimes multiply').optional(),
  regimes: z
    .array(
      fieldsOf({
        id: idField('name of the growth regime'),
        multiplePerYear: z.number().gt(0).max(1e6).describe('multiple per year: 80 is 80x a year'),
        meanMonths: numberField('months: mean duration', { min: 1, max: 600 }),
        startProbability: fractionField('belief at the start; the beliefs sum to 1'),
      }),
    )
    .min(1)
    .max(12)
    .describe('growth regimes; or give beliefs or drivers')
    .optional(),
  beliefs: beliefs.describe('what one believes of the coming months, instead of regimes').optional(),
  drivers: growthDrivers.describe('growth of users and of tokens a user over a year, instead of regimes').optional(),
  jumps: z
    .record(idField('regime that ends'), z.record(idField('regime that follows'), fractionField('probability')))
    .describe('where a regime goes when it ends: {from: {to: probability}}; each row sums to 1')
    .optional(),
  volatilityPerMonth: numberField('standard deviation of the monthly log growth', { min: 0, max: 2 }),
  saturationBusyReferenceGpus: z
    .union([
      NONE,
      fieldsOf({
        median: z.number().gt(0).max(1e10).describe('reference GPUs: median of the lognormal saturation level'),
        sigma: numberField('standard deviation of its logarithm', { min: 0, max: 3 }),
      }),
    ])
    .describe('busy reference GPUs at which growth stops')
    .optional(),
  efficiencyMultiplePerYear: uncertainField(
    z.number().gt(0).max(1e4).describe('multiple per year: work per GPU hour; used when of is usage'),
  ).optional(),
  efficiencyCorrelation: numberField('correlation of efficiency with usage growth', { min: -1, max: 1 }).optional(),
});

const tableName = (meaning: string) => z.string().min(1).max(200).describe(meaning);

/** A usage table beside the plan, from which growth is fitted; the fields are the options of `demand fit`. */
export const historySchema = z.union([
  tableName('usage table (CSV) in the folder of the plan'),
  fieldsOf({
    file: tableName('usage table (CSV) in the folder of the plan'),
    unit: z.enum(['gpu-hours', 'gpus', 'tokens', 'requests', 'usd']).describe('what the table counts').optional(),
    dateColumn: tableName('column of the dates').optional(),
    valueColumn: tableName('column of the usage').optional(),
    dateFormat: tableName('how dates are written, as in demand fit').optional(),
    decimal: z.enum(['.', ',']).describe('what starts decimals').optional(),
    duplicates: z.enum(['sum', 'mean']).describe('how rows of one date are joined').optional(),
    dropLast: z.boolean().describe('true: the last period has not ended and is left out').optional(),
    priorMultiplePerYear: z
      .number()
      .gt(0)
      .max(1e6)
      .describe('multiple per year: growth thought usual before any row is read')
      .optional(),
  }),
]);

export const demandSchema = fieldsOf({
  basis: z.enum(['referenceGpus']).describe('what demand is counted in').optional(),
  history: historySchema
    .describe('usage table that growth is fitted to, instead of regimes, beliefs or drivers in growth')
    .optional(),
  workloads: z
    .array(z.union([customerWorkload, researchWorkload]))
    .min(1)
    .max(20)
    .describe('kinds of work that compute serves'),
  growth,
});

export const seedField = countField('seed of every random stream', { min: 0, max: Number.MAX_SAFE_INTEGER });

export type CustomerWorkloadInput = z.infer<typeof customerWorkload>;
export type ResearchWorkloadInput = z.infer<typeof researchWorkload>;
export type LevelDriversInput = z.infer<typeof levelDrivers>;
export type ChurnInput = z.infer<typeof churn>;
export type GrowthInput = z.infer<typeof growth>;
export type HistoryInput = z.infer<typeof historySchema>;
export type DemandInput = z.infer<typeof demandSchema>;
