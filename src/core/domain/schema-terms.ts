import { z } from 'zod';

import {
  countField,
  fieldsOf,
  fractionField,
  idField,
  maybeBySupplyRegime,
  monthsField,
  numberField,
  uncertainField,
  usdField,
} from './schema-fields.ts';
import { ARCHETYPES } from './term-sheet.ts';

/**
 * The fields of the full term sheet, block by block. All are optional: the twelve fields of an offer are enough. A block
 * says in its description when it counts from: first service, unless it says signing.
 */

const positiveFraction = (meaning: string) => z.number().gt(0).max(1).describe(`fraction above 0: ${meaning}`);
const multiple = (meaning: string) => numberField(`multiple: ${meaning}`, { min: 0, max: 100 });
const yearlyChange = (meaning: string) => numberField(`fraction per year: ${meaning}`, { min: -0.9, max: 2 });
const noticeDays = countField('days of notice; 30 are a month, rounded up', { min: 0, max: 3650 });
const afterMonths = monthsField('months in service before the right may be used');
const hazard = fractionField('chance per year');

const stepStart = monthsField('in service from which it holds');

/** Who is on the other side, and how far the talks are. */
const headerFields = {
  archetype: z
    .enum(ARCHETYPES)
    .describe('kind of deal, as the market names it; a label that tells the deal desk what a price buys')
    .optional(),
  parent: idField('who owns the host; hosts of one parent count as one in limits').optional(),
  competitor: z.boolean().describe('true: the host competes with us; a label').optional(),
  investor: z.boolean().describe('true: the host has invested in us; a label').optional(),
};

export const statusField = z
  .enum(['indicative', 'letterOfIntent', 'signed'])
  .describe('how binding the quote is; signed: it is taken whatever the value')
  .optional();

const supplyFields = {
  goodputFraction: positiveFraction('useful work per paid hour of a GPU in service').optional(),
};

const tranche = fieldsOf({
  fraction: positiveFraction('share of the whole offer; the shares of all tranches sum to 1'),
  leadTimeMonths: uncertainField(numberField('months: from signing to service', { min: 0, max: 240 })),
  dueMonths: monthsField('from signing to the promised date; the median lead time unless given', {
    min: 0,
    max: 240,
  }).optional(),
  rampMonths: monthsField('first months of its service at the ramp fee').optional(),
  rampFeeFraction: fractionField('share of its fee paid in those months').optional(),
});

const deliveryFields = {
  ownHardwareUsd: usdField('kit of our own that the offer needs, paid as capacity enters service').optional(),
  tranches: z.array(tranche).min(1).max(40).describe('deliveries with lead times of their own').optional(),
  termRuns: z
    .enum(['together', 'byTranche'])
    .describe('whether all tranches end with the term of the first, or each serves its own')
    .optional(),
  late: fieldsOf({
    graceMonths: monthsField('of lateness that give nothing').optional(),
    feeDiscountFraction: fractionField(
      'off the fee of what is late, for as many months of service as it was late',
    ).optional(),
    damagesFraction: fractionField('of the fee of what is late, paid to us in each late month').optional(),
    longStopMonths: monthsField('after the promised date; damages end and our right to end begins').optional(),
    terminate: z
      .enum(['late', 'all'])
      .describe('what we may end after the long stop; prepayment comes back')
      .optional(),
  })
    .describe('what late delivery gives us')
    .optional(),
};

const priceFields = {
  priceSchedule: z
    .array(fieldsOf({ fromMonths: stepStart, multiple: multiple('of the stated price') }))
    .min(1)
    .max(120)
    .describe('price by months in service')
    .optional(),
  escalatorPerYear: yearlyChange('rise of the price at each anniversary of first service').optional(),
  index: fieldsOf({
    name: idField('of the index'),
    changePerYear: yearlyChange('expected change of the index'),
    floorPerYear: yearlyChange('least change that is passed on').optional(),
    capPerYear: yearlyChange('most change that is passed on').optional(),
  })
    .describe('index that the price follows at each anniversary, at its expected change')
    .optional(),
  overageMultiple: multiple('of the price, for use beyond take-or-pay').optional(),
  power: fieldsOf({
    usdPerKwh: numberField('nominal USD per kilowatt-hour at the meter', { min: 0, max: 10 }),
    pue: numberField('facility power over IT power', { min: 1, max: 5 }).optional(),
    itMegawatts: numberField('megawatts at the servers of the whole offer', { min: 0, max: 1e5 }).optional(),
    loadFraction: fractionField('mean draw over that load').optional(),
  })
    .describe('energy that is passed through beside the price: USD per kWh x PUE x IT load')
    .optional(),
};

const adderFields = { usdPerMonth: usdField('per month in service: storage, egress, support').optional() };
const ADDERS = 'what is paid beside the price';

const commitmentFields = {
  takeOrPaySchedule: z
    .array(fieldsOf({ fromMonths: stepStart, fraction: fractionField('paid whatever the use') }))
    .min(1)
    .max(120)
    .describe('take-or-pay by months in service, instead of takeOrPayFraction')
    .optional(),
  rampDown: fieldsOf({
    afterMonths,
    noticeDays,
    fractionMax: positiveFraction('most of what was signed that may be given back').optional(),
  })
    .describe('our right to give part of the capacity back')
    .optional(),
  floorFraction: fractionField('share of what was signed that stays committed').optional(),
  rollover: z.boolean().describe('true: unused commitment may be used in the next period, before its own').optional(),
};

const cashFields = {
  depositUsd: usdField('paid at signing, returned at the end').optional(),
  paymentDays: countField('days after the month in which its fee is paid; rounded to months of 30', {
    min: 0,
    max: 720,
  }).optional(),
};

const prepaymentFields = {
  upfrontUsd: usdField('prepayment, instead of upfrontFraction').optional(),
  upfrontMonthsBeforeDelivery: monthsField('before each tranche at which its share is prepaid, not before signing', {
    min: 0,
    max: 60,
  }).optional(),
  creditBack: fieldsOf({
    fromMonths: monthsField('in service from which the prepayment is credited'),
    months: monthsField('over which it is credited', { min: 1, max: 600 }),
  })
    .describe('when a prepayment is credited against the fee; evenly over the term unless given')
    .optional(),
};

/** What our exit costs, beside the notice. */
export const exitFeeFields = {
  feeUsd: usdField('paid when the contract stops').optional(),
  feeMonths: numberField('months of the fee, paid when the contract stops', { min: 0, max: 120 }).optional(),
  feeFractionOfRemaining: fractionField(
    'of the committed payments that remain, paid when the contract stops',
  ).optional(),
};

/** What the host's exit pays us. */
export const recallFields = {
  compensationUsd: usdField('paid to us when the host leaves').optional(),
  compensationMonths: numberField('months of the fee, paid to us when the host leaves', {
    min: 0,
    max: 120,
  }).optional(),
  refundsPrepayment: z.boolean().describe('true: what is left of prepayment and deposit comes back').optional(),
};

const exitFields = {
  exitForCause: z
    .array(z.enum(['late', 'service', 'insolvency', 'changeOfControl']))
    .min(1)
    .max(4)
    .describe('causes for which we may end at once; late: from the long stop, or the end of the grace, on')
    .optional(),
  sublet: fieldsOf({
    afterMonths,
    haircutFraction: fractionField('of our committed payments, lost in letting on'),
    fractionMax: positiveFraction('most of what was signed that may be let on').optional(),
  })
    .describe('our right to let capacity on')
    .optional(),
};

const serviceFields = {
  service: fieldsOf({
    availabilityFraction: positiveFraction('expected share of time in service').optional(),
    failuresPerGpuPerYear: numberField('failures of a GPU per year', { min: 0, max: 100 }).optional(),
    replacementHours: numberField('hours until a failed GPU is replaced', { min: 0, max: 8760 }).optional(),
    credits: z
      .array(
        fieldsOf({
          belowFraction: fractionField('availability below which it is owed'),
          feeFraction: fractionField('of the fee of the month'),
        }),
      )
      .min(1)
      .max(20)
      .describe('service credits; the lowest step reached counts')
      .optional(),
    claimedFraction: fractionField('share of the credits owed that is claimed and paid').optional(),
  })
    .describe('availability and what the host owes below it')
    .optional(),
};

const riskFields = {
  permitHazardPerYear: hazard.describe('chance per year in service that a permit is lost and the site shut').optional(),
  outage: fieldsOf({
    perYear: numberField('partial outages per year', { min: 0, max: 100 }),
    fraction: fractionField('share of the capacity that is out'),
    months: numberField('months: mean length', { min: 0, max: 60 }),
  })
    .describe('partial outages, one at a time: at their mean when planning, drawn in replays')
    .optional(),
};

const flowsAt = (timings: readonly ('signing' | 'firstService' | 'monthly' | 'end')[]) =>
  z
    .array(
      fieldsOf({
        kind: z.enum(['warrant', 'rebate', 'backstop', 'residualGuarantee']).describe('what moves'),
        pays: z.enum(['us', 'them']).describe('who pays'),
        usd: usdField('expected, if it falls due; each month for monthly'),
        probabilityFraction: fractionField('chance that it falls due').optional(),
        timing: z.enum(timings).describe('when it moves'),
      }),
    )
    .min(1)
    .max(40)
    .describe('what moves beside the fee: warrants, rebates, backstops, guarantees')
    .optional();

const endFields = {
  endOfLife: fieldsOf({
    valueUsd: usdField('what the kit brings at the end').optional(),
    decommissionUsd: usdField('what taking it away costs').optional(),
  })
    .describe('at the end of the term or useful life')
    .optional(),
};

const optionPrice = {
  priceMultiple: multiple('of the stated price of the contract; 1 unless given').optional(),
  feeUsd: usdField('paid for the whole offer when it is used').optional(),
};
const more = {
  fractionMax: numberField('most of what was signed that may be added', { min: 0, max: 10 }),
  leadTimeMonths: monthsField('from the use of the right to service', { min: 0, max: 120 }),
  afterMonths: afterMonths.optional(),
  untilMonths: monthsField('in service up to which it may be used').optional(),
  termMonths: monthsField('in service of what is added; the term of the contract unless given', {
    min: 1,
    max: 600,
  }).optional(),
  ...optionPrice,
};
const usedFraction = positiveFraction('most of what was signed that may use it').optional();

const optionFields = {
  options: fieldsOf({
    extend: fieldsOf({
      months: monthsField('by which the term grows', { min: 1, max: 600 }),
      noticeDays,
      fractionMax: usedFraction,
      ...optionPrice,
    })
      .describe('our right to a longer term')
      .optional(),
    expand: fieldsOf(more).describe('our right to more of the same').optional(),
    firstRefusal: fieldsOf({
      ...more,
      availableFraction: maybeBySupplyRegime(fractionField('share of it that the host has to offer')),
    })
      .describe('our right to match what the host offers others of the same')
      .optional(),
    swap: fieldsOf({
      accelerator: idField('accelerator id of the new kit'),
      gpus: z.number().gt(0).max(1e9).describe('GPUs of the new kit, for the whole offer'),
      afterMonths,
      noticeDays,
      fractionMax: usedFraction,
      ...optionPrice,
    })
      .describe('our right to other kit for the rest of the term')
      .optional(),
    buyout: fieldsOf({
      afterMonths,
      usd: usdField('price of the kit, for the whole offer'),
      usefulLifeMonths: monthsField('economic life of the kit from then on', { min: 1, max: 600 }),
      opexUsdPerMonth: usdField('operations of the kit per month'),
      fractionMax: usedFraction,
    })
      .describe('our right to buy the kit')
      .optional(),
    stepIn: fieldsOf({
      keptFraction: fractionField("share of the host's failures in which we keep the site running on the same terms"),
    })
      .describe('our right to run the site when the host fails')
      .optional(),
  })
    .describe('rights of ours to more, to longer or to other kit')
    .optional(),
};

const peopleFields = {
  people: numberField('people of ours that the relationship takes', { min: 0, max: 10_000 }).optional(),
  usdPerPersonPerYear: usdField('cost of one of them').optional(),
};
const RELATIONSHIP = 'what working with the host takes of us';

/** The blocks of a quote or a future offer, in the order of the term sheet. */
export const offerTermFields = {
  ...headerFields,
  ...supplyFields,
  ...deliveryFields,
  ...priceFields,
  ...commitmentFields,
  ...cashFields,
  ...prepaymentFields,
  ...exitFields,
  ...serviceFields,
  ...riskFields,
  flows: flowsAt(['signing', 'firstService', 'monthly', 'end']),
  ...endFields,
  ...optionFields,
  adders: fieldsOf({ onceUsd: usdField('paid once at first service: porting, setup').optional(), ...adderFields })
    .describe(ADDERS)
    .optional(),
  relationship: fieldsOf({
    ...peopleFields,
    onboardingMonths: monthsField('from delivery until the capacity does useful work', { min: 0, max: 60 }).optional(),
  })
    .describe(RELATIONSHIP)
    .optional(),
};

/** The blocks of a signed contract in service: what is still to come of it, counted from the plan's first month. */
export const fleetTermFields = {
  ...headerFields,
  ...supplyFields,
  ...priceFields,
  ...commitmentFields,
  ...cashFields,
  ...exitFields,
  ...serviceFields,
  ...riskFields,
  flows: flowsAt(['monthly', 'end']),
  ...endFields,
  ...optionFields,
  adders: fieldsOf(adderFields).describe(ADDERS).optional(),
  relationship: fieldsOf(peopleFields).describe(RELATIONSHIP).optional(),
};

export const gatePaymentsField = z
  .array(
    fieldsOf({
      monthsAfterStart: monthsField('after the start of the gate', { min: 0, max: 120 }),
      fraction: positiveFraction('of the capex of the gate; the shares sum to 1'),
    }),
  )
  .min(1)
  .max(60)
  .describe('capex schedule of the gate; all at its start unless given')
  .optional();

export const financingTermFields = {
  spreadPerYear: numberField('interest per year above ratePerYear', { min: 0, max: 1 }).optional(),
  coverageMin: numberField(
    'least ratio of market rent less operations to debt service; less is lent where it is not met',
    { min: 0.1, max: 10 },
  ).optional(),
};
