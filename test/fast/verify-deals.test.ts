/** Every contract of the examples, public deals included, read twice: the engine's median course and liabilities, verified. */
import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { medianCourse } from '../../src/core/decide/result/courses.ts';
import { parsePlan } from '../../src/core/domain/index.ts';
import { deliveryAtScore, firmLiability } from '../../src/core/supply/index.ts';
import { checkCourses } from '../../src/core/verify/check-course.ts';
import { medianUnfolding } from '../../src/core/verify/contract-life.ts';
import { findings, isSameNumber } from '../../src/core/verify/findings.ts';
import { checkBlocks } from '../../src/core/verify/known-blocks.ts';
import { liabilityOf } from '../../src/core/verify/liability.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const names = [...readdirSync(EXAMPLES), ...readdirSync(new URL('deals/', EXAMPLES)).map((name) => `deals/${name}`)];
const plans = names.flatMap((name) => {
  if (!name.endsWith('.yaml') || name === 'host.yaml') return [];
  const { plan } = parsePlan(readFileSync(new URL(name, EXAMPLES), 'utf8'), name);
  return plan === null ? [] : [[name, plan] as const];
});

test('the examples are there', () => expect(plans.length).toBeGreaterThanOrEqual(30));

test.each(plans)('%s', (_, plan) => {
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  const found = findings();
  const courses = [
    medianCourse(
      plan,
      quotes.map(({ blocks }) => blocks),
    ),
  ];
  const decision = quotes.map(({ id, blocks }) => ({ offerId: id, blocks, blocksOffered: blocks }));
  checkBlocks(found, plan);
  // Of a whole result these checks read the decision and the courses only.
  checkCourses(found, plan, { decision, courses } as never);
  expect(found.faults).toEqual([]);
  expect(found.checks).toBeGreaterThan(50);
  for (const offer of quotes) {
    const at = { signMonth: 0, signingRegime: 1, delivery: deliveryAtScore(offer, 0) } as const;
    const { totalUsd, headlineUsd } = firmLiability(offer, at);
    const exact = liabilityOf(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime: 'normal' }));
    expect([isSameNumber(totalUsd, exact.firm), isSameNumber(headlineUsd, exact.headline)]).toEqual([true, true]);
  }
});
