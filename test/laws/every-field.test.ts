/**
 * Every field that a plan may state is read: changing any one changes the answer, or an issue says that it is not
 * enforced. The fields come from the JSON Schema, so a new one fails here until it is shown to matter.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { callerInThread, decide, type ReplayOptions, type Result } from '../../src/core/decide/index.ts';
import { openTree } from '../../src/core/decide/samples/tree-session.ts';
import { fitDemand, planHistoryOf, priorAround, readUsage } from '../../src/core/demand/index.ts';
import {
  historyNamedIn,
  parsePlan,
  planJsonSchema,
  type Issue,
  type ParsedPlan,
  type Plan,
  type PlanHistory,
} from '../../src/core/domain/index.ts';
import { blockChances } from '../../src/core/simulate/chances/chances.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import {
  FUTURE_BUILD_PLAN,
  FUTURE_LEASES_PLAN,
  FUTURE_TERMS_PLAN,
  QUOTES_PLAN,
  TERMS_PLAN,
} from '../support/small-plan-text.ts';
import { TERM_CHANGES, TERM_NAMES } from '../support/term-changes.ts';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
/** A JSON Schema as far as this file walks it. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly type?: string;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

// A JSON Schema is JSON; the library's own type is wider than what this file walks.
const SCHEMA = planJsonSchema() as Schema;

/** [pattern] the schemas of a leaf: lists are `[]`, maps by id `{}`; a leaf that may take two forms has two. */
const leaves = new Map<string, Schema[]>();
/** The same inside the wrapper that says where a number came from. */
const sourceFields = new Set<string>();
collect(SCHEMA, '');

function collect(schema: Schema, pattern: string): void {
  if (schema.$ref) return collect(SCHEMA.$defs![schema.$ref.replace('#/$defs/', '')]!, pattern);
  if (schema.anyOf) {
    for (const form of schema.anyOf) {
      if (form.properties && 'value' in form.properties)
        for (const field of Object.keys(form.properties)) sourceFields.add(field);
      else collect(form, pattern);
    }
    return;
  }
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    collect(field, pattern ? `${pattern}.${name}` : name);
  if (typeof schema.additionalProperties === 'object') collect(schema.additionalProperties, `${pattern}.{}`);
  if (typeof schema.items === 'object') collect(schema.items, `${pattern}[]`);
  schema.prefixItems?.forEach((item, index) => collect(item, `${pattern}[${index}]`));
  const isLeaf = schema.type !== 'object' && schema.type !== 'array';
  if (isLeaf) leaves.set(pattern, [...(leaves.get(pattern) ?? []), schema]);
}

const TEXTS = {
  quotes: QUOTES_PLAN,
  futureLeases: FUTURE_LEASES_PLAN,
  futureBuild: FUTURE_BUILD_PLAN,
  terms: TERMS_PLAN,
  futureTerms: FUTURE_TERMS_PLAN,
} as const;
type Variant = keyof typeof TEXTS;

/** What is written where, in which of the plans; several writes where one alone would be refused. */
interface Change {
  readonly variant: Variant;
  /** made to both plans, so that the field matters */
  readonly given?: Readonly<Record<string, Json | undefined>>;
  readonly writes: Readonly<Record<string, Json | undefined>>;
}

const to = (writes: Change['writes'], variant: Variant = 'quotes', given: Change['given'] = {}): Change => ({
  variant,
  writes,
  given,
});

const ROUTE_OWNED = {
  'fleet[0].route': 'build',
  'fleet[0].opexUsdPerMonth': 1e5,
  'fleet[0].priceUsdPerGpuHour': undefined,
  'fleet[0].takeOrPayFraction': undefined,
  'fleet[0].renewal': undefined,
  'fleet[0].hostExit': undefined,
};
/** A contract of the list sold by the token, 500 reference GPUs at $0.72 an hour, instead of by power. */
const byToken = (path: string, priceUsdPerMillionTokens: Json) => ({
  [`${path}.accelerator`]: undefined,
  [`${path}.facilityMegawatts`]: undefined,
  [`${path}.priceUsdPerKwMonth`]: undefined,
  [`${path}.tokensPerMinute`]: 12e6,
  [`${path}.tokensPerReferenceGpuSecond`]: 400,
  [`${path}.priceUsdPerMillionTokens`]: priceUsdPerMillionTokens,
});
const TOKENS = byToken('offers[2]', 0.5);
const LATER_TOKENS = byToken('futureOffers[2]', 0.5);
const LATER_TOKENS_BY_REGIME = byToken('futureOffers[2]', { glut: 0.4, normal: 0.5, tight: 0.6 });

const SETTLED = { multiplePerYear: 2, meanMonths: 6 };
const NO_REGIMES = { 'demand.growth.regimes': undefined, 'demand.growth.jumps': undefined };
const BELIEFS = { overMonths: 3, lastsMonths: 3, settled: SETTLED };
/** Growth in two other forms than regimes, today's level by drivers, and training. */
const ANNUALISED = {
  ...NO_REGIMES,
  'demand.growth.beliefs': { ...BELIEFS, annualisedMultiple: { p10: 1, p50: 6, p90: 80 } },
};
const REALISED = {
  ...NO_REGIMES,
  'demand.growth.beliefs': { ...BELIEFS, realisedMultiple: { p10: 1, p50: 1.6, p90: 3 } },
};
const DRIVERS = {
  ...NO_REGIMES,
  'demand.growth.drivers': {
    usersMultiplePerYear: { p10: 1, p50: 3, p90: 9 },
    tokensPerUserMultiplePerYear: { p10: 1, p50: 2, p90: 4 },
    lastsMonths: 3,
    settled: SETTLED,
  },
  'demand.workloads[0].busyReferenceGpus': undefined,
  'demand.workloads[0].drivers': {
    users: { p10: 9e5, p50: 1e6, p90: 1.2e6 },
    tokensPerUserPerDay: { p10: 8e4, p50: 1e5, p90: 1.3e5 },
    tokensPerReferenceGpuSecond: { p10: 900, p50: 1200, p90: 1400 },
  },
};
const TRAINING = {
  'demand.workloads[1].training': {
    runsPerYear: { p10: 2, p50: 4, p90: 6 },
    referenceGpuHoursPerRun: { p10: 1e5, p50: 3e5, p90: 5e5 },
  },
};

const RUN = { id: 'next', startMonth: '2026-09', months: 3, referenceGpuHours: { p10: 4e5, p50: 6e5, p90: 9e5 } };
const RUNS = {
  'demand.workloads[1].runs': [{ ...RUN, deferrable: false, valueUsdPerReferenceGpuHour: 6 }],
};

/** Changes of a number and of each of its quantiles, a tenth apart. */
function spreadChanges(
  path: string,
  { given, p10, p50, p90 }: { given: Change['given']; p10: number; p50: number; p90: number },
): Record<string, Change> {
  const pattern = path.replaceAll(/\[\d\]/g, '[]');
  const quantiles = { p10: p10 * 0.9, p50: p50 * 1.1, p90: p90 * 1.1 };
  return {
    [pattern]: to({ [path]: p50 * 1.1 }, 'quotes', { ...given, [path]: p50 }),
    ...Object.fromEntries(
      Object.entries(quantiles).map(([name, value]) => [
        `${pattern}.${name}`,
        to({ [`${path}.${name}`]: value }, 'quotes', given),
      ]),
    ),
  };
}

function withoutPlain(changes: Record<string, Change>): Record<string, Change> {
  return Object.fromEntries(Object.entries(changes).filter(([pattern]) => /\.p\d\d$/.test(pattern)));
}

const DEMAND_FORMS: Readonly<Record<string, Change>> = {
  'demand.growth.beliefs.overMonths': to({ 'demand.growth.beliefs.overMonths': 4 }, 'quotes', REALISED),
  'demand.growth.beliefs.lastsMonths': to({ 'demand.growth.beliefs.lastsMonths': 6 }, 'quotes', REALISED),
  'demand.growth.drivers.lastsMonths': to({ 'demand.growth.drivers.lastsMonths': 6 }, 'quotes', DRIVERS),
  ...Object.fromEntries(
    (['beliefs', 'drivers'] as const).flatMap((form) =>
      Object.entries({ multiplePerYear: 3, meanMonths: 3 }).map(([name, value]) => [
        `demand.growth.${form}.settled.${name}`,
        to({ [`demand.growth.${form}.settled.${name}`]: value }, 'quotes', form === 'beliefs' ? REALISED : DRIVERS),
      ]),
    ),
  ),
  ...withoutPlain(
    spreadChanges('demand.growth.beliefs.annualisedMultiple', { given: ANNUALISED, p10: 1, p50: 6, p90: 80 }),
  ),
  ...withoutPlain(
    spreadChanges('demand.growth.beliefs.realisedMultiple', { given: REALISED, p10: 1, p50: 1.6, p90: 3 }),
  ),
  ...spreadChanges('demand.growth.drivers.usersMultiplePerYear', { given: DRIVERS, p10: 1, p50: 3, p90: 9 }),
  ...spreadChanges('demand.growth.drivers.tokensPerUserMultiplePerYear', { given: DRIVERS, p10: 1, p50: 2, p90: 4 }),
  ...spreadChanges('demand.workloads[0].drivers.users', { given: DRIVERS, p10: 9e5, p50: 1e6, p90: 1.2e6 }),
  ...spreadChanges('demand.workloads[0].drivers.tokensPerUserPerDay', {
    given: DRIVERS,
    p10: 8e4,
    p50: 1e5,
    p90: 1.3e5,
  }),
  ...spreadChanges('demand.workloads[0].drivers.tokensPerReferenceGpuSecond', {
    given: DRIVERS,
    p10: 900,
    p50: 1200,
    p90: 1400,
  }),
  ...spreadChanges('demand.workloads[1].training.runsPerYear', { given: TRAINING, p10: 2, p50: 4, p90: 6 }),
  ...spreadChanges('demand.workloads[1].training.referenceGpuHoursPerRun', {
    given: TRAINING,
    p10: 1e5,
    p50: 3e5,
    p90: 5e5,
  }),
};

/** Months, days of which also may be read as months, amounts that may have two decimal marks, a date given twice. */
const TABLE_ROWS = Array.from({ length: 12 }, (_, month) => {
  const number = String(month + 1).padStart(2, '0');
  const booked = `2024-01-${number}`;
  const [gpus, spare] = [1200 + 150 * month + (month % 3) * 90, 9000 - 80 * month];
  const amount = month === 0 ? '999' : (gpus / 1000).toFixed(3).replace('.', ',');
  return `01/${number}/2025;${booked};${amount};${spare}`;
});
const TABLES: Readonly<Record<string, string>> = {
  'usage.csv': ['month;booked;gpus;spare', ...TABLE_ROWS.slice(0, 6), TABLE_ROWS[5]!, ...TABLE_ROWS.slice(6)].join(
    '\n',
  ),
  'other.csv': 'month;gpus\n2025-01;100\n2025-02;150\n2025-03;300\n2025-04;900\n',
};
const READING = {
  file: 'usage.csv',
  unit: 'gpus',
  dateColumn: 'month',
  valueColumn: 'gpus',
  dateFormat: 'DD/MM/YYYY',
  decimal: '.',
  duplicates: 'sum',
  dropLast: false,
  priorMultiplePerYear: 3,
} as const;
const HISTORY = { ...NO_REGIMES, 'demand.growth.volatilityPerMonth': undefined, 'demand.history': READING };
const HISTORY_CHANGES: Readonly<Record<string, Change>> = {
  'demand.history': to({ 'demand.history': 'other.csv' }, 'quotes', HISTORY),
  ...Object.fromEntries(
    Object.entries({
      file: 'other.csv',
      unit: 'gpu-hours',
      dateColumn: 'booked',
      valueColumn: 'spare',
      dateFormat: 'MM/DD/YYYY',
      decimal: ',',
      duplicates: 'mean',
      dropLast: true,
      priorMultiplePerYear: 9,
    }).map(([name, value]) => {
      const read = name === 'file' ? { file: value } : { ...READING, [name]: value };
      const shown = name === 'dateColumn' ? { ...read, dateFormat: 'YYYY-MM-DD' } : read;
      return [`demand.history.${name}`, to({ 'demand.history': shown }, 'quotes', HISTORY)];
    }),
  ),
};

/** What a file beside the plan would hold. */
function tableOf(text: string): PlanHistory | null {
  const named = historyNamedIn(text);
  if (named === null) return null;
  const read = readUsage(TABLES[named.file]!, named.reading);
  const prior = priorAround(named.priorMultiplePerYear);
  const fit = read.history && fitDemand(read.history, { seed: named.seed, prior }).fit;
  return planHistoryOf(read, fit, { file: named.file, hash: '' });
}

const RUN_CHANGES: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(
    Object.entries({ startMonth: '2026-10', months: 4, deferrable: true, valueUsdPerReferenceGpuHour: 9 }).map(
      ([name, value]) => [
        `demand.workloads[].runs[].${name}`,
        to({ [`demand.workloads[1].runs[0].${name}`]: value }, 'quotes', RUNS),
      ],
    ),
  ),
  ...spreadChanges('demand.workloads[1].runs[0].referenceGpuHours', { given: RUNS, p10: 4e5, p50: 6e5, p90: 9e5 }),
};

const FLUCTUATION = {
  halfLifeMonths: 4,
  priceVolatilityPerMonth: 0.2,
  jumpsPerYear: 3,
  jumpVolatility: 0.3,
  availabilityVolatility: 0.5,
};
const FLUCTUATING = { 'market.fluctuation': FLUCTUATION };
const MARKET_FORMS: Readonly<Record<string, Change>> = {
  'market.fluctuation': to({ 'market.fluctuation': 'none' }, 'quotes', FLUCTUATING),
  ...Object.fromEntries(
    Object.entries(FLUCTUATION).map(([name, value]) => [
      `market.fluctuation.${name}`,
      to({ [`market.fluctuation.${name}`]: 1.5 * value }, 'quotes', FLUCTUATING),
    ]),
  ),
};

/** Fields for which the usual change (a number half as large again, another word of a list) is refused or too mild. */
const CHANGES: Readonly<Record<string, Change>> = {
  ...TERM_CHANGES,
  ...DEMAND_FORMS,
  ...HISTORY_CHANGES,
  ...RUN_CHANGES,
  ...MARKET_FORMS,
  name: to({ name: 'Another name' }),
  asOf: to({ asOf: '2026-06-01' }),
  startMonth: to({ startMonth: '2026-08', 'limits.survive.fromMonth': '2027-02' }, 'futureLeases'),
  'demand.workloads[].loadBlocks[].timeFraction': to({
    'demand.workloads[0].loadBlocks': [
      { timeFraction: 0.4, ofMean: 1.6 },
      { timeFraction: 0.6, ofMean: 0.6 },
    ],
  }),
  'demand.workloads[].loadBlocks[].ofMean': to({
    'demand.workloads[0].loadBlocks': [
      { timeFraction: 0.25, ofMean: 1.3 },
      { timeFraction: 0.75, ofMean: 0.9 },
    ],
  }),
  'demand.workloads[].tiers[].demandFraction': to({
    'demand.workloads[0].tiers[0].demandFraction': 0.6,
    'demand.workloads[0].tiers[1].demandFraction': 0.4,
  }),
  'demand.workloads[].tiers[].protected': to({ 'demand.workloads[0].tiers[1].protected': true }),
  'demand.workloads[].churn.depthFractions[]': to({ 'demand.workloads[0].churn.depthFractions': [0.05, 0.1] }),
  'demand.workloads[].churn.lossPerMonth[]': to({ 'demand.workloads[0].churn.lossPerMonth': [0.1, 0.2, 0.4] }),
  'demand.growth.regimes[].startProbability': to({
    'demand.growth.regimes[0].startProbability': 0.6,
    'demand.growth.regimes[1].startProbability': 0.2,
  }),
  'demand.growth.jumps.{}.{}': to({ 'demand.growth.jumps.surge': { steady: 0.1, flat: 0.9 } }),
  'demand.growth.efficiencyMultiplePerYear': to({ 'demand.growth.efficiencyMultiplePerYear': 2.5 }),
  'accelerators.{}.equivalents': to({ 'accelerators.gb200.equivalents': 2 }),
  'accelerators.{}.equivalents.{}': to({ 'accelerators.h200.equivalents.customers': 2 }),
  'accelerators.{}.facilityKwPerGpu': to({ 'accelerators.gb200.facilityKwPerGpu': 1.5 }),
  'market.onDemand.accelerator': to({ 'market.onDemand.accelerator': 'h200' }),
  'market.onDemand.priceUsdPerGpuHour': to({ 'market.onDemand.priceUsdPerGpuHour': 5 }),
  'market.onDemand.availableGpus': to({ 'market.onDemand.availableGpus': 150 }),
  ...Object.fromEntries(
    ['glut', 'normal', 'tight'].map((regime) => [
      `market.reservedUsdPerReferenceGpuHour.${regime}`,
      to({ [`market.reservedUsdPerReferenceGpuHour.${regime}`]: 0.8 }, 'quotes', {
        'market.reservedUsdPerReferenceGpuHour': { glut: 1.3, normal: 1.9, tight: 2.85 },
      }),
    ]),
  ),
  'market.reservedUsdPerReferenceGpuHour': to({ 'market.reservedUsdPerReferenceGpuHour': 1 }),
  'fleet[].route': to(ROUTE_OWNED),
  'fleet[].accelerator': to({ 'fleet[0].accelerator': 'h200' }),
  'fleet[].accelerators.{}': to({ 'fleet[1].accelerators.h200': 150 }),
  'fleet[].untilMonth': to({ 'fleet[0].untilMonth': '2026-11' }),
  'fleet[].renewal.priceUsdPerGpuHour': to({ 'fleet[0].renewal.priceUsdPerGpuHour': 1 }),
  'fleet[].hostExit.hazardPerYear': to({ 'fleet[0].hostExit.hazardPerYear': 0.9 }),
  'fleet[].hostExit.noticeDays': to({ 'fleet[0].hostExit.noticeDays': 90 }),
  'offers[].factors[]': to({ 'offers[0].factors': ['site-ohio'] }),
  'offers[].route': to({ 'offers[0].route': 'lease' }),
  'offers[].accelerator': to({ 'offers[2].accelerator': 'h200' }),
  'offers[].accelerators.{}': to({ 'offers[0].accelerators.gb200': 300 }),
  'offers[].blocksMin': to({ 'offers[1].blocksMin': 2 }),
  'offers[].required': to({ 'offers[0].required': false }),
  'offers[].decideBy': to({ 'offers[2].decideBy': '2026-12-31' }),
  'offers[].startMonth': to({ 'offers[1].startMonth': '2026-12' }),
  'offers[].leadTimeMonths': to({ 'offers[2].leadTimeMonths': 5 }),
  // Lead times are whole months, rounded up: below one month all are one.
  'offers[].leadTimeMonths.p10': to({ 'offers[0].leadTimeMonths.p10': 2.5 }, 'quotes', {
    'offers[0].leadTimeMonths': { p10: 1, p50: 3, p90: 5 },
  }),
  'offers[].leadTimeMonths.p50': to({ 'offers[0].leadTimeMonths.p50': 2.5 }),
  'offers[].leadTimeMonths.p90': to({ 'offers[0].leadTimeMonths.p90': 6 }),
  'offers[].gates[].months': to({ 'offers[3].gates[1].months': 3 }),
  'offers[].gates[].months.p50': to({ 'offers[3].gates[0].months.p50': 1.2 }),
  'offers[].deliveryProfile[].monthsAfterStart': to({ 'offers[1].deliveryProfile[1].monthsAfterStart': 1 }),
  'offers[].deliveryProfile[].fraction': to({ 'offers[1].deliveryProfile[0].fraction': 0.8 }),
  'offers[].takeOrPayFraction': to({ 'offers[1].takeOrPayFraction': 0.3 }),
  'offers[].hostExit.hazardPerYear.glut': to({ 'offers[0].hostExit.hazardPerYear.glut': 0.9 }, 'quotes', {
    'offers[0].hostExit.hazardPerYear': { glut: 0.1, normal: 0.3, tight: 0.5 },
  }),
  'offers[].hostExit.hazardPerYear.normal': to({ 'offers[0].hostExit.hazardPerYear.normal': 0.9 }, 'quotes', {
    'offers[0].hostExit.hazardPerYear': { glut: 0.1, normal: 0.3, tight: 0.5 },
  }),
  'offers[].hostExit.hazardPerYear.tight': to({ 'offers[0].hostExit.hazardPerYear.tight': 0.9 }, 'quotes', {
    'offers[0].hostExit.hazardPerYear': { glut: 0.1, normal: 0.3, tight: 0.5 },
  }),
  'futureOffers[].factors[]': to({ 'futureOffers[0].factors': ['site-iowa'] }, 'futureLeases'),
  'futureOffers[].fromMonth': to({ 'futureOffers[0].fromMonth': '2026-12' }, 'futureLeases'),
  'futureOffers[].accelerator': to({ 'futureOffers[0].accelerator': 'h200' }, 'futureLeases'),
  'futureOffers[].route': to(
    {
      'futureOffers[1].route': 'build',
      'futureOffers[1].gates': [{ id: 'all', months: 1, capexUsd: 1e6 }],
      'futureOffers[1].leadTimeMonths': undefined,
      'futureOffers[1].termMonths': undefined,
      'futureOffers[1].priceUsdPerMonth': undefined,
      'futureOffers[1].buyerExit': undefined,
      'futureOffers[1].takeOrPayFraction': undefined,
    },
    'futureLeases',
  ),
  'futureOffers[].leadTimeMonths': to({ 'futureOffers[1].leadTimeMonths': 3 }, 'futureLeases'),
  // Where the reference GPUs are stated, how many GPUs give them is a label.
  'futureOffers[].accelerators.{}': to({ 'futureOffers[1].accelerators.h200': 300 }, 'futureLeases', {
    'futureOffers[1].referenceGpus': undefined,
  }),
  'futureOffers[].leadTimeMonths.p10': to({ 'futureOffers[0].leadTimeMonths.p10': 2.5 }, 'futureLeases', {
    'futureOffers[0].leadTimeMonths': { p10: 1, p50: 3, p90: 5 },
  }),
  // No stage starts after this offer may be signed: the right counts after the horizon.
  'futureOffers[].buyerExit.afterMonths': to({ 'futureOffers[1].buyerExit.afterMonths': 9 }, 'futureLeases'),
  'futureOffers[].leadTimeMonths.p50': to({ 'futureOffers[0].leadTimeMonths.p50': 2.5 }, 'futureLeases'),
  'futureOffers[].gates[].months': to({ 'futureOffers[0].gates[1].months': 3 }, 'futureBuild'),
  'futureOffers[].gates[].months.p10': to({ 'futureOffers[0].gates[0].months.p10': 1.8 }, 'futureBuild', {
    'futureOffers[0].gates[0].months': { p10: 1, p50: 2, p90: 3 },
  }),
  'futureOffers[].gates[].months.p50': to({ 'futureOffers[0].gates[0].months.p50': 2.5 }, 'futureBuild'),
  'futureOffers[].deliveryProfile[].monthsAfterStart': to(
    { 'futureOffers[0].deliveryProfile[1].monthsAfterStart': 4 },
    'futureLeases',
  ),
  'futureOffers[].deliveryProfile[].fraction': to(
    { 'futureOffers[0].deliveryProfile[0].fraction': 0.9 },
    'futureLeases',
  ),
  'futureOffers[].availableFraction': to({ 'futureOffers[0].availableFraction': 0.2 }, 'futureLeases'),
  'futureOffers[].priceUsdPerGpuHour': to({ 'futureOffers[0].priceUsdPerGpuHour': 1 }, 'futureLeases'),
  'futureOffers[].priceUsdPerMonth': to({ 'futureOffers[1].priceUsdPerMonth': 3e5 }, 'futureLeases'),
  'futureOffers[].priceUsdPerKwMonth': to({ 'futureOffers[2].priceUsdPerKwMonth': 500 }, 'futureLeases'),
  'futureOffers[].hostExit.hazardPerYear': to({ 'futureOffers[0].hostExit.hazardPerYear': 0.9 }, 'futureLeases'),
  'offers[].tokensPerMinute': to({ 'offers[2].tokensPerMinute': 9e6 }, 'quotes', TOKENS),
  'offers[].tokensPerReferenceGpuSecond': to({ 'offers[2].tokensPerReferenceGpuSecond': 500 }, 'quotes', TOKENS),
  'offers[].priceUsdPerMillionTokens': to({ 'offers[2].priceUsdPerMillionTokens': 0.6 }, 'quotes', TOKENS),
  'futureOffers[].tokensPerMinute': to({ 'futureOffers[2].tokensPerMinute': 9e6 }, 'futureLeases', LATER_TOKENS),
  'futureOffers[].tokensPerReferenceGpuSecond': to(
    { 'futureOffers[2].tokensPerReferenceGpuSecond': 500 },
    'futureLeases',
    LATER_TOKENS,
  ),
  'futureOffers[].priceUsdPerMillionTokens': to(
    { 'futureOffers[2].priceUsdPerMillionTokens': 0.6 },
    'futureLeases',
    LATER_TOKENS,
  ),
  ...Object.fromEntries(
    ['glut', 'normal', 'tight'].map((regime) => [
      `futureOffers[].priceUsdPerMillionTokens.${regime}`,
      to({ [`futureOffers[2].priceUsdPerMillionTokens.${regime}`]: 0.7 }, 'futureLeases', LATER_TOKENS_BY_REGIME),
    ]),
  ),
  'offers[].financing.coverageMin': to({ 'offers[2].financing.coverageMin': 10 }, 'terms', {
    'offers[2].gates[0].capexUsd': 2e7,
  }),
  'futureOffers[].financing.coverageMin': to({ 'futureOffers[2].financing.coverageMin': 10 }, 'futureTerms', {
    'futureOffers[2].gates[0].capexUsd': 2e7,
  }),
  'limits.firmLiabilityUsdMax': to({ 'limits.firmLiabilityUsdMax': 15e6 }),
  'limits.hostFractionMax': to({ 'limits.hostFractionMax': 0.2 }),
  'limits.survive.factor': to({ 'limits.survive.factor': 'grid' }),
  'limits.survive.fromMonth': to({ 'limits.survive.fromMonth': '2026-10' }),
  'tree.stageStartMonths[]': to({ 'tree.stageStartMonths': [0, 4] }),
};

/** Names that only tie parts of a plan together: to write another changes no byte. */
const NAMES: Readonly<Record<string, Change>> = {
  ...TERM_NAMES,
  'demand.workloads[].id': to({
    'demand.workloads[1].id': 'science',
    'accelerators.h200.equivalents': { customers: 1.3, science: 1.2 },
    'offers[0].referenceGpus': { customers: 420, science: 300 },
    'offers[1].equivalents': { science: 0.9 },
  }),
  'demand.workloads[].tiers[].id': to({ 'demand.workloads[0].tiers[1].id': 'trial' }),
  'demand.workloads[].runs[].id': to({ 'demand.workloads[1].runs[0].id': 'other' }, 'quotes', RUNS),
  'demand.growth.regimes[].id': to({
    'demand.growth.regimes[2].id': 'still',
    'demand.growth.jumps': {
      surge: { steady: 0.7, still: 0.3 },
      steady: { surge: 0.5, still: 0.5 },
      still: { surge: 0.2, steady: 0.8 },
    },
  }),
  'exchangeRates.{}.asOf': to({ 'exchangeRates.EUR.asOf': '2026-05-31' }),
  'exchangeRates.{}.source': to({ 'exchangeRates.EUR.source': 'another round number' }),
  'offers[].gates[].id': to({ 'offers[3].gates[0].id': 'walls' }),
  'futureOffers[].gates[].id': to({ 'futureOffers[0].gates[0].id': 'walls' }, 'futureBuild'),
};

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** Everything that a plan's answer may say, without what merely repeats the file. */
interface Answered {
  readonly parsed: ParsedPlan;
  /** optimum of the first tree: it enters the means of the result, and is quick to have */
  readonly optimumUsd: number;
  readonly result: () => Promise<string>;
  /** the same, carried out on fresh paths: what some limits are held by */
  readonly replayed: () => Promise<string>;
}

const answeredByText = new Map<string, Answered>();

function answered(input: Json): Answered {
  const text = JSON.stringify(input);
  const known = answeredByText.get(text);
  if (known) return known;
  const parsed = parsePlan(text, 'plan.json', { history: tableOf(text) });
  const { plan } = parsed;
  if (!plan)
    throw new Error(`not a plan: ${JSON.stringify(parsed.issues.filter(({ severity }) => severity === 'error'))}`);
  let result: Promise<string> | null = null;
  let replayed: Promise<string> | null = null;
  const answer: Answered = {
    parsed,
    optimumUsd: optimumUsd(plan),
    result: () => (result ??= resultText(parsed, plan)),
    replayed: () => (replayed ??= resultText(parsed, plan, { pathCount: 40, portfolios: [] })),
  };
  answeredByText.set(text, answer);
  return answer;
}

function optimumUsd(plan: Plan): number {
  const session = openTree(plan, 0, solver);
  try {
    return session.ask({}).valueUsd;
  } finally {
    session.dispose();
  }
}

async function resultText(parsed: ParsedPlan, plan: Plan, replay?: ReplayOptions): Promise<string> {
  const facts = { planHash: '', engineVersion: '', issues: parsed.issues, sources: parsed.sources };
  const outcome = await decide(plan, { ...facts, ...(replay ? { replay } : {}), caller: callerInThread(plan, solver) });
  if (outcome.status !== 'planned') return JSON.stringify(outcome);
  return JSON.stringify(withoutEchoes(outcome.result));
}

/** The result without what is copied from the file (names apart), so that only what was reckoned counts as a change. */
function withoutEchoes(result: Result): unknown {
  const { recipe, issues: _issues, assumptions: _assumptions, ...rest } = result;
  const { seed: _seed, history: _history, trees: _trees, paths: _paths, ...facts } = recipe;
  return { ...rest, recipe: facts, offers: result.offers.map(({ decideBy: _decideBy, ...offer }) => offer) };
}

/** Both plans of a change, as JSON. */
function plansOf({ variant, given = {}, writes }: Change): { before: Json; after: Json } {
  const before = written(parse(TEXTS[variant]) as Json, given);
  return { before, after: written(before, writes) };
}

function written(plan: Json, writes: Change['writes']): Json {
  const copy = structuredClone(plan);
  for (const [path, value] of Object.entries(writes)) write(copy, path, value);
  return copy;
}

function write(plan: Json, path: string, value: Json | undefined): void {
  const keys = keysOf(path);
  let at = plan as Record<string, Json>;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, Json>;
  if (value === undefined) delete at[keys.at(-1)!];
  else at[keys.at(-1)!] = structuredClone(value);
}

function keysOf(path: string): string[] {
  return path.replaceAll('[', '.').replaceAll(']', '').split('.');
}

/** First place of a pattern in one of the plans, with the value there; null when none states it. */
function placeOf(pattern: string): { variant: Variant; path: string; value: Json } | null {
  for (const variant of Object.keys(TEXTS) as Variant[]) {
    for (const [path, value] of placesIn(parse(TEXTS[variant]) as Json, '')) {
      if (matches(path, pattern)) return { variant, path, value };
    }
  }
  return null;
}

function placesIn(value: Json, path: string): [string, Json][] {
  if (value === null || typeof value !== 'object') return [[path, value]];
  if (!Array.isArray(value) && 'value' in value) return placesIn(value['value']!, path);
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, child]) =>
    placesIn(child, isList ? `${path}[${key}]` : path ? `${path}.${key}` : key),
  );
}

function matches(path: string, pattern: string): boolean {
  const words = keysOf(path);
  const expected = keysOf(pattern);
  return words.length === expected.length && words.every((word, index) => ['', '{}', word].includes(expected[index]!));
}

/** The usual change of a leaf: another word, the form `none`, or a number half as large again where that is allowed. */
function usualChange(pattern: string, schemas: readonly Schema[]): Change | null {
  const place = placeOf(pattern);
  if (schemas.some((schema) => schema.const === 'none')) {
    const inside = [...leaves.keys()].find((other) => other.startsWith(`${pattern}.`))!;
    const { variant, path } = placeOf(inside)!;
    return to(
      {
        [path.slice(
          0,
          path.lastIndexOf(pattern.slice(pattern.lastIndexOf('.') + 1)) + pattern.length - pattern.lastIndexOf('.') - 1,
        )]: 'none',
      },
      variant,
    );
  }
  if (!place) return null;
  const { variant, path, value } = place;
  const words = schemas.flatMap((schema) => schema.enum ?? []);
  if (words.length > 1) return to({ [path]: words.find((word) => word !== value)! }, variant);
  if (typeof value === 'boolean') return to({ [path]: !value }, variant);
  if (typeof value === 'string') return to({ [path]: `${value}-2` }, variant);
  if (typeof value !== 'number') return null;
  const isWhole = schemas.some((schema) => schema.type === 'integer');
  const highest = Math.max(...schemas.map((schema) => schema.maximum ?? schema.exclusiveMaximum ?? Infinity));
  const more = isWhole ? Math.ceil(value * 1.5 + 0.1) : value === 0 ? 0.3 : value * 1.5;
  return to({ [path]: more < highest ? more : value * 0.6 }, variant);
}

/** The on-demand market that a replay buys from: fields of fluctuation are read there alone, for they move no mean. */
function replayedMarket(plan: Plan): string {
  const { priceUsdPerGpuHour, availableGpus } = blockChances(plan, 0, 40).market.onDemand!;
  return `${priceUsdPerGpuHour.join(' ')} ${availableGpus.join(' ')}`;
}

/** An issue that says the field, or the group it is in, is not enforced or a label. */
function isDeclared(issues: readonly Issue[], change: Change): boolean {
  return issues.some(
    ({ severity, code, path }) =>
      (severity === 'not-enforced' || code === 'label') &&
      Object.keys(change.writes).some(
        (written) => written === path || written.startsWith(`${path}.`) || written.startsWith(`${path}[`),
      ),
  );
}

const isFixed = (schemas: readonly Schema[]) =>
  schemas.length === 1 && (schemas[0]!.const !== undefined || schemas[0]!.enum?.length === 1);
const patterns = [...leaves].filter(([pattern, schemas]) => !isFixed(schemas) && !(pattern in NAMES));

describe('every field', () => {
  it('is stated by one of the plans, or has a change of its own', () => {
    const unstated = patterns.filter(([pattern, schemas]) => !CHANGES[pattern] && !usualChange(pattern, schemas));
    expect(unstated.map(([pattern]) => pattern)).toEqual([]);
    expect(Object.keys({ ...CHANGES, ...NAMES }).filter((pattern) => !leaves.has(pattern))).toEqual([]);
    expect(patterns.length).toBeGreaterThan(150);
  });

  it.each(patterns)('%s', async (pattern, schemas) => {
    const change = CHANGES[pattern] ?? usualChange(pattern, schemas)!;
    const { before, after } = plansOf(change);
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
    const [first, second] = [answered(before), answered(after)];
    const isAnswered =
      isDeclared(second.parsed.issues, change) ||
      Math.abs(second.optimumUsd - first.optimumUsd) > 1e-6 * Math.abs(first.optimumUsd) ||
      (pattern in MARKET_FORMS
        ? replayedMarket(second.parsed.plan!) !== replayedMarket(first.parsed.plan!)
        : (await second.result()) !== (await first.result()) || (await second.replayed()) !== (await first.replayed()));
    expect(isAnswered, 'changes nothing in the result, and no issue says that it is not enforced').toBe(true);
  });

  it.each(Object.entries(NAMES))('%s is a name: another changes nothing', async (_pattern, change) => {
    const { before, after } = plansOf(change);
    const [first, second] = [answered(before), answered(after)];
    expect(second.optimumUsd).toBe(first.optimumUsd);
    expect(await second.result()).toBe(await first.result());
  });

  const sourceLabels = [...sourceFields].filter((field) => field !== 'value');

  it.each(sourceLabels.filter((field) => field !== 'asOf'))('%s of a sourced number is in the result', (field) =>
    isShown(field),
  );
  it('asOf of a sourced number is in the result', () => isShown('asOf'));

  async function isShown(field: string): Promise<void> {
    const sourced = { value: 4e5, currency: 'USD', source: 'memo', asOf: '2026-05', quality: 'estimated' };
    const other = { currency: 'EUR', source: 'another memo', asOf: '2026-06', quality: 'assumed' }[field]!;
    const { before, after } = plansOf(
      to({ [`money.creditLineUsd.${field}`]: other }, 'futureBuild', { 'money.creditLineUsd': sourced }),
    );
    const assumptionsOf = async (plan: Json): Promise<string> => {
      const parsed = parsePlan(JSON.stringify(plan), 'plan.json');
      const caller = callerInThread(parsed.plan!, solver);
      const outcome = await decide(parsed.plan!, {
        caller,
        planHash: '',
        engineVersion: '',
        issues: parsed.issues,
        sources: parsed.sources,
      });
      return outcome.status === 'planned' ? JSON.stringify(outcome.result.assumptions) : outcome.status;
    };
    expect(await assumptionsOf(after)).not.toBe(await assumptionsOf(before));
  }
});
