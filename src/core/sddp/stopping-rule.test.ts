import { expect, test } from 'vitest';

import { gapOf } from './stopping-gap.ts';
import { stoppingVerdict, type StoppingCheck, type StoppingRule } from './stopping-rule.ts';

const interval = { estimate: 110, low: 95, high: 125 };

test('a bound inside the interval does not close the gap', () => {
  const gap = gapOf({ sense: 'minimise', bound: 100, estimate: interval, span: 50 });
  expect(gap).toMatchObject({ gap: 10, gapInterval: { low: -5, high: 25 }, gapAtMost: 25 });
  expect(gap.relativeToSpan).toEqual({ gap: 0.2, low: -0.1, high: 0.5 });
});

test('when maximising the bound is above and the interval turns round', () => {
  const gap = gapOf({ sense: 'maximise', bound: 100, estimate: { estimate: 90, low: 80, high: 105 } });
  expect(gap).toMatchObject({ gap: 10, gapInterval: { low: -5, high: 20 }, gapAtMost: 20, relativeToSpan: null });
});

test('a gap needs finite numbers and a span above 0', () => {
  expect(() => gapOf({ sense: 'minimise', bound: NaN, estimate: interval })).toThrow('not finite');
  expect(() => gapOf({ sense: 'minimise', bound: 1, estimate: interval, span: 0 })).toThrow('above 0, not 0');
});

const RULE: StoppingRule = { agreeingChecks: 3, gapTarget: 5, iterationLimit: 100 };

function check(iteration: number, changed: Partial<StoppingCheck> = {}): StoppingCheck {
  return { iteration, rootDecision: [1, 0, 2], margins: [3, -1], gapAtMost: 4, ...changed };
}

test('training stops once decision and signs agree and the gap is near enough', () => {
  const history = [check(10, { rootDecision: [0, 0, 2] }), check(20), check(30)];
  expect(stoppingVerdict(RULE, history)).toEqual({ reason: null, isStable: false, isNearEnough: true });
  expect(stoppingVerdict(RULE, [...history, check(40, { margins: [2, -7] })]).reason).toBe('stable');
  expect(stoppingVerdict(RULE, [...history, check(40, { margins: [2, 1] })]).isStable).toBe(false);
});

test('a stable decision with a wide gap goes on, to the iteration limit', () => {
  const wide = { gapAtMost: 9 };
  const history = [check(80, wide), check(90, wide), check(95, wide)];
  expect(stoppingVerdict(RULE, history)).toEqual({ reason: null, isStable: true, isNearEnough: false });
  expect(stoppingVerdict(RULE, [...history, check(100, wide)]).reason).toBe('iterationLimit');
  const { gapTarget: _, ...noTarget } = RULE;
  expect(stoppingVerdict(noTarget, history).reason).toBe('stable');
});

test('margins within the tolerance have no sign, and a gap that was not measured is not near enough', () => {
  const rule = { ...RULE, marginTolerance: 0.5 };
  const history = [check(1, { margins: [0.4] }), check(2, { margins: [-0.4] }), check(3, { margins: [0] })];
  expect(stoppingVerdict(rule, history).reason).toBe('stable');
  expect(stoppingVerdict(RULE, history).isStable).toBe(false);
  const { gapAtMost: _, ...unmeasured } = check(4, { margins: [0] });
  expect(stoppingVerdict(rule, [...history, unmeasured]).isNearEnough).toBe(false);
  expect(() => stoppingVerdict({ ...RULE, agreeingChecks: 1 }, [])).toThrow('two checks or more');
});

test('an empty history stops nothing', () => {
  expect(stoppingVerdict(RULE, []).reason).toBeNull();
});
