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
  const faults = parsePlan(asked.answer.planText, 'the plan').issues.filter(({ severity }) => severity === 'error');
  return faults.length > 0 ? { answer: null, issues: faults } : { answer: asked.answer, issues };
}

function numberOf(text: string): number | null {
  const value = Number(text.replaceAll(/[,_$\s]/g, ''));
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}
