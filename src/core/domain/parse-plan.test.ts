import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { EVERY_FIELD, FRONTIER_LAB, SMALL_PLAN, smallPlanWith } from './fixtures/plan-text.ts';
import type { Issue, Plan } from './index.ts';
import { describeIssue, initialPlanText, parsePlan, planJsonSchemaText } from './index.ts';
import { ERRORS_LISTED_MAX } from './issue-list.ts';

/** The plan of a text that must have one. */
function planOf(text: string): Plan {
  const { plan, issues } = parsePlan(text, 'plan.yaml');
  const errors = issues.filter((issue) => issue.severity === 'error');
  if (!plan) throw new Error(errors.map((issue) => describeIssue(issue, 'plan.yaml')).join('\n'));
  return plan;
}

const described = (issues: readonly Issue[]): string =>
  issues.map((issue) => `${issue.severity} ${describeIssue(issue, 'plan.yaml')}`).join('\n');
const offerOf = (plan: Plan, id: string) => plan.offers.find((offer) => offer.id === id);

describe('a plan that is in order', () => {
  it('has no issue at all when it states everything', () => {
    expect(described(parsePlan(SMALL_PLAN, 'plan.yaml').issues)).toBe('');
  });

  it('accepts every field there is, and enforces them all', () => {
    const { plan, issues } = parsePlan(EVERY_FIELD, 'plan.yaml');
    expect(plan).not.toBeNull();
    expect(described(issues)).toBe('');
  });

  it("reads the design's example without an error", () => {
    const { plan, issues } = parsePlan(FRONTIER_LAB, 'plan.yaml');
    expect(plan).not.toBeNull();
    expect(described(issues)).toMatchSnapshot();
  });

  it('reads the first plan that init writes, which states most defaults', () => {
    const { plan, issues } = parsePlan(initialPlanText(), 'plan.yaml');
    expect(plan).not.toBeNull();
    expect(new Set(issues.map((issue) => issue.severity))).toEqual(new Set(['assumption']));
  });

  it.each([SMALL_PLAN, EVERY_FIELD, FRONTIER_LAB, initialPlanText()])('is the same in JSON as in YAML (%#)', (text) => {
    const plan = parsePlan(text, 'plan.yaml');
    for (const indent of [0, 2, '\t']) {
      const json = parsePlan(JSON.stringify(parse(text), null, indent), 'plan.json');
      expect(json.plan).toEqual(plan.plan);
      expect(json.sources).toEqual(plan.sources);
    }
  });

  it('does not mind CRLF, a byte-order mark, a document start or a missing last line end', () => {
    const plan = planOf(SMALL_PLAN);
    const variants = [
      SMALL_PLAN.replaceAll('\n', '\r\n'),
      `\ufeff${SMALL_PLAN}`,
      `---\n${SMALL_PLAN}...\n`,
      `%YAML 1.2\n---\n${SMALL_PLAN}`,
      SMALL_PLAN.trimEnd(),
    ];
    for (const text of variants) expect(planOf(text)).toEqual(plan);
  });
});

describe('what the fields become', () => {
  const plan = planOf(SMALL_PLAN);

  it('counts months from the start month', () => {
    // July 2026 is month 0: June 2027 is month 11, so the contract serves 12 months and renews in month 12.
    expect(plan.fleet[0]).toMatchObject({ kind: 'fleet', serviceFromMonth: 0, termMonths: 12, blocks: 1 });
    expect(offerOf(plan, 'cloud-a-renewal')).toMatchObject({
      kind: 'renewal',
      host: 'cloud-a',
      serviceFromMonth: 12,
      signFromMonth: 0,
      signByMonth: 12,
      termMonths: 24,
      blocks: 10,
      price: { kind: 'perGpuHour', usd: [2, 2, 2] },
    });
  });

  it('lets a quote be signed at stage starts on or before its lapse', () => {
    const signBy = (date: string): number | undefined =>
      offerOf(planOf(smallPlanWith('decideBy: 2026-08-15', `decideBy: ${date}`)), 'lease-b')?.signByMonth;
    expect([signBy('2026-07-31'), signBy('2026-08-01'), signBy('2026-08-15'), signBy('2099-01-01')]).toEqual([
      0, 1, 1, 35,
    ]);
  });

  it('rounds notice up to whole months of 30 days', () => {
    expect(offerOf(plan, 'lease-b')).toMatchObject({
      buyerExit: { afterMonths: 6, noticeMonths: 3 },
      hostExit: { afterMonths: 6, noticeMonths: 4, hazardPerYear: [0.1, 0.1, 0.1] },
    });
  });

  it('makes GPUs of megawatts through kilowatts per GPU, whole GPUs down', () => {
    // 4 MW at 2 kW is 2,000 GPUs; each is 2.6 reference GPUs.
    expect(offerOf(plan, 'own-build')).toMatchObject({ quantities: [{ gpus: 2000 }], referenceGpus: [5200, 5200] });
    const odd = planOf(smallPlanWith('facilityKwPerGpu: 2}', 'facilityKwPerGpu: 1.9}'));
    expect(offerOf(odd, 'own-build')?.quantities[0]?.gpus).toBe(2105);
  });

  it('prices kilowatts by the month of the whole offer', () => {
    const text = smallPlanWith(
      'accelerators: {gb200: 500, h100: 100}',
      'accelerator: gb200\n    facilityMegawatts: 3',
    ).replace('priceUsdPerGpuHour: 3.5', 'priceUsdPerKwMonth: 900');
    expect(offerOf(planOf(text), 'lease-b')?.price).toEqual({
      kind: 'perMonth',
      usd: [2_700_000, 2_700_000, 2_700_000],
    });
  });

  it('adds up reference GPUs over accelerators, or takes what the offer states', () => {
    expect(offerOf(plan, 'lease-b')?.referenceGpus).toEqual([1400, 1400]);
    const stated = planOf(
      smallPlanWith(
        '    termMonths: 24\n    priceUsdPerGpuHour: 3.5',
        '    referenceGpus: {customers: 1500}\n    termMonths: 24\n    priceUsdPerGpuHour: 3.5',
      ),
    );
    expect(offerOf(stated, 'lease-b')?.referenceGpus).toEqual([1500, 1400]);
    const average = planOf(
      smallPlanWith(
        '    termMonths: 24\n    priceUsdPerGpuHour: 3.5',
        '    equivalents: {research: 0}\n    termMonths: 24\n    priceUsdPerGpuHour: 3.5',
      ),
    );
    expect(offerOf(average, 'lease-b')?.referenceGpus).toEqual([1400, 0]);
  });

  it('renews at the reserved price times the equivalents when the plan does not say', () => {
    const text = smallPlanWith('    renewal: {priceUsdPerGpuHour: 2, termMonths: 24}\n', '').replace(
      'accelerator: h100\n    gpus: 1200',
      'accelerator: gb200\n    gpus: 1200',
    );
    const { plan: renewed, issues } = parsePlan(text, 'plan.yaml');
    const price = renewed && offerOf(renewed, 'cloud-a-renewal')?.price;
    // 1.3, 1.9 and 2.85 times 2.6.
    expect(price?.kind === 'perGpuHour' ? price.usd.map((usd) => Number(usd.toFixed(6))) : null).toEqual([
      3.38, 4.94, 7.41,
    ]);
    expect(described(issues)).toMatchSnapshot();
  });

  it('renews no more GPUs than allowed, and nothing beyond the horizon', () => {
    const capped = planOf(smallPlanWith('renewal: {', 'renewal: {gpusMax: 300, '));
    expect(offerOf(capped, 'cloud-a-renewal')?.quantities).toEqual([{ acceleratorIndex: 0, gpus: 300 }]);
    const late = planOf(smallPlanWith('untilMonth: 2027-06', 'untilMonth: 2029-06'));
    expect(offerOf(late, 'cloud-a-renewal')).toBeUndefined();
  });

  it('keeps quotes, then renewals, then future offers', () => {
    expect(plan.offers.map((offer) => offer.id)).toEqual(['lease-b', 'own-build', 'cloud-a-renewal', 'later']);
    expect(offerOf(plan, 'later')).toMatchObject({ kind: 'future', signFromMonth: 3, signByMonth: 35 });
  });

  it('makes research a protected floor that earns no cash', () => {
    expect(plan.workloads[1]).toMatchObject({ isCash: false, churn: null, busyReferenceGpus: 0 });
    expect(plan.workloads[1]?.tiers[0]).toMatchObject({ id: 'floor', fixedReferenceGpus: 100, isProtected: true });
    expect(plan.loadBlocks).toEqual([
      { timeFraction: 0.25, ofMean: [1.6, 1] },
      { timeFraction: 0.75, ofMean: [0.8, 1] },
    ]);
  });

  it('keeps the default stages that lie inside the horizon', () => {
    const short = planOf(smallPlanWith('horizonMonths: 36', 'horizonMonths: 12'));
    expect(short.tree.stageStartMonths).toEqual([0, 1, 3, 6]);
    expect(short.tree.branches).toEqual([3, 2, 2]);
  });

  it('turns minus zero into zero', () => {
    const seed = planOf(`${SMALL_PLAN}seed: -0\n`).seed;
    expect(Object.is(seed, 0)).toBe(true);
  });

  it('sums shares as decimals, not as binary fractions', () => {
    const tiers = (fractions: readonly number[]): string =>
      smallPlanWith(
        '        - {id: paid, demandFraction: 0.9, valueUsdPerReferenceGpuHour: 5, protected: true}\n        - {id: free, demandFraction: 0.1, valueUsdPerReferenceGpuHour: 1}\n',
        fractions
          .map((share, i) => `        - {id: t${i}, demandFraction: ${share}, valueUsdPerReferenceGpuHour: 1}\n`)
          .join(''),
      );
    // 0.1 + 0.2 + 0.7 is 0.9999999999999999 in binary.
    expect(planOf(tiers([0.1, 0.2, 0.7])).workloads[0]?.tiers).toHaveLength(3);
    expect(parsePlan(tiers([0.1, 0.2, 0.7000000000000001]), 'plan.yaml').plan).toBeNull();
  });
});

describe('provenance', () => {
  it('is listed by path and leaves the number as it is', () => {
    const { plan, sources } = parsePlan(EVERY_FIELD, 'plan.yaml');
    expect(plan?.discountRatePerYear).toBe(0.12);
    expect(sources).toEqual([
      { path: 'discountRatePerYear', value: 0.12, source: 'treasury memo 7', asOf: '2026-06', quality: 'estimated' },
      {
        path: 'market.reservedUsdPerReferenceGpuHour',
        value: { glut: 1.3, normal: 1.9, tight: 2.85 },
        source: 'broker sheet',
        asOf: null,
        quality: 'quoted',
      },
      {
        path: 'offers[0].priceUsdPerMonth',
        value: 1_250_000_000,
        source: 'filing of May 2026',
        asOf: '2026-05-20',
        quality: 'published',
      },
    ]);
  });

  it('may wrap three quantiles', () => {
    const text = smallPlanWith(
      'leadTimeMonths: {p10: 1, p50: 2, p90: 4}',
      'leadTimeMonths: {value: {p10: 1, p50: 2, p90: 4}, source: quote 14}',
    );
    expect(planOf(text)).toEqual(planOf(SMALL_PLAN));
  });
});

describe('remarks that do not stop a run', () => {
  const warned: readonly [string, string, string][] = [
    ['discountRatePerYear: 0.12', 'discountRatePerYear: 1.2', 'discountRatePerYear'],
    ['priceUsdPerGpuHour: 3.5', 'priceUsdPerGpuHour: 0', 'offers[0].priceUsdPerGpuHour'],
    ['priceUsdPerGpuHour: 3.5', 'priceUsdPerGpuHour: 2500', 'offers[0].priceUsdPerGpuHour'],
    ['priceUsdPerGpuHour: 3.5', 'priceUsdPerMonth: 3.5', 'offers[0].priceUsdPerMonth'],
    ['facilityKwPerGpu: 2}', 'facilityKwPerGpu: 120}', 'accelerators.gb200.facilityKwPerGpu'],
    ['equivalents: 2.6', 'equivalents: 187', 'accelerators.gb200.equivalents'],
    ['facilityMegawatts: 4\n', 'facilityMegawatts: 40000\n', 'offers[1].facilityMegawatts'],
    ['capexUsd: 110e6', 'capexUsd: 110e9', 'offers[1].gates'],
    ['multiplePerYear: 80', 'multiplePerYear: 8000', 'demand.growth.regimes[0].multiplePerYear'],
    ['volatilityPerMonth: 0.1', 'volatilityPerMonth: 0.9', 'demand.growth.volatilityPerMonth'],
    [
      'valueUsdPerReferenceGpuHour: 5,',
      'valueUsdPerReferenceGpuHour: 0,',
      'demand.workloads[0].tiers[0].valueUsdPerReferenceGpuHour',
    ],
    ['normal: 1.9', 'normal: 1390', 'market.reservedUsdPerReferenceGpuHour.normal'],
    ['noticeDays: 90', 'noticeDays: 720', ''],
    ['hazardPerYear: 0.1', 'hazardPerYear: 0.95', 'offers[0].hostExit.hazardPerYear'],
    ['months: 12, capexUsd', 'months: 120, capexUsd', 'offers[1].gates[0].months'],
    ['busyReferenceGpus: 1000', 'busyReferenceGpus: 0', 'demand.workloads[0].busyReferenceGpus'],
    ['leadTimeMonths: 3', 'leadTimeMonths: 36', 'futureOffers[0]'],
  ];

  it.each(warned.filter(([, , path]) => path !== ''))('%s becomes %s: unusual', (from, to, path) => {
    const { plan, issues } = parsePlan(smallPlanWith(from, to), 'plan.yaml');
    expect(plan).not.toBeNull();
    expect(issues.map((issue) => [issue.severity, issue.path])).toContainEqual(['warning', path]);
    expect(described(issues)).toMatchSnapshot();
  });

  it('says that efficiency does nothing to GPU demand', () => {
    const text = smallPlanWith('  growth:\n', '  growth:\n    efficiencyMultiplePerYear: 3\n');
    expect(described(parsePlan(text, 'plan.yaml').issues)).toMatchSnapshot();
  });

  it('lists every default that is taken', () => {
    const bare = `eightyfold: 1
name: Bare
asOf: 2026-07-01
startMonth: 2026-07
discountRatePerYear: 0.1
demand:
  workloads:
    - {id: customers, busyReferenceGpus: 9, tiers: [{id: all, demandFraction: 1, valueUsdPerReferenceGpuHour: 2}]}
    - {id: research, floorReferenceGpus: 5}
  growth: {of: usage, regimes: [{id: only, multiplePerYear: 3, meanMonths: 9, startProbability: 1}], volatilityPerMonth: 0.1, efficiencyMultiplePerYear: 3}
market: {supplyRegimes: {start: normal}, reservedUsdPerReferenceGpuHour: 2}
fleet: [{id: a, host: a, route: lease, accelerator: h100, gpus: 9, untilMonth: 2027-01, priceUsdPerGpuHour: 2}]
offers:
  - {id: b, host: b, route: lease, accelerator: h100, gpus: 9, leadTimeMonths: 1, termMonths: 12, priceUsdPerGpuHour: 2}
  - {id: c, host: self, route: build, accelerator: h100, gpus: 9, gates: [{id: all, months: 9, capexUsd: 3e5}]}
money: {openingLiquidityUsd: 1e6}
`;
    const { plan, issues } = parsePlan(bare, 'plan.yaml');
    expect(plan).not.toBeNull();
    expect(described(issues)).toMatchSnapshot();
  });
});

describe('faults all at once', () => {
  it('come from form and meaning together, in the order of the file', () => {
    const text = smallPlanWith('untilMonth: 2027-06', 'untilMonth: 2026-01')
      .replace('priceUsdPerGpuHour: 3.5', 'priceUsdPerGpuHour: 5%')
      .replace('gpus: 3000', 'gpu: 3000');
    const { issues } = parsePlan(text, 'plan.yaml');
    expect(issues.map((issue) => [issue.code, issue.path])).toEqual([
      ['contract-ended', 'fleet[0].untilMonth'],
      ['number-form', 'offers[0].priceUsdPerGpuHour'],
      ['unknown-field', 'futureOffers[0].gpu'],
    ]);
  });

  it('are listed up to a hundred, then counted', () => {
    const text = `${SMALL_PLAN}tree:\n${Array.from({ length: 10_000 }, (_, i) => `  wrong${i}: 1\n`).join('')}`;
    const { plan, issues } = parsePlan(text, 'plan.yaml');
    expect(plan).toBeNull();
    expect(issues).toHaveLength(ERRORS_LISTED_MAX + 1);
    expect(issues.at(-1)?.what).toBe('9900 more errors are not listed');
  });
});

describe('any text at all', () => {
  const isAnswered = (text: string): void => {
    const { plan, issues } = parsePlan(text, 'plan.yaml');
    expect(plan === null).toBe(issues.some((issue) => issue.severity === 'error'));
    expect(issues.every((issue) => describeIssue(issue, 'plan.yaml').split('\n').length === 3)).toBe(true);
  };

  it('is answered, never thrown on', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), isAnswered));
    const yamlish = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a ',
      '!!x ',
      '#',
      '%',
      '?',
      ',',
      '1',
      '---\n',
      '\t',
      '<<',
      'offers',
      'value',
    );
    fc.assert(fc.property(fc.array(yamlish, { maxLength: 60 }), (pieces) => isAnswered(pieces.join(''))));
  });

  it('is answered when one character of a plan is changed', () => {
    const change = fc.record({
      at: fc.nat(EVERY_FIELD.length - 1),
      to: fc.string({ unit: 'grapheme-ascii', minLength: 0, maxLength: 2 }),
    });
    fc.assert(
      fc.property(change, ({ at, to }) => isAnswered(EVERY_FIELD.slice(0, at) + to + EVERY_FIELD.slice(at + 1))),
      { numRuns: 150 },
    );
  });

  it('is answered when it is JSON of any shape', () => {
    fc.assert(fc.property(fc.json(), isAnswered));
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        isAnswered(JSON.stringify({ ...parse(SMALL_PLAN), offers: value, demand: value })),
      ),
    );
  });

  it('names the field that a typing error meant', () => {
    const fields = ['takeOrPayFraction', 'leadTimeMonths', 'priceUsdPerGpuHour', 'decideBy', 'buyerExit', 'hostExit'];
    const slip = fc.record({
      field: fc.constantFrom(...fields),
      at: fc.nat(40),
      kind: fc.constantFrom('drop', 'swap', 'double'),
    });
    fc.assert(
      fc.property(slip, ({ field, at, kind }) => {
        const i = at % (field.length - 1);
        const [a = '', b = ''] = [field[i], field[i + 1]];
        const middle = { drop: b, swap: b + a, double: a + a + b }[kind];
        const written = field.slice(0, i) + middle + field.slice(i + 2);
        fc.pre(written !== field);
        const lines = SMALL_PLAN.replace(`\n    ${field}:`, `\n    ${written}:`);
        const text = field === 'priceUsdPerGpuHour' ? smallPlanWith(`${field}: 3.5`, `${written}: 3.5`) : lines;
        const issue = parsePlan(text, 'plan.yaml').issues.find(({ code }) => code === 'unknown-field');
        expect(issue?.fix).toBe(`write ${field}`);
      }),
    );
  });
});

describe('time', () => {
  // Generous against slow machines: what is guarded against is minutes, from work that grows with the square.
  const seconds = (work: () => void): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };

  it('refuses a text over 2 MB, and one of 100,000 rows, at once', () => {
    expect(seconds(() => parsePlan('x'.repeat(50_000_000), 'plan.yaml'))).toBeLessThan(1);
    expect(seconds(() => parsePlan('- {id: a, gpus: 5}\n'.repeat(100_000), 'plan.yaml'))).toBeLessThan(1);
  });
});

it('ships the JSON Schema of this code (stale? run: node scripts/write-schema.ts)', () => {
  const shipped = readFileSync(new URL('../../../schema/plan.schema.json', import.meta.url), 'utf8');
  expect(shipped === planJsonSchemaText(), 'schema/plan.schema.json is stale: run node scripts/write-schema.ts').toBe(
    true,
  );
});
