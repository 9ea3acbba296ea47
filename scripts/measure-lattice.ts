// Writes docs/lattice.md: how large a lattice must be, by the error of what is decided on it. Takes some minutes.
// Run: node scripts/measure-lattice.ts [file to go on from]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createHighsSolver } from '../src/adapters/node/index.ts';
import { openLattice } from '../src/core/decide/lattice-session.ts';
import { holding, type RootDecision } from '../src/core/decide/question.ts';
import { intervalOfMean, parsePlan, type LatticeErrorReport, type Plan } from '../src/core/index.ts';
import { rememberedIn } from './remembered.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'lattice.md');
const PLAN_FILE = 'examples/startup.yaml';
const SIZES = [4, 8, 16, 32] as const;
const REPLICATIONS = [0, 1, 2] as const;
/** Lattices on which every decision found is valued again. */
const REFERENCE = { nodesPerStage: 32, replications: [100, 101] } as const;
const CONFIDENCE = 0.95;

interface Measured {
  readonly decision: RootDecision;
  readonly valueUsd: number;
  /** with every quote removed */
  readonly nothingUsd: number;
  readonly nodeCount: number;
  readonly error: LatticeErrorReport['means'];
}

const parsed = parsePlan(readFileSync(join(ROOT, PLAN_FILE), 'utf8'), PLAN_FILE);
const plan = parsed.plan!;
const solver = await createHighsSolver();
const remembered = rememberedIn(process.argv[2]);

function planAt(nodesPerStage: number): Plan {
  return { ...plan, lattice: { ...plan.lattice, nodesPerStage } };
}

async function measured(nodesPerStage: number, sampleIndex: number): Promise<Measured> {
  const session = await openLattice(planAt(nodesPerStage), solver, { sampleIndex });
  const nothing = { removed: session.quotes.map((_, quote) => quote) };
  await session.train([{}, nothing], { isDecisionAsked: true });
  const best = session.ask({});
  const found = {
    decision: best.decision,
    valueUsd: best.valueUsd,
    nothingUsd: session.ask(nothing).valueUsd,
    nodeCount: session.planner.graph.nodes.length,
    error: session.errorReport.means,
  };
  await session.dispose();
  return found;
}

/** What each decision falls short of the best on one reference lattice, USD. */
async function losses(decisions: readonly RootDecision[], sampleIndex: number): Promise<number[]> {
  const session = await openLattice(planAt(REFERENCE.nodesPerStage), solver, { sampleIndex });
  const questions = decisions.map((decision) => holding(decision));
  await session.train([{}, ...questions]);
  const best = session.ask({}).valueUsd;
  const found = questions.map((question) => best - session.ask(question).valueUsd);
  await session.dispose();
  return found;
}

const rows: { readonly size: number; readonly runs: readonly Measured[] }[] = [];
for (const size of SIZES) {
  const runs: Measured[] = [];
  for (const sampleIndex of REPLICATIONS) {
    runs.push(await remembered(`${size} nodes, sample ${sampleIndex}`, () => measured(size, sampleIndex)));
  }
  rows.push({ size, runs });
}
const decisions = [
  ...new Map(rows.flatMap(({ runs }) => runs.map(({ decision }) => [decision.join('/'), decision] as const))).values(),
];
const lossByReference: number[][] = [];
for (const sampleIndex of REFERENCE.replications) {
  lossByReference.push(
    await remembered(`losses of ${decisions.join(' ')}, sample ${sampleIndex}`, () => losses(decisions, sampleIndex)),
  );
}
const lossOf = (decision: RootDecision): number => {
  const at = decisions.findIndex((each) => each.join('/') === decision.join('/'));
  return meanOf(lossByReference.map((byDecision) => byDecision[at]!));
};

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function interval(values: readonly number[]): string {
  const { mean, halfWidth } = intervalOf(values);
  return `${millions(mean)} ± ${millions(halfWidth)}`;
}

function intervalOf(values: readonly number[]): { readonly mean: number; readonly halfWidth: number } {
  const { low, high } = intervalOfMean(Float64Array.from(values), CONFIDENCE);
  return { mean: (low + high) / 2, halfWidth: (high - low) / 2 };
}

function millions(usd: number): string {
  return (usd / 1e6).toFixed(2);
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

const moment = (read: (error: LatticeErrorReport['means']) => number, runs: readonly Measured[]): number =>
  meanOf(runs.map(({ error }) => read(error)));
const quoteNames = plan.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id);
const doubled = rows.slice(1).map(({ size, runs }, index) => {
  const moves = runs.map(({ valueUsd }, run) => valueUsd - rows[index]!.runs[run]!.valueUsd);
  const worth = runs.map(
    (run, at) => run.valueUsd - run.nothingUsd - (rows[index]!.runs[at]!.valueUsd - rows[index]!.runs[at]!.nothingUsd),
  );
  return `| ${rows[index]!.size} to ${size} | ${interval(moves)} | ${interval(worth)} |`;
});

const page = [
  '# How large a lattice must be',
  '',
  `Written by \`node scripts/measure-lattice.ts\` on \`${PLAN_FILE}\`: ${REPLICATIONS.length} independent samples of ${plan.lattice.paths.toLocaleString('en-GB')} paths, each made into`,
  `lattices of several sizes. Means over stages and samples; intervals are Student's, ${100 * CONFIDENCE} %. $M.`,
  '',
  '## What condensing does to demand, on fresh paths',
  '',
  '| nodes a stage, at most | nodes in all | deviation off by, % | p90, % | p99, % | correlation with the next stage off by | known at the start of a stage |',
  '|--:|--:|--:|--:|--:|--:|--:|',
  ...rows.map(({ size, runs }) =>
    [
      `| ${size}`,
      meanOf(runs.map(({ nodeCount }) => nodeCount)).toFixed(0),
      percent(moment((error) => error.relativeError.standardDeviation, runs)),
      percent(moment((error) => error.relativeError.p90, runs)),
      percent(moment((error) => error.relativeError.p99, runs)),
      moment((error) => error.correlationToNext, runs).toFixed(3),
      `${moment((error) => error.varianceBetweenNodesFraction, runs).toFixed(2)} |`,
    ].join(' | '),
  ),
  '',
  '## What it does to the answer',
  '',
  `Value and worth of the quotes (with them, less without) are each lattice's own proved bounds. Loss: a lattice's decision held on ${REFERENCE.replications.length} lattices of`,
  `${REFERENCE.nodesPerStage} nodes a stage from other samples, less the best there: **the error of the root decision's value**. Decisions: blocks of ${quoteNames.join(', ')}.`,
  '',
  '| nodes a stage | value | worth of the quotes | decisions of the samples | loss of the decision, mean | of the worth | worst |',
  '|--:|--:|--:|---|--:|--:|--:|',
  ...rows.map(({ size, runs }) => {
    const lost = runs.map(({ decision }) => lossOf(decision));
    return [
      `| ${size}`,
      interval(runs.map(({ valueUsd }) => valueUsd)),
      interval(runs.map(({ valueUsd, nothingUsd }) => valueUsd - nothingUsd)),
      runs.map(({ decision }) => decision.join('-')).join(', '),
      millions(meanOf(lost)),
      `${percent(meanOf(lost) / meanOf(runs.map((run) => run.valueUsd - run.nothingUsd)))} %`,
      `${millions(Math.max(...lost))} |`,
    ].join(' | ');
  }),
  '',
  'Doubling, on the same paths:',
  '',
  '| nodes a stage | value moves by | worth moves by |',
  '|---|--:|--:|',
  ...doubled,
  '',
  `The example takes ${plan.lattice.nodesPerStage}. A coarse lattice knows too little of how demand goes on, which flatters the value and scatters the decision;`,
  'the value of a decision suffers far less than the value itself, for errors are shared between decisions.',
  'Work grows with the nodes in all times the paths of training. Sampled trees stay a cross-check: `docs/decisions/0004-trees-grown-on-what-is-seen.md`.',
  '',
].join('\n');
writeFileSync(PAGE, page);
