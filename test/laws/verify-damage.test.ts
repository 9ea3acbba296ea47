/**
 * Damaged results: none is accepted. First by a forger, who seals again what he changed: every amount of cash, count of
 * GPUs, date and signing that the verifier holds against the plan. Then by accident: anything in the file, cut or changed.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { sha256Of } from '../../src/adapters/node/sha256.ts';
import type { LedgerAccount, Result } from '../../src/core/decide/result.ts';
import { isRecord } from '../../src/core/verify/claim.ts';
import { sealed, verifyResult } from '../../src/core/verify/index.ts';
import { headlinesOf, planned, verified, type PlannedPlan } from '../support/faulty-result.ts';
import { VERIFY_PLAN } from '../support/verify-plan.ts';

const DAMAGES = 5_000;
const SEED = Number(process.env['LAWS_SEED'] ?? 80);

let right: PlannedPlan;
let written: string;
beforeAll(async () => {
  right = await planned(VERIFY_PLAN);
  written = JSON.stringify(sealed(right.result, sha256Of));
});

/** What a damage does is drawn as whole numbers, so that a counterexample can be read and shrinks. */
interface Damage {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  /** at least 2 cents, GPUs or months, of either sign */
  readonly size: number;
}
const damages: fc.Arbitrary<Damage> = fc.record({
  kind: fc.nat(1_000_000),
  first: fc.nat(1_000_000),
  second: fc.nat(1_000_000),
  size: fc.tuple(fc.integer({ min: 2, max: 2_000_000_000 }), fc.boolean()).map(([size, isUp]) => (isUp ? size : -size)),
});

type Draft = { -readonly [Field in keyof Result]: Result[Field] };

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
const keep = <T>(list: readonly T[], index: number, change: (one: T) => T): T[] =>
  list.map((one, position) => (position === index % list.length ? change(one) : one));

/** One month of one account, in cents. */
const cents = (accounts: readonly LedgerAccount[], { first, second, size }: Damage) =>
  keep(accounts, first, (account) => ({
    ...account,
    centsByMonth: keep(account.centsByMonth, second, (one) => one + size),
  }));

/** Two months that are not alike change places. */
function swapped(accounts: readonly LedgerAccount[], { first, second }: Damage): LedgerAccount[] {
  return keep(accounts, first, (account) => {
    const months = account.centsByMonth;
    const from = second % months.length;
    const to = months.findIndex((one) => Math.abs(one - months[from]!) >= 2);
    if (to < 0) return { ...account, centsByMonth: months.map((one) => one + 2) };
    return { ...account, centsByMonth: months.with(from, months[to]!).with(to, months[from]!) };
  });
}

const dropped = <T>(list: readonly T[], { first }: Damage): T[] => list.toSpliced(first % list.length, 1);
const doubled = <T>(list: readonly T[], { first }: Damage): T[] => [...list, at(list, first)];

function otherMonth(month: string, { first }: Damage): string {
  const year = Number(month.slice(0, 4));
  const index = (Number(month.slice(5, 7)) - 1 + 1 + (first % 11)) % 12;
  return `${year}-${String(index + 1).padStart(2, '0')}`;
}

const KINDS: readonly (readonly [name: string, (result: Draft, damage: Damage) => Partial<Draft>])[] = [
  [
    'cash on the course',
    (r, d) => ({ courses: keep(r.courses, 0, (course) => ({ ...course, ledger: cents(course.ledger, d) })) }),
  ],
  ['expected cash', (r, d) => ({ ledger: { ...r.ledger, recommended: cents(r.ledger.recommended, d) } })],
  [
    'expected cash of signing nothing',
    (r, d) => ({ ledger: { ...r.ledger, signNothing: cents(r.ledger.signNothing, d) } }),
  ],
  [
    'months of the course swapped',
    (r, d) => ({ courses: keep(r.courses, 0, (course) => ({ ...course, ledger: swapped(course.ledger, d) })) }),
  ],
  [
    'months of the ledger swapped',
    (r, d) => ({ ledger: { ...r.ledger, recommended: swapped(r.ledger.recommended, d) } }),
  ],
  [
    'an account of the course lost',
    (r, d) => ({ courses: keep(r.courses, 0, (course) => ({ ...course, ledger: dropped(course.ledger, d) })) }),
  ],
  ['an account lost', (r, d) => ({ ledger: { ...r.ledger, recommended: dropped(r.ledger.recommended, d) } })],
  ['an account twice', (r, d) => ({ ledger: { ...r.ledger, recommended: doubled(r.ledger.recommended, d) } })],
  [
    'capacity on the course',
    (r, d) => ({
      courses: keep(r.courses, 0, (course) => ({
        ...course,
        capacity: keep(course.capacity, d.first, (one) => ({
          ...one,
          referenceGpus: keep(one.referenceGpus, d.second, (gpus) => gpus + d.size / 100),
        })),
      })),
    }),
  ],
  [
    'expected capacity',
    (r, d) => ({
      series: {
        ...r.series,
        capacity: keep(r.series.capacity, d.first, (one) => ({
          ...one,
          referenceGpus: keep(one.referenceGpus, d.second, (gpus) => gpus + d.size / 100),
        })),
      },
    }),
  ],
  [
    'capacity of a stage',
    (r, d) => ({
      stages: keep(r.stages, d.first, (stage) => ({
        ...stage,
        [d.second % 2 ? 'committedReferenceGpus' : 'plannedReferenceGpus']: stage.plannedReferenceGpus + d.size / 7,
      })),
    }),
  ],
  [
    'a delivery on the course',
    (r, d) => ({
      courses: keep(r.courses, 0, (course) => ({
        ...course,
        signings: keep(course.signings, d.first, (one) => ({
          ...one,
          inServiceMonths: one.inServiceMonths + 1 + (d.second % 20),
        })),
      })),
    }),
  ],
  [
    'a signing date on the course',
    (r, d) => ({
      courses: keep(r.courses, 0, (course) => ({
        ...course,
        signings: keep(course.signings, d.first, (one) => ({ ...one, signMonth: 1 + (d.second % 20) })),
      })),
    }),
  ],
  [
    'a share on the course',
    (r, d) => ({
      courses: keep(r.courses, 0, (course) => ({
        ...course,
        signings: keep(course.signings, d.first, (one) => ({ ...one, contractFraction: one.contractFraction * 0.999 })),
      })),
    }),
  ],
  [
    'first service',
    (r, d) => ({
      offers: keep(r.offers, d.first, (offer) => ({ ...offer, inServiceMonth: otherMonth(offer.inServiceMonth, d) })),
    }),
  ],
  [
    'first service in the sign-list',
    (r, d) => ({
      signNow: keep(r.signNow, d.first, (one) => ({ ...one, inServiceMonth: otherMonth(one.inServiceMonth, d) })),
    }),
  ],
  [
    'a decide-by date',
    (r, d) => ({
      offers: keep(r.offers, d.first, (offer) => ({ ...offer, decideBy: `${otherMonth('2026-07', d)}-13` })),
    }),
  ],
  [
    'a stage date',
    (r, d) => ({
      stages: keep(r.stages, d.first, (stage) => ({ ...stage, startMonth: otherMonth(stage.startMonth, d) })),
    }),
  ],
  ['the start month', (r, d) => ({ plan: { ...r.plan, startMonth: otherMonth(r.plan.startMonth, d) } })],
  [
    'a month of the series',
    (r, d) => ({ series: { ...r.series, months: keep(r.series.months, d.second, (month) => otherMonth(month, d)) } }),
  ],
  [
    'a later signing outside the stages',
    (r, d) => ({
      later: keep(r.later, d.first, (one) => ({
        ...one,
        startMonth: `2026-${['08', '09', '11', '12'][d.second % 4]}`,
      })),
    }),
  ],
  [
    'blocks of the decision',
    (r, d) => ({
      decision: keep(r.decision, d.first, (one) => ({ ...one, blocks: one.blocks === 0 ? 1 : one.blocks - 1 })),
    }),
  ],
  [
    'blocks of the sign-list',
    (r, d) => ({ signNow: keep(r.signNow, d.first, (one) => ({ ...one, blocks: one.blocks + 1 })) }),
  ],
  ['a signing lost', (r, d) => ({ signNow: dropped(r.signNow, d) })],
  [
    'GPUs of a signing',
    (r, d) => ({ signNow: keep(r.signNow, d.first, (one) => ({ ...one, gpus: one.gpus + d.size / 1000 })) }),
  ],
  [
    'firm liability',
    (r, d) => ({
      offers: keep(r.offers, d.first, (one) => ({ ...one, firmLiabilityUsd: one.firmLiabilityUsd + d.size / 100 })),
    }),
  ],
  [
    'headline',
    (r, d) => ({ offers: keep(r.offers, d.first, (one) => ({ ...one, headlineUsd: one.headlineUsd + d.size / 100 })) }),
  ],
  [
    'firm liability in the sign-list',
    (r, d) => ({
      signNow: keep(r.signNow, d.first, (one) => ({ ...one, firmLiabilityUsd: one.firmLiabilityUsd + d.size / 100 })),
    }),
  ],
  [
    'the ask',
    (r, d) => ({
      offers: keep(r.offers, d.first, (one) => ({
        ...one,
        askPriceUsdPerGpuHour: one.askPriceUsdPerGpuHour * (1 + d.size / 1e12),
      })),
    }),
  ],
  [
    'a cash line',
    (r, d) => ({
      value: {
        ...r.value,
        lines: keep(r.value.lines, d.first % r.value.lines.filter(({ isCash }) => isCash).length, (line) => ({
          ...line,
          usd: line.usd + d.size / 100,
        })),
      },
    }),
  ],
  [
    'the ledger headline',
    (r, d) => ({ certificate: { ...r.certificate, ledgerUsd: r.certificate.ledgerUsd + d.size / 100 } }),
  ],
  [
    'cash that the quotes add',
    (r, d) => ({
      value: {
        ...r.value,
        addedParts: {
          ...r.value.addedParts,
          cashUsd: {
            ...r.value.addedParts.cashUsd,
            estimate: r.value.addedParts.cashUsd.estimate + d.size / 100,
            low: null,
            high: null,
          },
        },
      },
    }),
  ],
  // The forger who is consistent: the ledger and every headline read from it. Cash of contracts whose delivery is sure.
  [
    'expected cash and its headlines',
    (r, d) => {
      const sure = r.ledger.recommended
        .filter(
          ({ signed, contractId, cause }) =>
            signed === 'fleet' ||
            cause === 'upfront' ||
            ['by-kilowatt', 'sure-kit', 'by-use'].includes(contractId ?? '') ||
            cause === 'fixedCost',
        )
        .filter(({ cause }) => cause !== 'usage');
      const account = at(sure, d.first);
      const size = 1e8 + Math.abs(d.size);
      const moved = {
        ...account,
        centsByMonth: keep(
          account.centsByMonth,
          d.second,
          (one) => one - (account.cause === 'debtDrawn' ? -size : size),
        ),
      };
      const recommended = r.ledger.recommended.map((one) => (one === account ? moved : one));
      return headlinesOf(right.plan, { ...r, ledger: { ...r.ledger, recommended } });
    },
  ],
];

describe('5,000 damages by a forger who seals again', () => {
  it('none is accepted', { timeout: 900_000 }, () => {
    const tried = new Map<string, number>();
    const property = fc.property(damages, (damage) => {
      const [name, change] = at(KINDS, damage.kind);
      const damaged = { ...right.result, ...change(right.result, damage) };
      tried.set(name, (tried.get(name) ?? 0) + 1);
      const { status, violations } = verified(right.plan, damaged);
      expect({ name, status }).toEqual({ name, status: 'refused' });
      expect(violations.length).toBeGreaterThan(0);
    });
    fc.assert(property, { numRuns: DAMAGES, seed: SEED });
    expect(tried.size).toBe(KINDS.length);
    console.log(`seed ${SEED}: ${DAMAGES} damages of ${tried.size} kinds, none accepted`);
  });
});

describe('5,000 accidents to the file', () => {
  it('none is accepted, none is a crash', { timeout: 900_000 }, () => {
    const accident = fc.record({
      place: fc.nat(written.length - 1),
      length: fc.integer({ min: 1, max: 40 }),
      text: fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 6 }),
        fc.integer().map(String),
        fc.constantFrom('null', '[]', '{}', '1e999', '-0', '"'),
      ),
      isCut: fc.boolean(),
    });
    const { planHash, engineVersion, solver, solverVersion } = machine();
    let parsed = 0;
    const property = fc.property(accident, ({ place, length, text, isCut }) => {
      const damaged =
        isCut && text === '' ? written.slice(0, place) : written.slice(0, place) + text + written.slice(place + length);
      if (damaged === written) return;
      let result: unknown;
      try {
        result = JSON.parse(damaged);
      } catch {
        return; // the command line says where it is no JSON
      }
      if (JSON.stringify(result) === written) return; // the same numbers, written differently
      parsed++;
      const options = { planHash, engineVersion, solver, solverVersion, digest: sha256Of };
      expect(verifyResult(right.plan, result, options).status).toBe('refused');
    });
    fc.assert(property, { numRuns: DAMAGES, seed: SEED });
    expect(parsed).toBeGreaterThan(DAMAGES / 100);
    console.log(`seed ${SEED}: ${DAMAGES} accidents, ${parsed} of them still JSON, none accepted`);
  });

  it('whatever JSON is given, the verifier answers', () => {
    const options = { ...machine(), digest: sha256Of };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(verifyResult(right.plan, value, options).status).toBe('refused');
        const graft = {
          ...right.result,
          ...(isRecord(value) ? value : { decision: value }),
        };
        verifyResult(right.plan, JSON.parse(JSON.stringify(graft)), options);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('any field replaced by any JSON is answered, not thrown on', { timeout: 900_000 }, () => {
    const options = { ...machine(), digest: null };
    const paths = pathsOf(right.result);
    fc.assert(
      fc.property(fc.nat(paths.length - 1), fc.oneof(fc.jsonValue(), fc.double()), (index, value) => {
        const copy = JSON.parse(written) as Record<string, unknown>;
        replace(copy, paths[index]!, value);
        expect(() => verifyResult(right.plan, JSON.parse(JSON.stringify(copy)), options)).not.toThrow();
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });
});

function machine() {
  const { engineVersion, solver, solverVersion } = right.result.recipe;
  return { planHash: right.result.plan.hash, engineVersion, solver, solverVersion };
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))].filter(
    ({ length }) => length > 0,
  );
}

function replace(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = root;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>;
  place[path.at(-1)!] = value;
}
