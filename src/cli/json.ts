import type {
  CatalogueTable,
  DealDesk,
  DemandFit,
  DecisionLoss,
  DemandView,
  HistoryBacktest,
  HostAnswer,
  HostPlan,
  HostRanking,
  ImportedSheets,
  InfeasibleReason,
  Issue,
  LoadShape,
  NamedBlocks,
  PlanDifference,
  ProvenanceRow,
  QuickAnswer,
  Result,
  Tracked,
  Verification,
  WhatIfAnswer,
} from '../core/index.ts';
import type { SolvedProblem } from './solve-problem.ts';

/** The version of everything that `--json` prints: fields are added, never renamed. */
const SCHEMA_VERSION = 1;

/**
 * `result.json`: the result's own fields in their own order, numbers as the engine has them, indented by two, with a
 * line feed at the end. A number that is not known (not finite) is null, as JSON has no other word for it.
 */
export function resultJson(result: Result): string {
  return jsonText(result);
}

/** What `plan --json` prints in place of a result that there is not. */
export function noResultJson(
  without:
    | { readonly status: 'refused'; readonly issues: readonly Issue[] }
    | { readonly status: 'infeasible'; readonly reasons: readonly InfeasibleReason[] },
): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...without });
}

/** What `check --json` prints. */
export function issuesJson(issues: readonly Issue[]): string {
  const isReady = !issues.some((issue) => issue.severity === 'error');
  return jsonText({ schemaVersion: SCHEMA_VERSION, isReady, issues });
}

/** What `import --json` prints. */
export function importJson({ changes, issues }: Pick<ImportedSheets, 'changes' | 'issues'>): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, status: 'read', changes, issues });
}

/** What `solve --json` prints. */
export function solutionJson(solution: SolvedProblem): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...solution });
}

/** What `verify --json` prints. */
export function verificationJson(verification: Verification): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...verification });
}

/** What `host --json` prints: how it was made, the host file in one form, the answer, the issues and the sources. */
export function hostJson(host: {
  readonly recipe: {
    readonly hostHash: string;
    readonly engineVersion: string;
    readonly seed: number;
    readonly paths: number;
  };
  readonly plan: HostPlan;
  readonly answer: HostAnswer;
  readonly issues: readonly Issue[];
  readonly sources: readonly ProvenanceRow[];
}): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...host });
}

/** What `catalogue --json` prints: the tables with every field as it is written. */
export function catalogueJson(tables: readonly CatalogueTable[]): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, tables });
}

/** What `deal --json` prints: how it was made, the desk and the issues of the plan. */
export function dealJson(deal: {
  readonly recipe: { readonly planHash: string; readonly engineVersion: string };
  readonly desk: DealDesk;
  readonly issues: readonly Issue[];
}): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...deal });
}

/** What `hosts --json` prints: the hosts by value, and those left out. */
export function hostsJson(ranking: HostRanking): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...ranking });
}

/** What `demand fit --json` prints. */
export function demandFitJson(
  fit: DemandFit,
  { issues, backtest }: { readonly issues: readonly Issue[]; readonly backtest: HistoryBacktest | null },
): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, fit, backtest, issues });
}

/** What `demand show --json` prints. */
export function demandViewJson(view: DemandView, decisionLoss?: DecisionLoss | null): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, view, ...(decisionLoss === undefined ? {} : { decisionLoss }) });
}

/** What `demand load --json` prints. */
export function loadShapeJson(shape: LoadShape, issues: readonly Issue[]): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, shape, issues });
}

/** What `quick --json` prints: the load alone, the fit, the plan file as text, and the planner's result or null. */
export function quickJson(quick: {
  readonly answer: QuickAnswer;
  readonly issues: readonly Issue[];
  readonly result: Result | null;
}): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...quick });
}

/** What `answer --json` prints: the fields of the result that answer the question. */
export function questionJson(answer: {
  readonly question: number;
  readonly words: string;
  readonly fields: Readonly<Record<string, unknown>>;
}): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...answer });
}

/** What `track --json` prints: what is known now, what differs from the last plan, and what to sign. */
export function trackJson(track: {
  readonly tracked: Tracked;
  readonly difference: PlanDifference | null;
  readonly signNow: NamedBlocks | null;
}): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...track });
}

/** What `what-if --json` prints. */
export function whatIfJson(answer: WhatIfAnswer): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, ...answer });
}

/** What `memo --json` prints: the memo, and the field of result.json behind every number in it. */
export function memoJson(
  markdown: string,
  traces: readonly { readonly text: string; readonly path: string }[],
): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, markdown, traces });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
