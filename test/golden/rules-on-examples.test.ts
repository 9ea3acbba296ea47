/** On every bundled plan: no rule that keeps its limits is worth more than what is recommended, and what a rule does better is listed with the reason. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { sampleWorkers } from '../../src/adapters/node/index.ts';
import { decide, type ReplayAnswer, type Result } from '../../src/core/decide/index.ts';
import { parsePlan, type Plan } from '../../src/core/domain/index.ts';
import { replaySections } from '../../src/core/report/sections/replay-sections.ts';

const EXAMPLES = ['startup', 'orbital', 'colossus-2026', 'frontier-lab'];
const PATHS = 500;
const TIMEOUT_MS = 900_000;

type Policy = ReplayAnswer['policies'][number];

async function replayOfExample(name: string): Promise<{ plan: Plan; result: Result; replay: ReplayAnswer }> {
  const path = fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url));
  const { plan: whole } = parsePlan(readFileSync(path, 'utf8'), path);
  if (whole === null) throw new Error('the example is no plan');
  // Fewer samples than the example has, for time: what few choose has to stand as well.
  const plan = { ...whole, lattice: { ...whole.lattice, lattices: 2 }, tree: { ...whole.tree, trees: 2 } };
  const caller = await sampleWorkers(plan, {});
  const replay = { pathCount: PATHS, portfolios: [] };
  const outcome = await decide(plan, { caller, planHash: '', engineVersion: '', issues: [], sources: [], replay });
  if (outcome.status !== 'planned') throw new Error(outcome.status);
  return { plan, result: outcome.result, replay: outcome.result.replay! };
}

const keepsLimits = ({ limits }: Plan, { ruinProbability, shortageProbability }: Policy): boolean =>
  ruinProbability.estimate <= (limits.ruinProbabilityMax ?? 1) &&
  shortageProbability.estimate <= (limits.shortageProbabilityMax ?? 1);

/** Losses by their name in the list; a rule whose whole range lies below ours is surely better, paired or not. */
const LOSSES = [
  ['ruin', ({ ruinProbability }: Policy) => ruinProbability],
  ['shortage', ({ shortageProbability }: Policy) => shortageProbability],
  ['stranded commitments', ({ strandedUsd }: Policy) => strandedUsd],
] as const;

it.each(EXAMPLES)('%s', { timeout: TIMEOUT_MS }, async (name) => {
  const { plan, result, replay } = await replayOfExample(name);
  const [ours, ...rules] = replay.policies;
  expect(rules).toHaveLength(8);
  const comparisonOf = ({ policyId }: Policy) => replay.comparisons.find((one) => one.policyId === policyId)!;
  const better = rules.filter((rule) => keepsLimits(plan, rule) && comparisonOf(rule).valueUsd.high < 0);
  expect(better.map(({ policyId }) => policyId)).toEqual([]);

  const { table } = replaySections(result).find(({ title }) => title === 'Where another policy does better') ?? {
    table: { rows: [] },
  };
  const listed = table.rows.map((row) => row.map((cell) => cell.text));
  const found = rules.flatMap((rule) =>
    LOSSES.filter(([, of]) => rule.pathCount === ours!.pathCount && of(rule).high < of(ours!).low).map(([figure]) => [
      rule.policyId,
      figure,
    ]),
  );
  expect(found.length).toBeGreaterThan(0);
  for (const [policyId, figure] of found) {
    const row = listed.find((cells) => cells[0] === policyId && cells[1] === figure);
    expect(row?.at(-1)).toMatch(/^it holds .* capacity, is short .* on the mean$/u);
  }
});
