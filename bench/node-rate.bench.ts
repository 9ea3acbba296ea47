import { createHighsSolver, nodeWorkers } from '../src/adapters/node/index.ts';
import {
  createNodePool,
  PATHS_TOGETHER,
  type NodeAnswer,
  type NodePool,
  type NodeTask,
  type Programme,
} from '../src/core/index.ts';
import type { Bench, BenchResult } from './bench.ts';
import { inTurns, inWords, ratios, requireSame, spreadOf, timed } from './measure.ts';
import { runPeer } from './peer.ts';
import { nodeLpData, nodeLps, type NodeLps } from './problems/node-lps.ts';
import { latticeProgramme } from './problems/procurement-programme.ts';
import { procurement } from './problems/procurement.ts';

const SEED = 8;
const STAGE = 8;
const CUTS_PER_NODE = 150;
/** States that enter every node; a multiple of those that are asked about together. */
const ROUNDS = 152;
/** Untimed: models open, code gets compiled. */
const WARM_UP_ROUNDS = 32;
const RATE_TARGET = 2000;
const WORKERS_TARGET = 1.6;
const AGREEMENT = 1e-6;

/** Warm node LPs a second: one thread, two, and highspy on the same LPs and states in the same order. */
export const nodeRateBench: Bench = {
  name: 'node-rate',
  title: 'Warm node LPs a second',
  runs: 5,
  async run({ runs, isQuick }) {
    const problem = procurement({ stageCount: 24, offerCount: 30 }, SEED);
    const programme = latticeProgramme(problem);
    const lps = nodeLps(
      problem,
      { stage: STAGE, cutsPerNode: CUTS_PER_NODE, rounds: isQuick ? WARM_UP_ROUNDS + PATHS_TOGETHER : ROUNDS },
      SEED,
    );
    const perState = 2 * lps.cuts.length;
    const warmUp = WARM_UP_ROUNDS * perState;
    const solved = lps.tasks.length - warmUp;
    const solver = await createHighsSolver();
    const data = nodeLpData(programme, lps, warmUp);
    const shared: Shared = { programme, lps, perRound: PATHS_TOGETHER * perState, warmUp };
    const workerRates: WorkerRates[] = [];
    const both = await inTurns(
      runs,
      async () => {
        const own = await solveRounds(createNodePool(programme, solver), shared);
        const one = await solveRounds(await nodeWorkers(programme, { workerCount: 1 }), shared);
        const two = await solveRounds(await nodeWorkers(programme, { workerCount: 2 }), shared);
        const alone = await sideBySide(shared, 1);
        const apart = await sideBySide(shared, 2);
        workerRates.push({
          one: solved / one.seconds,
          two: solved / two.seconds,
          alone: solved / alone,
          apart: (2 * solved) / apart,
        });
        return own;
      },
      async () => (await runPeer<RateAnswer>('node_rate.py', data))!,
    );
    both.ours[0]!.values.forEach((value, task) =>
      requireSame(`node LP ${task}`, value, both.theirs[0]!.objectives[task]!, AGREEMENT),
    );
    return {
      lines: linesOf({
        own: both.ours.map(({ seconds }) => solved / seconds),
        peer: both.theirs.map(({ seconds }) => solved / seconds),
        workers: workerRates,
      }),
      notes: [
        `${lps.cuts.length} nodes with ${columnWords(programme, lps)} and ${CUTS_PER_NODE} cuts; ${solved} LPs timed after ${warmUp}.`,
        'Ours: from state to value and slope, certified, cuts chosen as they bind. Peer: highspy, row bounds computed beforehand, all cuts as rows; change bounds, run, read values and duals.',
        `Workers are asked about ${PATHS_TOGETHER} states at a time, as in training. Every value is the same on both sides.`,
        'In the second line the "peer" is one worker of ours. In the third it is one thread, and "ours" two threads that each solve all of the LPs and share nothing: what the machine gives to a second thread. The fourth is the second over the third: our own share.',
      ],
    };
  },
};

/** LPs a second: one worker, two; one thread that shares nothing with others, and two of them together. */
interface WorkerRates {
  readonly one: number;
  readonly two: number;
  readonly alone: number;
  readonly apart: number;
}

/** [run] LPs a second */
interface Rates {
  readonly own: readonly number[];
  readonly peer: readonly number[];
  readonly workers: readonly WorkerRates[];
}

function linesOf({ own, peer, workers }: Rates): BenchResult['lines'] {
  const of = (rate: keyof WorkerRates) => workers.map((run) => run[rate]);
  const shared = ratios(of('two'), of('one'));
  const possible = ratios(of('apart'), of('alone'));
  const share = spreadOf(workers.map(({ one, two, alone, apart }) => two / one / (apart / alone)));
  const open = { target: '', isMet: null };
  return [
    {
      measure: 'LPs a second, one thread',
      ours: inWords(spreadOf(own)),
      peer: inWords(spreadOf(peer)),
      ratio: inWords(ratios(own, peer)),
      target: `>= ${RATE_TARGET} a second`,
      isMet: spreadOf(own).median >= RATE_TARGET,
    },
    {
      measure: 'LPs a second, two workers beside one',
      ours: inWords(spreadOf(of('two'))),
      peer: inWords(spreadOf(of('one'))),
      ratio: inWords(shared),
      target: `>= ${WORKERS_TARGET} times one worker`,
      isMet: shared.median >= WORKERS_TARGET,
    },
    {
      measure: 'LPs a second, two threads that share nothing beside one',
      ours: inWords(spreadOf(of('apart'))),
      peer: inWords(spreadOf(of('alone'))),
      ratio: inWords(possible),
      ...open,
    },
    { measure: 'our share of what the machine gives', ours: '', peer: '', ratio: inWords(share), ...open },
  ];
}

interface RateAnswer {
  readonly objectives: readonly number[];
  readonly seconds: number;
}

interface Shared {
  readonly programme: Programme;
  readonly lps: NodeLps;
  readonly perRound: number;
  /** LPs solved before the clock starts */
  readonly warmUp: number;
}

/** Rounds one after the other, as training has them: each starts when the one before is answered. */
async function solveRounds(pool: NodePool, shared: Shared): Promise<{ seconds: number; values: readonly number[] }> {
  const rounds = await warmRounds(pool, shared);
  const { seconds, result } = await timed(rounds.solveRest);
  await pool.close();
  return { seconds, values: [...rounds.values, ...result] };
}

interface WarmRounds {
  /** [LP] of the warm-up */
  readonly values: readonly number[];
  readonly solveRest: () => Promise<readonly number[]>;
}

async function warmRounds(pool: NodePool, { lps, perRound, warmUp }: Shared): Promise<WarmRounds> {
  await pool.addCuts(lps.cuts.map((cuts) => ({ ...cuts, feasibilityCuts: [] })));
  const solve = async (tasks: readonly NodeTask[]): Promise<readonly number[]> => {
    const values: number[] = [];
    for (let first = 0; first < tasks.length; first += perRound) {
      const answers: readonly NodeAnswer[] = await pool.solve(tasks.slice(first, first + perRound));
      values.push(...answers.map(({ value }) => value));
    }
    return values;
  };
  const values = await solve(lps.tasks.slice(0, warmUp));
  return { values, solveRest: () => solve(lps.tasks.slice(warmUp)) };
}

/** Seconds that so many workers take who each solve all of the LPs, started together. */
async function sideBySide(shared: Shared, count: number): Promise<number> {
  const pools = await Promise.all(
    Array.from({ length: count }, () => nodeWorkers(shared.programme, { workerCount: 1 })),
  );
  const rounds = await Promise.all(pools.map((pool) => warmRounds(pool, shared)));
  const { seconds } = await timed(() => Promise.all(rounds.map(({ solveRest }) => solveRest())));
  await Promise.all(pools.map((pool) => pool.close()));
  return seconds;
}

function columnWords(programme: Programme, { cuts }: NodeLps): string {
  const node = programme.nodes[cuts[0]!.node]!;
  return `${node.columns.length + 1} columns, ${node.rows.length} rows`;
}
