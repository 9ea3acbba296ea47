/** What a result says of its replay is held against itself and the plan: of 5,000 damages, each sealed again, none is accepted. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import { callerInThread, decide, parsePlan, parsePortfolio, type Plan } from '../../src/core/index.ts';
import { at, damages } from '../support/damages.ts';
import { verified } from '../support/faulty-result.ts';
import { REPLAY_DAMAGES, type ReplayCopy } from '../support/replay-damages.ts';
import { REPLAY_PLAN } from '../support/replay-plan.ts';

const DAMAGES = 5_000;
const SEED = Number(process.env['LAWS_SEED'] ?? 80);
const PORTFOLIO = `eightyfold: 1
portfolio: both-now
signings:
  - {offer: lease-one-year, month: 2026-07}
  - {offer: lease-two-years, month: 2026-07}
`;

let plan: Plan;
let right: Result;
beforeAll(async () => {
  const parsed = parsePlan(REPLAY_PLAN, 'plan.yaml');
  plan = parsed.plan!;
  const { portfolio } = parsePortfolio(PORTFOLIO, plan);
  const facts = { planHash: 'sha256:0', engineVersion: '0.1.0', issues: [], sources: parsed.sources };
  const caller = callerInThread(plan, await createHighsSolver());
  const replay = { pathCount: 100, portfolios: [portfolio!], deepPaths: 4 };
  const outcome = await decide(plan, { ...facts, caller, replay });
  if (outcome.status !== 'planned') throw new Error(outcome.status);
  right = outcome.result;
}, 300_000);

function damaged(change: (replay: ReplayCopy) => void): Result {
  const replay = structuredClone(right.replay) as ReplayCopy;
  change(replay);
  return { ...right, replay };
}

describe('the replay', () => {
  it('is accepted as it was written, in more than a thousand checks', () => {
    const { status, checks, violations } = verified(plan, right);
    expect(violations).toEqual([]);
    expect([status, checks > 1_000]).toEqual(['accepted', true]);
  });

  it.each(REPLAY_DAMAGES.map(([name], kind) => [name, kind] as const))('%s is refused', (_, kind) => {
    const damage = { kind, first: 0, second: 0, size: 1000 };
    const { violations } = verified(
      plan,
      damaged((replay) => REPLAY_DAMAGES[kind]![1](replay, damage)),
    );
    expect(violations.length).toBeGreaterThan(0);
    for (const { what, path, fix } of violations) {
      expect([what, path, fix].join(' ')).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('cannot be left out where the plan has limits that only futures can try', () => {
    const { violations } = verified(plan, { ...right, replay: null });
    expect(violations.map(({ code }) => code)).toEqual(['replay-limits']);
  });

  it('5,000 damages, none is accepted', { timeout: 900_000 }, () => {
    const tried = new Set<string>();
    const property = fc.property(damages, (damage) => {
      const [name, change] = at(REPLAY_DAMAGES, damage.kind);
      tried.add(name);
      const { status } = verified(
        plan,
        damaged((replay) => change(replay, damage)),
      );
      expect({ name, status }).toEqual({ name, status: 'refused' });
    });
    fc.assert(property, { numRuns: DAMAGES, seed: SEED });
    expect(tried.size).toBe(REPLAY_DAMAGES.length);
  });
});
