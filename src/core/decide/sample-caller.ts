import type { Plan } from '../domain/index.ts';
import type { Solver } from '../solve/index.ts';
import { infeasibleReasons, type InfeasibleReason } from './infeasibility.ts';
import type { RootDecision } from './question.ts';
import { answerOf, candidateOf, valuesOf, type CandidateAnswer, type TreeAnswer } from './tree-answer.ts';
import { openTree, type TreeSession } from './tree-session.ts';

/** What is asked of one tree; plain data that crosses between threads. */
export type SampleRequest =
  | { readonly kind: 'candidate' }
  | { readonly kind: 'values'; readonly decisions: readonly RootDecision[] }
  | { readonly kind: 'answer'; readonly decision: RootDecision; readonly blocks: readonly number[] }
  | { readonly kind: 'reasons' };

export interface SampleReplies {
  readonly candidate: CandidateAnswer;
  readonly values: readonly number[];
  readonly answer: TreeAnswer;
  readonly reasons: readonly InfeasibleReason[];
}

/**
 * Where trees live. A tree is opened at its first request and stays until `close`; its requests run in order. Trees do
 * not see each other, so how many threads serve them changes nothing.
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

/** Serves the trees of one plan in this thread: what a worker does behind its port, and what tests use. */
export function sampleServer(
  plan: Plan,
  solver: Solver,
): { reply(sampleIndex: number, request: SampleRequest): unknown; close(): void } {
  const sessions = new Map<number, TreeSession>();
  return {
    reply(sampleIndex, request) {
      const session = sessions.get(sampleIndex) ?? openTree(plan, sampleIndex, solver);
      sessions.set(sampleIndex, session);
      if (request.kind === 'candidate') return candidateOf(session);
      if (request.kind === 'values') return valuesOf(session, request.decisions);
      if (request.kind === 'reasons') return infeasibleReasons(session, solver);
      return answerOf(session, request, solver);
    },
    close() {
      for (const session of sessions.values()) session.dispose();
      sessions.clear();
    },
  };
}

/** A caller that serves every tree in this thread. */
export function callerInThread(plan: Plan, solver: Solver): SampleCaller {
  const server = sampleServer(plan, solver);
  return {
    solverName: solver.name,
    solverVersion: solver.version,
    // The reply's kind follows the request's.
    ask: async (sampleIndex, request) => server.reply(sampleIndex, request) as never,
    close: async () => server.close(),
  };
}
