import type { PlanKind, PlanSummary, PlanVersion, StoredPlan } from './plans.ts';
import type { RunProgress, RunRecord } from './runs.ts';

/**
 * Where plans, their versions, runs and results are kept. What a promise resolved for is on the disk: it survives the
 * death of any process and the loss of power. A reader never sees half of a write.
 */
export interface Store {
  listPlans(): Promise<readonly PlanSummary[]>;
  /** one version of a plan, the newest when left out; null when there is none */
  readPlan(id: string, version?: number): Promise<StoredPlan | null>;
  /** newest first */
  listVersions(id: string): Promise<readonly PlanVersion[]>;
  /** repeated with the same id and text it changes nothing and answers the same */
  createPlan(plan: NewPlan): Promise<StoredPlan | 'exists'>;
  /** a text equal to the newest version's makes no new version; another base than the newest is a conflict */
  savePlan(id: string, version: NewVersion): Promise<StoredPlan | 'missing' | 'conflict'>;
  /** the plan with its versions, runs and those results that no other run has */
  deletePlan(id: string): Promise<boolean>;

  /** newest first */
  listRuns(planId?: string): Promise<readonly RunRecord[]>;
  readRun(id: string): Promise<RunRecord | null>;
  createRun(run: NewRun): Promise<RunRecord | null>;
  /** the oldest queued run, now running; null when none waits */
  claimRun(): Promise<RunRecord | null>;
  noteProgress(id: string, seen: { readonly progress?: RunProgress; readonly firstLook?: string }): Promise<void>;
  /** the result whole and the run's end, in one transaction; a run that ended already keeps its end */
  endRun(id: string, end: RunEnd): Promise<RunRecord | null>;
  /** a run that is waiting or running becomes `cancelled`; false when it had ended */
  cancelRun(id: string): Promise<boolean>;
  /** runs that were running when the last process died: back into the queue, or failed after `attemptsMax` */
  recoverRuns(attemptsMax: number): Promise<void>;
  /** the text of result.json of a planned run */
  readResult(runId: string): Promise<string | null>;

  close(): Promise<void>;
}

export interface NewPlan {
  readonly id: string;
  readonly kind: PlanKind;
  readonly name: string;
  readonly text: string;
  readonly note: string;
}

export interface NewVersion {
  readonly name: string;
  readonly text: string;
  readonly note: string;
  readonly baseVersion: number;
}

/** A run of a version of a plan; when a result of the same key is there, it ends at once with it. */
export interface NewRun {
  readonly id: string;
  readonly planId: string;
  readonly version: number;
  readonly seed: number | null;
  readonly hasAnswers: boolean;
  readonly engineVersion: string;
}

export type RunEnd =
  | { readonly status: 'planned'; readonly resultText: string }
  | {
      readonly status: 'infeasible' | 'refused' | 'failed';
      readonly message: string;
      readonly issues: RunRecord['issues'];
    };
