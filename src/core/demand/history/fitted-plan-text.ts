import {
  editedPlanText,
  plainPlanOf,
  STATED_BY_HISTORY,
  type Issue,
  type PlanEdit,
  type SourceValue,
} from '../../domain/index.ts';
import type { GrowthBlock } from './growth-block.ts';
import { EFFICIENCY_ASSUMED } from './growth-yaml.ts';

/** Whether a plan with these issues takes a fitted growth: errors that the growth itself mends are none. */
export function takesFit(issues: readonly Issue[]): boolean {
  return issues.every(({ severity, code }) => severity !== 'error' || MENDED_CODES.has(code));
}

/** A table that the plan names and that was not read, and a growth stated beside it. */
const MENDED_CODES: ReadonlySet<string> = new Set(['history-unread', 'growth-twice']);

/**
 * A plan's text with its growth fitted to a usage table, as `demand.history` would state it: the regimes, jumps and
 * volatility are the fit's; a saturation, an efficiency and every comment stay. A table that the plan names is taken out,
 * for growth is stated once.
 * @param text one whose issues `takesFit`
 */
export function fittedPlanText(text: string, block: GrowthBlock): string {
  const demand = mapOf(plainPlanOf(text)['demand']);
  const growth = mapOf(demand['growth'] ?? null);
  // Plain values throughout, as a file would hold them.
  const fitted = JSON.parse(JSON.stringify(block)) as Record<string, SourceValue>;
  const needsEfficiency = block.of === 'usage' && growth['efficiencyMultiplePerYear'] === undefined;
  const wanted = { ...fitted, ...(needsEfficiency ? { efficiencyMultiplePerYear: EFFICIENCY_ASSUMED } : {}) };
  const at = ['demand', 'growth'];
  const stale = STATED_BY_HISTORY.filter((name) => growth[name] !== undefined && !(name in wanted));
  const edits: PlanEdit[] = [
    ...(demand['growth'] === undefined
      ? [{ kind: 'set', path: at, value: wanted } as const]
      : Object.entries(wanted).map(([name, value]) => ({ kind: 'set', path: [...at, name], value }) as const)),
    ...stale.map((name) => ({ kind: 'remove', path: [...at, name], comment: '' }) as const),
    ...(demand['history'] === undefined ? [] : [{ kind: 'remove', path: ['demand', 'history'], comment: '' } as const]),
  ];
  return editedPlanText(text, edits);
}

function mapOf(value: SourceValue | undefined): Readonly<Record<string, SourceValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
