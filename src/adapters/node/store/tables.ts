/** The tables as Kysely sees them; `migrations.ts` makes them. Times are ISO 8601 in UTC. */
export interface Tables {
  readonly plans: PlanRow;
  readonly versions: VersionRow;
  readonly runs: RunRow;
  readonly results: ResultRow;
}

export interface PlanRow {
  readonly id: string;
  readonly kind: 'plan' | 'host';
  readonly name: string;
  readonly version: number;
  readonly createdAt: string;
  readonly savedAt: string;
}

export interface VersionRow {
  readonly planId: string;
  readonly version: number;
  readonly text: string;
  readonly hash: string;
  readonly savedAt: string;
  readonly note: string;
}

export interface RunRow {
  readonly id: string;
  /** order of arrival: the queue's */
  readonly place: number;
  readonly planId: string;
  readonly version: number;
  readonly planName: string;
  readonly planHash: string;
  readonly seed: number | null;
  readonly hasAnswers: number;
  readonly engineVersion: string;
  /** names the result that this run has or will have */
  readonly resultKey: string;
  readonly status: 'queued' | 'running' | 'planned' | 'infeasible' | 'refused' | 'failed' | 'cancelled';
  /** JSON, or null before there is any */
  readonly progress: string | null;
  readonly firstLook: string | null;
  readonly attempts: number;
  readonly isFromStore: number;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly message: string;
  /** JSON */
  readonly issues: string;
}

export interface ResultRow {
  readonly key: string;
  readonly text: string;
}
