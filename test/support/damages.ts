/** Ways to damage a result: cash, capacity, dates and signings, by more than any rounding. */
import fc from 'fast-check';

import type { CourseSigning } from '../../src/core/decide/result/course-answer.ts';
import type { LedgerAccount } from '../../src/core/decide/result/ledger.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import type { Plan } from '../../src/core/domain/index.ts';
import { headlinesOf } from './faulty-result.ts';

/** What a damage does is drawn as whole numbers, so that a counterexample can be read and shrinks. */
export interface Damage {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  /** at least 2 cents, GPUs or months, of either sign */
  readonly size: number;
}
export const damages: fc.Arbitrary<Damage> = fc.record({
  kind: fc.nat(1_000_000),
  first: fc.nat(1_000_000),
  second: fc.nat(1_000_000),
  size: fc.tuple(fc.integer({ min: 2, max: 2_000_000_000 }), fc.boolean()).map(([size, isUp]) => (isUp ? size : -size)),
});

export const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
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

/** One signing, whose service falls into the horizon's first year, of one replayed course. */
function onReplayed(
  { courses }: Result,
  { first, kind }: Damage,
  change: (one: CourseSigning) => CourseSigning,
): Result['courses'] {
  const [median, ...replayed] = courses;
  return [
    median!,
    ...keep(replayed, kind, (course) => {
      const early = course.signings.filter((one) => one.signMonth + one.inServiceMonths < 12 && one.givenBy === null);
      const chosen = at(early, first);
      return { ...course, signings: course.signings.map((one) => (one === chosen ? change(one) : one)) };
    }),
  ];
}

function otherMonth(month: string, { first }: Damage): string {
  const year = Number(month.slice(0, 4));
  const index = (Number(month.slice(5, 7)) - 1 + 1 + (first % 11)) % 12;
  return `${year}-${String(index + 1).padStart(2, '0')}`;
}

/** Named ways to damage a result; the last ones keep its headlines in step with its ledgers. */
export const damageKinds = (
  plan: Plan,
): readonly (readonly [name: string, (result: Result, damage: Damage) => Partial<Result>])[] => [
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
  [
    'a later signing moved, or more than there is',
    (r, d) => ({
      courses: r.courses.map((course) => ({
        ...course,
        signings: course.signings.map((one) => {
          if (one.signed !== 'later') return one;
          return d.second % 2 ? { ...one, signMonth: one.signMonth + 1 } : { ...one, contractFraction: 1.001 };
        }),
      })),
    }),
  ],
  [
    'a loss made up, forgotten or moved on a replayed course',
    (r, d) => ({
      courses: onReplayed(r, d, (one) => {
        if (one.loss !== null && d.size < 0) return { ...one, loss: null };
        const stopMonth = one.signMonth + (d.second % 12);
        return {
          ...one,
          loss: { stopMonth: stopMonth === one.loss?.stopMonth ? stopMonth + 1 : stopMonth, isRecall: false },
        };
      }),
    }),
  ],
  [
    'a right used that the contract has not, on a replayed course',
    (r, d) => ({
      courses: onReplayed(r, d, (one) => {
        const right = at(['buyout', 'firstRefusal', 'leave'], d.second);
        return { ...one, notices: [...one.notices, { right, month: 12, contractFraction: one.contractFraction / 2 }] };
      }),
    }),
  ],
  // A payment that no contract knows, headlines and all.
  [
    'an account made up',
    (r, d) => {
      const { contractId, signed } = at(
        r.ledger.recommended.filter((one) => one.signed !== null),
        d.first,
      );
      const cause = at(['serviceCredit', 'backstop', 'residualGuarantee'], d.second);
      const centsByMonth = keep(
        r.series.months.map(() => 0),
        d.second,
        () => Math.abs(d.size) + 200,
      );
      const account: LedgerAccount = { cause, contractId, signed, timing: 'monthEnd', centsByMonth };
      return headlinesOf(plan, {
        ...r,
        ledger: { ...r.ledger, recommended: [...r.ledger.recommended, account] },
      });
    },
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
      return headlinesOf(plan, { ...r, ledger: { ...r.ledger, recommended } });
    },
  ],
];
