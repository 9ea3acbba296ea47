import { describe, expect, it } from 'vitest';

import { SMALL_PLAN, smallPlanWith } from './fixtures/plan-text.ts';
import { describeIssue, parsePlan } from './index.ts';

/** [claim, the plan's text, code of the first error, path of the first error] */
type BadInput = readonly [claim: string, text: string, code: string, path: string];

const append = (text: string): string => `${SMALL_PLAN}${text}\n`;
const price = (written: string): string => smallPlanWith('priceUsdPerGpuHour: 3.5', `priceUsdPerGpuHour: ${written}`);
const json = (text: string): string => JSON.stringify({ eightyfold: 1 }).replace('}', `,${text}}`);
const lease = (from: string, to: string): string => smallPlanWith(from, to);
const build = (line: string): string =>
  smallPlanWith('    usefulLifeMonths: 60\n', `    usefulLifeMonths: 60\n${line}\n`);
const regimes = '{id: slow, multiplePerYear: 2, meanMonths: 9, startProbability: 0.7}';

const HOW_IT_IS_WRITTEN: readonly BadInput[] = [
  ['nothing', '', 'no-plan', ''],
  ['only comments', '# a plan\n', 'no-plan', ''],
  ['null', 'null', 'no-plan', ''],
  ['a list', '- 1\n', 'no-plan', ''],
  ['a text', 'hello world', 'no-plan', ''],
  ['billion laughs', 'a: &a [1,1]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n', 'anchor', 'a'],
  ['an anchor', append('tree: &t {trees: 5}'), 'anchor', 'tree'],
  ['an alias', 'name: &n x\nasOf: *n\n', 'anchor', 'name'],
  ['a merge key', append('tree: {<<: {trees: 5}}'), 'merge-key', 'tree'],
  ['an unknown tag', smallPlanWith('name: Small plan', 'name: !!js/function x'), 'yaml-tag', 'name'],
  ['a tag of YAML itself', smallPlanWith('gpus: 1200', 'gpus: !!int 1200'), 'yaml-tag', 'fleet[0].gpus'],
  ['YAML 1.1', `%YAML 1.1\n---\n${SMALL_PLAN}`, 'yaml-directive', ''],
  ['two documents', `${SMALL_PLAN}---\nname: b\n`, 'yaml-syntax', ''],
  ['a field twice in YAML', append('name: again'), 'duplicate-field', 'name'],
  ['a field twice in JSON', json('"name":"a","name":"b"'), 'duplicate-field', 'name'],
  ['brackets 1,000 deep', `name: ${'['.repeat(1000)}`, 'nesting-too-deep', ''],
  ['dashes 1,000 deep', `${'- '.repeat(1000)}1`, 'nesting-too-deep', ''],
  ['indents 300 deep', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'nesting-too-deep', ''],
  ['more than 2 MB', `name: ${'x'.repeat(2_000_001)}`, 'plan-too-large', ''],
  ['100,000 lines', '- {id: a, gpus: 5}\n'.repeat(100_000), 'plan-too-large', ''],
  ['a NUL', 'name: a\u0000b', 'hidden-character', ''],
  ['a bidirectional override', 'name: a\u202eb', 'hidden-character', ''],
  ['a zero-width space', 'name: a\u200bb', 'hidden-character', ''],
  ['text that was not UTF-8', 'name: a\ufffdb', 'hidden-character', ''],
  ['an escaped bidirectional override', smallPlanWith('Small plan', '"a\\u202eb"'), 'hidden-character', 'name'],
  ['a hidden character in a field name', append('"na\\u200bme": 1'), 'hidden-character', ''],
  ['tabs for indentation', 'demand:\n\tworkloads: []\n', 'yaml-syntax', ''],
  ['fields out of line', 'money:\n  a: 1\n b: 2\n', 'yaml-syntax', ''],
  ['an open quote', 'name: "x\n', 'yaml-syntax', ''],
  ['an open bracket', 'tree: {trees: 5\n', 'yaml-syntax', ''],
  ['__proto__', append('__proto__: {polluted: 1}'), 'unknown-field', '__proto__'],
  ['constructor', append('constructor: {prototype: {polluted: 1}}'), 'unknown-field', 'constructor'],
  ['a number as a field name', append('12: 1'), 'field-name', ''],
  ['a list as a field name', append('? [1, 2]\n: 3'), 'field-name', ''],
  ['a field without a value', smallPlanWith('gpus: 1200', 'gpus:'), 'no-value', 'fleet[0].gpus'],
  ['a null', smallPlanWith('gpus: 1200', 'gpus: ~'), 'no-value', 'fleet[0].gpus'],
];

const HOW_NUMBERS_ARE_WRITTEN: readonly BadInput[] = (
  [
    ['hexadecimal', '0x10'],
    ['octal', '0o17'],
    ['a leading zero', '017'],
    ['infinity', '.inf'],
    ['not a number', '.nan'],
    ['an overflow', '1e400'],
    ['an integer beyond 2^53', '9007199254740993'],
    ['a denormal', '1e-320'],
    ['an underflow', '1e-400'],
    ['underscores', '1_000'],
    ['a thousands comma', '1,000'],
    ['a decimal comma', '1,5'],
    ['a European number', '1.000,50'],
    ['a dollar sign', '$5'],
    ['a per cent sign', '5%'],
    ['a quoted number', '"5"'],
    ['a unit', '5 USD/h'],
    ['a unit without a space', '50kW'],
    ['a typographic minus', '\u22125'],
    ['a time of day', '12:30'],
    ['a word', 'cheap'],
    ['a truth value', 'true'],
    ['an empty text', '""'],
  ] as const
).map(([claim, written]) => {
  const isText = ['12:30', 'cheap', 'true', '""'].includes(written);
  return [claim, price(written), isText ? 'field-type' : 'number-form', 'offers[0].priceUsdPerGpuHour'];
});

const WHAT_FIELDS_TAKE: readonly BadInput[] = [
  [
    'a thousands comma in one line',
    smallPlanWith('creditLineUsd: 5e6', 'creditLineUsd: 5,000'),
    'number-form',
    'money',
  ],
  ['no version', smallPlanWith('eightyfold: 1\n', ''), 'plan-version', 'eightyfold'],
  ['another version', smallPlanWith('eightyfold: 1', 'eightyfold: 2'), 'plan-version', 'eightyfold'],
  ['a field missing', smallPlanWith('discountRatePerYear: 0.12\n', ''), 'missing-field', 'discountRatePerYear'],
  ['a section missing', SMALL_PLAN.replace(/^money:.*\n/m, ''), 'missing-field', 'money'],
  [
    'a misspelt field',
    lease('takeOrPayFraction: 1\n    buyer', 'takeOrPayFrction: 1\n    buyer'),
    'unknown-field',
    'offers[0].takeOrPayFrction',
  ],
  ['an unknown field', append('colour: red'), 'unknown-field', 'colour'],
  ['an unknown field that is given as well', append('tree: {trees: 5, tres: 6}'), 'unknown-field', 'tree.tres'],
  ['euros', append('currency: EUR'), 'currency', 'currency'],
  ['real money', smallPlanWith('money: {', 'money: {basis: real, '), 'money-basis', 'money.basis'],
  ['a bare number as text', smallPlanWith('name: Small plan', 'name: 1.10'), 'field-type', 'name'],
  ['an unquoted truth value as text', smallPlanWith('name: Small plan', 'name: yes'), '', ''],
  ['a list for a number', price('[1, 2]'), 'field-type', 'offers[0].priceUsdPerGpuHour'],
  [
    'a distribution where a number is due',
    price('{p10: 1, p50: 2, p90: 3}'),
    'distribution-not-accepted',
    'offers[0].priceUsdPerGpuHour',
  ],
  [
    'a distribution where regimes are possible',
    smallPlanWith('priceUsdPerGpuHour: 4,', 'priceUsdPerGpuHour: {p10: 1, p50: 2, p90: 3},'),
    'distribution-not-accepted',
    'market.onDemand.priceUsdPerGpuHour',
  ],
  [
    'falling quantiles',
    lease('{p10: 1, p50: 2, p90: 4}', '{p10: 3, p50: 2, p90: 4}'),
    'field-form',
    'offers[0].leadTimeMonths',
  ],
  [
    'quantiles from zero',
    lease('{p10: 1, p50: 2, p90: 4}', '{p10: 0, p50: 2, p90: 4}'),
    'field-form',
    'offers[0].leadTimeMonths',
  ],
  [
    'a hazard above certainty',
    lease('hazardPerYear: 0.1', 'hazardPerYear: 1.5'),
    'out-of-range',
    'offers[0].hostExit.hazardPerYear',
  ],
  [
    'two quantiles',
    lease('{p10: 1, p50: 2, p90: 4}', '{p10: 1, p50: 2}'),
    'missing-field',
    'offers[0].leadTimeMonths.p90',
  ],
  [
    'a map of another kind for a number',
    lease('{p10: 1, p50: 2, p90: 4}', '{low: 1, high: 2}'),
    'field-type',
    'offers[0].leadTimeMonths',
  ],
  ['a negative price', price('-1'), 'out-of-range', 'offers[0].priceUsdPerGpuHour'],
  [
    'a fraction above 1',
    lease('takeOrPayFraction: 1\n    buyer', 'takeOrPayFraction: 80\n    buyer'),
    'out-of-range',
    'offers[0].takeOrPayFraction',
  ],
  ['a broken month', smallPlanWith('startMonth: 2026-07', 'startMonth: 2026-13'), 'field-form', 'startMonth'],
  ['a date for a month', smallPlanWith('startMonth: 2026-07', 'startMonth: 2026-07-01'), 'field-form', 'startMonth'],
  ['30 February', smallPlanWith('asOf: 2026-07-01', 'asOf: 2026-02-30'), 'field-form', 'asOf'],
  ['29 February in a common year', smallPlanWith('asOf: 2026-07-01', 'asOf: 2026-02-29'), 'field-form', 'asOf'],
  [
    'an ambiguous date',
    smallPlanWith('decideBy: 2026-08-15', 'decideBy: 01/02/2026'),
    'field-form',
    'offers[0].decideBy',
  ],
  [
    'half a month',
    lease('termMonths: 24\n    priceUsdPerGpuHour: 3.5', 'termMonths: 24.5\n    priceUsdPerGpuHour: 3.5'),
    'field-type',
    'offers[0].termMonths',
  ],
  [
    'no months of service',
    lease('termMonths: 24\n    priceUsdPerGpuHour: 3.5', 'termMonths: 0\n    priceUsdPerGpuHour: 3.5'),
    'out-of-range',
    'offers[0].termMonths',
  ],
  [
    'an unknown route',
    lease('route: lease\n    host: host-b', 'route: leese\n    host: host-b'),
    'unknown-value',
    'offers[0].route',
  ],
  ['an id with spaces', smallPlanWith('- id: lease-b', '- id: lease b'), 'field-form', 'offers[0].id'],
  [
    'an accelerator id with spaces',
    smallPlanWith('{gb200: 500,', '{gb 200: 500,'),
    'field-form',
    'offers[0].accelerators["gb 200"]',
  ],
  [
    'a word for none',
    smallPlanWith('saturationBusyReferenceGpus: none', 'saturationBusyReferenceGpus: never'),
    'field-type',
    'demand.growth.saturationBusyReferenceGpus',
  ],
  [
    'no tiers',
    smallPlanWith('      tiers:\n', '      tiers: []\n      spare:\n'),
    'list-length',
    'demand.workloads[0].tiers',
  ],
  ['no workloads', '{eightyfold: 1, demand: {workloads: []}}', 'missing-field', 'name'],
  ['a negative seed', append('seed: -1'), 'out-of-range', 'seed'],
  ['a fractional seed', append('seed: 1.5'), 'field-type', 'seed'],
  ['a long horizon', smallPlanWith('horizonMonths: 36', 'horizonMonths: 1000'), 'out-of-range', 'horizonMonths'],
  ['one tree', append('tree: {trees: 1}'), 'out-of-range', 'tree.trees'],
  ['a sourced text', smallPlanWith('name: Small plan', 'name: {value: a, source: b}'), 'sourced-value', 'name.value'],
  ['a misspelt source', price('{value: 3.5, sorce: quote 14}'), 'unknown-field', 'offers[0].priceUsdPerGpuHour.sorce'],
  [
    'an unknown quality',
    price('{value: 3.5, quality: quotd}'),
    'unknown-value',
    'offers[0].priceUsdPerGpuHour.quality',
  ],
  [
    'a source dated in words',
    price('{value: 3.5, asOf: last week}'),
    'field-form',
    'offers[0].priceUsdPerGpuHour.asOf',
  ],
  [
    'a sourced number of bad form',
    price('{value: 0x10, source: a}'),
    'number-form',
    'offers[0].priceUsdPerGpuHour.value',
  ],
];

const WHAT_IT_MEANS: readonly BadInput[] = [
  [
    'tiers that sum to 0.999',
    smallPlanWith('demandFraction: 0.1', 'demandFraction: 0.099'),
    'sum-not-one',
    'demand.workloads[0].tiers',
  ],
  [
    'beliefs that sum to 1.0000000001',
    smallPlanWith('startProbability: 0.7', 'startProbability: 0.7000000001'),
    'sum-not-one',
    'demand.growth.regimes',
  ],
  [
    'a jump row that sums to 0.9',
    smallPlanWith('fast: {slow: 1}', 'fast: {slow: 0.9}'),
    'sum-not-one',
    'demand.growth.jumps.fast',
  ],
  [
    'a jump to itself',
    smallPlanWith('fast: {slow: 1}', 'fast: {slow: 0.9, fast: 0.1}'),
    'self-jump',
    'demand.growth.jumps.fast.fast',
  ],
  ['a missing jump row', smallPlanWith('      slow: {fast: 1}\n', ''), 'missing-field', 'demand.growth.jumps'],
  [
    'no jumps',
    smallPlanWith('    jumps:\n      fast: {slow: 1}\n      slow: {fast: 1}\n', ''),
    'missing-field',
    'demand.growth.jumps',
  ],
  [
    'a jump to nowhere',
    smallPlanWith('fast: {slow: 1}', 'fast: {slw: 1}'),
    'unknown-growth-regime',
    'demand.growth.jumps.fast.slw',
  ],
  [
    'a jump from nowhere',
    smallPlanWith('      slow: {fast: 1}', '      slow: {fast: 1}\n      slowly: {fast: 1}'),
    'unknown-growth-regime',
    'demand.growth.jumps.slowly',
  ],
  [
    'a regime twice',
    smallPlanWith(regimes, regimes.replace('slow', 'fast')),
    'duplicate-id',
    'demand.growth.regimes[1].id',
  ],
  [
    'usage without efficiency',
    smallPlanWith('  growth:\n', '  growth:\n    of: usage\n'),
    'missing-field',
    'demand.growth',
  ],
  ['a load mean of 1.1', smallPlanWith('ofMean: 1.6', 'ofMean: 2'), 'load-mean', 'demand.workloads[0].loadBlocks'],
  [
    'block times that sum to 0.9',
    smallPlanWith('timeFraction: 0.75', 'timeFraction: 0.65'),
    'sum-not-one',
    'demand.workloads[0].loadBlocks',
  ],
  [
    'load blocks that divide time otherwise',
    smallPlanWith(
      '    - {id: research',
      '    - {id: b, busyReferenceGpus: 1, loadBlocks: [{timeFraction: 1, ofMean: 1}], tiers: [{id: t, demandFraction: 1, valueUsdPerReferenceGpuHour: 1}]}\n    - {id: research',
    ),
    'load-blocks-differ',
    'demand.workloads[1].loadBlocks',
  ],
  ['a workload twice', smallPlanWith('id: research', 'id: customers'), 'duplicate-id', 'demand.workloads[1].id'],
  ['a tier twice', smallPlanWith('id: free', 'id: paid'), 'duplicate-id', 'demand.workloads[0].tiers[1].id'],
  [
    'half a churn table',
    smallPlanWith(', lossPerMonth: [0.05, 0.15, 0.3]', ''),
    'churn-bands',
    'demand.workloads[0].churn',
  ],
  [
    'too few churn rates',
    smallPlanWith('[0.05, 0.15, 0.3]', '[0.05, 0.15]'),
    'churn-bands',
    'demand.workloads[0].churn',
  ],
  [
    'falling churn depths',
    smallPlanWith('[0.05, 0.2]', '[0.2, 0.05]'),
    'not-rising',
    'demand.workloads[0].churn.depthFractions[1]',
  ],
  [
    'a plan that starts before it knows',
    smallPlanWith('asOf: 2026-07-01', 'asOf: 2026-08-01'),
    'start-before-as-of',
    'startMonth',
  ],
  ['a first stage in month 1', append('tree: {stageStartMonths: [1, 3]}'), 'stage-start', 'tree.stageStartMonths[0]'],
  ['stages out of order', append('tree: {stageStartMonths: [0, 3, 3]}'), 'not-rising', 'tree.stageStartMonths[2]'],
  ['a stage after the end', append('tree: {stageStartMonths: [0, 36]}'), 'stage-start', 'tree.stageStartMonths[1]'],
  [
    'too many branch counts',
    append('tree: {stageStartMonths: [0, 3], branches: [2, 2]}'),
    'branch-count',
    'tree.branches',
  ],
  ['too few paths', append('tree: {paths: 100}'), 'paths-too-few', 'tree.paths'],
  [
    'an undeclared accelerator',
    smallPlanWith('accelerator: gb200', 'accelerator: gb20'),
    'unknown-accelerator',
    'offers[1].accelerator',
  ],
  [
    'an undeclared accelerator in a map',
    smallPlanWith('{gb200: 500', '{tpu-v7: 500'),
    'unknown-accelerator',
    'offers[0].accelerators.tpu-v7',
  ],
  [
    'an undeclared accelerator on demand',
    smallPlanWith('onDemand: {accelerator: h100', 'onDemand: {accelerator: h10'),
    'unknown-accelerator',
    'market.onDemand.accelerator',
  ],
  [
    'a reference worth 2',
    smallPlanWith('accelerators:\n', 'accelerators:\n  h100: {equivalents: 2}\n'),
    'reference-equivalents',
    'accelerators.h100.equivalents',
  ],
  [
    'equivalents of an unknown workload',
    smallPlanWith('equivalents: 2.6', 'equivalents: {customers: 2.6, resarch: 2}'),
    'unknown-workload',
    'accelerators.gb200.equivalents.resarch',
  ],
  [
    'equivalents of too few workloads',
    smallPlanWith('equivalents: 2.6', 'equivalents: {customers: 2.6}'),
    'missing-field',
    'accelerators.gb200.equivalents',
  ],
  [
    'megawatts without kilowatts',
    smallPlanWith(', facilityKwPerGpu: 2', ''),
    'missing-kw-per-gpu',
    'offers[1].facilityMegawatts',
  ],
  [
    'a price per kilowatt without kilowatts',
    price('3.5').replace('priceUsdPerGpuHour: 3.5', 'priceUsdPerKwMonth: 900'),
    'missing-kw-per-gpu',
    'offers[0].priceUsdPerKwMonth',
  ],
  ['no size', smallPlanWith('    gpus: 1200\n', ''), 'missing-quantity', 'fleet[0]'],
  ['two sizes', build('    gpus: 5'), 'two-quantities', 'offers[1]'],
  [
    'a size without an accelerator',
    smallPlanWith('    accelerator: h100\n    gpus: 1200', '    gpus: 1200'),
    'missing-field',
    'fleet[0]',
  ],
  [
    'an empty accelerator map',
    smallPlanWith('{gb200: 500, h100: 100}', '{}'),
    'missing-quantity',
    'offers[0].accelerators',
  ],
  [
    'equivalents twice',
    build('    equivalents: {customers: 2}\n    referenceGpus: {customers: 9}'),
    'two-quantities',
    'offers[1].referenceGpus',
  ],
  [
    'reference GPUs of an unknown workload',
    build('    referenceGpus: {customrs: 9}'),
    'unknown-workload',
    'offers[1].referenceGpus.customrs',
  ],
  ['an offer twice', smallPlanWith('- id: later', '- id: lease-b'), 'duplicate-id', 'futureOffers[0].id'],
  [
    'an offer called as a renewal is',
    smallPlanWith('- id: later', '- id: cloud-a-renewal'),
    'duplicate-id',
    'fleet[0].id',
  ],
  ...(
    [
      ['extended', 'extend: {months: 12, noticeDays: 30}'],
      ['expanded', 'expand: {fractionMax: 1, leadTimeMonths: 2}'],
      ['matched', 'firstRefusal: {fractionMax: 1, leadTimeMonths: 2, availableFraction: 0.5}'],
      ['swapped', 'swap: {accelerator: gb200, gpus: 400, noticeDays: 30, afterMonths: 6}'],
      ['bought', 'buyout: {afterMonths: 6, usd: 1e6, usefulLifeMonths: 24, opexUsdPerMonth: 1e3}'],
    ] as const
  ).map(
    ([suffix, right]) =>
      [
        `an offer called as what a right gives: ${suffix}`,
        smallPlanWith('- id: later', `- id: lease-b-${suffix}`).replace(
          '    priceUsdPerGpuHour: 3.5',
          `    priceUsdPerGpuHour: 3.5\n    options: {${right}}`,
        ),
        'duplicate-id',
        `offers[0].options.${right.slice(0, right.indexOf(':'))}`,
      ] as const,
  ),
  ['no price', smallPlanWith('    priceUsdPerGpuHour: 3.5\n', ''), 'missing-price', 'offers[0]'],
  ['two prices', price('3.5\n    priceUsdPerMonth: 1e6'), 'two-prices', 'offers[0].priceUsdPerMonth'],
  ['a fleet contract without a price', smallPlanWith('    priceUsdPerGpuHour: 2.3\n', ''), 'missing-price', 'fleet[0]'],
  [
    'a fleet contract with two prices',
    smallPlanWith('priceUsdPerGpuHour: 2.3', 'priceUsdPerGpuHour: 2.3\n    priceUsdPerMonth: 2e6'),
    'two-prices',
    'fleet[0].priceUsdPerMonth',
  ],
  [
    'operations of a rented fleet',
    smallPlanWith('priceUsdPerGpuHour: 2.3', 'priceUsdPerGpuHour: 2.3\n    opexUsdPerMonth: 2e6'),
    'owned-on-rental',
    'fleet[0].opexUsdPerMonth',
  ],
  [
    'an owned fleet without operations',
    smallPlanWith(
      'route: lease\n    accelerator: h100\n    gpus: 1200',
      'route: build\n    accelerator: h100\n    gpus: 1200',
    ),
    'missing-price',
    'fleet[0]',
  ],
  [
    'a contract that ended',
    smallPlanWith('untilMonth: 2027-06', 'untilMonth: 2026-06'),
    'contract-ended',
    'fleet[0].untilMonth',
  ],
  [
    'a renewal larger than the contract',
    smallPlanWith('renewal: {', 'renewal: {gpusMax: 5000, '),
    'renewal-too-large',
    'fleet[0].renewal.gpusMax',
  ],
  [
    'a lapsed quote',
    smallPlanWith('decideBy: 2026-08-15', 'decideBy: 2026-06-30'),
    'quote-lapsed',
    'offers[0].decideBy',
  ],
  [
    'a lease without a term',
    smallPlanWith('    termMonths: 24\n    priceUsdPerGpuHour: 3.5', '    priceUsdPerGpuHour: 3.5'),
    'missing-field',
    'offers[0]',
  ],
  [
    'a lease without a lead time',
    smallPlanWith('    leadTimeMonths: {p10: 1, p50: 2, p90: 4}\n', ''),
    'missing-field',
    'offers[0]',
  ],
  [
    'a lead time and a start',
    smallPlanWith('leadTimeMonths: {p10: 1, p50: 2, p90: 4}', 'leadTimeMonths: 1\n    startMonth: 2026-10'),
    'two-starts',
    'offers[0].startMonth',
  ],
  [
    'service before the plan',
    smallPlanWith('leadTimeMonths: {p10: 1, p50: 2, p90: 4}', 'startMonth: 2026-01'),
    'start-before-plan',
    'offers[0].startMonth',
  ],
  [
    'service after the plan',
    smallPlanWith('leadTimeMonths: {p10: 1, p50: 2, p90: 4}', 'startMonth: 2030-01'),
    'after-horizon',
    'offers[0].startMonth',
  ],
  [
    'a future offer after the plan',
    smallPlanWith('fromMonth: 2026-10', 'fromMonth: 2030-10'),
    'after-horizon',
    'futureOffers[0].fromMonth',
  ],
  [
    'an offer that no workload can use',
    smallPlanWith(
      'accelerators: {gb200: 500, h100: 100}',
      'accelerators: {h100: 100}\n    equivalents: {customers: 0, research: 0}',
    ),
    'serves-nothing',
    'offers[0]',
  ],
  [
    'capacity by the hour that no workload can use',
    smallPlanWith('gb200: {equivalents: 2.6, ', 'tpu: {equivalents: 0}\n  gb200: {equivalents: 2.6, ').replace(
      'onDemand: {accelerator: h100',
      'onDemand: {accelerator: tpu',
    ),
    'serves-nothing',
    'market.onDemand.accelerator',
  ],
  [
    'a rule of survival after the plan',
    smallPlanWith('money:', 'limits: {survive: {factor: host, demandFraction: 0.7, fromMonth: 2030-01}}\nmoney:'),
    'after-horizon',
    'limits.survive.fromMonth',
  ],
  [
    'our exit after the term',
    smallPlanWith('buyerExit: {afterMonths: 6', 'buyerExit: {afterMonths: 24'),
    'exit-after-term',
    'offers[0].buyerExit.afterMonths',
  ],
  [
    'a host notice longer than the term',
    smallPlanWith('noticeDays: 91', 'noticeDays: 721'),
    'notice-over-term',
    'offers[0].hostExit.noticeDays',
  ],
  [
    'gates on a lease',
    smallPlanWith('    takeOrPayFraction: 1\n    buyer', '    gates: [{id: a, months: 1, capexUsd: 1}]\n    buyer'),
    'gates-on-rental',
    'offers[0].gates',
  ],
  [
    'financing without gates',
    price('3.5\n    financing: {debtFraction: 0.5, ratePerYear: 0.1, tenorMonths: 60}'),
    'financing-without-gates',
    'offers[0].financing',
  ],
  ['operations of a lease', price('3.5\n    opexUsdPerMonth: 5'), 'owned-on-rental', 'offers[0].opexUsdPerMonth'],
  ['rent on a build', build('    priceUsdPerMonth: 5e6'), 'rent-on-build', 'offers[1].priceUsdPerMonth'],
  ['take-or-pay on a build', build('    takeOrPayFraction: 1'), 'rent-on-build', 'offers[1].takeOrPayFraction'],
  ['a prepayment on a build', build('    upfrontFraction: 0.2'), 'rent-on-build', 'offers[1].upfrontFraction'],
  ['a term on a build', build('    termMonths: 24'), 'term-on-build', 'offers[1].termMonths'],
  ['a lead time on a build', build('    leadTimeMonths: 24'), 'lead-time-on-build', 'offers[1].leadTimeMonths'],
  [
    'an exit from a build',
    build('    buyerExit: {afterMonths: 1, noticeDays: 30}'),
    'exit-on-build',
    'offers[1].buyerExit',
  ],
  ['a build without gates', SMALL_PLAN.replace(/ {4}gates:\n( {6}.*\n)+/, ''), 'missing-gates', 'offers[1]'],
  ['a gate twice', smallPlanWith('id: gpus, months', 'id: shell, months'), 'duplicate-id', 'offers[1].gates[1].id'],
  ['more required than offered', build('    blocksMin: 2'), 'blocks-min', 'offers[1].blocksMin'],
  ['two minimums', build('    blocksMin: 1\n    required: true'), 'two-minimums', 'offers[1].blocksMin'],
  [
    'a delivery of nine tenths',
    price('3.5\n    deliveryProfile: [{monthsAfterStart: 0, fraction: 0.9}]'),
    'delivery-incomplete',
    'offers[0].deliveryProfile',
  ],
  [
    'a falling delivery',
    price(
      '3.5\n    deliveryProfile: [{monthsAfterStart: 0, fraction: 0.9}, {monthsAfterStart: 1, fraction: 0.8}, {monthsAfterStart: 2, fraction: 1}]',
    ),
    'not-rising',
    'offers[0].deliveryProfile[1]',
  ],
  [
    'a delivery after the term',
    price('3.5\n    deliveryProfile: [{monthsAfterStart: 24, fraction: 1}]'),
    'delivery-after-term',
    'offers[0].deliveryProfile',
  ],
];

const cases = [...HOW_IT_IS_WRITTEN, ...HOW_NUMBERS_ARE_WRITTEN, ...WHAT_FIELDS_TAKE, ...WHAT_IT_MEANS];

describe('a fault in a plan is refused, placed and remedied', () => {
  it.each(cases.filter(([, , code]) => code !== ''))('%s', (_claim, text, code, path) => {
    const { plan, issues } = parsePlan(text, 'plan.yaml');
    const errors = issues.filter((issue) => issue.severity === 'error');
    expect(plan).toBeNull();
    expect(errors.map((issue) => [issue.code, issue.path])).toContainEqual([code, path]);
    expect(errors.every((issue) => issue.line !== null && issue.fix.length > 0 && issue.what.length > 0)).toBe(true);
    expect(errors.map((issue) => describeIssue(issue, 'plan.yaml')).join('\n')).toMatchSnapshot();
  });

  it('takes words for text that YAML 1.1 took for truth values', () => {
    expect(parsePlan(smallPlanWith('name: Small plan', 'name: yes'), 'plan.yaml').plan?.name).toBe('yes');
  });

  it('pollutes no prototype', () => {
    parsePlan(append('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}'), 'plan.yaml');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
