/**
 * Speed and quality beside the peers, on this machine: `node bench/run.ts [name...] [--runs N | --runs name=N,...] [--quick]`.
 *
 * Prints a table and writes bench/results.md (not with --quick). Ratios of medians measured in turns; nothing here is a
 * test, for a time proves nothing about another machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { createHighsSolver } from '../src/adapters/node/index.ts';
import { answersBench } from './answers.bench.ts';
import type { Bench, BenchResult } from './bench.ts';
import { equalTimeBench } from './equal-time.bench.ts';
import { extensiveFormBench } from './extensive-form.bench.ts';
import { gapBench } from './gap.bench.ts';
import { loadNow, machineWords, significant } from './measure.ts';
import { nodeRateBench } from './node-rate.bench.ts';
import { peerVersions, preparePeers } from './peer.ts';
import { replayBench } from './replay.bench.ts';
import { stormBench } from './storm.bench.ts';

const BENCHES: readonly Bench[] = [
  nodeRateBench,
  gapBench,
  equalTimeBench,
  stormBench,
  extensiveFormBench,
  replayBench,
  answersBench,
];
const RESULTS = join(import.meta.dirname, 'results.md');
/** Two workers of ours make a load of 2: above this, others were at work. */
const LOAD_MAX = 2.5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `unknown: ${unknown.join(', ')}\n  fix  name some of: ${BENCHES.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(1);
}
const chosen = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const runsByName = new Map(BENCHES.map((bench) => [bench.name, values.quick ? 1 : bench.runs]));
for (const part of values.runs?.split(',') ?? []) {
  const [, name, count] = /^(?:([a-z-]+)=)?([1-9]\d*)$/.exec(part) ?? [];
  if (count === undefined || (name !== undefined && !runsByName.has(name))) {
    process.stderr.write(`--runs ${part}\n  fix  write a number of runs, or a bench and its number such as gap=3\n`);
    process.exit(1);
  }
  for (const each of name === undefined ? runsByName.keys() : [name]) runsByName.set(each, Number(count));
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const hasPeers = chosen.some(({ hasNoPeer }) => hasNoPeer !== true);
if (hasPeers) await preparePeers();
const solver = await createHighsSolver();
const ours = `${machineWords()}; ours: HiGHS ${solver.version} in WebAssembly`;
const heading = hasPeers ? `${ours}; peers: ${peerVersions()}.` : (readResults().split('\n')[2] ?? `${ours}.`);
say(heading);
for (const bench of chosen) {
  const before = loadNow();
  const startedAt = performance.now();
  const result = await bench.run({ runs: runsByName.get(bench.name)!, isQuick: values.quick, say });
  say(`${bench.name} took ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const load = Math.max(before, loadNow());
  const text = section(bench, result, load);
  say(`\n${text}`);
  if (!values.quick) replaceSection(bench.name, text);
}

function section(
  bench: Bench,
  { lines, notes, runs: made = runsByName.get(bench.name)! }: BenchResult,
  load: number,
): string {
  const busy = load > LOAD_MAX ? ' **Others were at work: the times do not count.**' : '';
  const words = { true: 'yes', false: 'no', null: '' };
  return [
    `## ${bench.title} (\`${bench.name}\`)`,
    '',
    '| measure | ours | peer | ratio | target | met |',
    '|---|---|---|---|---|---|',
    ...lines.map(
      (line) =>
        `| ${[line.measure, line.ours, line.peer, line.ratio, line.target, words[`${line.isMet}`]].join(' | ')} |`,
    ),
    '',
    ...notes.map((note) => `- ${note}`),
    `- ${made} ${made === 1 ? 'run' : 'runs, median (least to most)'}; load ${significant(load)}.${busy}`,
    '',
  ].join('\n');
}

/** Keeps the sections of benches that were not run. */
function replaceSection(name: string, text: string): void {
  const known = new Map<string, string>();
  for (const part of readResults()
    .split(/^(?=## )/m)
    .slice(1)) {
    const found = /\(`([^`]+)`\)/.exec(part)?.[1];
    if (found !== undefined) known.set(found, part);
  }
  known.set(name, text);
  const sections = BENCHES.flatMap((bench) => known.get(bench.name) ?? []).map((part) => part.trimEnd());
  writeFileSync(RESULTS, [`# Results\n\n${heading}`, ...sections].join('\n\n') + '\n');
}

function readResults(): string {
  try {
    return readFileSync(RESULTS, 'utf8');
  } catch {
    return '';
  }
}
