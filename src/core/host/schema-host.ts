import { z } from 'zod';

import {
  bySupplyRegime,
  calendarMonthField,
  countField,
  dateField,
  exchangeRatesField,
  fieldsOf,
  fractionField,
  hourPriceField,
  idField,
  maybeBySupplyRegime,
  monthsField,
  numberField,
  partField,
  seedField,
  uncertainField,
  usdField,
  withFix,
} from '../domain/index.ts';

/** The one version of the host file that this engine reads. */
const HOST_VERSION = 1;

const positive = (meaning: string, max: number) => z.number().gt(0).max(max).describe(meaning);
const lead = (meaning: string) => uncertainField(numberField(`months: ${meaning}`, { min: 0, max: 240 }));
const yearlyRate = (meaning: string) => numberField(`fraction per year: ${meaning}`, { min: -0.5, max: 5 });
const escalator = (meaning: string) => numberField(`fraction per year: ${meaning}`, { min: -0.5, max: 0.5 });
const perMegawatt = (meaning: string) => numberField(`nominal USD per IT megawatt: ${meaning}`, { min: 0, max: 1e9 });

const interruptible = fieldsOf({
  loadFraction: fractionField('share of the load that may be cut'),
  hoursPerYear: numberField('hours a year in which it is cut', { min: 0, max: 8760 }),
  paymentUsdPerMegawattYear: numberField('nominal USD per megawatt at the meter and year', { min: 0, max: 1e7 }),
  gridMonths: lead('from startMonth to power, for a load that may be cut').optional(),
}).describe('power that the grid may cut, and what it pays for that');

const site = fieldsOf({
  interconnectMegawatts: positive('megawatts at the meter, whole connection', 1e5),
  idleMegawatts: positive('megawatts at the meter that nobody uses: the most that can be offered', 1e5),
  pue: numberField('facility power over IT power', { min: 1, max: 3 }),
  gridMonths: lead('from startMonth to power at the site'),
  powerUsdPerMwh: uncertainField(numberField('nominal USD per megawatt hour', { min: 0, max: 2000 })),
  powerEscalatorPerYear: escalator('rise of the power price').optional(),
  sunkUsd: usdField('spent on the whole site already').optional(),
  idleIncomeUsdPerMonth: usdField('what the idle power earns today, lost when it is let').optional(),
  interruptible: interruptible.optional(),
});

const equipment = fieldsOf({
  id: idField('name of the equipment'),
  leadMonths: lead('from order to delivery'),
  installMonths: monthsField('from delivery to service', { min: 0, max: 120 }),
  structures: z
    .array(idField('structure id'))
    .min(1)
    .max(20)
    .describe('structures that need it; all by default')
    .optional(),
});

const relet = fieldsOf({
  priceFraction: bySupplyRegime(numberField('share of the price then in force', { min: 0, max: 5 })),
  gapMonths: bySupplyRegime(monthsField('empty before the next tenant', { min: 0, max: 240 })),
}).describe('the next tenant, by supply regime, to the end of the term');

const tenantExit = fieldsOf({
  afterMonths: monthsField('in service before notice may be given'),
  noticeDays: countField('days of notice; 30 are a month, rounded up', { min: 0, max: 3650 }),
  hazardPerYear: maybeBySupplyRegime(fractionField('chance per year that the tenant uses its right')),
  feeUsd: usdField('paid by the tenant when it leaves').optional(),
  relet,
}).describe("the tenant's right to leave");

const prepayment = fieldsOf({
  fraction: partField("share of the term's payments paid ahead"),
  paidMonthsBeforeService: monthsField('that it is paid ahead of service; at signing by default').optional(),
  creditFromMonth: monthsField('service month, from 0, of the first credit'),
  creditMonths: monthsField('over which it is credited evenly', { min: 1, max: 600 }),
  refundedOnExit: z.boolean().describe('true: what is not credited yet goes back when the tenant leaves').optional(),
}).describe('paid ahead, credited against later payments');

const structure = fieldsOf({
  id: idField('name of the structure'),
  kind: z.enum(['poweredShell', 'gpuService', 'jointVenture']).describe('what the host offers'),
  megawatts: positive('megawatts at the meter; all idle ones by default', 1e5).optional(),
  priceUsdPerKwMonth: numberField('nominal USD per IT kilowatt and month', { min: 0, max: 1e5 }).optional(),
  priceUsdPerGpuHour: hourPriceField('price of a GPU hour, every hour billed').optional(),
  priceUsdPerItMegawattYear: perMegawatt('price a year').optional(),
  gpusPerItMegawatt: positive('GPUs that one IT megawatt carries', 1e5).optional(),
  priceEscalatorPerYear: escalator('rise of the price at each year of service').optional(),
  termMonths: monthsField('in service', { min: 1, max: 600 }),
  buildMonths: lead('from the order to a finished building'),
  capexUsdPerItMegawatt: uncertainField(perMegawatt('building and power')),
  gpuCapexUsdPerItMegawatt: uncertainField(perMegawatt('GPUs, servers and network')).optional(),
  gpuPaymentMonths: monthsField('before service, over which the GPUs are paid evenly', { min: 0, max: 60 }).optional(),
  operatingFraction: partField('operating cost, share of revenue').optional(),
  operatingUsdPerItMegawattYear: perMegawatt('operating cost a year that no revenue changes').optional(),
  powerPaidBy: z.enum(['host', 'tenant']).describe('who pays the power bill').optional(),
  loadFraction: fractionField('share of the megawatts drawn on average').optional(),
  shellResidualFraction: fractionField('of the building at the end of the term').optional(),
  saleCapRatePerYear: z.number().gt(0).max(1).describe('yield at which the building is sold at the end').optional(),
  gpuResidualFraction: fractionField('of the GPUs at the end of the term').optional(),
  prepayment: prepayment.optional(),
  tenantExit: tenantExit.optional(),
  financing: fieldsOf({
    loanToCostFraction: partField('share of the capex that is borrowed'),
    ratePerYear: numberField('interest per year, a fraction', { min: 0, max: 1 }),
    tenorMonths: monthsField('over which the debt is repaid from service', { min: 1, max: 600 }),
  }).optional(),
  backstop: fieldsOf({
    spreadBasisPoints: numberField('basis points off the interest', { min: 0, max: 5000 }),
    rentMonthsCovered: monthsField('after an exit, for which the guarantor makes up the rent'),
    costUsd: usdField('what the host gives for it at signing, warrants at their value').optional(),
  })
    .describe("somebody's promise to pay the rent when the tenant does not")
    .optional(),
  venture: fieldsOf({
    hostEquityFraction: fractionField("host's share of the venture"),
    groundRentUsdPerItMegawattYear: perMegawatt('a year, paid to the host alone').optional(),
    buyInUsd: usdField('paid to the host by its partner at signing').optional(),
  })
    .describe('terms of a joint venture')
    .optional(),
});

const wait = fieldsOf({
  months: monthsField('that the host waits before it decides', { min: 1, max: 120 }),
  structure: idField('structure that it may then start'),
  priceMultiple: bySupplyRegime(numberField("then's price over today's", { min: 0, max: 10 })),
  holdUsdPerMonth: usdField('what keeping the site and its place in the queue costs').optional(),
}).describe('decide later, knowing the supply regime');

export const hostSchema = fieldsOf({
  eightyfold: z
    .literal(HOST_VERSION, {
      error: withFix(
        'this file has no version that this release reads',
        `write eightyfold: ${HOST_VERSION} on the first line`,
      ),
    })
    .describe('version of the host file'),
  name: z.string().min(1).max(200).describe('name of the site'),
  asOf: dateField('what the file knows, it knows on this day'),
  startMonth: calendarMonthField('month 0: equipment is ordered'),
  exchangeRates: exchangeRatesField,
  requiredReturnPerYear: yearlyRate('return that the project must earn before debt'),
  requiredEquityReturnPerYear: yearlyRate('return that equity must earn after debt').optional(),
  seed: seedField.optional(),
  paths: countField('sampled paths', { min: 100, max: 65_536 }).optional(),
  supplyRegimeProbability: bySupplyRegime(fractionField('chance')),
  site,
  equipment: z.array(equipment).max(50).describe('what must be ordered, with its lead time').optional(),
  structures: z.array(structure).min(1).max(20).describe('what the host may offer'),
  wait: wait.optional(),
});

export type HostInput = z.infer<typeof hostSchema>;
export type StructureInput = z.infer<typeof structure>;
