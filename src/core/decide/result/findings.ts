import type { DemandPaths } from '../../demand/index.ts';
import type { HistoryFacts, Issue, Plan, ProvenanceRow } from '../../domain/index.ts';
import type { ContractTrace } from '../../simulate/index.ts';
import type { ReplayAnswer } from '../replay/replay-answer.ts';
import type { CandidateAnswer, LatticeReport } from '../samples/lattice-report.ts';
import type { RootDecision } from '../samples/question.ts';
import type { TreeCheck } from '../samples/tree-check.ts';

/** What lattices and trees said, and what the result needs to know besides. */
export interface Findings {
  readonly plan: Plan;
  readonly decision: RootDecision;
  readonly candidates: readonly CandidateAnswer[];
  /** distinct root decisions that were best on some lattice, and what they reach: [decision][lattice] */
  readonly tried: readonly { readonly decision: RootDecision; readonly valuesUsd: readonly number[] }[];
  readonly reports: readonly LatticeReport[];
  readonly checks: readonly TreeCheck[];
  readonly freshPaths: DemandPaths;
  /** [path of COURSE_PATHS] what becomes of every contract of the policy */
  readonly traces: readonly (readonly ContractTrace[])[];
  readonly replay: ReplayAnswer | null;
}

/** By what a result can be made again, and what else it repeats of its input. */
export interface RecipeFacts {
  readonly planHash: string;
  readonly engineVersion: string;
  readonly solverName: string;
  readonly solverVersion: string;
  readonly issues: readonly Issue[];
  readonly sources: readonly ProvenanceRow[];
  /** the usage table that growth was fitted to; left out: growth was stated */
  readonly history?: HistoryFacts | null;
}
