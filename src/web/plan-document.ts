import { isMap, isNode, isScalar, isSeq, parseDocument, type Document, type Node, type YAMLMap } from 'yaml';

/** Where a value stands in a plan: `['offers', 2, 'termMonths']`. */
export type FieldPath = readonly (string | number)[];

/**
 * A plan's text as fields that can be read and set one by one. A field is set by changing its own characters and no
 * others, so comments and layout stay, and the change of a number is a change of one line.
 */
export interface PlanDocument {
  /** the value as it is written, or an empty text */
  read(path: FieldPath): string;
  /** number of items of a list */
  count(path: FieldPath): number;
  keys(path: FieldPath): readonly string[];
}

export function planDocument(text: string): PlanDocument {
  const document = parseDocument(text, { keepSourceTokens: true });
  return {
    read: (path) => {
      const node = document.getIn(path, true);
      return isNode(node) && node.range ? text.slice(node.range[0], node.range[1]) : '';
    },
    count: (path) => {
      const node = document.getIn(path, true);
      return isSeq(node) ? node.items.length : 0;
    },
    keys: (path) => {
      const node = document.getIn(path, true);
      return isMap(node) ? node.items.map(({ key }) => (isScalar(key) ? String(key.value) : '')) : [];
    },
  };
}

/** The text with one field set to what was typed, added where it was missing, or taken out when nothing was typed. */
export function withField(text: string, path: FieldPath, typed: string): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  const node = document.getIn(path, true);
  if (typed.trim() === '') return node === undefined ? text : deleted(document, path);
  if (isNode(node) && node.range) return text.slice(0, node.range[0]) + typed + text.slice(node.range[1]);
  const parent = document.getIn(path.slice(0, -1), true);
  const line = `${String(path.at(-1))}: ${typed}`;
  return isMap(parent) && parent.items.length > 0 ? withEntry(text, parent, line) : set(document, path, typed);
}

/** The text with an item added to a list, written like the plan's own. */
export function withItem(text: string, path: FieldPath, item: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  document.addIn(path, document.createNode(item));
  return document.toString(LAYOUT);
}

export function withoutItem(text: string, path: FieldPath): string {
  return deleted(parseDocument(text), path);
}

const LAYOUT = { lineWidth: 0, flowCollectionPadding: false } as const;

/** A new entry below the last one of a map, in its own style. */
function withEntry(text: string, map: YAMLMap, line: string): string {
  const last = map.items.at(-1)!;
  const value = last.value as Node | null;
  const end = value?.range?.[1] ?? (last.key as Node).range![1];
  if (map.flow) return `${text.slice(0, end)}, ${line}${text.slice(end)}`;
  const start = (map.items[0]!.key as Node).range![0];
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd < 0 ? text.length : lineEnd;
  return `${text.slice(0, at)}\n${' '.repeat(indent)}${line}${text.slice(at)}`;
}

function set(document: Document, path: FieldPath, typed: string): string {
  document.setIn(path, parseDocument(typed).contents);
  return document.toString(LAYOUT);
}

function deleted(document: Document, path: FieldPath): string {
  document.deleteIn(path);
  return document.toString(LAYOUT);
}
