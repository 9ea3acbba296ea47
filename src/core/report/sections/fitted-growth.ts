import { fitDemand, priorAround, readUsage, type GrowthBlock, type UsageOptions } from '../../demand/index.ts';
import { historyNamedIn, PLAN_DEFAULTS, plainPlanOf, type Issue } from '../../domain/index.ts';
import { fitSentence, fitTable } from './demand-tables.ts';
import type { PageTable } from './page-section.ts';

/** A usage table that was handed in, and how it is read and fitted. */
export interface UsageTableAsk {
  readonly table: string;
  readonly reading: UsageOptions;
  readonly seed: number;
  /** growth thought usual before any row is read; null: the usual prior */
  readonly priorMultiplePerYear: number | null;
}

/** Growth fitted to a usage table: in words, as a table and as a plan holds it; or why the table cannot be read. */
export type FittedGrowth =
  | { readonly status: 'refused'; readonly issues: readonly Issue[] }
  | {
      readonly status: 'fitted';
      readonly says: string;
      readonly regimes: PageTable;
      readonly block: GrowthBlock;
      /** what was assumed and repaired in reading */
      readonly issues: readonly Issue[];
    };

/**
 * How a table that is handed in beside a plan's text is read and fitted: as `demand.history` says where the text names
 * one, and with the plan's own seed.
 */
export function usageAskFor(text: string, table: string): UsageTableAsk {
  const named = historyNamedIn(text);
  if (named !== null) {
    const { reading, seed, priorMultiplePerYear } = named;
    return { table, reading, seed, priorMultiplePerYear };
  }
  const { seed } = plainPlanOf(text);
  return {
    table,
    reading: {},
    seed: typeof seed === 'number' ? seed : PLAN_DEFAULTS.seed,
    priorMultiplePerYear: null,
  };
}

/** Reads and fits as `demand fit` and `demand.history` do: the same table, options and seed give the same growth. */
export function fittedGrowth({ table, reading, seed, priorMultiplePerYear }: UsageTableAsk): FittedGrowth {
  const { history, issues } = readUsage(table, reading);
  const told = issues.map(inFieldNames);
  if (history === null) return { status: 'refused', issues: told.filter(({ severity }) => severity === 'error') };
  const { fit } = fitDemand(history, { seed, prior: priorAround(priorMultiplePerYear) });
  return { status: 'fitted', says: fitSentence(fit), regimes: fitTable(fit), block: fit.block, issues: told };
}

/** The command line's `--date-column` is the field `date column` here. */
function inFieldNames(issue: Issue): Issue {
  const named = (words: string): string =>
    words.replaceAll(/--([a-z]+(?:-[a-z]+)?)/g, (_, option: string) => `“${option.replace('-', ' ')}”`);
  return { ...issue, what: named(issue.what), fix: named(issue.fix) };
}
