import { describe, expect, it } from 'vitest';

import type { ReplayAnswer } from '../../decide/index.ts';
import { keepingText, limitPhrases } from './limit-text.ts';

const interval = (estimate: number, half: number) => ({ estimate, low: estimate - half, high: estimate + half });

function replayWith(over: Partial<ReplayAnswer['keeping']>, missed = false, reserveUsd = 2e9): ReplayAnswer {
  const check: ReplayAnswer['limits'][number] = {
    field: 'limits.ruinProbabilityMax',
    factor: null,
    limit: 0.05,
    found: interval(missed ? 0.12 : 0.04, 0.02),
    isMet: !missed,
    isSure: false,
    wouldTake: missed ? { what: 'liquidityUsd', amount: 3e9 } : null,
  };
  const keeping: ReplayAnswer['keeping'] = {
    riskWeight: 0.3,
    planRiskWeight: 0.3,
    isOtherDecision: false,
    triedPolicies: 12,
    triedPaths: 500,
    costUsd: null,
    nearest: [],
    ...over,
  };
  return { limits: [check], reserveUsd, keeping } as unknown as ReplayAnswer;
}

const NEAREST = {
  field: 'limits.ruinProbabilityMax',
  found: interval(0.1, 0.02),
  riskWeight: 0.3 + 0.7 / 3,
  reserveUsd: 4e9,
  lostUsd: 1e9,
} as const;

describe('limits in words', () => {
  it('a limit that nothing was moved for is no news on the first page', () => {
    expect(limitPhrases(replayWith({}))).toEqual([]);
    expect(keepingText(replayWith({}))).toContain('worth most on 500 other paths');
    expect(keepingText(replayWith({}, false, 0))).toBe('No cash reserve is needed or helps.');
  });

  it('what was moved is said with what it costs, and its range', () => {
    const moved = replayWith({ riskWeight: 0.3 + 0.7 / 3, isOtherDecision: true, costUsd: interval(1e9, 5e8) });
    const [phrase, ...others] = limitPhrases(moved);
    expect(others).toEqual([]);
    expect(phrase).toMatch(/^limits: risk weight 0\.53 instead of 0\.3, .*\$2B.*, other signings .*, at a cost of /u);
    expect(phrase!.replaceAll('\u00a0', ' ')).toContain('$1.0B (0.5 to 1.5) of expected value');
    const gained = limitPhrases(replayWith({ costUsd: interval(-1e9, 5e8) }))[0]!;
    expect(gained.replaceAll('\u00a0', ' ')).toContain('which gains $1.0B (0.5 to 1.5) of expected value');
    expect(keepingText(moved)).toMatch(/^To keep them: risk weight 0\.53/u);
  });

  it('a limit that nothing keeps says what there is, what is needed, and the smallest change', () => {
    const replay = replayWith({ nearest: [NEAREST] }, true);
    const phrase = limitPhrases(replay).join('; ').replaceAll('\u00a0', ' ');
    expect(phrase).toContain("ruin 12% (10 to 14), the plan's limit is 5%");
    expect(phrase).toContain('nearest of 12 policies tried 10% (8 to 12)');
    expect(phrase).toContain('$3B more money would keep it');
    expect(keepingText(replay)).toContain('with risk weight 0.53 and $4B kept back, and is worth $1B less');
    const itself = replayWith({ nearest: [{ ...NEAREST, lostUsd: 0 }] }, true);
    expect(keepingText(itself)).toContain('kept back, and is the chosen one.');
  });

  it('a limit that is missed by less than is shown says on which side', () => {
    const replay = replayWith({ nearest: [NEAREST] }, true);
    const found = { estimate: 0.0504, low: 0.038, high: 0.066 };
    const close = { ...replay, limits: [{ ...replay.limits[0]!, found }] };
    const phrase = limitPhrases(close).join('; ').replaceAll('\u00a0', ' ');
    expect(phrase).toContain("ruin 5.0% (3.8 to 6.6), a little over the plan's limit of 5%");
    const wider = { ...replay, limits: [{ ...replay.limits[0]!, limit: 0.15, found: interval(0.152, 0.03) }] };
    expect(limitPhrases(wider).join('; ').replaceAll('\u00a0', ' ')).toContain(
      "ruin 15% (12 to 18), a little over the plan's limit of 15%",
    );
  });

  it('a limit that was kept where the policy was chosen and is missed here is said to be missed, never that all is well', () => {
    const replay = replayWith({}, true, 0);
    expect(keepingText(replay)).toBe(
      'Where it was chosen the policy kept limits.ruinProbabilityMax; on these paths, which choose nothing, it misses it: count it as missed.',
    );
    const phrase = limitPhrases(replay).join('; ').replaceAll('\u00a0', ' ');
    expect(phrase).toBe(
      "ruin 12% (10 to 14), the plan's limit is 5%, kept on the 500 paths it was chosen on, $3B more money would keep it, decisions unchanged",
    );
  });

  it('a policy that chance had flattered is told of, and whether a margin is kept since', () => {
    const missed = [{ field: 'limits.ruinProbabilityMax', limit: 0.05, found: interval(0.06, 0.01) }] as const;
    const told = (isKeptByMargin: boolean) =>
      keepingText(
        replayWith({
          triedPaths: 1500,
          costUsd: interval(1e9, 5e8),
          flattered: { pathCount: 1000, missed, isKeptByMargin },
        }),
      ).replaceAll('\u00a0', ' ');
    expect(told(true)).toContain('on 1,000 further paths it missed them (ruin 6% (5 to 7), the limit is 5%)');
    expect(told(true)).toMatch(/all 1,500 paths counted, .*: the chosen policy does\.$/u);
    expect(told(false)).toMatch(/: no policy tried does, the chosen one comes nearest\.$/u);
  });
});
