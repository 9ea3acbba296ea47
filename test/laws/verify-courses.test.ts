/** Courses full of events: the verifier lives them through in its own way, and faults planted in them are caught by the right rule. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { Course, CourseSigning } from '../../src/core/decide/result/course-answer.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import { planned, verified, type PlannedPlan } from '../support/faulty-result.ts';
import { EVENTFUL_PLAN } from '../support/verify-plan.ts';

let right: PlannedPlan;
beforeAll(async () => {
  right = await planned(EVENTFUL_PLAN);
}, 120_000);

const signingsOf = ({ courses }: Result) => courses.flatMap(({ signings }) => signings);

it('accepts them, with notices of six kinds, losses of both kinds, outages and what rights give', () => {
  expect(verified(right.plan, right.result)).toMatchObject({ status: 'accepted', violations: [] });
  const signings = signingsOf(right.result);
  const rights = new Set(signings.flatMap(({ notices }) => notices.map((notice) => notice.right)));
  expect([...rights].toSorted()).toEqual(['exit', 'expand', 'extend', 'rampDown', 'sublet', 'swap']);
  expect(new Set(signings.flatMap(({ loss }) => (loss === null ? [] : [loss.isRecall])))).toEqual(
    new Set([true, false]),
  );
  expect(signings.some(({ monthOfOutage }) => monthOfOutage?.includes(2))).toBe(true);
  expect(signings.some(({ givenBy }) => givenBy !== null)).toBe(true);
});

/** The first signing of any course of which it holds, changed. */
function changed(is: (one: CourseSigning) => boolean, change: (one: CourseSigning) => Partial<CourseSigning>): Result {
  let isDone = false;
  const courses = right.result.courses.map((course): Course => ({
    ...course,
    signings: course.signings.map((one) => {
      if (isDone || !is(one)) return one;
      isDone = true;
      return { ...one, ...change(one) };
    }),
  }));
  expect(isDone).toBe(true);
  return { ...right.result, courses };
}

const uses = (right_: string) => (one: CourseSigning) => one.notices.some((notice) => notice.right === right_);
const isLost = (isRecall: boolean) => (one: CourseSigning) => one.loss?.isRecall === isRecall;
const without =
  (right_: string) =>
  ({ notices }: CourseSigning) => ({
    notices: notices.filter((notice) => notice.right !== right_),
  });
const moved =
  (right_: string, month: number) =>
  ({ notices }: CourseSigning) => ({
    notices: notices.map((notice) => (notice.right === right_ ? { ...notice, month } : notice)),
  });
const outs = (one: CourseSigning) => one.givenBy === null && one.monthOfOutage !== null;

/** [fault, the result with it, a rule that has to be among the violated ones] */
const FAULTS: readonly (readonly [string, () => Result, string])[] = [
  ['an exit that is forgotten', () => changed(uses('exit'), without('exit')), 'cash'],
  ['an exit at another date', () => changed(uses('exit'), moved('exit', 12)), 'cash'],
  ['a notice at no stage', () => changed(uses('exit'), moved('exit', 5)), 'notice'],
  ['capacity let on that is forgotten', () => changed(uses('sublet'), without('sublet')), 'account-extra'],
  [
    'more given back than may be',
    () =>
      changed(uses('rampDown'), ({ notices }) => ({
        notices: notices.map((one) => (one.right === 'rampDown' ? { ...one, contractFraction: 0.6 } : one)),
      })),
    'notice',
  ],
  [
    'a right that the contract has not',
    () =>
      changed(uses('rampDown'), ({ notices }) => ({ notices: notices.map((one) => ({ ...one, right: 'buyout' })) })),
    'notice',
  ],
  ['a failure that is forgotten', () => changed(isLost(false), () => ({ loss: null })), 'capacity'],
  [
    'a failure a month late',
    () => changed(isLost(false), ({ loss }) => ({ loss: { isRecall: false, stopMonth: loss!.stopMonth + 1 } })),
    'capacity',
  ],
  [
    'a notice of a host that cannot give one',
    () => changed(isLost(false), ({ loss }) => ({ loss: { stopMonth: loss!.stopMonth, isRecall: true } })),
    'loss',
  ],
  [
    'a recall before it may be',
    () => changed(isLost(true), () => ({ loss: { stopMonth: 2, isRecall: true } })),
    'loss',
  ],
  ['outages that are forgotten', () => changed(outs, () => ({ monthOfOutage: null })), 'capacity'],
  [
    'outages a month late',
    () => changed(outs, ({ monthOfOutage }) => ({ monthOfOutage: [0, ...monthOfOutage!.slice(0, -1)] })),
    'capacity',
  ],
  [
    'an outage without an end',
    () => changed(outs, ({ monthOfOutage }) => ({ monthOfOutage: monthOfOutage!.map(() => 1) })),
    'outage',
  ],
  [
    'more given than used the right',
    () =>
      changed(
        (one) => one.givenBy !== null,
        ({ contractFraction }) => ({ contractFraction: contractFraction * 1.1 }),
      ),
    'course-signings',
  ],
  [
    'what no right gives',
    () =>
      changed(
        (one) => one.givenBy !== null,
        () => ({ contractId: 'by-use-bought' }),
      ),
    'course-contract',
  ],
  [
    'another price than is asked',
    () =>
      changed(
        ({ contractId }) => contractId === 'by-use',
        () => ({ priceFactor: 0.9 }),
      ),
    'price-factor',
  ],
];

describe('a fault in a course', () => {
  it.each(FAULTS)('%s', (_, faulty, rule) => {
    const { status, violations } = verified(right.plan, faulty());
    expect(status).toBe('refused');
    expect(violations.map(({ code }) => code)).toContain(rule);
  });
});
