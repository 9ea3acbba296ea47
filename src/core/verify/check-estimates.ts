import { isRecord } from './claim.ts';
import type { Findings } from './findings.ts';

/**
 * Every estimate anywhere in the result has low <= estimate <= high, and every chance and share lies in [0, 1]. An
 * interval without an end is one that nobody knows.
 */
export function checkEstimates(found: Findings, result: unknown): void {
  visit(found, { value: result, path: '', name: '' });
}

interface Place {
  readonly value: unknown;
  readonly path: string;
  /** the nearest field's name */
  readonly name: string;
}

function visit(found: Findings, { value, path, name }: Place): void {
  if (Array.isArray(value)) {
    value.forEach((part, index) => visit(found, { value: part, path: `${path}[${index}]`, name }));
    return;
  }
  if (typeof value === 'number' && isChance(name)) checkChance(found, value, path);
  if (!isRecord(value)) return;
  if (isEstimate(value)) checkEstimate(found, value, { path, name });
  for (const [field, part] of Object.entries(value)) {
    visit(found, { value: part, path: path === '' ? field : `${path}.${field}`, name: field });
  }
}

function isEstimate(value: Record<string, unknown>): boolean {
  return 'estimate' in value && 'low' in value && 'high' in value;
}

/** A figure of a replay that nothing was counted of has neither estimate nor ends; elsewhere every estimate is a number. */
function isOfNothing({ estimate, low, high, method }: Record<string, unknown>): boolean {
  return estimate === null && low === null && high === null && method === undefined;
}

function checkEstimate(found: Findings, value: Record<string, unknown>, at: { path: string; name: string }): void {
  const { estimate, low, high } = value;
  const isEnd = (end: unknown): end is number | null => end === null || typeof end === 'number';
  const isOrdered =
    isOfNothing(value) ||
    (typeof estimate === 'number' &&
      isEnd(low) &&
      isEnd(high) &&
      (low === null || low <= estimate) &&
      (high === null || estimate <= high));
  found.that(isOrdered, 'interval', () => ({
    path: at.path,
    what: `the estimate ${String(estimate)} does not lie in its interval ${String(low)} to ${String(high)}`,
  }));
  if (!isChance(at.name)) return;
  for (const field of ['estimate', 'low', 'high'] as const) {
    const part = value[field];
    if (typeof part === 'number') checkChance(found, part, `${at.path}.${field}`);
  }
}

/** A field that says that it is a probability, or a share of demand, is one. */
const isChance = (name: string): boolean => /probability$/i.test(name) || name === 'shortageFraction';

function checkChance(found: Findings, value: number, path: string): void {
  // A sum of shares may be above one by its own rounding.
  found.that(value >= 0 && value <= 1 + SUM_ROUNDING, 'probability', () => ({
    path,
    found: String(value),
    what: `${value} is no probability`,
  }));
}

const SUM_ROUNDING = 1024 * Number.EPSILON;
