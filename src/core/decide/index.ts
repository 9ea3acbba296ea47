/**
 * Deciding: builds the planner's programme of a plan on sampled lattices, trains value functions on it and asks them the
 * questions; sampled trees, solved exactly, check the answer. Main function: `decide`.
 *
 * Its folders, from the ground up; each imports those before it:
 * - `cohorts`: time in stages, what can be signed in it, and what one volume brings month by month;
 * - `planner`: the planner's programme of a plan on a lattice or tree, and what a solution of it says;
 * - `samples`: one sampled lattice or tree and all that is asked of it, in this thread or another;
 * - `replay`: root decisions proposed, and the policy of one on fresh paths: tuned to the plan's limits, held against others;
 * - `result`: the answer's form, and how it is put together from what the samples said.
 *
 * Invariants: one root decision for all samples; every value is a re-optimisation, never a dual; every estimate carries an
 * interval from independent samples; labelled lines sum to the objective; results depend on plan, seed and version only.
 */
export { decide } from './decide.ts';
export type { DecideOptions, FirstLook, Outcome, Progress } from './decide.ts';
export { decisionLoss } from './decision-loss.ts';
export type { DecisionLoss } from './decision-loss.ts';
export { isCashCause, type ObjectiveCause } from './cohorts/attribution.ts';
export { RIGHT_VERBS } from './planner/commitments.ts';
export type { TierDemotion } from './planner/demotions.ts';
export type { ActNow, LaterSigning } from './planner/later.ts';
export type { UsedRight } from './planner/node-work.ts';
export type { ReadLine } from './planner/reading.ts';
export type { TierService } from './planner/service-reading.ts';
export { treeProgramme, type TreeProgramme } from './planner/tree-programme.ts';
export type { InfeasibleReason } from './samples/infeasibility.ts';
export { RULE_REPLICATION_OFFSET } from './samples/later-decisions.ts';
export type { LaterDecisions } from './samples/later-decisions.ts';
export type { RootDecision } from './samples/question.ts';
export type { SampleCaller, SampleReplies, SampleRequest } from './samples/sample-caller.ts';
export { callerInThread, sampleServer } from './samples/sample-server.ts';
export type { Study, StudyAnswer, StudyQuestion } from './samples/study.ts';
export { REPLAY_PATHS_DEFAULT } from './replay/replay-paths.ts';
export type { ReplayOptions } from './replay/out-of-sample.ts';
export type { ReplayAnswer, ReplayedPolicy } from './replay/replay-answer.ts';
export type { Course, CourseSigning } from './result/course-answer.ts';
export { estimateOf, estimateOfFraction, type Estimate } from './result/estimates.ts';
export { demandFan, type DemandFan } from './result/fan.ts';
export type { LedgerAccount, SignedWhen } from './result/ledger.ts';
export type { OfferAnswer, SignNow } from './result/offer-answer.ts';
export { otherSchemaIssue, RESULT_SCHEMA_VERSION } from './result/result-schema.ts';
export type { ObjectiveLine, Result } from './result/result.ts';
export type { RightNow } from './result/rights-now.ts';
export type { MonthlySeries, StageAnswer } from './result/stage-answer.ts';
export { COMPARED_FIGURES } from '../simulate/index.ts';
