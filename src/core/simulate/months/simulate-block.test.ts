import { describe, expect, it } from 'vitest';

import { FUTURE_TERMS_PLAN, QUOTES_PLAN } from '../../../../test/support/small-plan-text.ts';
import { EVENTFUL_PLAN } from '../../../../test/support/verify-plan.ts';
import { SMALL_PLAN } from '../../domain/fixtures/plan-text.ts';
import { parsePlan } from '../../domain/index.ts';
import { blockChances } from '../chances/chances.ts';
import { replayWorld } from '../contracts/world.ts';
import { forecasterOf } from '../policies/forecast.ts';
import type { ReplayPolicy } from '../policies/policy.ts';
import { quotedRule } from '../policies/rules.ts';
import { leaveRoom, takeRoom } from './block-room.ts';
import type { ReplayOutcome } from './outcome.ts';
import { simulateBlock } from './simulate-block.ts';

const PATHS = 40;

/** The same decisions by somebody who has every contract shown. */
function looking(policy: ReplayPolicy): ReplayPolicy {
  return {
    ...policy,
    decide(month, seen) {
      expect(seen.every(({ holdings }) => holdings.length >= 0)).toBe(true);
      return policy.decide(month, seen);
    },
  };
}

function expectSame(found: ReplayOutcome, expected: ReplayOutcome): void {
  for (const [field, values] of Object.entries(expected)) {
    if (!(values instanceof Float64Array)) continue;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const others = found[field as keyof ReplayOutcome] as Float64Array;
    values.forEach((value, index) => {
      const isSame = Math.abs(others[index]! - value) <= 1e-11 * largest;
      expect(isSame, `${field} at ${index}: ${others[index]}, ${value}`).toBe(true);
    });
  }
}

/** Makes every number of some columns none. */
function spoil(columns: unknown): void {
  if (columns instanceof Float64Array) columns.fill(NaN);
  else if (typeof columns === 'object' && columns !== null) Object.values(columns).forEach(spoil);
}

describe.each([
  ['payments at month ends alone', SMALL_PLAN],
  ['quotes', QUOTES_PLAN],
  ['a term sheet with every block', FUTURE_TERMS_PLAN],
  ['losses, outages and options', EVENTFUL_PLAN],
])('a block of a plan with %s', (_, text) => {
  const plan = parsePlan(text, 'plan.yaml').plan!;
  const chances = blockChances(plan, 0, PATHS);
  const rule = quotedRule(plan, 'peak-70', forecasterOf(plan));

  it('comes to the same whether contracts are kept as numbers or as objects', async () => {
    const world = replayWorld(plan);
    const plain = await simulateBlock(world, rule, chances);
    expect(plain.contractSignedBlocks.some((blocks) => blocks > 0)).toBe(true);
    expectSame(await simulateBlock(world, looking(rule), chances), plain);
  });

  it.each(['peak-70', 'nothing-new'] as const)(
    'under %s reads nothing of its room before it has written it',
    async (id) => {
      const policy = quotedRule(plan, id, forecasterOf(plan));
      const world = replayWorld(plan);
      const room = takeRoom(world, PATHS);
      const { now, protectedAsked, dispatcher, sources, holdings } = room;
      spoil([now, protectedAsked, dispatcher.result, sources, holdings.numbers]);
      leaveRoom(world, room);
      const found = await simulateBlock(world, policy, chances);
      expect(takeRoom(world, PATHS)).toBe(room);
      expect(found).toEqual(await simulateBlock(replayWorld(plan), policy, chances));
    },
  );
});
