import { z } from 'zod';

import type { IssueList } from './issue-list.ts';
import { ERRORS_LISTED_MAX } from './issue-list.ts';
import { nearestName } from './nearest-name.ts';
import { faultOfNumericText } from './read-number.ts';
import type { SourceValue } from './read-yaml.ts';
import { splitFix } from './schema-fields.ts';
import type { PathParts } from './source-path.ts';
import { pathText } from './source-path.ts';

type SchemaIssue = z.core.$ZodIssue;

interface Fault {
  readonly code: string;
  readonly path: PathParts;
  readonly what: string;
  readonly fix: string;
}

/** Codes of the fields whose refusal has a name of its own. */
const CODE_BY_PATH: Readonly<Record<string, string>> = {
  eightyfold: 'plan-version',
  currency: 'currency',
  'money.basis': 'money-basis',
};
const EXPECTED_TEXT: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  object: 'a map of fields',
  record: 'a map of fields',
  array: 'a list',
  tuple: 'a list',
};

/** Says a fault found by the schema in words of the plan: what, where, how to fix it. */
export function reportSchemaIssue(issue: SchemaIssue, root: SourceValue, schema: z.ZodType): readonly Fault[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownFields(issue.keys, path, { value, known: issue.message.split(' ') });
    case 'invalid_union':
      return unionFaults(issue, { path, value, root, schema });
    case 'invalid_key':
      return [ruleFault(issue.issues[0]?.message ?? '', path)];
    case 'invalid_type':
      return [typeFault(path, value, { expected: issue.expected, schema })];
    case 'too_small':
    case 'too_big':
      return [rangeFault(issue, path, { value, schema })];
    case 'invalid_value':
      return [valueFault(issue, path, value)];
    default:
      return [ruleFault(issue.message, path)];
  }
}

/** Adds the faults to the list, save those of a place already reported. */
export function addFaults(faults: readonly Fault[], issues: IssueList, skippedPaths: ReadonlySet<string>): void {
  for (const { path, ...fault } of faults) {
    const text = pathText(path);
    if (!skippedPaths.has(text)) issues.error({ ...fault, path: text });
  }
}

function valueAt(root: SourceValue | undefined, path: PathParts): SourceValue | undefined {
  let value: SourceValue | undefined = root;
  for (const part of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Array.isArray(value) ? value[Number(part)] : Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

function isDistribution(value: SourceValue | undefined): boolean {
  return typeof value === 'object' && value !== null && ('p10' in value || 'p50' in value || 'p90' in value);
}

/** Beyond what is listed, no field is worth a search for the name that was meant. */
function unknownFields(
  names: readonly string[],
  path: PathParts,
  around: { value: SourceValue | undefined; known: string[] },
): Fault[] {
  return names.map((name, index) =>
    unknownField(name, path, index < ERRORS_LISTED_MAX ? around : { ...around, known: [] }),
  );
}

function unknownField(
  name: string,
  path: PathParts,
  around: { value: SourceValue | undefined; known: string[] },
): Fault {
  const { known, value } = around;
  const nearest = nearestName(name, known);
  const taken = typeof value === 'object' && value !== null && nearest !== null && nearest in value;
  const list = known.length <= 12 ? `; the fields here are ${known.join(', ')}` : '';
  const fix =
    nearest === null
      ? `delete it, or look for its name in the plan file's description${list}`
      : taken
        ? `delete it: ${nearest} is given already`
        : `write ${nearest}`;
  return { code: 'unknown-field', path: [...path, name], what: `${name} is not a field here`, fix };
}

/** The branch of a union that the writer meant: one that fits the value's kind, with the fewest foreign fields. */
function unionFaults(
  issue: Extract<SchemaIssue, { code: 'invalid_union' }>,
  at: { path: PathParts; value: SourceValue | undefined; root: SourceValue; schema: z.ZodType },
): readonly Fault[] {
  const { path, value } = at;
  const branches = issue.errors;
  if (value === undefined) return [missingField(path, at.schema)];
  const fitting = branches.filter((branch) => !branch.some((inner) => inner.path.length === 0 && isKindFault(inner)));
  if (fitting.length === 0) return [noBranchFits(branches, path, value)];
  const score = (branch: readonly SchemaIssue[]): number =>
    1000 * branch.reduce((sum, inner) => sum + (inner.code === 'unrecognized_keys' ? inner.keys.length : 0), 0) +
    branch.length;
  const best = fitting.toSorted((a, b) => score(a) - score(b))[0] ?? [];
  if (isDistribution(value) && best.some((inner) => inner.code === 'unrecognized_keys'))
    return [distributionFault(path)];
  const foreign = foreignFields(best, value);
  if (foreign !== null) {
    const what = 'a map with other fields than expected';
    return [{ code: 'field-type', path, what, fix: `give ${scalarBranch(branches)}{${foreign.join(', ')}}` }];
  }
  return best.flatMap((inner) => reportSchemaIssue({ ...inner, path: [...path, ...inner.path] }, at.root, at.schema));
}

/** The fields of the branch when the value has none of them: then the missing ones are no news. */
function foreignFields(branch: readonly SchemaIssue[], value: SourceValue): readonly string[] | null {
  const inner = branch.find((issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0);
  if (inner?.code !== 'unrecognized_keys' || typeof value !== 'object' || value === null) return null;
  return inner.keys.length === Object.keys(value).length ? inner.message.split(' ') : null;
}

/** What else a union takes than a map, for the fix. */
function scalarBranch(branches: readonly (readonly SchemaIssue[])[]): string {
  const first = branches.map((branch) => branch[0]).find((issue) => issue !== undefined && isKindFault(issue));
  if (first?.code === 'invalid_value') return `${first.values.map(String).join(', ')} or `;
  return first?.code === 'invalid_type' ? `${expectedText(first.expected)} or ` : '';
}

const isKindFault = (issue: SchemaIssue): boolean => issue.code === 'invalid_type' || issue.code === 'invalid_value';

function noBranchFits(branches: readonly (readonly SchemaIssue[])[], path: PathParts, value: SourceValue): Fault {
  const first = branches.map((branch) => branch[0]).filter((inner) => inner !== undefined);
  const takesNumber = first.some((inner) => inner.code === 'invalid_type' && inner.expected === 'number');
  const numeric = takesNumber && typeof value === 'string' ? faultOfNumericText(value) : null;
  if (numeric) return { code: 'number-form', path, ...numeric };
  const names = first.map((inner) =>
    inner.code === 'invalid_type'
      ? expectedText(inner.expected)
      : inner.code === 'invalid_value'
        ? inner.values.join(', ')
        : '',
  );
  const expected = names.join(' or ');
  return { code: 'field-type', path, what: `${kindOf(value)} where ${expected} is expected`, fix: `give ${expected}` };
}

function typeFault(
  path: PathParts,
  value: SourceValue | undefined,
  { expected, schema }: { expected: string; schema: z.ZodType },
): Fault {
  if (value === undefined) return missingField(path, schema);
  const wantsNumber = expected === 'number' || expected === 'int';
  if (wantsNumber && isDistribution(value)) return distributionFault(path);
  const numeric = wantsNumber && typeof value === 'string' ? faultOfNumericText(value) : null;
  if (numeric) return { code: 'number-form', path, ...numeric };
  if (expected === 'string' && typeof value !== 'object') {
    return { code: 'field-type', path, what: `${kindOf(value)} where text is expected`, fix: 'put the text in quotes' };
  }
  const text = expectedText(expected);
  const fix = expected === 'int' && typeof value === 'number' ? 'round it to a whole number' : `give ${text}`;
  return { code: 'field-type', path, what: `${kindOf(value)} where ${text} is expected`, fix };
}

function distributionFault(path: PathParts): Fault {
  const fix = 'give one number, such as the p50, and try the others in a second run';
  return { code: 'distribution-not-accepted', path, what: 'this field takes a number for now', fix };
}

function missingField(path: PathParts, schema: z.ZodType): Fault {
  const name = String(path.at(-1) ?? 'the plan');
  const meaning = meaningOf(schema, path);
  return {
    code: 'missing-field',
    path,
    what: `${name} is missing`,
    fix: `add ${name}${meaning === null ? '' : ` (${meaning})`}`,
  };
}

type RangeIssue = Extract<SchemaIssue, { code: 'too_small' | 'too_big' }>;

function rangeFault(
  issue: RangeIssue,
  path: PathParts,
  { value, schema }: { value: SourceValue | undefined; schema: z.ZodType },
): Fault {
  const name = typeof path.at(-1) === 'string' ? String(path.at(-1)) : 'this value';
  const isLow = issue.code === 'too_small';
  if (typeof value !== 'number') {
    const what = `${name} has too ${isLow ? 'few' : 'many'} ${Array.isArray(value) ? 'items' : 'characters'}`;
    return { code: 'list-length', path, what, fix: `give ${boundText(issue)}` };
  }
  const meaning = meaningOf(schema, path);
  const what = `${name} is ${value}, too ${isLow ? 'small' : 'large'}`;
  return {
    code: 'out-of-range',
    path,
    what,
    fix: `give ${boundText(issue)}${meaning === null ? '' : ` (${meaning})`}`,
  };
}

function boundText(issue: RangeIssue): string {
  const isInclusive = issue.inclusive !== false;
  if (issue.code === 'too_small') return `${isInclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  return `${isInclusive ? 'at most' : 'less than'} ${issue.maximum}`;
}

function valueFault(
  issue: Extract<SchemaIssue, { code: 'invalid_value' }>,
  path: PathParts,
  value: SourceValue | undefined,
): Fault {
  if (splitFix(issue.message)) return ruleFault(issue.message, path);
  const allowed = issue.values.map(String);
  const name = String(path.at(-1) ?? '');
  if (value === undefined)
    return { code: 'missing-field', path, what: `${name} is missing`, fix: `add ${name}: ${allowed.join(', ')}` };
  const nearest = typeof value === 'string' ? nearestName(value, allowed) : null;
  const fix = nearest === null ? `give one of ${allowed.join(', ')}` : `write ${nearest}`;
  return { code: 'unknown-value', path, what: `${name} takes no such value`, fix };
}

function ruleFault(message: string, path: PathParts): Fault {
  const parts = splitFix(message) ?? { what: message, fix: 'correct this field' };
  return { code: CODE_BY_PATH[pathText(path)] ?? 'field-form', path, ...parts };
}

const expectedText = (expected: string): string => EXPECTED_TEXT[expected] ?? expected;

function kindOf(value: SourceValue): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'string' ? 'text' : String(value);
}

/** The description of a field, which names its unit; null when the schema gives none. */
function meaningOf(schema: z.ZodType, path: PathParts): string | null {
  let current: readonly z.core.$ZodType[] = [schema];
  for (const part of path) current = current.flatMap((inner) => below(inner, part));
  for (const inner of current) {
    const description = inner instanceof z.ZodType ? inner.description : undefined;
    if (description !== undefined) return description;
  }
  return null;
}

function below(schema: z.core.$ZodType, part: string | number): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return below(schema.unwrap(), part);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => below(option, part));
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  // A shape maps field names to schemas; the library types it loosely.
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema instanceof z.ZodObject ? schema.shape : {};
  const field = Object.hasOwn(shape, part) ? shape[part] : undefined;
  return field ? [field] : [];
}

/** The place that a fault spoils, for the checks that come after. */
export const faultPath = (fault: Fault): string =>
  fault.code === 'unknown-field' ? pathText(fault.path.slice(0, -1)) : pathText(fault.path);
