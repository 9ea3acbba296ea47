import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

import { EVERY_FIELD, FRONTIER_LAB, SMALL_PLAN } from './fixtures/plan-text.ts';
import { initialPlanText, planJsonSchema } from './index.ts';

const isValid = new Ajv2020({ strict: true }).compile(planJsonSchema());

it.each([SMALL_PLAN, EVERY_FIELD, FRONTIER_LAB, initialPlanText()])('accepts what the parser accepts (%#)', (text) => {
  expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true);
});

it.each([
  ['an unknown field', { colour: 'red' }],
  ['a number out of range', { horizonMonths: 0 }],
  ['another currency', { currency: 'EUR' }],
  ['a sourced value with a foreign field', { discountRatePerYear: { value: 0.1, sorce: 'a' } }],
  ['a source around a source', { discountRatePerYear: { value: { value: 0.1 } } }],
  ['another version', { eightyfold: 2 }],
])('refuses %s', (_claim, change) => {
  expect(isValid({ ...parse(SMALL_PLAN), ...change })).toBe(false);
});
