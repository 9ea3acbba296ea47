import { describe, expect, it } from 'vitest';

import { smallPlanWith } from './fixtures/plan-text.ts';
import { describeIssue, parsePlan, PLAIN_TERMS, type Offer } from './index.ts';

/** The small plan, its lease with these lines more. */
const leaseWith = (...lines: string[]): string =>
  smallPlanWith('    priceUsdPerGpuHour: 3.5\n', `    priceUsdPerGpuHour: 3.5\n${indented(lines)}`);
const tranchesWith = (...lines: string[]): string =>
  leaseWith(...lines).replace('    leadTimeMonths: {p10: 1, p50: 2, p90: 4}\n', '');
const buildWith = (...lines: string[]): string =>
  smallPlanWith('    usefulLifeMonths: 60\n', `    usefulLifeMonths: 60\n${indented(lines)}`);
const fleetWith = (...lines: string[]): string =>
  smallPlanWith('    untilMonth: 2027-06\n', `    untilMonth: 2027-06\n${indented(lines)}`);
const exitWith = (text: string): string =>
  smallPlanWith('buyerExit: {afterMonths: 6, noticeDays: 90}', `buyerExit: {afterMonths: 6, noticeDays: 90, ${text}}`);

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

function offerOf(text: string, id = 'lease-b'): Offer {
  const { plan, issues } = parsePlan(text, 'plan.yaml');
  const found = [...(plan?.offers ?? []), ...(plan?.fleet ?? [])].find((offer) => offer.id === id);
  if (!found) throw new Error(issues.map((issue) => describeIssue(issue, 'plan.yaml')).join('\n'));
  return found;
}

describe('a full term sheet', () => {
  it('is plain when nothing is stated', () => {
    expect(offerOf(smallPlanWith('Small plan', 'Small plan')).terms).toEqual(PLAIN_TERMS);
    expect(offerOf(leaseWith(), 'cloud-a').terms).toEqual(PLAIN_TERMS);
  });

  it('passes energy through at USD per kWh x PUE x IT load x 730 h', () => {
    const stated = offerOf(leaseWith('power: {usdPerKwh: 0.05, pue: 1.3, itMegawatts: 10}'));
    expect(stated.terms.powerUsdPerMonth).toBeCloseTo(474_500, 6);
    // 500 GB200 at 2 kW at the meter, half drawn.
    const kit = smallPlanWith('accelerators: {gb200: 500, h100: 100}', 'accelerator: gb200\n    gpus: 500').replace(
      '    priceUsdPerGpuHour: 3.5\n',
      '    priceUsdPerGpuHour: 3.5\n    power: {usdPerKwh: 0.05, loadFraction: 0.5}\n',
    );
    expect(offerOf(kit).terms.powerUsdPerMonth).toBeCloseTo(18_250, 6);
  });

  it('raises the price by escalator and index together, the index within its floor and cap', () => {
    const rise = (index: string) => offerOf(leaseWith('escalatorPerYear: 0.02', `index: {name: cpi, ${index}}`)).terms;
    expect(rise('changePerYear: 0.03').escalatorPerYear).toBeCloseTo(0.0506, 12);
    expect(rise('changePerYear: 0.03, capPerYear: 0.01').escalatorPerYear).toBeCloseTo(0.0302, 12);
    expect(rise('changePerYear: -0.03, floorPerYear: 0').escalatorPerYear).toBeCloseTo(0.02, 12);
  });

  it('counts only useful work: goodput x availability x outages', () => {
    const plain = offerOf(leaseWith()).referenceGpus[0] ?? 0;
    // 2 failures a year of 43.8 h are 1 % of 8,760 h; 1 outage a year of a tenth for 1.2 months is another 1 %.
    const service = 'service: {failuresPerGpuPerYear: 2, replacementHours: 43.8}';
    const offer = offerOf(
      leaseWith('goodputFraction: 0.9', service, 'outage: {perYear: 1, fraction: 0.1, months: 1.2}'),
    );
    expect(offer.terms.usefulFraction).toBeCloseTo(0.9 * 0.99 * 0.99, 12);
    expect(offer.referenceGpus[0]).toBeCloseTo(plain * 0.9 * 0.99 * 0.99, 6);
  });

  it('expects the credit of the lowest step that availability falls below', () => {
    const credits = 'credits: [{belowFraction: 0.99, feeFraction: 0.1}, {belowFraction: 0.95, feeFraction: 0.3}]';
    const at = (availability: number) =>
      offerOf(leaseWith(`service: {availabilityFraction: ${availability}, ${credits}, claimedFraction: 0.5}`)).terms;
    expect([0.995, 0.98, 0.9].map((availability) => at(availability).serviceCreditFraction)).toEqual([0, 0.05, 0.15]);
  });

  it('gives tranches their own lead times, due at the median unless stated', () => {
    const offer = offerOf(
      tranchesWith(
        'tranches: [{fraction: 0.4, leadTimeMonths: {p10: 2, p50: 2.5, p90: 4}}, {fraction: 0.6, leadTimeMonths: 5, dueMonths: 4}]',
      ),
    );
    expect(offer.terms.tranches.map(({ dueMonths }) => dueMonths)).toEqual([3, 4]);
    expect(offer.leadTimeMonths).toEqual({ p10: 2, p50: 2.5, p90: 4 });
  });

  it('measures lateness by the lead time where there are no tranches', () => {
    const { terms } = offerOf(leaseWith('late: {graceMonths: 1, damagesFraction: 0.2}'));
    expect(terms.tranches).toEqual([
      { fraction: 1, leadTimeMonths: { p10: 1, p50: 2, p90: 4 }, dueMonths: 2, rampMonths: 0, rampFeeFraction: 1 },
    ]);
    expect(terms.late).toMatchObject({ longStopMonths: Infinity, terminate: 'nothing' });
  });

  it('takes a signed quote whatever its value, and adds the spread to the rate', () => {
    expect(offerOf(leaseWith('status: signed'))).toMatchObject({ blocksMin: 1, isAlreadySigned: true });
    // What has to be signed is not signed yet.
    expect(offerOf(leaseWith('required: true')).isAlreadySigned).toBeUndefined();
    const build = buildWith('financing: {debtFraction: 0.5, ratePerYear: 0.04, spreadPerYear: 0.06, tenorMonths: 60}');
    expect(offerOf(build, 'own-build').financing?.ratePerYear).toBeCloseTo(0.1, 12);
  });

  it('gives back at most what the floor leaves', () => {
    const { terms } = offerOf(leaseWith('rampDown: {afterMonths: 6, noticeDays: 60}', 'floorFraction: 0.7'));
    expect(terms.rampDown?.fractionMax).toBeCloseTo(0.3, 12);
    expect(terms.rampDown).toMatchObject({ afterMonths: 6, noticeMonths: 2 });
  });

  it('ends all that is late where lateness is a cause, from the end of the grace or the long stop on', () => {
    expect(offerOf(leaseWith('exitForCause: [late]')).terms.late).toMatchObject({
      longStopMonths: 0,
      terminate: 'all',
    });
    const late = (block: string) => offerOf(leaseWith(`late: ${block}`, 'exitForCause: [late]')).terms.late;
    expect(late('{graceMonths: 2}')).toMatchObject({ longStopMonths: 2, terminate: 'all' });
    expect(late('{longStopMonths: 5, terminate: late}')).toMatchObject({ longStopMonths: 5, terminate: 'late' });
  });

  it('steps in at its share of the failures', () => {
    const { failureHazardPerYear } = offerOf(
      leaseWith('failureHazardPerYear: 0.2', 'options: {stepIn: {keptFraction: 0.75}}'),
    );
    expect(failureHazardPerYear).toBeCloseTo(0.05, 12);
  });

  it('lends no more than the market rent covers, and says so', () => {
    const build = (coverageMin: number) =>
      parsePlan(
        buildWith(`financing: {debtFraction: 0.9, ratePerYear: 0, tenorMonths: 60, coverageMin: ${coverageMin}}`),
        'plan.yaml',
      );
    const offer = build(0.1).plan!.offers.find(({ id }) => id === 'own-build')!;
    const capexUsd = offer.gates.reduce((sum, gate) => sum + gate.capexUsd, 0);
    const { price } = offer;
    const opexUsd = price.kind === 'owned' ? price.opexUsdPerMonth : NaN;
    // Normal reserved price x 730 h, less operations, over 60 equal repayments of the capex.
    const reserved = build(0.1).plan!.market.reservedUsdPerReferenceGpuHour[1];
    const coverage = (Math.max(...offer.referenceGpus) * reserved * 730 - opexUsd) / (capexUsd / 60);
    const asked = coverage * 2;
    const { plan, issues } = build(asked);
    const lent = plan!.offers.find(({ id }) => id === 'own-build')!.financing!.debtFraction;
    expect(lent).toBeCloseTo(0.5, 12);
    expect(issues.find(({ code }) => code === 'debt-not-covered')).toMatchObject({
      severity: 'warning',
      path: 'offers[1].financing.debtFraction',
      what: expect.stringContaining('only 0.500 of the capex is lent'),
    });
    expect(build(coverage / 2).issues.filter(({ code }) => code === 'debt-not-covered')).toEqual([]);
  });

  it('says what no answer depends on, and what is a label', () => {
    const lines = [
      'status: indicative',
      'archetype: neocloudLease',
      'competitor: true',
      'investor: true',
      'rollover: true',
      'exitForCause: [late, service, changeOfControl]',
    ];
    const { plan, issues } = parsePlan(leaseWith(...lines), 'plan.yaml');
    expect(plan).not.toBeNull();
    const declared = issues.filter(({ severity, code }) => severity === 'not-enforced' || code === 'label');
    expect(declared.filter(({ severity }) => severity === 'not-enforced')).toEqual([]);
    expect(declared.map((issue) => describeIssue(issue, 'plan.yaml')).join('\n')).toMatchSnapshot();
  });

  it('applies to a signed contract, counted from the first month', () => {
    const { terms } = offerOf(fleetWith('escalatorPerYear: 0.03', 'depositUsd: 5e5', 'parent: holding'), 'cloud-a');
    expect(terms).toEqual({ ...PLAIN_TERMS, escalatorPerYear: 0.03, depositUsd: 5e5, parent: 'holding' });
  });

  it('warns of an exit before the last tranche', () => {
    const text = tranchesWith('tranches: [{fraction: 0.5, leadTimeMonths: 1}, {fraction: 0.5, leadTimeMonths: 12}]');
    const warnings = parsePlan(text, 'plan.yaml').issues.filter(({ code }) => code === 'exit-before-delivery');
    expect(warnings.map((issue) => describeIssue(issue, 'plan.yaml')).join('\n')).toMatchSnapshot();
  });
});

const BAD: readonly (readonly [claim: string, text: string, code: string, path: string])[] = [
  [
    'shares that miss a tenth',
    tranchesWith('tranches: [{fraction: 0.9, leadTimeMonths: 1}]'),
    'tranche-shares',
    'tranches',
  ],
  [
    'tranches beside a lead time',
    leaseWith('tranches: [{fraction: 1, leadTimeMonths: 1}]'),
    'two-starts',
    'leadTimeMonths',
  ],
  [
    'a tranche after the term',
    tranchesWith('tranches: [{fraction: 0.5, leadTimeMonths: 1}, {fraction: 0.5, leadTimeMonths: 26}]'),
    'tranche-after-term',
    'tranches[1].leadTimeMonths',
  ],
  [
    'half a ramp fee',
    tranchesWith('tranches: [{fraction: 1, leadTimeMonths: 1, rampMonths: 3}]'),
    'missing-field',
    'tranches[0]',
  ],
  ['a term of tranches without any', leaseWith('termRuns: byTranche'), 'term-runs-alone', 'termRuns'],
  ['an end for lateness without a long stop', leaseWith('late: {terminate: late}'), 'missing-field', 'late.terminate'],
  [
    'a long stop within the grace',
    leaseWith('late: {graceMonths: 3, longStopMonths: 2}'),
    'long-stop-in-grace',
    'late.longStopMonths',
  ],
  [
    'lateness of a certain date',
    leaseWith('late: {graceMonths: 1}').replace('leadTimeMonths: {p10: 1, p50: 2, p90: 4}', 'startMonth: 2026-09'),
    'never-late',
    'late',
  ],
  [
    'steps that fall back',
    leaseWith('priceSchedule: [{fromMonths: 6, multiple: 1}, {fromMonths: 3, multiple: 2}]'),
    'not-rising',
    'priceSchedule[1]',
  ],
  [
    'a step after the term',
    leaseWith('priceSchedule: [{fromMonths: 24, multiple: 1}]'),
    'step-after-term',
    'priceSchedule[0].fromMonths',
  ],
  [
    'take-or-pay twice',
    leaseWith('takeOrPaySchedule: [{fromMonths: 0, fraction: 1}]'),
    'two-take-or-pay',
    'takeOrPaySchedule',
  ],
  [
    'take-or-pay that begins late',
    leaseWith('takeOrPaySchedule: [{fromMonths: 3, fraction: 1}]').replace(
      '    takeOrPayFraction: 1\n    buyer',
      '    buyer',
    ),
    'take-or-pay-gap',
    'takeOrPaySchedule',
  ],
  [
    'a floor above the cap',
    leaseWith('index: {name: cpi, changePerYear: 0.02, floorPerYear: 0.03, capPerYear: 0.01}'),
    'index-floor',
    'index.floorPerYear',
  ],
  ['energy of an unknown load', leaseWith('power: {usdPerKwh: 0.05}'), 'missing-kw-per-gpu', 'power'],
  [
    'an IT load without a PUE',
    leaseWith('power: {usdPerKwh: 0.05, itMegawatts: 5}'),
    'missing-field',
    'power.itMegawatts',
  ],
  [
    'a ramp-down below the floor',
    leaseWith('rampDown: {afterMonths: 6, noticeDays: 30, fractionMax: 0.5}', 'floorFraction: 0.8'),
    'ramp-down-below-floor',
    'rampDown.fractionMax',
  ],
  ['a floor of nothing', leaseWith('floorFraction: 0.8'), 'floor-alone', 'floorFraction'],
  [
    'a ramp-down after the term',
    leaseWith('rampDown: {afterMonths: 23, noticeDays: 60}'),
    'right-after-term',
    'rampDown.afterMonths',
  ],
  [
    'a sublet after the term',
    leaseWith('sublet: {afterMonths: 24, haircutFraction: 0.2}'),
    'right-after-term',
    'sublet.afterMonths',
  ],
  [
    'an expansion that ends before it begins',
    leaseWith('options: {expand: {fractionMax: 1, leadTimeMonths: 3, afterMonths: 12, untilMonths: 6}}'),
    'right-never-open',
    'options.expand.untilMonths',
  ],
  ['a prepayment above the total', leaseWith('upfrontUsd: 50e6'), 'prepay-above-total', 'upfrontUsd'],
  ['two prepayments', leaseWith('upfrontUsd: 5e6', 'upfrontFraction: 0.1'), 'two-prepayments', 'upfrontUsd'],
  ['credit of nothing', leaseWith('creditBack: {fromMonths: 0, months: 12}'), 'no-prepayment', 'creditBack'],
  [
    'more prepaid than credited',
    leaseWith('upfrontFraction: 0.5', 'creditBack: {fromMonths: 18, months: 12}'),
    'prepay-above-credits',
    'creditBack.months',
  ],
  [
    'credit after the term',
    leaseWith('upfrontFraction: 0.1', 'creditBack: {fromMonths: 24, months: 2}'),
    'credit-after-term',
    'creditBack.fromMonths',
  ],
  [
    'a recall without notice',
    smallPlanWith('noticeDays: 91', 'noticeDays: 0'),
    'recall-without-notice',
    'hostExit.noticeDays',
  ],
  [
    'two availabilities',
    leaseWith('service: {availabilityFraction: 0.99, failuresPerGpuPerYear: 1, replacementHours: 24}'),
    'two-availabilities',
    'service.availabilityFraction',
  ],
  ['failures without hours', leaseWith('service: {failuresPerGpuPerYear: 1}'), 'missing-field', 'service'],
  [
    'credits without availability',
    leaseWith('service: {credits: [{belowFraction: 0.99, feeFraction: 0.1}]}'),
    'missing-field',
    'service.credits',
  ],
  [
    'a claim of nothing',
    leaseWith('service: {availabilityFraction: 0.99, claimedFraction: 0.5}'),
    'claim-without-credits',
    'service.claimedFraction',
  ],
  [
    'outages of more than a year',
    leaseWith('outage: {perYear: 12, fraction: 0.1, months: 2}'),
    'outage-over-year',
    'outage.months',
  ],
  ['people without a cost', leaseWith('relationship: {people: 3}'), 'missing-field', 'relationship'],
  [
    'onboarding over the term',
    leaseWith('relationship: {onboardingMonths: 24}'),
    'onboarding-over-term',
    'relationship.onboardingMonths',
  ],
  ['a signed quote with a minimum', leaseWith('status: signed', 'blocksMin: 1'), 'two-minimums', 'blocksMin'],
  [
    'an exit fee above all',
    exitWith('feeFractionOfRemaining: 1.5'),
    'out-of-range',
    'buyerExit.feeFractionOfRemaining',
  ],
];

const BAD_ELSEWHERE: typeof BAD = [
  ['an escalator on a build', buildWith('escalatorPerYear: 0.03'), 'rent-on-build', 'offers[1].escalatorPerYear'],
  [
    'service credits on a build',
    buildWith('service: {availabilityFraction: 0.9, credits: [{belowFraction: 0.99, feeFraction: 0.1}]}'),
    'rent-on-build',
    'offers[1].service.credits',
  ],
  [
    'a capex schedule of nine tenths',
    smallPlanWith(
      '{id: shell, months: 12, capexUsd: 40e6}',
      '{id: shell, months: 12, capexUsd: 40e6, payments: [{monthsAfterStart: 0, fraction: 0.9}]}',
    ),
    'payment-shares',
    'offers[1].gates[0].payments',
  ],
  ['setup of a signed contract', fleetWith('adders: {onceUsd: 5e4}'), 'unknown-field', 'fleet[0].adders.onceUsd'],
  [
    'a flow at the signing of a signed contract',
    fleetWith('flows: [{kind: warrant, pays: them, usd: 1e6, timing: signing}]'),
    'unknown-value',
    'fleet[0].flows[0].timing',
  ],
];

describe('a bad term sheet is refused, placed and remedied', () => {
  const cases = [
    ...BAD.map(([claim, text, code, field]) => [claim, text, code, `offers[0].${field}`] as const),
    ...BAD_ELSEWHERE,
  ];
  it.each(cases)('%s', (_claim, text, code, path) => {
    const { plan, issues } = parsePlan(text, 'plan.yaml');
    const errors = issues.filter(({ severity }) => severity === 'error');
    expect(plan).toBeNull();
    expect(errors.map((issue) => [issue.code, issue.path])).toEqual([[code, path]]);
    expect(errors.map((issue) => describeIssue(issue, 'plan.yaml')).join('\n')).toMatchSnapshot();
  });
});

describe('a term that is odd but no fault', () => {
  it.each([
    ['our exit', smallPlanWith('buyerExit: {afterMonths: 6', 'buyerExit: {afterMonths: 21'), 'buyerExit.afterMonths'],
    [
      "the host's exit",
      smallPlanWith('hostExit: {afterMonths: 6', 'hostExit: {afterMonths: 20'),
      'hostExit.afterMonths',
    ],
    [
      'credit past the term',
      leaseWith('upfrontFraction: 0.1', 'creditBack: {fromMonths: 20, months: 12}'),
      'creditBack.months',
    ],
    [
      'a share of nothing prepaid',
      smallPlanWith(
        'takeOrPayFraction: 1\n    buyerExit',
        'takeOrPayFraction: 0\n    upfrontFraction: 0.5\n    buyerExit',
      ),
      'upfrontFraction',
    ],
  ])('is remarked on: %s', (_claim, text, field) => {
    const warnings = (of: string) => parsePlan(of, 'plan.yaml').issues.filter(({ severity }) => severity === 'warning');
    expect(warnings(text).map(({ path }) => path)).toContain(`offers[0].${field}`);
    expect(warnings(leaseWith())).toEqual([]);
  });

  it('is not remarked on where it is of use by a month', () => {
    const text = smallPlanWith('buyerExit: {afterMonths: 6', 'buyerExit: {afterMonths: 20');
    expect(parsePlan(text, 'plan.yaml').issues.filter(({ severity }) => severity === 'warning')).toEqual([]);
  });
});
