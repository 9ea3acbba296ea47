import { isCollection, isMap, isNode, isScalar, isSeq, parseDocument, type Document } from 'yaml';

import { IssueList } from './issue-list.ts';
import { stripProvenance } from './provenance.ts';
import { readYaml, type SourceMap, type SourceValue } from './read-yaml.ts';

/** One change of a plan's text; what is not named stays as it is written, comments with it. */
export type PlanEdit =
  | { readonly kind: 'set'; readonly path: readonly (string | number)[]; readonly value: SourceValue }
  | { readonly kind: 'remove'; readonly path: readonly (string | number)[]; readonly comment: string }
  | {
      readonly kind: 'append';
      readonly path: readonly (string | number)[];
      readonly value: SourceValue;
      readonly comment: string;
    };

/**
 * A plan's text with changes: comments, order and quoting of what stays are kept. Where only plain values change, every
 * other character stays too; otherwise spacing before comments does not. Values with a source keep it in the text, though
 * the new value is no longer that source's: the caller says so. A new amount is in USD: it takes the place of one in
 * another currency, the source with it.
 *
 * Removals come last, from the end of each list on, so that every path means the text as it was given.
 */
export function editedPlanText(text: string, given: readonly PlanEdit[]): string {
  const { spliced, edits } = withPlainValues(text.replace(/^\ufeff/, ''), given);
  if (edits.length === 0) return spliced;
  const document = parseDocument(spliced, PARSING);
  const removals = edits.filter(({ kind }) => kind === 'remove').toSorted((a, b) => comparePaths(b.path, a.path));
  for (const edit of edits) {
    if (edit.kind === 'set') setIn(document, edit.path, edit.value);
    if (edit.kind === 'append') appendTo(document, edit);
  }
  for (const edit of removals) if (edit.kind === 'remove') removeFrom(document, edit);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

const PARSING = { version: '1.2', schema: 'core', keepSourceTokens: false } as const;

/** The edits that put one plain value in the place of another, made in the text itself; and those that are left. */
function withPlainValues(
  text: string,
  edits: readonly PlanEdit[],
): { readonly spliced: string; readonly edits: readonly PlanEdit[] } {
  const document = parseDocument(text, PARSING);
  const splices = edits.flatMap((edit) => {
    if (edit.kind !== 'set' || (edit.value !== null && typeof edit.value === 'object')) return [];
    const node: unknown = document.getIn(placeIn(document, edit.path, edit.value), true);
    if (!isScalar(node) || !node.range) return [];
    const [start, end] = node.range;
    return start === end || text.slice(start, end).includes('\n') ? [] : [{ edit, start, end }];
  });
  const spliced = splices
    .toSorted((a, b) => b.start - a.start)
    .reduce((known, { edit, start, end }) => known.slice(0, start) + plainText(edit.value) + known.slice(end), text);
  const made = new Set<PlanEdit>(splices.map(({ edit }) => edit));
  return { spliced, edits: edits.filter((edit) => !made.has(edit)) };
}

/** A plain value as it stands in any line: text that could be read otherwise is in quotes. */
function plainText(value: SourceValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(value) && parseDocument(value, PARSING).toJS() === value;
  return isPlain ? value : JSON.stringify(value);
}

/**
 * A plan's text as plain values: numbers without their sources, amounts in USD.
 * @param text one that `parsePlan` takes, or a plan but for its faults
 */
export function plainPlanOf(text: string): SourceMap {
  const { root } = readYaml(text);
  const unheard = { issues: new IssueList(new Map()), brokenPaths: new Set<string>(), rows: [] };
  return root === null ? {} : stripProvenance(root, unheard);
}

/**
 * A plan's text as plain values in its own words: an amount in another currency stays `{value, currency, ...}`.
 * @param text one that `parsePlan` takes without errors
 */
export function sourcesShownOf(text: string): SourceMap {
  return withoutSources(parseDocument(text.replace(/^\ufeff/, ''), PARSING).toJS() as SourceMap) as SourceMap;
}

function withoutSources(value: SourceValue): SourceValue {
  if (Array.isArray(value)) return value.map(withoutSources);
  if (value === null || typeof value !== 'object') return value;
  if (Object.hasOwn(value, 'value')) return Object.hasOwn(value, 'currency') ? value : (value['value'] ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutSources(child)]));
}

/**
 * Where a value stands in the document: a sourced number, or quantiles with a source, are in the field `value` there. A
 * number takes the place of an amount in another currency whole, for it is in USD.
 */
function placeIn(document: Document, path: readonly (string | number)[], value?: SourceValue): (string | number)[] {
  const place: (string | number)[] = [];
  for (const part of path) {
    if (part !== 'value' && isSourcedAt(document, place)) place.push('value');
    place.push(part);
  }
  const isBare = value !== undefined && (value === null || typeof value !== 'object');
  return isBare && isSourcedAt(document, place) && !isForeignAt(document, place) ? [...place, 'value'] : place;
}

function isSourcedAt(document: Document, place: readonly (string | number)[]): boolean {
  const node: unknown = place.length === 0 ? null : document.getIn(place, true);
  return isMap(node) && node.has('value');
}

function isForeignAt(document: Document, place: readonly (string | number)[]): boolean {
  const currency: unknown = document.getIn([...place, 'currency']);
  return currency !== undefined && currency !== 'USD';
}

function setIn(document: Document, path: readonly (string | number)[], value: SourceValue): void {
  const target = placeIn(document, path, value);
  const known: unknown = document.getIn(target, true);
  const isPlain = value === null || typeof value !== 'object';
  if (isScalar(known) && isPlain) {
    known.value = value;
    delete known.format;
    return;
  }
  const fresh = document.createNode(value);
  if (isCollection(known) && isCollection(fresh) && known.flow !== undefined) fresh.flow = known.flow;
  // A comment behind what stood there goes on standing behind what takes its place, where that is in one line too.
  if (isNode(known) && (isScalar(fresh) || fresh.flow === true)) fresh.comment = known.comment ?? null;
  document.setIn(target, fresh);
}

function appendTo(document: Document, edit: Extract<PlanEdit, { kind: 'append' }>): void {
  const node = document.createNode(edit.value);
  node.commentBefore = ` ${edit.comment}`;
  const list: unknown = document.getIn(edit.path, true);
  if (isSeq(list)) list.add(node);
  else document.setIn(edit.path, document.createNode([edit.value]));
}

/** What is taken out leaves a remark in its place: before what follows it, or at the end of its list. */
function removeFrom(document: Document, edit: Extract<PlanEdit, { kind: 'remove' }>): void {
  const path = placeIn(document, edit.path);
  const list: unknown = document.getIn(path.slice(0, -1), true);
  const index = path.at(-1);
  document.deleteIn(path);
  if (!isSeq(list) || typeof index !== 'number') return;
  const next: unknown = list.items[index];
  if (isMap(next)) next.commentBefore = [` ${edit.comment}`, next.commentBefore].filter(Boolean).join('\n');
  else list.comment = [list.comment, ` ${edit.comment}`].filter(Boolean).join('\n');
}

function comparePaths(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    return typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}
