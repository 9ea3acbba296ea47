import { expect, test } from 'vitest';

import { randomPlan } from '../../../../test/support/random-plan.ts';
import { PLAIN_TERMS, type Offer, type Plan } from '../../domain/index.ts';
import { serviceMonths } from './assemble-offers.ts';

const plan: Plan = { ...randomPlan('exits', 1), startMonth: '2026-07', horizonMonths: 24 };
const lease: Offer = {
  ...plan.offers[0]!,
  gates: [],
  terms: PLAIN_TERMS,
  serviceFromMonth: 0,
  leadTimeMonths: { p10: 5, p50: 6, p90: 12 },
  deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
};

test('what is delivered in parts serves from the first of them to the last, at the median lead times', () => {
  expect(serviceMonths(plan, lease)).toEqual({ inServiceMonth: '2027-01' });
  const deliveryProfile = [0, 3, 6, 9].map((monthsAfterStart, index) => ({
    monthsAfterStart,
    fraction: (index + 1) / 4,
  }));
  const inParts = { inServiceMonth: '2027-01', lastServiceMonth: '2027-10' };
  expect(serviceMonths(plan, { ...lease, deliveryProfile })).toEqual(inParts);
  const tranches = [6, 15].map((months) => ({
    dueMonths: months,
    leadTimeMonths: { p10: months, p50: months, p90: months },
    fraction: 0.5,
    rampMonths: 0,
    rampFeeFraction: 1,
  }));
  expect(serviceMonths(plan, { ...lease, terms: { ...PLAIN_TERMS, tranches } })).toEqual(inParts);
});
