import { ExchangeRates, type StatedAmount } from './exchange.ts';
import type { IssueList } from './issue-list.ts';
import { nearestName } from './nearest-name.ts';
import type { SourceMap, SourceValue } from './read-yaml.ts';
import { childPath } from './source-path.ts';

/** Where a number of the plan came from. Everything the plan does not say is null. */
export interface ProvenanceRow {
  /** path into the plan, such as `offers[2].priceUsdPerMonth` */
  readonly path: string;
  /** a number, three quantiles, or one number for each supply regime */
  readonly value: number | Readonly<Record<string, number>>;
  readonly source: string | null;
  /** date of the source as written, YYYY-MM-DD or YYYY-MM */
  readonly asOf: string | null;
  readonly quality: Quality | null;
  /** the amount in its own currency; absent for an amount in USD and for what is no money */
  readonly stated?: StatedAmount;
}

/** How far a number is to be trusted, from the firmest down. */
export const QUALITIES = ['signed', 'measured', 'quoted', 'published', 'estimated', 'assumed'] as const;
export type Quality = (typeof QUALITIES)[number];

const WRAPPER_FIELDS: readonly string[] = ['value', 'currency', 'source', 'asOf', 'quality'];

interface Findings {
  readonly rates: ExchangeRates;
  readonly issues: IssueList;
  readonly brokenPaths: Set<string>;
  readonly rows: ProvenanceRow[];
}

/**
 * Replaces every `{value, currency, source, asOf, quality}` by its value, in USD, and lists where it came from.
 * No field of a plan is called `value`, so the wrapper is known by that name.
 */
export function stripProvenance(root: SourceMap, findings: Omit<Findings, 'rates'>): SourceMap {
  const rates = new ExchangeRates(root);
  const bare = stripMap(root, '', { ...findings, rates });
  rates.reportUnused(findings.issues);
  return bare;
}

function strip(value: SourceValue, path: string, findings: Findings): SourceValue {
  if (Array.isArray(value)) return value.map((item, index) => strip(item, childPath(path, index), findings));
  if (value === null || typeof value !== 'object') return value;
  return Object.hasOwn(value, 'value') ? unwrap(value, path, findings) : stripMap(value, path, findings);
}

function stripMap(map: SourceMap, path: string, findings: Findings): SourceMap {
  const fields: SourceMap = Object.create(null) as SourceMap;
  for (const [name, value] of Object.entries(map)) fields[name] = strip(value, childPath(path, name), findings);
  return fields;
}

function unwrap(wrapper: SourceMap, path: string, findings: Findings): SourceValue {
  const value = wrapper['value'] ?? null;
  const refuse: Refuse = (at, remark) => {
    findings.brokenPaths.add(path);
    findings.issues.error({ ...remark, path: at });
  };
  for (const name of Object.keys(wrapper).filter((field) => !WRAPPER_FIELDS.includes(field))) {
    const nearest = nearestName(name, WRAPPER_FIELDS);
    const fix = nearest === null ? `a sourced value has the fields ${WRAPPER_FIELDS.join(', ')}` : `write ${nearest}`;
    refuse(childPath(path, name), { code: 'unknown-field', what: `${name} is not a field of a sourced value`, fix });
  }
  if (!isNumeric(value) && !findings.brokenPaths.has(childPath(path, 'value'))) {
    const what = 'only a number, {p10, p50, p90} or {glut, normal, tight} carries its source';
    refuse(childPath(path, 'value'), { code: 'sourced-value', what, fix: 'write the value without its source' });
    return value;
  }
  if (findings.brokenPaths.has(childPath(path, 'value'))) findings.brokenPaths.add(path);
  const row = provenanceRow(wrapper, path, refuse);
  if (!isNumeric(value)) return value;
  const converted = inUsd(wrapper, { value, path, refuse }, findings);
  const usd = converted?.usd ?? value;
  const stated = converted === null ? {} : { stated: converted.stated };
  findings.rows.push({ ...row, path, value: typeof usd === 'number' ? usd : { ...usd }, ...stated });
  return usd;
}

/** The amount in USD where its currency is another; null otherwise. */
function inUsd(
  wrapper: SourceMap,
  at: { readonly value: number | Record<string, number>; readonly path: string; readonly refuse: Refuse },
  { rates, issues, brokenPaths }: Findings,
): ReturnType<ExchangeRates['convert']> {
  const currency = wrapper['currency'];
  if (currency === undefined) return null;
  if (typeof currency !== 'string') {
    at.refuse(childPath(at.path, 'currency'), {
      code: 'field-type',
      what: 'currency is not text',
      fix: 'write its code, such as EUR',
    });
    return null;
  }
  const converted = rates.convert({ value: at.value, currency, path: at.path }, issues);
  if (converted === null && currency !== 'USD') brokenPaths.add(at.path);
  return converted;
}

/** Reports a fault of a wrapper, whose value is then not judged again. */
type Refuse = (at: string, remark: { readonly code: string; readonly what: string; readonly fix: string }) => void;

function provenanceRow(wrapper: SourceMap, path: string, refuse: Refuse): Omit<ProvenanceRow, 'path' | 'value'> {
  const text = (name: string): string | null => {
    const given = wrapper[name];
    if (given === undefined || typeof given === 'string') return given ?? null;
    refuse(childPath(path, name), { code: 'field-type', what: `${name} is not text`, fix: 'put it in quotes' });
    return null;
  };
  const [source, asOf, written] = [text('source'), text('asOf'), text('quality')];
  if (asOf !== null && !/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/.test(asOf)) {
    refuse(childPath(path, 'asOf'), {
      code: 'field-form',
      what: 'not a date',
      fix: 'write YYYY-MM-DD, for example 2026-09-01',
    });
  }
  const quality = QUALITIES.find((known) => known === written) ?? null;
  if (written !== null && quality === null) {
    const nearest = nearestName(written, QUALITIES);
    const fix = nearest === null ? `give one of ${QUALITIES.join(', ')}` : `write ${nearest}`;
    refuse(childPath(path, 'quality'), { code: 'unknown-value', what: 'quality takes no such value', fix });
  }
  return { source, asOf, quality };
}

function isNumeric(value: SourceValue): value is number | Record<string, number> {
  if (typeof value === 'number') return true;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every((part) => typeof part === 'number');
}
