import type { AnsweredResult } from '../../answers/index.ts';
import { NOT_KNOWN } from '../words/format.ts';

/** Keys whose texts name somebody or something of the plan. */
const NAME_KEYS: ReadonlyMap<string, string> = new Map([
  ['offerId', 'offer'],
  ['contractId', 'offer'],
  ['host', 'host'],
  ['hostId', 'host'],
  // Of a share: a host, a site, a grid, a vendor.
  ['name', 'name'],
  ['workloadId', 'workload'],
  ['tierId', 'tier'],
  // Of the recipe: the usage table that growth was fitted to.
  ['file', 'table'],
]);

/**
 * A result without its secrets, for a bug report: every offer, contract, host, workload and tier under a number, every
 * amount and price in USD unknown. Dates, sizes, shares and the recipe stay, or nobody could help.
 */
export function redactedResult(result: AnsweredResult): AnsweredResult {
  const aliasByName = new Map<string, string>([[result.plan.name, 'redacted plan']]);
  collectNames(result, aliasByName);
  const masked = masks(result, '', { aliasByName, isMoney: false }) as AnsweredResult;
  // The words of a source are the quote's own.
  const assumptions = masked.assumptions.map((row) => ({
    ...row,
    source: row.source === null ? null : 'redacted',
    text: 'redacted',
  }));
  const issues = masked.issues.map(({ found: _found, ...issue }) => ({ ...issue, what: 'redacted', fix: 'redacted' }));
  const { certificate } = masked;
  const reason = certificate.reason === null ? null : 'redacted';
  return { ...masked, certificate: { ...certificate, reason }, assumptions, issues };
}

function collectNames(value: unknown, aliasByName: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const kind = NAME_KEYS.get(key);
    if (typeof child === 'string' && kind !== undefined && !aliasByName.has(child)) {
      const count = [...aliasByName.values()].filter((alias) => alias.startsWith(`${kind}-`)).length;
      aliasByName.set(child, `${kind}-${count + 1}`);
    }
    collectNames(child, aliasByName);
  }
}

interface Masking {
  readonly aliasByName: ReadonlyMap<string, string>;
  readonly isMoney: boolean;
}

/** Keys name their unit, so an amount is known by its key, or by that of the record it is in. */
function masks(value: unknown, key: string, masking: Masking): unknown {
  const isMoney = masking.isMoney || key.includes('Usd') || key === 'usd' || key.startsWith('cents');
  if (typeof value === 'number') return isMoney ? null : value;
  if (typeof value === 'string') return withoutNames(value, masking.aliasByName);
  if (Array.isArray(value)) return value.map((item) => masks(item, key, masking));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, masks(child, name, { ...masking, isMoney })]),
  );
}

/** Whole names only, the longest first, so that no name is left as part of another. */
function withoutNames(text: string, aliasByName: ReadonlyMap<string, string>): string {
  const names = [...aliasByName.keys()].filter((name) => name !== '').toSorted((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const parts = names.map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w-])(?:${parts.join('|')})(?![\\w-])`, 'g');
  return text.replace(pattern, (name) => aliasByName.get(name) ?? name);
}

/** What a redacted text says where an amount stood, or a sum of hidden ones: it is known, and hidden. */
export function redactedText(text: string): string {
  return text.replaceAll(NOT_KNOWN, 'redacted').replace(/−?\$\d[\d,.]*[kMBT]?/g, 'redacted');
}
