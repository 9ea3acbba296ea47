import { isCollection, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';

import type { SourceMap, SourceValue } from './read-yaml.ts';

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
 * A plan's text with changes: comments, order and quoting of what stays are kept; spacing before comments is not.
 * Values with a source keep it in the text, though the new value is no longer that source's: the caller says so.
 *
 * Removals come last, from the end of each list on, so that every path means the text as it was given.
 */
export function editedPlanText(text: string, edits: readonly PlanEdit[]): string {
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    version: '1.2',
    schema: 'core',
    keepSourceTokens: false,
  });
  const removals = edits.filter(({ kind }) => kind === 'remove').toSorted((a, b) => comparePaths(b.path, a.path));
  for (const edit of edits) {
    if (edit.kind === 'set') setIn(document, edit.path, edit.value);
    if (edit.kind === 'append') appendTo(document, edit);
  }
  for (const edit of removals) if (edit.kind === 'remove') removeFrom(document, edit);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A plan's text as plain values, numbers without their sources. @param text one that `parsePlan` takes without errors */
export function plainPlanOf(text: string): SourceMap {
  return withoutSources(parseDocument(text.replace(/^\ufeff/, '')).toJS() as SourceMap) as SourceMap;
}

function withoutSources(value: SourceValue): SourceValue {
  if (Array.isArray(value)) return value.map(withoutSources);
  if (value === null || typeof value !== 'object') return value;
  if (Object.hasOwn(value, 'value')) return withoutSources(value['value'] ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutSources(child)]));
}

/** A sourced value holds the number in its field `value`. */
function setIn(document: Document, path: readonly (string | number)[], value: SourceValue): void {
  const node: unknown = document.getIn(path, true);
  const isSourced = isMap(node) && node.has('value') && (typeof value !== 'object' || value === null);
  const target = isSourced ? [...path, 'value'] : [...path];
  const known: unknown = document.getIn(target, true);
  const isPlain = value === null || typeof value !== 'object';
  if (isScalar(known) && isPlain) {
    known.value = value;
    delete known.format;
    return;
  }
  const fresh = document.createNode(value);
  if (isCollection(known) && isCollection(fresh) && known.flow !== undefined) fresh.flow = known.flow;
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
  const { path } = edit;
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
