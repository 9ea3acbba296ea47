/** Faults that a model can have, planted in what the verifier reads, headlines and all: each is caught, by the right rule. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { LedgerAccount } from '../../src/core/decide/result/ledger.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import type { Offer, Plan, TermSheet } from '../../src/core/domain/index.ts';
import {
  headlinesOf,
  misread,
  planned,
  verified,
  withAccounts,
  withCourseOf,
  withLiabilityOf,
  type PlannedPlan,
  type Where,
} from '../support/faulty-result.ts';
import { VERIFY_PLAN } from '../support/verify-plan.ts';

let right: PlannedPlan;
beforeAll(async () => {
  right = await planned(VERIFY_PLAN);
});

it('accepts the plan without a fault, and after its headlines are read again', () => {
  expect(verified(right.plan, right.result)).toMatchObject({ status: 'accepted', violations: [] });
  const again = headlinesOf(right.plan, right.result);
  expect(verified(right.plan, again)).toMatchObject({ status: 'accepted', violations: [] });
});

/** Changes the months of accounts of one cause (and contract). */
function months(
  is: { cause: string; contractId?: string; where?: Where },
  change: (cents: readonly number[]) => readonly number[],
): () => Result {
  return () =>
    withAccounts(right, (account, where) => {
      const isMeant =
        account.cause === is.cause &&
        (is.contractId === undefined || account.contractId === is.contractId) &&
        (is.where === undefined || where === is.where);
      return [isMeant ? { ...account, centsByMonth: change(account.centsByMonth).map((cents) => cents + 0) } : account];
    });
}

function without(is: (account: LedgerAccount) => boolean): () => Result {
  return () => withAccounts(right, (account) => (is(account) ? [] : [account]));
}

/** What the engine makes of a contract that it misreads. */
function readAs(id: string, fault: (offer: Offer) => Partial<Offer>): () => Result {
  return () => withCourseOf(misread(right.plan, id, fault), right);
}

const later = (cents: readonly number[]) => [0, ...cents.slice(0, -1)];
const earlier = (cents: readonly number[]) => [...cents.slice(1), 0];
const scaled = (factor: number) => (cents: readonly number[]) => cents.map((one) => Math.round(one * factor));

/** [name, the result with the fault, a rule that has to be among the violated ones] */
const LEDGER_FAULTS: readonly (readonly [string, () => Result, string])[] = [
  ['wrong sign of committed payments', months({ cause: 'committed' }, scaled(-1)), 'cash-sign'],
  ['wrong sign of a loan drawn', months({ cause: 'debtDrawn' }, scaled(-1)), 'debt-drawn'],
  ['wrong sign of served margin', months({ cause: 'servedMargin' }, scaled(-1)), 'cash-sign'],
  ['payments a month late', months({ cause: 'committed', contractId: 'by-use' }, later), 'expected-cash'],
  ['payments a month early', months({ cause: 'committed', contractId: 'by-kilowatt' }, earlier), 'expected-cash'],
  ['the fleet a month late', months({ cause: 'committed', contractId: 'cloud-a' }, later), 'expected-cash'],
  ['operations a month early', months({ cause: 'operations', contractId: 'sure-kit' }, earlier), 'expected-cash'],
  [
    'gates a month late, drawn with them',
    () =>
      withAccounts(right, (account) => [
        ['capex', 'debtDrawn'].includes(account.cause)
          ? { ...account, centsByMonth: later(account.centsByMonth) }
          : account,
      ]),
    'cash',
  ],
  [
    'payments late in expectation only',
    months({ cause: 'committed', contractId: 'tranches', where: 'recommended' }, later),
    'capacity-billed',
  ],
  ['the budget row of capex missing', without(({ cause }) => cause === 'capex'), 'account-missing'],
  ['the budget row of debt service missing', without(({ cause }) => cause === 'debtService'), 'account-missing'],
  ['the budget row of fixed cost missing', without(({ cause }) => cause === 'fixedCost'), 'fixed-cost'],
  ['the upfront payment missing', without(({ cause }) => cause === 'upfront'), 'account-missing'],
  ['one contract left out', without(({ contractId }) => contractId === 'partner'), 'capacity-billed'],
  [
    'a dropped coefficient: one month of one contract',
    months({ cause: 'committed', contractId: 'by-use' }, (cents) => cents.with(7, 0)),
    'expected-cash',
  ],
  [
    'a dropped coefficient: one month of fixed cost',
    months({ cause: 'fixedCost' }, (cents) => cents.with(11, 0)),
    'fixed-cost',
  ],
  ['upfront paid twice', months({ cause: 'upfront' }, scaled(2)), 'expected-cash'],
  ['upfront never paid for', months({ cause: 'upfront' }, scaled(0)), 'expected-cash'],
  [
    'a prepayment not credited',
    months({ cause: 'committed', contractId: 'by-kilowatt' }, scaled(1 / 0.9)),
    'expected-cash',
  ],
  ['720 hours in a month', months({ cause: 'committed' }, scaled(720 / 730)), 'expected-cash'],
  [
    'a failing fleet never fails',
    months({ cause: 'committed', contractId: 'cloud-b' }, (cents) => cents.map(() => -140_000_055)),
    'expected-cash',
  ],
  [
    'a failing fleet fails twice as often',
    months({ cause: 'committed', contractId: 'cloud-b' }, (cents) =>
      cents.map((one) => Math.round(one * (one / -140_000_055))),
    ),
    'expected-cash',
  ],
  [
    'half of what was paid counted',
    months({ cause: 'committed', where: 'recommended' }, scaled(0.5)),
    'capacity-billed',
  ],
  [
    'dollars for cents',
    months({ cause: 'committed', contractId: 'cloud-b', where: 'course' }, (cents) =>
      cents.map((one) => Math.trunc(one / 100) * 100),
    ),
    'cash',
  ],
  [
    'a contract booked as fleet',
    () =>
      withAccounts(right, (account) => [
        account.contractId === 'by-use' && account.signed !== null ? { ...account, signed: 'fleet' } : account,
      ]),
    'account',
  ],
  [
    'the quotes in the ledger of signing nothing',
    () =>
      headlinesOf(right.plan, {
        ...right.result,
        ledger: { ...right.result.ledger, signNothing: right.result.ledger.recommended },
      }),
    'account',
  ],
  [
    'month end booked as month start',
    () => withAccounts(right, (account) => [{ ...account, timing: 'monthStart' }]),
    'account-timing',
  ],
];

describe('planted in the ledger, headlines read from it', () => {
  it.each(LEDGER_FAULTS)('%s', (_, faulty, rule) => caught(right.plan, faulty(), rule));
});

const CONTRACT_FAULTS: readonly (readonly [string, () => Result, string])[] = [
  ['take-or-pay ignored', readAs('by-use', () => ({ takeOrPayFraction: 1 })), 'cash'],
  ['take-or-pay read as its opposite', readAs('by-use', () => ({ takeOrPayFraction: 0.2 })), 'cash'],
  ['the prepayment left out', readAs('tranches', () => ({ upfrontFraction: 0 })), 'cash'],
  [
    'tranches left out: all of it at once',
    readAs('tranches', () => ({ deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }] })),
    'capacity',
  ],
  ['kilowatts billed as megawatts', readAs('by-kilowatt', priceTimes(1 / 1000)), 'cash'],
  [
    'GPUs for kilowatts',
    readAs('by-kilowatt', ({ quantities }) =>
      priceTimes(quantities[0]!.gpus / 3000)(right.plan.offers.find(({ id }) => id === 'by-kilowatt')!),
    ),
    'cash',
  ],
  [
    'GPUs for reference GPUs',
    readAs('tranches', ({ quantities }) => ({ referenceGpus: [quantities[0]!.gpus] })),
    'capacity',
  ],
  [
    'one accelerator of two',
    readAs('partner', (offer) => ({ referenceGpus: [offer.referenceGpus[0]! - 520] })),
    'capacity',
  ],
  [
    'a lead time at its p90',
    readAs('tranches', ({ leadTimeMonths: { p90 } }) => ({ leadTimeMonths: { p10: p90, p50: p90, p90 } })),
    'capacity',
  ],
  ['the term counted from signing', readAs('by-use', ({ termMonths }) => ({ termMonths: termMonths - 1 })), 'cash'],
  ['service before it was agreed', readAs('cloud-a', ({ termMonths }) => ({ termMonths: termMonths + 1 })), 'cash'],
  [
    'interest left out while building',
    readAs('hall', ({ financing }) => ({ financing: { ...financing!, ratePerYear: 0 } })),
    'cash',
  ],
  [
    'a yearly rate taken by the month',
    readAs('hall', ({ financing }) => ({ financing: { ...financing!, ratePerYear: 1.2 } })),
    'cash',
  ],
  [
    'a tenor a month too long',
    readAs('hall', ({ financing }) => ({ financing: { ...financing!, tenorMonths: 49 } })),
    'cash',
  ],
  ['the loan left out', readAs('hall', () => ({ financing: null })), 'account-missing'],
  [
    'a gate left out',
    readAs('hall', ({ gates }) => ({
      gates: gates.map((gate, index) => ({ ...gate, capexUsd: index === 1 ? 0 : gate.capexUsd })),
    })),
    'cash',
  ],
  [
    'operations left out',
    readAs('sure-kit', () => ({ price: { kind: 'owned', opexUsdPerMonth: 0 } })),
    'account-missing',
  ],
  ['blocks for the whole', readAs('by-use', () => ({ blocks: 1 })), 'cash'],
];

/** [name, what of the full sheet is left out or misread, the rule] */
const SHEET_FAULTS: readonly (readonly [string, Partial<TermSheet>, string])[] = [
  ['the escalator left out', { escalatorPerYear: 0 }, 'cash'],
  ['a price step left out', { priceSteps: [] }, 'cash'],
  ['a rise twelve times a year', { escalatorPerYear: 1.02 ** 12 - 1 }, 'cash'],
  ['the schedule of take-or-pay left out', { takeOrPaySteps: [] }, 'cash'],
  ['use beyond take-or-pay at the plain price', { overageMultiple: 1 }, 'cash'],
  ['energy left out', { powerUsdPerMonth: 0 }, 'account-missing'],
  ['energy by the kilowatt for the megawatt', { powerUsdPerMonth: 71_175 / 1000 }, 'cash'],
  ['adders left out', { adders: { onceUsd: 0, usdPerMonth: 0 } }, 'account-missing'],
  [
    'a stated prepayment left out',
    { prepayment: { usd: null, monthsBeforeDelivery: null, creditMonths: null } },
    'account-missing',
  ],
  [
    'a prepayment at signing, not before delivery',
    { prepayment: { usd: 2e6, monthsBeforeDelivery: null, creditMonths: { from: 3, count: 10 } } },
    'cash',
  ],
  [
    'a credit a month late',
    { prepayment: { usd: 2e6, monthsBeforeDelivery: 1, creditMonths: { from: 4, count: 10 } } },
    'cash',
  ],
  ['the deposit left out', { depositUsd: 0 }, 'account-missing'],
  ['paid without delay', { paymentLagMonths: 0 }, 'cash'],
  ['own hardware left out', { ownHardwareUsd: 0 }, 'account-missing'],
  ['flows left out', { flows: [] }, 'account-missing'],
  [
    'a warrant of the wrong sign',
    {
      flows: [
        { kind: 'rebate', usd: 20_000, timing: 'monthly' },
        { kind: 'warrant', usd: 600_000, timing: 'signing' },
      ],
    },
    'cash',
  ],
  ['people left out', { relationshipUsdPerMonth: 0 }, 'account-missing'],
  ['onboarding left out', { onboardingMonths: 0 }, 'capacity'],
];

describe('planted in how the full term sheet is read', () => {
  const misreadTerms = (fault: (terms: TermSheet) => Partial<TermSheet>) =>
    misread(right.plan, 'full-sheet', ({ terms }) => ({ terms: { ...terms, ...fault(terms) } }));

  it.each(SHEET_FAULTS)('%s', (_, fault, rule) => {
    caught(
      right.plan,
      withCourseOf(
        misreadTerms(() => fault),
        right,
      ),
      rule,
    );
  });
  it('damages for lateness left out', () => {
    const faulty = misreadTerms(({ late }) => ({ late: { ...late!, damagesFraction: 0 } }));
    caught(right.plan, withCourseOf(faulty, right), 'account-missing');
  });
  it('the discount for lateness left out', () => {
    const faulty = misreadTerms(({ late }) => ({ late: { ...late!, feeDiscountFraction: 0 } }));
    caught(right.plan, withCourseOf(faulty, right), 'cash');
  });
  it('the ramp fee left out', () => {
    const faulty = misreadTerms(({ tranches }) => ({ tranches: tranches.map((one) => ({ ...one, rampMonths: 0 })) }));
    caught(right.plan, withCourseOf(faulty, right), 'cash');
  });

  const LIABILITY_FAULTS: readonly (readonly [string, Partial<TermSheet>])[] = [
    ['the exit fee left out', { exitFee: { usd: 0, months: 0, fractionOfRemaining: 0 } }],
    ['the exit fee in months left out', { exitFee: { usd: 300_000, months: 0, fractionOfRemaining: 0.1 } }],
    ['the share of what remains left out', { exitFee: { usd: 300_000, months: 2, fractionOfRemaining: 0 } }],
  ];
  it.each(LIABILITY_FAULTS)('in the firm liability: %s', (_, fault) => {
    caught(
      right.plan,
      withLiabilityOf(
        misreadTerms(() => fault),
        right.result,
      ),
      'figure',
    );
  });
});

describe('planted in how a contract is read', () => {
  it.each(CONTRACT_FAULTS)('%s', (_, faulty, rule) => caught(right.plan, faulty(), rule));
});

function priceTimes(factor: number): (offer: Offer) => Partial<Offer> {
  return ({ price }) => {
    if (price.kind === 'owned') return {};
    const [glut, normal, tight] = price.usd;
    return { price: { ...price, usd: [glut * factor, normal * factor, tight * factor] } };
  };
}

describe('planted in liabilities, limits and headlines', () => {
  const liable = (id: string, fault: (offer: Offer) => Partial<Offer>) =>
    withLiabilityOf(misread(right.plan, id, fault), right.result);

  it('our exit left out of the firm liability', () => {
    caught(
      right.plan,
      liable('partner', () => ({ buyerExit: null })),
      'figure',
    );
  });
  it('notice rounded down to whole months', () => {
    caught(
      right.plan,
      liable('partner', () => ({ buyerExit: { afterMonths: 3, noticeMonths: 2 } })),
      'figure',
    );
  });
  it('use counted as firm', () => {
    caught(
      right.plan,
      liable('by-use', () => ({ takeOrPayFraction: 1 })),
      'figure',
    );
  });
  it('a wrong discount exponent: months for years, or one month off', () => {
    const { discountRatePerYear } = right.plan;
    for (const rate of [discountRatePerYear * 12, discountRatePerYear / 12, 0])
      caught(right.plan, headlinesOf({ ...right.plan, discountRatePerYear: rate }, right.result), 'headline-cash');
    const shifted: Result = {
      ...right.result,
      ledger: right.result.ledger,
      value: {
        ...right.result.value,
        lines: right.result.value.lines.map((line) =>
          line.isCash ? { ...line, usd: line.usd * 1.12 ** (1 / 12) } : line,
        ),
      },
    };
    caught(right.plan, shifted, 'headline-line');
  });

  /** The same result, for a plan whose hard rule the engine would have to have missed. */
  const LIMITS: readonly (readonly [string, (plan: Plan) => Plan, string])[] = [
    [
      'the liability cap',
      (plan) => ({ ...plan, limits: { ...plan.limits, firmLiabilityUsdMax: 3e8 } }),
      'firm-liability',
    ],
    ['the host cap', (plan) => ({ ...plan, limits: { ...plan.limits, hostFractionMax: 0.2 } }), 'host-share'],
    ['a required signing', (plan) => misread(plan, 'open', () => ({ blocksMin: 1 })), 'blocks-min'],
    ['a window that is closed', (plan) => misread(plan, 'by-use', () => ({ signByMonth: -1 })), 'window'],
    ['a window that is not open yet', (plan) => misread(plan, 'by-use', () => ({ signFromMonth: 3 })), 'window'],
    [
      'new partners',
      (plan) => ({ ...plan, limits: { ...plan.limits, newPartners: { atOnceMax: 3, months: 3 } } }),
      'new-partners',
    ],
    ['fewer blocks on offer', (plan) => misread(plan, 'tranches', () => ({ blocks: 3 })), 'blocks'],
  ];
  it.each(LIMITS)('a row of the programme missing: %s', (_, stricter, rule) => {
    caught(stricter(right.plan), right.result, rule);
  });

  it('a block that the verifier does not know', () => {
    const plan = misread(right.plan, 'by-use', () => ({ sublet: { haircutFraction: 0.2 } }) as Partial<Offer>);
    const { status, violations } = verified(plan, right.result);
    expect(status).toBe('not-verifiable');
    expect(violations[0]!.what).toBe('not verifiable: block sublet of "by-use"');
  });
});

function caught(plan: Plan, result: Result, rule: string): void {
  const { status, violations } = verified(plan, result);
  expect(status).toBe('refused');
  expect(violations.map(({ code }) => code)).toContain(rule);
  for (const { what, path, fix } of violations)
    expect([what, path, fix].join(' ')).not.toMatch(/undefined|NaN|\[object/);
}
