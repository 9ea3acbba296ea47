import { createHighsSolver } from '../src/adapters/node/index.ts';
import { extensiveForm, optimise, type Solver } from '../src/core/index.ts';
import type { Bench, BenchResult } from './bench.ts';
import { inTurns, inWords, ratios, requireSame, significant, spreadOf, timed } from './measure.ts';
import { runPeer } from './peer.ts';
import { treeProgramme } from './problems/procurement-programme.ts';
import { sampleTree, treeData, type ProcurementTree } from './problems/procurement-tree.ts';
import { procurement, type ProcurementProblem } from './problems/procurement.ts';

const SEED = 8;
/** Children by stage; gives about 2,200 tree nodes over 24 stages. */
const BRANCHING = [5, 3, 2, 1, 2, 1, 2, 1, 1, 1, 1];
const QUICK_BRANCHING = [3, 2];
const RATIO_TARGET = 1.25;
const AGREEMENT = 1e-7;

/** What the tree scripts of the peers answer. */
export interface TreeAnswer {
  readonly status: string;
  readonly objective: number | null;
  readonly buildSeconds: number;
  readonly solveSeconds: number;
  /** [offer] blocks signed at the root */
  readonly root?: readonly number[];
  /** [tree node][offer] with `wantsSignings` */
  readonly signings?: readonly (readonly number[])[];
}

/** A tree built and solved: programme, extensive form and certified optimum, against linopy and HiGHS. */
export const extensiveFormBench: Bench = {
  name: 'extensive-form',
  title: 'Build and solve one scenario tree',
  runs: 5,
  async run({ runs, isQuick }) {
    const problem = procurement({ stageCount: 24, offerCount: 30 }, SEED);
    const tree = sampleTree(problem, isQuick ? QUICK_BRANCHING : BRANCHING, SEED);
    const data = treeData(problem, tree);
    const solver = await createHighsSolver();
    const both = await inTurns(
      runs,
      () => solveOurs(problem, tree, solver),
      async () => (await runPeer<TreeAnswer>('tree.py', data))!,
    );
    const ours = both.ours[0]!;
    requireSame('objective of the tree', ours.objective, both.theirs[0]!.objective ?? NaN, AGREEMENT);
    return resultOf(tree.nodes.length, both, ours.size);
  },
};

interface OwnRun {
  readonly objective: number;
  readonly size: string;
  readonly buildSeconds: number;
  readonly solveSeconds: number;
}

async function solveOurs(problem: ProcurementProblem, tree: ProcurementTree, solver: Solver): Promise<OwnRun> {
  const build = await timed(() => extensiveForm(treeProgramme(problem, tree)));
  const { model } = build.result;
  const solve = await timed(() => optimise(model, solver));
  const { status, objective, message } = solve.result;
  if (status !== 'optimal') throw new Error(`the tree is ${status}: ${message}`);
  const size = `${model.rowCount} rows, ${model.columnCount} columns, ${model.values.length} coefficients`;
  return { objective, size, buildSeconds: build.seconds, solveSeconds: solve.seconds };
}

function resultOf(
  nodeCount: number,
  { ours, theirs }: { readonly ours: readonly OwnRun[]; readonly theirs: readonly TreeAnswer[] },
  size: string,
): BenchResult {
  const line = (measure: string, seconds: (run: OwnRun | TreeAnswer) => number, target: string) => {
    const [own, peer] = [ours.map(seconds), theirs.map(seconds)];
    const ratio = ratios(own, peer);
    return {
      measure,
      ours: inWords(spreadOf(own), 's'),
      peer: inWords(spreadOf(peer), 's'),
      ratio: inWords(ratio),
      target,
      isMet: target === '' ? null : ratio.median <= RATIO_TARGET,
    };
  };
  return {
    lines: [
      line('build and solve', (run) => run.buildSeconds + run.solveSeconds, `<= ${RATIO_TARGET} of the peer's time`),
      line('build', (run) => run.buildSeconds, ''),
      line('solve', (run) => run.solveSeconds, ''),
    ],
    notes: [
      `${nodeCount} tree nodes; our extensive form has ${size}.`,
      `Peer: linopy builds the same programme from the same arrays (direct interface), HiGHS with its defaults solves it.`,
      `Our time includes the certificate. Both objectives: ${significant(ours[0]!.objective, 12)}.`,
    ],
  };
}
