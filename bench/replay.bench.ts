import { sampleWorkers } from '../src/adapters/node/index.ts';
import {
  BLOCK_PATHS,
  blockChances,
  forecasterOf,
  HOURS_PER_MONTH,
  QUOTED_RULES,
  quotedRule,
  replayWorld,
  simulateBlock,
  type BlockChances,
  type Plan,
  type ReplayOutcome,
  type ReplayPolicy,
} from '../src/core/index.ts';
import type { Bench, BenchOptions, BenchResult } from './bench.ts';
import { inTurns, inWords, ratios, requireSame, spreadOf, timed, type Spread } from './measure.ts';
import { runPeer } from './peer.ts';
import { replayPeerData } from './problems/replay-peer-data.ts';
import { replayPlan } from './problems/replay-plan.ts';

const PATHS = 10_000;
const QUICK_PATHS = 250;
/** Paths that NumPy takes at a time; its fastest size counts. */
const CHUNK_PATHS = [250, 1000, 2500];
const WORKERS = 2;
const SECONDS_TARGET = 10;
const RATIO_TARGET = 3;
/** Blocks are whole, so a demand that rounds otherwise in NumPy moves a mean by more than rounding: none has. */
const AGREEMENT = 1e-9;

interface PeerAnswer {
  readonly seconds: number;
  readonly chunkPaths: string;
  /** [rule] value, stranded USD, months short, penalty, blocks signed, discounted months served at the first speed and USD paid for contracts, means over paths */
  readonly means: readonly (readonly number[])[];
}

/** The quoted rules on the same months: path-months a second on one core beside NumPy, and all in two workers. */
export const replayBench: Bench = {
  name: 'replay',
  title: 'Quoted rules replayed',
  runs: 3,
  async run({ runs, isQuick, say }: BenchOptions): Promise<BenchResult> {
    const plan = replayPlan();
    const pathCount = isQuick ? QUICK_PATHS : PATHS;
    const chances = Array.from({ length: pathCount / BLOCK_PATHS }, (_, block) =>
      blockChances(plan, block, BLOCK_PATHS),
    );
    const world = replayWorld(plan);
    const forecaster = forecasterOf(plan);
    const policies = QUOTED_RULES.map(({ id }) => quotedRule(plan, id, forecaster));
    const data = { ...replayPeerData(world, chances, forecaster), chunkPaths: isQuick ? [QUICK_PATHS] : CHUNK_PATHS };
    // Draws are made when they are first asked for, and code gets compiled.
    const first = await replayed(world, policies, chances);
    const workerSeconds: number[] = [];
    const both = await inTurns(
      runs,
      async () => {
        workerSeconds.push(await secondsInWorkers(plan, pathCount));
        return (await timed(() => replayed(world, policies, chances))).seconds;
      },
      async () => (await runPeer<PeerAnswer>('replay.py', data))!,
    );
    requireSameMeans(plan, first, both.theirs[0]!.means);
    say(`NumPy takes ${both.theirs[0]!.chunkPaths} paths at a time`);
    const pathMonths = pathCount * plan.horizonMonths * policies.length;
    return {
      lines: linesOf({
        ours: both.ours.map((seconds) => pathMonths / seconds),
        peer: both.theirs.map(({ seconds }) => pathMonths / seconds),
        workerSeconds: spreadOf(workerSeconds),
        pathCount,
      }),
      notes: [
        `${policies.length} rules x ${pathCount} paths x ${plan.horizonMonths} months, ${plan.offers.length} leases at ${plan.tree.stageStartMonths.length} dates, three load blocks, failing hosts, churn. One thread each; drawn paths, lateness and losses at hand.`,
        'Both sides have the contract series and the forecast of each state of knowledge at hand; both find the state of each path at each date, decide, carry out and make the same figures by path, month, quarter, tier and contract. Mean value, penalty, stranded payments, shortage, blocks signed, hours served and payments of every rule are the same.',
        `In the second line ours draws the paths and starts ${WORKERS} workers too.`,
      ],
    };
  },
};

function linesOf(at: {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
  readonly workerSeconds: Spread;
  readonly pathCount: number;
}): BenchResult['lines'] {
  const faster = ratios(at.ours, at.peer);
  return [
    {
      measure: 'path-months a second, one core',
      ours: inWords(spreadOf(at.ours)),
      peer: inWords(spreadOf(at.peer)),
      ratio: inWords(faster),
      target: `>= ${RATIO_TARGET} times NumPy`,
      isMet: faster.median >= RATIO_TARGET,
    },
    {
      measure: `all rules on ${at.pathCount} paths, ${WORKERS} workers`,
      ours: inWords(at.workerSeconds, 's'),
      peer: '',
      ratio: '',
      target: `<= ${SECONDS_TARGET} s on ${PATHS} paths`,
      isMet: at.pathCount === PATHS ? at.workerSeconds.median <= SECONDS_TARGET : null,
    },
  ];
}

/** [rule][block] */
async function replayed(
  world: ReturnType<typeof replayWorld>,
  policies: readonly ReplayPolicy[],
  chances: readonly BlockChances[],
): Promise<readonly (readonly ReplayOutcome[])[]> {
  const found: ReplayOutcome[][] = policies.map(() => []);
  for (const block of chances) {
    for (const [index, policy] of policies.entries()) found[index]!.push(await simulateBlock(world, policy, block));
  }
  return found;
}

async function secondsInWorkers(plan: Plan, pathCount: number): Promise<number> {
  const blocks = Array.from({ length: pathCount / BLOCK_PATHS }, (_, block) => ({ block, pathCount: BLOCK_PATHS }));
  const policies = QUOTED_RULES.map(({ id }) => ({ kind: 'rule', id }) as const);
  const { seconds } = await timed(async () => {
    const workers = await sampleWorkers(plan, { workerCount: WORKERS });
    const shares = Array.from({ length: WORKERS }, (_, share) =>
      blocks.filter(({ block }) => block % WORKERS === share),
    );
    await Promise.all(
      shares.map((share, index) => workers.ask(index, { kind: 'replayPlain', policies, blocks: share })),
    );
    await workers.close();
  });
  return seconds;
}

type ComparedField =
  | 'valueUsd'
  | 'strandedUsd'
  | 'shortTimeFraction'
  | 'penaltyUsd'
  | 'contractSignedBlocks'
  | 'servedHoursAtFirstSpeed'
  | 'contractPaidUsd';

/** @throws Error where the two sides did not carry out the same */
function requireSameMeans(plan: Plan, ours: readonly (readonly ReplayOutcome[])[], theirs: PeerAnswer['means']): void {
  const figures = ['value', 'stranded payments', 'months short', 'penalty', 'blocks signed', 'served', 'paid'];
  ours.forEach((blocks, rule) => {
    const pathCount = blocks.reduce((sum, block) => sum + block.pathCount, 0);
    const mean = (field: ComparedField) =>
      blocks.reduce((sum, block) => sum + block[field].reduce((whole, value) => whole + value, 0), 0) / pathCount;
    const means = [
      mean('valueUsd'),
      mean('strandedUsd'),
      mean('shortTimeFraction') * plan.horizonMonths,
      mean('penaltyUsd'),
      mean('contractSignedBlocks'),
      mean('servedHoursAtFirstSpeed') / HOURS_PER_MONTH,
      mean('contractPaidUsd'),
    ];
    means.forEach((value, figure) =>
      requireSame(`${QUOTED_RULES[rule]!.id}, ${figures[figure]}`, value, theirs[rule]![figure]!, AGREEMENT),
    );
  });
}
