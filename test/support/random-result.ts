import fc from 'fast-check';

import type { Estimate } from '../../src/core/decide/result/estimates.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import { exampleResult } from './example-result.ts';

/** Results of every size with hostile names: reports must hold for all of them, whatever the numbers. */

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '\u001b[31mred\u001b[0m',
    'a|b\n# c',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '算力合作伙伴有限公司的超长名字测试',
    '👩‍👩‍👧‍👦 family',
    'x'.repeat(300),
    '\u202egnp.exe',
    '\ud800',
    '`code` *bold* [link](javascript:alert(1))',
  ),
);

const amount = fc.oneof(
  fc.double({ min: -1e13, max: 1e13, noNaN: true }),
  fc.constantFrom(0, -0, 1e-9, 999_999_999.9, 1e15, -1e18, 1e21, Number.NaN, Infinity),
);
const bound = fc.option(amount);
const method = hostileText;
const anyEstimate: fc.Arbitrary<Estimate> = fc.record({ estimate: amount, low: bound, high: bound, method });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const month = fc.constantFrom('2026-08', '2027-05', '2030-12');

const signNow = fc.record({
  offerId: hostileText,
  host: hostileText,
  route: fc.constantFrom('build', 'lease', 'partner'),
  blocks: fc.nat(100),
  blocksOffered: fc.nat(100),
  gpus: amount,
  referenceGpus: amount,
  inServiceMonth: month,
  firmLiabilityUsd: amount,
  addedValueUsd: anyEstimate,
  deferralCostUsd: anyEstimate,
});

const later = fc.record({
  right: fc.constantFrom(
    null,
    { kind: 'extend' as const, contractId: 'kept' },
    { kind: 'exit' as const, contractId: 'left' },
  ),
  offerId: hostileText,
  startMonth: month,
  condition: hostileText,
  probability: fraction,
  blocks: fc.double({ min: 0, max: 10, noNaN: true }),
  referenceGpus: amount,
});

const offer = fc.record({
  offerId: hostileText,
  host: hostileText,
  route: fc.constantFrom('build', 'lease', 'partner'),
  blocks: fc.nat(10),
  isSigned: fc.boolean(),
  askPriceUsdPerGpuHour: amount,
  askPriceUsdPerReferenceGpuHour: amount,
  walkAwayPriceUsdPerGpuHour: anyEstimate,
  walkAwayFractionOfAsk: anyEstimate,
  valueWithUsd: anyEstimate,
  valueWithoutUsd: anyEstimate,
  addedValueUsd: anyEstimate,
  deferralCostUsd: anyEstimate,
  verdict: fc.constantFrom('above', 'below', 'undecided'),
  firmLiabilityUsd: amount,
  headlineUsd: amount,
  decideBy: fc.option(fc.constantFrom('2026-09-30', '2027-01-31')),
  inServiceMonth: month,
  provisional: fc.boolean(),
});

const stage = fc.record({
  startMonth: month,
  demandReferenceGpus: fc.record({ p5: amount, p50: amount, p95: amount, mean: amount }),
  committedReferenceGpus: amount,
  plannedReferenceGpus: amount,
  shortageProbability: anyEstimate,
  shortageFraction: anyEstimate,
});

const issue = fc.record({
  code: hostileText,
  severity: fc.constantFrom('error', 'not-enforced', 'warning', 'assumption'),
  what: hostileText,
  path: hostileText,
  line: fc.option(fc.nat(10_000)),
  column: fc.option(fc.nat(500)),
  fix: hostileText,
});

const certificate = fc.record({
  accepted: fc.boolean(),
  worstResidualFraction: fraction,
  ledgerUsd: amount,
  objectiveUsd: amount,
  reason: fc.option(hostileText),
});

const crossCheck = fc.record({
  trees: fc.nat(8),
  nodes: fc.nat(1000),
  recommendedUsd: anyEstimate,
  biasUsd: amount,
  addedValueUsd: anyEstimate,
  bestInTrees: fc.nat(8),
  regretUsd: anyEstimate,
});

export const randomResult: fc.Arbitrary<Result> = fc
  .record({
    name: hostileText,
    signNow: fc.array(signNow, { maxLength: 12 }),
    later: fc.array(later, { maxLength: 30 }),
    offers: fc.array(offer, { maxLength: 20 }),
    stages: fc.array(stage, { maxLength: 9 }),
    issues: fc.array(issue, { maxLength: 12 }),
    certificate,
    headline: anyEstimate,
    crossCheck,
    gapUsd: anyEstimate,
    candidates: fc.array(fc.record({ signNow: hostileText, valueUsd: anyEstimate, bestInLattices: fc.nat(8) }), {
      maxLength: 6,
    }),
  })
  .map(({ name, headline, gapUsd, ...rest }): Result => ({
    ...exampleResult,
    ...rest,
    plan: { ...exampleResult.plan, name },
    recipe: { ...exampleResult.recipe, gapUsd },
    value: {
      ...exampleResult.value,
      recommendedUsd: headline,
      reachedUsd: headline,
      addedValueUsd: headline,
      signNowUsd: headline,
      vssUsd: headline,
    },
  }));
