import {
  loadProfileOf,
  loadProfiles,
  parsePlan,
  PLAN_DEFAULTS,
  quickAnswer,
  readUsage,
  type Issue,
  type QuickAnswer,
} from '../core/index.ts';

/** What a person typed: numbers as text, empty where nothing was stated. */
export interface QuickGiven {
  readonly table: string;
  readonly quotes: string;
  readonly onDemandUsd: string;
  readonly cashUsd: string;
  readonly valueUsd: string;
  readonly gpusNow: string;
}

/** The load's shape where a table has no hours. */
const PROFILE_ASSUMED = 'text';

/** The quick answer of what was typed, or what is wrong with it. */
export function quickFrom(
  given: QuickGiven,
  loadShapes: string,
): { answer: QuickAnswer | null; issues: readonly Issue[] } {
  const faults = AMOUNTS.flatMap(([key, label]) => faultOfAmount(label, given[key]));
  if (faults.length > 0) return { answer: null, issues: faults };
  const { history, issues } = readUsage(given.table);
  if (history === null) return { answer: null, issues };
  const tableName = 'the usage table';
  const profiles = loadProfiles(loadShapes);
  const profile =
    loadProfileOf(history, tableName) ?? profiles.find(({ name }) => name === PROFILE_ASSUMED) ?? profiles[0]!;
  const stated = {
    onDemandUsdPerGpuHour: numberOf(given.onDemandUsd),
    cashUsd: numberOf(given.cashUsd),
    valueUsdPerGpuHour: numberOf(given.valueUsd),
    gpusNow: numberOf(given.gpusNow),
  };
  const quoteTexts = given.quotes.split('\n').filter((line) => line.trim() !== '');
  const asked = quickAnswer({
    history,
    tableName,
    profile,
    quoteTexts,
    deferrableFraction: 0,
    stated,
    seed: PLAN_DEFAULTS.seed,
  });
  if (asked.answer === null) return { answer: null, issues: asked.issues };
  const planFaults = parsePlan(asked.answer.planText, 'the plan').issues.filter(({ severity }) => severity === 'error');
  return planFaults.length > 0 ? { answer: null, issues: planFaults } : { answer: asked.answer, issues };
}

/** Amounts that may be left out: then they are assumed. */
export const AMOUNTS = [
  ['onDemandUsd', 'On-demand price today, USD per GPU-hour'],
  ['cashUsd', 'Cash, USD'],
  ['valueUsd', 'Worth of a served GPU-hour, USD'],
  ['gpusNow', 'GPUs busy now (only for tokens and requests)'],
] as const;

/** Null where nothing was typed. @param text without a fault */
function numberOf(text: string): number | null {
  return text.trim() === '' ? null : numberIn(text);
}

/** Blanks, a $ and commas between thousands are let pass. */
function numberIn(text: string): number {
  const plain = text
    .replace(/^\s*\$/, '')
    .replaceAll(/[_\s]/g, '')
    .replaceAll(/,(?=\d{3}(?:\D|$))/g, '');
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/** An amount that cannot be read is never taken for one that was left out. */
function faultOfAmount(label: string, text: string): Issue[] {
  if (text.trim() === '' || numberIn(text) > 0) return [];
  const what = `${label}: "${text.trim()}" is no number above 0`;
  const fix = 'write it in full, such as 25,000,000 or 25e6, or leave it empty to have it assumed';
  return [{ code: 'number-form', severity: 'error', what, path: label, line: null, column: null, fix }];
}
