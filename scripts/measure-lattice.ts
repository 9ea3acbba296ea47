// Writes docs/lattice.md: how large a lattice must be, by the error of what is decided on it and by time. Takes some minutes.
// Run: node scripts/measure-lattice.ts [file to go on from]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createHighsSolver } from '../src/adapters/node/index.ts';
import { decisionOnLattice, lossesOnLattice, type LatticeDecision } from '../src/core/decide/decision-loss.ts';
import { intervalOfMean, parsePlan, type LatticeErrorReport, type Plan } from '../src/core/index.ts';
import { rememberedIn } from './remembered.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'lattice.md');
const EXAMPLES = [
  { file: 'examples/startup.yaml', unit: '$M', usd: 1e6 },
  { file: 'examples/frontier-lab.yaml', unit: '$B', usd: 1e9 },
] as const;
const SIZES = [4, 8, 16, 32] as const;
const REPLICATIONS = [0, 1, 2] as const;
/** Lattices on which every decision found is valued again. */
const REFERENCE = { nodesPerStage: 32, replications: [100, 101] } as const;
const CONFIDENCE = 0.95;

interface Measured extends LatticeDecision {
  /** processor time of one lattice: sampling, condensing, training, asking */
  readonly seconds: number;
}

interface Row {
  readonly size: number;
  readonly runs: readonly Measured[];
  /** USD, [run] */
  readonly lossUsd: readonly number[];
}

const solver = await createHighsSolver();
const remembered = rememberedIn(process.argv[2]);
const sections: string[] = [];
for (const example of EXAMPLES) sections.push(...(await section(example)));
writeFileSync(PAGE, [...opening(), ...sections].join('\n'));

async function section(example: (typeof EXAMPLES)[number]): Promise<string[]> {
  const { file, usd, unit } = example;
  const plan = parsePlan(readFileSync(join(ROOT, file), 'utf8'), file).plan!;
  const rows = await rowsOf(plan, file);
  const quoteNames = plan.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id);
  return [
    `## ${file}`,
    '',
    `${REPLICATIONS.length} samples of ${plan.lattice.paths.toLocaleString('en-GB')} paths; values in ${unit}; decisions: blocks of ${quoteNames.join(', ')}. The plan takes ${plan.lattice.nodesPerStage} nodes a stage.`,
    '',
    ...momentTable(rows),
    '',
    ...answerTable(rows, usd),
    '',
    ...doublingTable(rows, usd),
    '',
  ];
}

async function rowsOf(plan: Plan, file: string): Promise<Row[]> {
  const bySize: { readonly size: number; readonly runs: readonly Measured[] }[] = [];
  for (const size of SIZES) {
    const runs: Measured[] = [];
    for (const sampleIndex of REPLICATIONS) {
      const key = `${file}: ${size} nodes, sample ${sampleIndex}`;
      const run = await remembered(key, () => measured(planAt(plan, size), sampleIndex));
      if (run !== null) runs.push(run);
    }
    bySize.push({ size, runs });
  }
  const every = bySize.flatMap(({ runs }) => runs.map(({ decision }) => [decision.join('/'), decision] as const));
  const decisions = [...new Map(every).values()];
  const lossesUsd: number[][] = [];
  for (const sampleIndex of REFERENCE.replications) {
    const key = `${file}: losses of ${decisions.join(' ')}, sample ${sampleIndex}`;
    const found = await remembered(key, () =>
      lossesOnLattice(planAt(plan, REFERENCE.nodesPerStage), solver, { decisions, sampleIndex }),
    );
    if (found !== null) lossesUsd.push(found);
  }
  const lossOf = ({ decision }: Measured): number => {
    const at = decisions.findIndex((each) => each.join('/') === decision.join('/'));
    return meanOf(lossesUsd.map((byDecision) => byDecision[at]!));
  };
  return bySize.map(({ size, runs }) => ({ size, runs, lossUsd: runs.map(lossOf) }));
}

function planAt(plan: Plan, nodesPerStage: number): Plan {
  return { ...plan, lattice: { ...plan.lattice, nodesPerStage } };
}

/** Null where a node's programme could not be solved: the page says how many samples are left. */
async function measured(plan: Plan, sampleIndex: number): Promise<Measured | null> {
  const started = process.cpuUsage();
  const found = await decisionOnLattice(plan, solver, sampleIndex);
  const used = process.cpuUsage(started);
  return found && { ...found, seconds: (used.user + used.system) / 1e6 };
}

function opening(): string[] {
  return [
    '# How large a lattice must be',
    '',
    `Written by \`node scripts/measure-lattice.ts\`: independent samples, each made into lattices of several sizes. Intervals are Student's, ${100 * CONFIDENCE} %.`,
    '',
    '- Moments: what condensing does to demand, held against fresh paths; means over stages and samples.',
    "- Value and worth of the quotes (with them, less without): each lattice's own proved bounds.",
    `- **Loss, the error of the root decision's value**: a lattice's decision held on ${REFERENCE.replications.length} lattices of ${REFERENCE.nodesPerStage} nodes a stage from other samples, less the`,
    '  best there. `plan` decides on several lattices together, so its own loss is smaller.',
    '- Samples: those of which every node could be solved.',
    '- Seconds: processor time for one lattice, sampled, condensed, trained and asked, on the machine that wrote this page.',
    '',
    'A coarse lattice knows too little of how demand goes on, which flatters the value and scatters the decision; the value of a',
    'decision suffers far less than the value itself, for errors are shared between decisions. Sampled trees stay a cross-check:',
    '`docs/decisions/0004-trees-grown-on-what-is-seen.md`.',
    '',
  ];
}

function momentTable(rows: readonly Row[]): string[] {
  const head =
    '| nodes a stage, at most | nodes in all | deviation off by, % | p90, % | p99, % | correlation with the next stage off by | known at the start of a stage |';
  const line = ({ size, runs }: Row): string => {
    const of = (read: (error: LatticeErrorReport['means']) => number): number =>
      meanOf(runs.map(({ error }) => read(error)));
    return rowText([
      String(size),
      meanOf(runs.map(({ nodeCount }) => nodeCount)).toFixed(0),
      percent(of((error) => error.relativeError.standardDeviation)),
      percent(of((error) => error.relativeError.p90)),
      percent(of((error) => error.relativeError.p99)),
      of((error) => error.correlationToNext).toFixed(3),
      of((error) => error.varianceBetweenNodesFraction).toFixed(2),
    ]);
  };
  return [head, '|--:|--:|--:|--:|--:|--:|--:|', ...rows.map(line)];
}

function answerTable(rows: readonly Row[], usd: number): string[] {
  const head =
    '| nodes a stage | samples | seconds | value | worth of the quotes | decisions of the samples | loss of the decision, mean | of the worth | worst |';
  const line = ({ size, runs, lossUsd }: Row): string =>
    rowText([
      String(size),
      String(runs.length),
      meanOf(runs.map(({ seconds }) => seconds)).toFixed(1),
      interval(runs.map(({ valueUsd }) => valueUsd / usd)),
      interval(runs.map((run) => worthUsd(run) / usd)),
      runs.map(({ decision }) => decision.join('-')).join(', '),
      (meanOf(lossUsd) / usd).toFixed(2),
      `${percent(meanOf(lossUsd) / meanOf(runs.map(worthUsd)))} %`,
      (Math.max(...lossUsd) / usd).toFixed(2),
    ]);
  return [head, '|--:|--:|--:|--:|--:|---|--:|--:|--:|', ...rows.map(line)];
}

function doublingTable(rows: readonly Row[], usd: number): string[] {
  const line = ({ size, runs }: Row, index: number): string => {
    const before = rows[index]!;
    const pairs = runs.flatMap((run) => {
      const twin = before.runs.find(({ sampleIndex }) => sampleIndex === run.sampleIndex);
      return twin ? [[twin, run] as const] : [];
    });
    return rowText([
      `${before.size} to ${size}`,
      interval(pairs.map(([from, to]) => (to.valueUsd - from.valueUsd) / usd)),
      interval(pairs.map(([from, to]) => (worthUsd(to) - worthUsd(from)) / usd)),
    ]);
  };
  return [
    'Doubling, on the same paths:',
    '',
    '| nodes a stage | value moves by | worth moves by |',
    '|---|--:|--:|',
    ...rows.slice(1).map(line),
  ];
}

function worthUsd({ valueUsd, nothingUsd }: Measured): number {
  return valueUsd - nothingUsd;
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function interval(values: readonly number[]): string {
  const { low, high } = intervalOfMean(Float64Array.from(values), CONFIDENCE);
  return `${((low + high) / 2).toFixed(2)} ± ${((high - low) / 2).toFixed(2)}`;
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}
