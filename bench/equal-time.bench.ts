import { createHighsSolver, nodeWorkers } from '../src/adapters/node/index.ts';
import { intervalOfMean, type Policy, type NodePool } from '../src/core/index.ts';
import type { Bench, BenchLine, BenchOptions } from './bench.ts';
import type { TreeAnswer } from './extensive-form.bench.ts';
import { significant } from './measure.ts';
import { runPeer } from './peer.ts';
import { latticeProgramme } from './problems/procurement-programme.ts';
import { sampleTree, treeData, type ProcurementTree } from './problems/procurement-tree.ts';
import { procurement, type ProcurementProblem } from './problems/procurement.ts';
import { drawPaths, openDispatch, replayRule, type SigningRule } from './problems/replay.ts';
import { followedTree, rolledTree, signedBlocks } from './problems/tree-rules.ts';
import { trainFor } from './train-for.ts';

const SEED = 8;
const SECONDS = 60;
const WORKER_COUNT = 2;
const PATH_COUNT = 2000;
const ROLLED_PATH_COUNT = 100;
/** Trees tried by the peer, ever larger; the last one done in time counts. */
const BRANCHINGS = [
  [4, 3, 1, 2, 1, 1, 2],
  [5, 3, 2, 1, 2, 1, 2],
  [6, 4, 2, 1, 2, 1, 2],
  [6, 4, 3, 2, 1, 2, 1, 2],
  [8, 5, 3, 2, 1, 2, 1, 2],
  [10, 6, 3, 2, 1, 2, 1, 2],
  [10, 6, 4, 3, 1, 2, 1, 2],
];
const ROLLED_BRANCHING = [3, 2, 2];

/** The same seconds for both: our policy beside the best tree that linopy and HiGHS solve, on the same fresh paths. */
export const equalTimeBench: Bench = {
  name: 'equal-time',
  title: 'Cost on fresh paths after equal time',
  runs: 1,
  async run(options) {
    const { isQuick, say } = options;
    const size = isQuick ? { stageCount: 12, offerCount: 10 } : { stageCount: 24, offerCount: 30 };
    const seconds = isQuick ? 5 : SECONDS;
    const problem = procurement(size, SEED);
    const programme = latticeProgramme(problem);
    const pool = await nodeWorkers(programme, { workerCount: WORKER_COUNT });
    const { policy, iterations } = await trainFor(programme, { pool, seconds, seed: SEED });
    say(`ours: ${iterations} iterations, bound ${significant(policy.bound, 6)}`);
    const peer = await bestTree(problem, seconds, say);
    const lines = await compare({ problem, policy, pool, peer }, options);
    await pool.close();
    const { tree, answer } = peer;
    return {
      lines,
      runs: 1,
      notes: [
        `${seconds} s each. Ours: ${iterations} iterations by ${WORKER_COUNT} workers, bound ${significant(policy.bound, 6)}. Peer: the largest of ${BRANCHINGS.length} sampled trees that linopy and HiGHS build and solve in the time, ${tree.nodes.length} nodes, ${significant(answer.buildSeconds + answer.solveSeconds)} s; in its own eyes it costs ${significant(answer.objective!, 6)}.`,
        'All rules are replayed by the same arithmetic on the same paths of the lattice (payments, then the cheapest dispatch). Ratio: mean of ours - theirs in percent of theirs, with the paired 95 % interval; below 0 we are cheaper.',
        '"Same recourse": only the root decision is the tree\'s, everything later is decided by our policy. "Tree followed": at each stage the child nearest in regime and demand. "Tree rolled": the tree\'s root decision, then a tree solved anew at every stage of every path, whose time is not counted.',
      ],
    };
  },
};

interface Peer {
  readonly tree: ProcurementTree;
  readonly answer: TreeAnswer;
}

async function bestTree(problem: ProcurementProblem, seconds: number, say: BenchOptions['say']): Promise<Peer> {
  let best: Peer | null = null;
  for (const branching of BRANCHINGS) {
    const tree = sampleTree(problem, branching, SEED);
    const answer = await runPeer<TreeAnswer>(
      'tree.py',
      { ...treeData(problem, tree), wantsSignings: true },
      seconds + 30,
    );
    const spent = answer ? answer.buildSeconds + answer.solveSeconds : Infinity;
    say(`tree of ${tree.nodes.length} nodes: ${significant(spent)} s`);
    if (!answer || spent > seconds) break;
    best = { tree, answer };
  }
  if (!best) throw new Error('the peer solved no tree in time');
  return best;
}

interface Contest {
  readonly problem: ProcurementProblem;
  readonly policy: Policy;
  readonly pool: NodePool;
  readonly peer: Peer;
}

async function compare({ problem, pool, peer }: Contest, { isQuick }: BenchOptions): Promise<readonly BenchLine[]> {
  const solver = await createHighsSolver();
  const dispatch = openDispatch(problem, solver);
  const paths = drawPaths(problem, isQuick ? 100 : PATH_COUNT, SEED);
  const few = paths.slice(0, isQuick ? 5 : ROLLED_PATH_COUNT);
  const root = peer.answer.root!;
  const ours = await replayRule(problem, paths, policyRule(problem, pool), dispatch);
  const withTheirRoot = await replayRule(problem, paths, policyRule(problem, pool, root), dispatch);
  const followed = await replayRule(problem, paths, followedTree(problem, peer.tree, peer.answer.signings!), dispatch);
  const rolling = rolledTree(problem, { root, branching: ROLLED_BRANCHING, seed: SEED, solver });
  const rolled = await replayRule(problem, few, rolling, dispatch);
  dispatch.dispose();
  return [
    lineOf('root decision of the tree, same recourse', ours, withTheirRoot, ''),
    lineOf('tree followed', ours, followed, 'lower cost, paired'),
    lineOf('tree rolled forward', ours.subarray(0, few.length), rolled, 'lower cost, paired'),
  ];
}

/** What our policy signs, from its node LPs; at the root, blocks that are given. */
function policyRule(problem: ProcurementProblem, pool: NodePool, root?: readonly number[]): SigningRule {
  return async (visits) => {
    const stage = visits[0]!.stage;
    if (stage === 0 && root) return visits.map(() => root);
    const answers = await pool.solve(
      visits.map(({ at, state }) => ({ node: at.place, outcome: at.outcome, state, wantsDecision: true })),
    );
    return answers.map(({ columnValues }) => signedBlocks(problem, stage, columnValues));
  };
}

function lineOf(measure: string, ours: Float64Array, theirs: Float64Array, target: string): BenchLine {
  const [own, peer] = [intervalOfMean(ours, 0.95), intervalOfMean(theirs, 0.95)];
  const paired = intervalOfMean(
    ours.map((cost, path) => cost - theirs[path]!),
    0.95,
  );
  const percent = (value: number): string => significant((100 * value) / peer.estimate);
  const words = ({ estimate, high }: typeof own): string =>
    `${significant(estimate, 5)} +- ${significant(high - estimate)}`;
  return {
    measure: `${measure}, ${ours.length} paths`,
    ours: words(own),
    peer: words(peer),
    ratio: `${percent(paired.estimate)} % (${percent(paired.low)} to ${percent(paired.high)})`,
    target,
    isMet: target === '' ? null : paired.high < 0,
  };
}
