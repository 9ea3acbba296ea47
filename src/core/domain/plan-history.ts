import { monthIndexOf } from '../units/index.ts';
import { PLAN_DEFAULTS } from './defaults.ts';
import { IssueList } from './issue-list.ts';
import type { Issue } from './issue.ts';
import { stripProvenance } from './provenance.ts';
import { readYaml, type SourceMap, type SourceValue } from './read-yaml.ts';
import { historySchema, seedField, type HistoryInput } from './schema-demand.ts';

/** `demand.history` of a plan file: which usage table growth is fitted to, how it is read, and the seed of the fit. */
export interface NamedHistory {
  readonly file: string;
  readonly reading: Omit<Exclude<HistoryInput, string>, 'file' | 'priorMultiplePerYear'>;
  readonly priorMultiplePerYear: number | null;
  readonly seed: number;
}

/** Growth as regimes of a plan file. */
export interface HistoryGrowth {
  readonly of: 'gpuDemand' | 'usage';
  readonly regimes: readonly {
    readonly id: string;
    readonly multiplePerYear: number;
    readonly meanMonths: number;
    readonly startProbability: number;
  }[];
  readonly jumps: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly volatilityPerMonth: number;
}

/** Where a plan's growth came from when that is a usage table. */
export interface HistoryFacts {
  readonly file: string;
  /** `sha256:…` of the file's bytes */
  readonly hash: string;
  readonly unit: string;
  readonly cadence: string;
  /** "YYYY-MM-DD" */
  readonly firstDate: string;
  readonly lastDate: string;
  readonly growthCount: number;
  /** the unit per hour, or busy GPUs, in the last step of the history */
  readonly latestRatePerHour: number;
  /** realised multiples over months ahead, by the fit itself: all its parameters uncertain together */
  readonly ahead: readonly {
    readonly months: number;
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
  }[];
}

/** A usage table as an edge has read and fitted it; `fit` is null where it was refused: then an issue is an error. */
export interface PlanHistory {
  readonly fit: { readonly growth: HistoryGrowth; readonly facts: HistoryFacts } | null;
  /** about the table, with its own lines */
  readonly issues: readonly Issue[];
}

/** Ways to state growth that a history takes the place of. */
export const STATED_BY_HISTORY: readonly string[] = ['regimes', 'beliefs', 'drivers', 'jumps', 'volatilityPerMonth'];
/** A history that ended longer ago says little of growth now. */
const STALE_MONTHS = 3;
/** Fewer growths than this weigh less than the prior. */
const GROWTHS_FEW = 4;
const PATH = 'demand.history';

/** The usage table that a plan text names, to be read from beside the plan; null where it names none, or none that is fit. */
export function historyNamedIn(text: string): NamedHistory | null {
  const { root } = readYaml(text);
  const bare = root && stripProvenance(root, { issues: new IssueList(new Map()), brokenPaths: new Set(), rows: [] });
  const parsed = historySchema.safeParse(mapOf(bare?.['demand'])?.['history']);
  if (!parsed.success) return null;
  const given = typeof parsed.data === 'string' ? { file: parsed.data } : parsed.data;
  const { file, priorMultiplePerYear = null, ...reading } = given;
  const seed = seedField.safeParse(bare?.['seed']);
  return { file, reading, priorMultiplePerYear, seed: seed.success ? seed.data : PLAN_DEFAULTS.seed };
}

/** Stands in for a growth that is not known, so that the rest of the plan is judged all the same. */
const UNKNOWN_GROWTH: HistoryGrowth = {
  of: 'gpuDemand',
  regimes: [{ id: 'unknown', multiplePerYear: 1, meanMonths: 1, startProbability: 1 }],
  jumps: {},
  volatilityPerMonth: 0,
};

/**
 * The plan's values with the growth of its history in `demand.growth`, as if it had been pasted there. What is wrong with
 * the table is an error at `demand.history` that says the table's own line; its remarks follow as the plan's.
 */
export function withHistory(root: SourceMap, given: PlanHistory | null, issues: IssueList): SourceMap {
  const demand = mapOf(root['demand']);
  const stated = mapOf(demand?.['growth'] ?? {});
  if (!demand || !stated || demand['history'] === undefined) return root;
  const named = historySchema.safeParse(demand['history']);
  if (named.success) tellOf(typeof named.data === 'string' ? named.data : named.data.file, { given, root, issues });
  const rest = Object.entries(stated).filter(([field]) => !isStatedTwice(field, issues));
  // Plain values throughout, as a file would hold them.
  const fitted = JSON.parse(JSON.stringify(given?.fit?.growth ?? UNKNOWN_GROWTH)) as SourceMap;
  return { ...root, demand: { ...demand, growth: { ...fitted, ...Object.fromEntries(rest) } } };
}

function tellOf(
  file: string,
  of: { readonly given: PlanHistory | null; readonly root: SourceMap; readonly issues: IssueList },
): void {
  const { given, root, issues } = of;
  const { seed } = root;
  if (given === null) return issues.error(unread(file, typeof seed === 'number' ? seed : PLAN_DEFAULTS.seed));
  for (const issue of given.issues) issues.addLocated(placed(issue, file, issues));
  if (given.fit !== null) remarkOn(given.fit.facts, root, issues);
}

function isStatedTwice(field: string, issues: IssueList): boolean {
  if (!STATED_BY_HISTORY.includes(field)) return false;
  const what = `${field} states the growth that history fits`;
  issues.error({ code: 'growth-twice', path: `demand.growth.${field}`, what, fix: 'delete it, or delete history' });
  return true;
}

function mapOf(value: SourceValue | undefined): SourceMap | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** A remark on the table at the plan's line, the table's own place in its words. */
function placed(issue: Issue, file: string, issues: IssueList): Issue {
  const position = issues.positionOf(PATH);
  const { line, column, found, what, fix, ...rest } = issue;
  const at = line === null ? file : `${file}:${line}:${column ?? 1}`;
  const told = `${at}: ${what}${found === undefined ? '' : `, found ${found}`}`;
  const place = { path: PATH, line: position?.line ?? null, column: position?.column ?? null };
  return {
    ...rest,
    ...place,
    what: told,
    fix: fix.replaceAll(/--([a-z]+(?:-[a-z]+)?)/g, (_, option: string) => fieldOf(option)),
  };
}

/** The field of `demand.history` that an option of `demand fit` is: `--date-column` is `dateColumn`. */
function fieldOf(option: string): string {
  return `history.${option.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}

function unread(file: string, seed: number): Parameters<IssueList['error']>[0] {
  const what = `a plan text on its own has no files beside it, and history names ${file}`;
  const fix = `run it as a file, with eightyfold plan; or put the growth that eightyfold demand fit ${file} --seed ${seed} prints in its place: it is the same`;
  return { code: 'history-unread', path: PATH, what, fix };
}

function remarkOn(facts: HistoryFacts, root: SourceMap, issues: IssueList): void {
  const { file, unit, cadence, firstDate, lastDate, growthCount, latestRatePerHour } = facts;
  const latest = Number(latestRatePerHour.toPrecision(3));
  const level = unit === 'gpus' || unit === 'gpu-hours' ? `${latest} busy GPUs` : `${latest} ${unit} an hour`;
  issues.assume({
    code: 'growth-from-history',
    path: PATH,
    what: `growth is fitted to ${file}: ${unit} by ${cadence}, ${firstDate} to ${lastDate}, ${growthCount} growths, last ${level}; the level is the plan's own`,
    fix: 'give growth instead to state it yourself',
  });
  if (growthCount < GROWTHS_FEW) {
    const what = `${file} shows ${growthCount === 1 ? 'one growth' : `${growthCount} growths`}: the fit is mostly what is thought usual before any row is read`;
    const fix = 'give a longer table, or state growth yourself';
    issues.warn({ code: 'history-short', path: PATH, what, fix });
  }
  const { asOf } = root;
  if (typeof asOf !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(asOf)) return;
  const monthsOld = monthIndexOf(asOf.slice(0, 7), lastDate.slice(0, 7));
  if (lastDate > asOf) {
    const what = `${file} goes on to ${lastDate}, after the plan's asOf ${asOf}`;
    issues.warn({ code: 'history-after-as-of', path: PATH, what, fix: 'cut the table there, or move asOf' });
  } else if (monthsOld > STALE_MONTHS) {
    const what = `${file} ends ${monthsOld} months before asOf: the belief about growth is of then`;
    issues.warn({ code: 'history-old', path: PATH, what, fix: 'add the months since' });
  }
}
