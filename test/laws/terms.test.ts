/** L15 on the full term sheet: a right of ours, and what a host owes us, never hurts. Numbered in docs/model.md. */
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import type { ContractOption, TermSheet } from '../../src/core/domain/term-sheet.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { expectNotAbove, expectSame, holds, optimum } from '../support/law.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

const PLAIN_OPTION: Omit<ContractOption, 'kind'> = {
  fractionMax: 0.5,
  afterMonths: 0,
  untilMonths: Infinity,
  noticeMonths: 0,
  availableFraction: [1, 0.8, 0.3],
  priceMultiple: 1.1,
  feeUsd: 1000,
  leadTimeMonths: 1,
  termMonths: 6,
  kit: null,
  opexUsdPerMonth: 1000,
};

const optionOf = (kind: ContractOption['kind']) => (): Partial<TermSheet> => {
  const isAddition = kind === 'expand' || kind === 'firstRefusal';
  const feeUsd = kind === 'buyout' ? 1e6 : PLAIN_OPTION.feeUsd;
  return { options: [{ ...PLAIN_OPTION, kind, feeUsd, leadTimeMonths: isAddition ? 1 : 0 }] };
};

/** Rights that only add to what we may do, and payments that only come to us. */
const GIFTS: readonly (readonly [claim: string, terms: (offer: Offer) => Partial<TermSheet>])[] = [
  ['a ramp-down', () => ({ rampDown: { afterMonths: 1, noticeMonths: 1, fractionMax: 0.4 } })],
  ['a rollover', () => ({ hasRollover: true })],
  ['a sublet', () => ({ sublet: { afterMonths: 2, haircutFraction: 0.2, fractionMax: 0.6 } })],
  ['an extension', optionOf('extend')],
  ['an expansion', optionOf('expand')],
  ['a first refusal', optionOf('firstRefusal')],
  ['a buyout', optionOf('buyout')],
  [
    'a swap',
    ({ quantities, referenceGpus }) => ({
      options: [
        {
          ...PLAIN_OPTION,
          kind: 'swap' as const,
          leadTimeMonths: 0,
          kit: { quantities, referenceGpus: referenceGpus.map((count) => count * 1.4) },
        },
      ],
    }),
  ],
  ['a warrant', () => ({ flows: [{ kind: 'warrant' as const, usd: 1e5, timing: 'firstService' as const }] })],
  ['a compensation', () => ({ recall: { usd: 1e5, months: 1, refundsPrepayment: true } })],
  ['a service credit', () => ({ serviceCreditFraction: 0.05 })],
];

const isRented = ({ price }: Offer): boolean => price.kind !== 'owned';

/** The plan with terms on every rented contract. */
function withTerms(plan: Plan, terms: (offer: Offer) => Partial<TermSheet>): Plan {
  const change = (offer: Offer): Offer =>
    isRented(offer) ? { ...offer, terms: { ...offer.terms, ...terms(offer) } } : offer;
  return { ...plan, fleet: plan.fleet.map(change), offers: plan.offers.map(change) };
}

describe('L15 on term sheets', () => {
  it.each(GIFTS)('%s never hurts', (_claim, terms) => {
    holds(smallPlan(), { runs: 24, spoken: 15 }, (plan) => {
      const without = optimum(plan, solver);
      expectNotAbove(without, optimum(withTerms(plan, terms), solver));
      return without.isFeasible && [...plan.fleet, ...plan.offers].some(isRented);
    });
  });

  it('what costs more never helps: energy, adders, people, a deposit', () => {
    holds(smallPlan(), { runs: 24, spoken: 15 }, (plan) => {
      const dear = withTerms(plan, () => ({
        powerUsdPerMonth: 2e4,
        adders: { onceUsd: 1e4, usdPerMonth: 1e4 },
        relationshipUsdPerMonth: 1e4,
        depositUsd: 5e4,
      }));
      const without = optimum(plan, solver);
      expectNotAbove(optimum(dear, solver), without);
      return without.isFeasible;
    });
  });

  it('a schedule that says what the price says changes nothing, nor does another name for the parent', () => {
    holds(smallPlan(), { runs: 24, spoken: 15 }, (plan) => {
      const same = withTerms(plan, ({ host, takeOrPayFraction }) => ({
        parent: host,
        priceSteps: [{ fromMonth: 0, value: 1 }],
        takeOrPaySteps: [{ fromMonth: 0, value: takeOrPayFraction }],
      }));
      const plain = optimum(plan, solver);
      expectSame(plain, optimum(same, solver));
      return plain.isFeasible;
    });
  });

  it('a limit on new partners never helps', () => {
    holds(fc.tuple(smallPlan(), fc.nat(2)), { runs: 24, spoken: 10 }, ([plan, atOnceMax]) => {
      const free = optimum(plan, solver);
      const capped = { ...plan, limits: { ...plan.limits, newPartners: { atOnceMax, months: 6 } } };
      expectNotAbove(optimum(capped, solver), free);
      return free.isFeasible;
    });
  });
});
