import { createHighsSolver, nodeWorkers } from '../src/adapters/node/index.ts';
import { createNodePool, type NodeAnswer, type NodePool, type NodeTask, type Programme } from '../src/core/index.ts';
import type { Bench, BenchResult } from './bench.ts';
import { inTurns, inWords, ratios, requireSame, spreadOf, timed } from './measure.ts';
import { runPeer } from './peer.ts';
import { nodeLpData, nodeLps, type NodeLps } from './problems/node-lps.ts';
import { latticeProgramme } from './problems/procurement-programme.ts';
import { procurement } from './problems/procurement.ts';

const SEED = 8;
const STAGE = 8;
const CUTS_PER_NODE = 150;
const ROUNDS = 150;
/** Untimed: models open, code gets compiled. */
const WARM_UP_ROUNDS = 30;
const RATE_TARGET = 2000;
const WORKERS_TARGET = 1.6;
const AGREEMENT = 1e-6;

/** Warm node LPs a second: one thread, two, and highspy on the same LPs and states in the same order. */
export const nodeRateBench: Bench = {
  name: 'node-rate',
  title: 'Warm node LPs a second',
  async run({ runs, isQuick }) {
    const problem = procurement({ stageCount: 24, offerCount: 30 }, SEED);
    const programme = latticeProgramme(problem);
    const lps = nodeLps(
      problem,
      { stage: STAGE, cutsPerNode: CUTS_PER_NODE, rounds: isQuick ? WARM_UP_ROUNDS + 5 : ROUNDS },
      SEED,
    );
    const perRound = 2 * lps.cuts.length;
    const warmUp = WARM_UP_ROUNDS * perRound;
    const solved = lps.tasks.length - warmUp;
    const solver = await createHighsSolver();
    const data = nodeLpData(programme, lps, warmUp);
    const shared: Shared = { programme, lps, perRound };
    const workerRates: { one: number; two: number }[] = [];
    const both = await inTurns(
      runs,
      async () => {
        const own = await solveRounds(createNodePool(programme, solver), shared);
        const one = await solveRounds(await nodeWorkers(programme, { workerCount: 1 }), shared);
        const two = await solveRounds(await nodeWorkers(programme, { workerCount: 2 }), shared);
        workerRates.push({ one: solved / one.seconds, two: solved / two.seconds });
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
        one: workerRates.map(({ one }) => one),
        two: workerRates.map(({ two }) => two),
      }),
      notes: [
        `${lps.cuts.length} nodes with ${columnWords(programme, lps)} and ${CUTS_PER_NODE} cuts; ${solved} LPs timed after ${warmUp}.`,
        'Ours: from state to value and slope, certified, cuts chosen as they bind. Peer: highspy, row bounds computed beforehand, all cuts as rows; change bounds, run, read values and duals.',
        'Every value is the same on both sides. In the second line the "peer" is one worker of ours.',
      ],
    };
  },
};

/** [run] LPs a second: one thread, the peer, one worker, two workers. */
interface Rates {
  readonly own: readonly number[];
  readonly peer: readonly number[];
  readonly one: readonly number[];
  readonly two: readonly number[];
}

function linesOf({ own, peer, one, two }: Rates): BenchResult['lines'] {
  const workers = ratios(two, one);
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
      ours: inWords(spreadOf(two)),
      peer: inWords(spreadOf(one)),
      ratio: inWords(workers),
      target: `>= ${WORKERS_TARGET} times one worker`,
      isMet: workers.median >= WORKERS_TARGET,
    },
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
}

/** Rounds one after the other, as training has them: each starts when the one before is answered. */
async function solveRounds(pool: NodePool, { lps, perRound }: Shared): Promise<{ seconds: number; values: number[] }> {
  await pool.addCuts(lps.cuts.map((cuts) => ({ ...cuts, feasibilityCuts: [] })));
  const values: number[] = [];
  const solve = async (tasks: readonly NodeTask[]): Promise<void> => {
    for (let first = 0; first < tasks.length; first += perRound) {
      const answers: readonly NodeAnswer[] = await pool.solve(tasks.slice(first, first + perRound));
      values.push(...answers.map(({ value }) => value));
    }
  };
  const warmUp = WARM_UP_ROUNDS * perRound;
  await solve(lps.tasks.slice(0, warmUp));
  const { seconds } = await timed(() => solve(lps.tasks.slice(warmUp)));
  await pool.close();
  return { seconds, values };
}

function columnWords(programme: Programme, { cuts }: NodeLps): string {
  const node = programme.nodes[cuts[0]!.node]!;
  return `${node.columns.length + 1} columns, ${node.rows.length} rows`;
}
