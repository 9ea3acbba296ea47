import { z } from 'zod';

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
  uncertainField,
  usdField,
} from './schema-fields.ts';
import {
  exitFeeFields,
  financingTermFields,
  fleetTermFields,
  gatePaymentsField,
  offerTermFields,
  recallFields,
  statusField,
} from './schema-terms.ts';

const positiveGpus = z.number().gt(0).max(1e9);
const lead = (meaning: string) => uncertainField(numberField(`months: ${meaning}`, { min: 0, max: 240 }));
const hazard = fractionField('chance per year');

const exitFields = {
  afterMonths: monthsField('months in service before the right may be used'),
  noticeDays: countField('days of notice; 30 are a month, rounded up', { min: 0, max: 3650 }),
};
const buyerExit = fieldsOf({ ...exitFields, ...exitFeeFields }).describe('our right to leave');
const hostExit = fieldsOf({
  ...exitFields,
  ...recallFields,
  hazardPerYear: maybeBySupplyRegime(hazard).describe('chance per year that the host uses its right'),
}).describe("the host's right to leave");

const gate = fieldsOf({
  id: idField('name of the gate'),
  months: lead('from the start of the gate to its end'),
  capexUsd: usdField('paid when the gate starts, for the whole offer'),
  payments: gatePaymentsField,
});

const quantityFields = {
  host: idField('who owns or runs the capacity; self for our own'),
  route: z.enum(['build', 'lease', 'partner']).describe('how capacity comes'),
  factors: z
    .array(idField('shared-failure factor'))
    .max(50)
    .describe('shared-failure factors such as grid-tva')
    .optional(),
  accelerator: idField('accelerator id').optional(),
  gpus: positiveGpus.describe('GPUs of that accelerator').optional(),
  accelerators: z
    .record(idField('accelerator id'), positiveGpus)
    .describe('GPUs by accelerator id, instead of accelerator and gpus')
    .optional(),
};

const priceFields = <Hour extends z.ZodType, Amount extends z.ZodType>(hour: Hour, amount: Amount) => ({
  priceUsdPerGpuHour: hour.describe('nominal USD per GPU hour paid for').optional(),
  priceUsdPerMonth: amount.describe('nominal USD per month for the whole offer').optional(),
  priceUsdPerKwMonth: amount.describe('nominal USD per facility kilowatt and month').optional(),
  priceUsdPerMillionTokens: amount.describe('nominal USD per million tokens; with tokensPerMinute').optional(),
});

const termFields = {
  takeOrPayFraction: fractionField('share of the capacity paid whatever the use').optional(),
  upfrontFraction: partField("share of the term's committed payments paid at signing").optional(),
  buyerExit: buyerExit.optional(),
  hostExit: hostExit.optional(),
  failureHazardPerYear: hazard.describe('chance per year in service that the counterparty fails').optional(),
};

const byWorkload = (meaning: string) => z.record(idField('workload id'), gpusField(meaning));

const contractFields = {
  id: idField('name of the offer'),
  ...quantityFields,
  facilityMegawatts: z
    .number()
    .gt(0)
    .max(1e5)
    .describe('megawatts at the meter; with facilityKwPerGpu of the accelerator it gives the GPUs')
    .optional(),
  tokensPerMinute: numberField('tokens per minute of the whole offer, instead of GPUs', {
    min: 1,
    max: 1e15,
  }).optional(),
  tokensPerReferenceGpuSecond: numberField('tokens per second that one reference GPU would make instead', {
    min: 0.001,
    max: 1e9,
  }).optional(),
  equivalents: byWorkload('reference GPUs that one GPU replaces, on average').describe('by workload id').optional(),
  referenceGpus: byWorkload('reference GPUs of the whole offer').describe('by workload id').optional(),
  blocks: countField('blocks the offer splits into: 1 is all or nothing', { min: 1, max: 1000 }).optional(),
  leadTimeMonths: lead('from signing to first service').optional(),
  gates: z.array(gate).min(1).max(12).describe('stages of a build; the last one completes service').optional(),
  deliveryProfile: z
    .array(
      fieldsOf({
        monthsAfterStart: monthsField('after first service', { min: 0, max: 240 }),
        fraction: fractionField('cumulative share in service'),
      }),
    )
    .min(1)
    .max(60)
    .describe('cumulative delivery; the last fraction is 1')
    .optional(),
  termMonths: monthsField('in service from first service', { min: 1, max: 600 }).optional(),
  usefulLifeMonths: monthsField('economic life of owned kit', { min: 1, max: 600 }).optional(),
  opexUsdPerMonth: usdField('operations of owned kit per month').optional(),
  ...termFields,
  financing: fieldsOf({
    debtFraction: partField('share of the capex that is borrowed'),
    ratePerYear: numberField('interest per year, a fraction', { min: 0, max: 1 }),
    tenorMonths: monthsField('over which the debt is repaid', { min: 1, max: 600 }),
    ...financingTermFields,
  })
    .describe('debt of a build')
    .optional(),
  ...offerTermFields,
};

const hourPrice = hourPriceField('price of a GPU hour');
const amount = usdField('amount');

export const offerSchema = fieldsOf({
  ...contractFields,
  ...priceFields(hourPrice, amount),
  status: statusField,
  required: z.boolean().describe('true: all blocks are signed whatever the value').optional(),
  blocksMin: countField('blocks that must be signed', { min: 0, max: 1000 }).optional(),
  decideBy: dateField("the quote's lapse").optional(),
  startMonth: calendarMonthField('first month of service, instead of leadTimeMonths').optional(),
});

export const futureOfferSchema = fieldsOf({
  ...contractFields,
  ...priceFields(maybeBySupplyRegime(hourPrice), maybeBySupplyRegime(amount)),
  fromMonth: calendarMonthField('first month in which it may be signed'),
  availableFraction: maybeBySupplyRegime(fractionField('share of the blocks on offer')).optional(),
});

export const fleetSchema = fieldsOf({
  id: idField('name of the contract'),
  ...quantityFields,
  untilMonth: calendarMonthField('last month in service'),
  priceUsdPerGpuHour: hourPrice.optional(),
  priceUsdPerMonth: amount.optional(),
  opexUsdPerMonth: usdField('operations of owned kit per month').optional(),
  takeOrPayFraction: termFields.takeOrPayFraction,
  renewal: z
    .union([
      NONE,
      fieldsOf({
        priceUsdPerGpuHour: maybeBySupplyRegime(hourPrice).optional(),
        termMonths: monthsField('of the renewed contract', { min: 1, max: 600 }).optional(),
        gpusMax: positiveGpus.describe('most GPUs that may be renewed').optional(),
      }),
    ])
    .describe('what may be signed when the contract ends')
    .optional(),
  buyerExit: termFields.buyerExit,
  hostExit: termFields.hostExit,
  failureHazardPerYear: termFields.failureHazardPerYear,
  ...fleetTermFields,
});

export const reservedPriceField = bySupplyRegime(hourPrice);

export type OfferInput = z.infer<typeof offerSchema>;
export type FutureOfferInput = z.infer<typeof futureOfferSchema>;
export type FleetInput = z.infer<typeof fleetSchema>;
/** What the three kinds of contract share: the fields that size it. */
export type QuantityInput = Pick<FleetInput, 'accelerator' | 'gpus' | 'accelerators'> &
  Partial<Pick<OfferInput, 'facilityMegawatts' | 'tokensPerMinute' | 'tokensPerReferenceGpuSecond'>>;
