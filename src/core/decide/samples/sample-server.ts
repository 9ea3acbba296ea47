import type { Plan } from '../../domain/index.ts';
import type { Basis, Solver } from '../../solve/index.ts';
import { Bug } from '../../units/index.ts';
import { infeasibleReasons, type InfeasibleReason } from './infeasibility.ts';
import { laterDecisionsOf } from './later-decisions.ts';
import { candidateOf, carriedOutOf, firstAnswerOf, reportOf, valuesOf, type FirstAnswer } from './lattice-report.ts';
import { openLattice } from './lattice-session.ts';
import { latticeShelf, type LatticeShelf } from './lattice-shelf.ts';
import { pricedBlocks } from './lattice-walk-away.ts';
import { replayServer, type ReplayServer } from './replay-server.ts';
import type { ReplayRequest, SampleCaller, SampleRequest } from './sample-caller.ts';
import { studyBasisOf, studyOn, type Study, type StudyAnswer } from './study.ts';
import { checkOf, readingOf, type TreeReading } from './tree-check.ts';
import { treeGrounds } from './tree-ground.ts';
import { openTree, type TreeSample, type TreeSession } from './tree-session.ts';

/** Serves the samples of one plan in this thread: what a worker does behind its port, and what tests use. */
export function sampleServer(
  plan: Plan,
  solver: Solver,
): { reply(sampleIndex: number, request: SampleRequest): Promise<unknown>; close(): Promise<void> } {
  const lattices = latticeShelf(plan, solver);
  const trees: OpenTrees = new Map();
  const replies = repliesOf(plan, solver, { lattices, trees });
  let last: Promise<unknown> = Promise.resolve();
  return {
    // One request at a time: a solver serves one solve at a time.
    reply(sampleIndex, request) {
      const reply = last.then(() => replies(sampleIndex, request));
      last = reply.catch(() => undefined);
      return reply;
    },
    async close() {
      await last;
      await lattices.dispose();
      for (const { tree } of trees.values()) tree.dispose();
      trees.clear();
    },
  };
}

/** Trees opened so far, by index. */
type OpenTrees = Map<number, { readonly tree: TreeSession; readonly reading: TreeReading }>;

function repliesOf(
  plan: Plan,
  solver: Solver,
  { lattices, trees }: { readonly lattices: LatticeShelf; readonly trees: OpenTrees },
): (sampleIndex: number, request: SampleRequest) => Promise<unknown> {
  const replays = replayServer(plan, solver);
  const bases = new Map<number, Basis | null>();
  const grounds = treeGrounds();
  return async (sampleIndex, request) => {
    switch (request.kind) {
      case 'firstLook':
        return firstLook(plan, solver, sampleIndex);
      case 'candidate':
        return candidateOf(await lattices.open({ ...request, sampleIndex }, request.trialMultiples));
      case 'values':
        return valuesOf(lattices.at({ ...request, sampleIndex }), request.decisions);
      case 'report':
        return reportOf(lattices.at({ sampleIndex }), request);
      case 'carriedOut': {
        const { decision } = request;
        return carriedOutOf(lattices.at({ ...request, sampleIndex }), { decision, weight: plan.risk.weight });
      }
      case 'laterDecisions':
        return laterDecisionsOf(lattices.at({ ...request, sampleIndex }), request);
      case 'readTree':
        return readTree(sampleIndex);
      case 'check': {
        const { tree, reading } = openedTree(trees, sampleIndex);
        return checkOf(tree, solver, { reading, decision: request.decision });
      }
      case 'reasons':
        return reasons(plan, solver, sampleIndex);
      case 'study':
        return study(request.study, request.sampleIndex);
      default:
        return replayOf(replays, lattices, { sampleIndex, request });
    }
  };

  function study(asked: Study, sampleIndex: number): readonly StudyAnswer[] {
    const known = bases.get(sampleIndex);
    const sample = { sampleIndex, nearBasis: null, grounds };
    const nearBasis = known === undefined ? basisOf(sample) : known;
    bases.set(sampleIndex, nearBasis);
    return studyOn(asked, { ...sample, nearBasis }, solver);
  }

  /** A tree that is open has ended its first relaxation as one opened for this would. */
  function basisOf(sample: TreeSample): Basis | null {
    return trees.get(sample.sampleIndex)?.tree.firstBasis() ?? studyBasisOf(plan, sample, solver);
  }

  function readTree(sampleIndex: number): TreeReading {
    const tree = openTree(plan, { sampleIndex, nearBasis: null, grounds }, solver);
    const reading = readingOf(tree, (decision) => pricedBlocks(tree.quotes, decision));
    trees.set(sampleIndex, { tree, reading });
    return reading;
  }
}

function replayOf(
  replays: ReplayServer,
  lattices: LatticeShelf,
  { sampleIndex, request }: { readonly sampleIndex: number; readonly request: ReplayRequest },
): Promise<unknown> {
  switch (request.kind) {
    case 'replayEngine':
      return replays.engine(lattices.at({ ...request, sampleIndex }), request);
    case 'traceEngine':
      return replays.trace(lattices.at({ ...request, sampleIndex }), request);
    case 'replayPlain':
      return replays.plain(request.policies, request.blocks);
  }
}

async function firstLook(plan: Plan, solver: Solver, sampleIndex: number): Promise<FirstAnswer> {
  const lattice = await openLattice(plan, solver, { sampleIndex });
  try {
    return await firstAnswerOf(lattice);
  } finally {
    await lattice.dispose();
  }
}

function openedTree(trees: OpenTrees, sampleIndex: number) {
  const open = trees.get(sampleIndex);
  if (!open) throw new Bug(`tree ${sampleIndex} was asked before it was opened: ask "readTree" first`);
  return open;
}

function reasons(plan: Plan, solver: Solver, sampleIndex: number): readonly InfeasibleReason[] {
  const tree = openTree(plan, sampleIndex, solver);
  try {
    return infeasibleReasons(tree, solver);
  } finally {
    tree.dispose();
  }
}

/** A caller that serves every sample in this thread. */
export function callerInThread(plan: Plan, solver: Solver): SampleCaller {
  const server = sampleServer(plan, solver);
  return {
    solverName: solver.name,
    solverVersion: solver.version,
    // The reply's kind follows the request's.
    ask: async (sampleIndex, request) => (await server.reply(sampleIndex, request)) as never,
    close: () => server.close(),
  };
}
