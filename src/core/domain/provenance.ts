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
}

/** How far a number is to be trusted, from the firmest down. */
export const QUALITIES = ['signed', 'measured', 'quoted', 'published', 'estimated', 'assumed'] as const;
export type Quality = (typeof QUALITIES)[number];

const WRAPPER_FIELDS: readonly string[] = ['value', 'source', 'asOf', 'quality'];

interface Findings {
  readonly issues: IssueList;
  readonly brokenPaths: Set<string>;
  readonly rows: ProvenanceRow[];
}

/**
 * Replaces every `{value, source, asOf, quality}` by its value and lists where it came from.
 * No field of a plan is called `value`, so the wrapper is known by that name.
 */
export function stripProvenance(root: SourceMap, findings: Findings): SourceMap {
  return stripMap(root, '', findings);
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
  const refuse = (at: string, remark: { code: string; what: string; fix: string }): void => {
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
  if (isNumeric(value)) findings.rows.push({ ...row, path, value: typeof value === 'number' ? value : { ...value } });
  return value;
}

function provenanceRow(
  wrapper: SourceMap,
  path: string,
  refuse: (at: string, remark: { code: string; what: string; fix: string }) => void,
): Omit<ProvenanceRow, 'path' | 'value'> {
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
