import type { ContractTrace, ReplayOutcome } from '../../simulate/index.ts';
import type { InfeasibleReason } from './infeasibility.ts';
import type { LaterDecisions } from './later-decisions.ts';
import type { CandidateAnswer, CarriedOut, FirstAnswer, LatticeReport } from './lattice-report.ts';
import type { LatticePlace } from './lattice-shelf.ts';
import type { RootDecision } from './question.ts';
import type { EngineReplay, EngineTrace, PlainPolicy, ReplayBlocks } from './replay-server.ts';
import type { Study, StudyAnswer } from './study.ts';
import type { TreeCheck, TreeReading } from './tree-check.ts';

/** What is asked of one sample of the future; plain data that crosses between threads. */
export type SampleRequest =
  | { readonly kind: 'firstLook' }
  | ({ readonly kind: 'candidate'; readonly trialMultiples: readonly number[] } & AtRiskWeight)
  | ({ readonly kind: 'values'; readonly decisions: readonly RootDecision[] } & AtRiskWeight)
  | { readonly kind: 'report'; readonly decision: RootDecision; readonly blocks: readonly number[] }
  | ({ readonly kind: 'carriedOut'; readonly decision: RootDecision } & AtRiskWeight)
  | { readonly kind: 'readTree' }
  | { readonly kind: 'check'; readonly decision: RootDecision }
  | { readonly kind: 'reasons' }
  | ({
      readonly kind: 'laterDecisions';
      readonly decision: RootDecision;
      readonly replication: number;
      readonly pathCount: number;
    } & AtRiskWeight)
  | ReplayRequest
  | { readonly kind: 'study'; readonly study: Study; readonly sampleIndex: number };

type AtRiskWeight = Pick<LatticePlace, 'riskWeight'>;

/** The requests that a sample answers by replaying. */
export type ReplayRequest =
  | ({ readonly kind: 'replayEngine' } & EngineReplay)
  | ({ readonly kind: 'traceEngine' } & EngineTrace)
  | { readonly kind: 'replayPlain'; readonly policies: readonly PlainPolicy[]; readonly blocks: ReplayBlocks };

/** What is answered to each kind of request. */
export interface SampleReplies {
  readonly firstLook: FirstAnswer;
  readonly candidate: CandidateAnswer;
  readonly values: readonly number[];
  readonly report: LatticeReport;
  readonly carriedOut: CarriedOut;
  readonly readTree: TreeReading;
  readonly check: TreeCheck;
  readonly reasons: readonly InfeasibleReason[];
  readonly laterDecisions: LaterDecisions;
  /** [shock][block] */
  readonly replayEngine: readonly (readonly ReplayOutcome[])[];
  /** [path] */
  readonly traceEngine: readonly (readonly ContractTrace[])[];
  /** [block][policy] */
  readonly replayPlain: readonly (readonly ReplayOutcome[])[];
  readonly study: readonly StudyAnswer[];
}

/**
 * Where samples live: the lattice and the tree of an index are grown from independent draws. A lattice is opened by
 * `candidate`, a tree by `readTree`, and each stays until `close`, but a lattice of another risk weight than the plan's only
 * until the next such one of its index; the requests of one index run in order. Samples do not see each other, so how many
 * threads serve them changes nothing. `firstLook` is a lattice of its own, gone once it has answered.
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
