import type { Plan } from '../domain/index.ts';
import type { Solver } from '../solve/index.ts';
import { pricedBlocks } from './assemble-offers.ts';
import { infeasibleReasons, type InfeasibleReason } from './infeasibility.ts';
import {
  candidateOf,
  pilotOf,
  reportOf,
  valuesOf,
  type CandidateAnswer,
  type LatticeReport,
  type PilotAnswer,
} from './lattice-report.ts';
import { openLattice, type LatticeSession } from './lattice-session.ts';
import type { RootDecision } from './question.ts';
import { checkOf, type TreeCheck } from './tree-check.ts';
import { openTree } from './tree-session.ts';

/** What is asked of one sample of the future; plain data that crosses between threads. */
export type SampleRequest =
  | { readonly kind: 'pilot' }
  | { readonly kind: 'candidate'; readonly trialMultiples: readonly number[] }
  | { readonly kind: 'values'; readonly decisions: readonly RootDecision[] }
  | { readonly kind: 'report'; readonly decision: RootDecision; readonly blocks: readonly number[] }
  | { readonly kind: 'check'; readonly decision: RootDecision }
  | { readonly kind: 'reasons' };

export interface SampleReplies {
  readonly pilot: PilotAnswer;
  readonly candidate: CandidateAnswer;
  readonly values: readonly number[];
  readonly report: LatticeReport;
  readonly check: TreeCheck;
  readonly reasons: readonly InfeasibleReason[];
}

/**
 * Where samples live: the lattice and the tree of an index are grown from independent draws. A lattice is opened by
 * `candidate` and stays until `close`; the requests of one index run in order. Samples do not see each other, so how many
 * threads serve them changes nothing.
 */
export interface SampleCaller {
  readonly solverName: string;
  readonly solverVersion: string;
  ask<K extends SampleRequest['kind']>(
    sampleIndex: number,
    request: Extract<SampleRequest, { kind: K }>,
  ): Promise<SampleReplies[K]>;
  close(): Promise<void>;
}

/** Serves the samples of one plan in this thread: what a worker does behind its port, and what tests use. */
export function sampleServer(
  plan: Plan,
  solver: Solver,
): { reply(sampleIndex: number, request: SampleRequest): Promise<unknown>; close(): Promise<void> } {
  const lattices = new Map<number, LatticeSession>();
  const replies = repliesOf(plan, solver, lattices);
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
      for (const lattice of lattices.values()) await lattice.dispose();
      lattices.clear();
    },
  };
}

function repliesOf(
  plan: Plan,
  solver: Solver,
  lattices: Map<number, LatticeSession>,
): (sampleIndex: number, request: SampleRequest) => Promise<unknown> {
  const opened = (sampleIndex: number): LatticeSession => lattices.get(sampleIndex)!;
  return async (sampleIndex, request) => {
    switch (request.kind) {
      case 'pilot':
        return pilot(plan, solver, sampleIndex);
      case 'candidate':
        lattices.set(
          sampleIndex,
          await openLattice(plan, solver, { sampleIndex, trialMultiples: request.trialMultiples }),
        );
        return candidateOf(opened(sampleIndex));
      case 'values':
        return valuesOf(opened(sampleIndex), request.decisions);
      case 'report':
        return reportOf(opened(sampleIndex), request);
      case 'check':
        return onTree(plan, solver, sampleIndex, (tree) => checkOf(tree, request.decision, solver));
      case 'reasons':
        return onTree(plan, solver, sampleIndex, (tree) => infeasibleReasons(tree, solver));
    }
  };
}

async function pilot(plan: Plan, solver: Solver, sampleIndex: number): Promise<PilotAnswer> {
  const lattice = await openLattice(plan, solver, { sampleIndex });
  try {
    return await pilotOf(lattice, (decision) => pricedBlocks(lattice.quotes, decision));
  } finally {
    await lattice.dispose();
  }
}

function onTree<Reply>(
  plan: Plan,
  solver: Solver,
  sampleIndex: number,
  read: (tree: ReturnType<typeof openTree>) => Reply,
): Reply {
  const tree = openTree(plan, sampleIndex, solver);
  try {
    return read(tree);
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
