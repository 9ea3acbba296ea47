import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';

import type { Remark, SourcePosition } from './issue-list.ts';
import { IssueList } from './issue-list.ts';
import { faultOfNumber } from './read-number.ts';
import type { TextFault } from './read-text.ts';
import { NESTING_MAX, faultsOfText, hiddenCharacter } from './read-text.ts';
import { childPath } from './source-path.ts';

/** Plain values of a plan file: maps have no prototype. */
export type SourceValue = string | number | boolean | null | SourceValue[] | { [field: string]: SourceValue };
export type SourceMap = { [field: string]: SourceValue };

/** The plan text as plain values, with the position of each, and every fault of how it is written. */
export interface SourceText {
  /** null when the text has no readable structure; the issues then say why */
  readonly root: SourceMap | null;
  readonly issues: IssueList;
  /** paths whose value is wrong as written: later checks do not judge them again */
  readonly brokenPaths: ReadonlySet<string>;
}

const FIX_BY_YAML_CODE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  MULTIPLE_DOCS: 'keep one plan to a file: delete this line and what follows',
  BAD_INDENT: 'line up the fields of one map in the same column',
  MISSING_CHAR: 'close the bracket or quote, or add the missing colon',
  BLOCK_AS_IMPLICIT_KEY: 'put the nested map on its own lines, or text with a colon in quotes',
};
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const FOUND_LENGTH_MAX = 40;

/** Reads YAML or JSON text into plain values. Never throws; the text may be anything. */
export function readYaml(text: string): SourceText {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = new LineCounter();
  const faults = faultsOfText(clean);
  if (faults.length > 0) return refuse(clean, faults);
  const document = parseDocument(clean, {
    lineCounter: lines,
    strict: true,
    schema: 'core',
    version: '1.2',
    merge: false,
    // Its own check compares every pair of fields; `TreeReader` looks them up and names both places.
    uniqueKeys: false,
    prettyErrors: false,
    stringKeys: false,
  });
  if (document.errors.length > 0) return refuseAt(document.errors.map(yamlFault), lines);
  return new TreeReader(lines).read(document.contents);
}

function yamlFault(error: { code: string; message: string; pos: [number, number] }): TextFault {
  const offset = error.pos[0];
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return { code: 'nesting-too-deep', path: '', what: `nesting deeper than ${NESTING_MAX}`, fix: 'nest less', offset };
  }
  if (error.code === 'MULTIPLE_DOCS') {
    const what = 'a second document starts here';
    return { code: 'yaml-syntax', path: '', what, fix: FIX_BY_YAML_CODE[error.code] ?? '', offset };
  }
  const isOpenBracket = error.message.startsWith('Flow ');
  const fix =
    FIX_BY_YAML_CODE[isOpenBracket ? 'MISSING_CHAR' : error.code] ??
    'correct the YAML here; text with special characters goes in quotes';
  return { code: 'yaml-syntax', path: '', what: firstLine(error.message), fix, offset };
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').slice(0, 200);
}

function refuse(text: string, faults: readonly TextFault[]): SourceText {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return refuseAt(faults, lines);
}

function refuseAt(faults: readonly TextFault[], lines: LineCounter): SourceText {
  const issues = new IssueList(new Map());
  for (const { offset, ...remark } of faults) {
    const { line, col } = lines.linePos(offset);
    issues.addLocated({ ...remark, severity: 'error', line, column: col });
  }
  return { root: null, issues, brokenPaths: new Set() };
}

/** A key that is no text: in a map written in one line, a thousands separator makes one. */
function faultOfKey({ key, value }: Pair): Omit<Remark, 'path'> {
  const source = isScalar(key) ? String(key.source ?? key.value) : '(a list or map)';
  if (/^\d{3}$/.test(source) && (value === null || (isScalar(value) && value.value === null))) {
    const what = `",${source}" looks like a thousands separator`;
    return { code: 'number-form', what, fix: 'write the number without commas' };
  }
  const what = `the field name ${source} is not text`;
  return { code: 'field-name', what, fix: 'write the name as text, in quotes if need be' };
}

/** Walks the parsed nodes once: plain values, positions, and the faults of writing. */
class TreeReader {
  private readonly positions = new Map<string, SourcePosition>();
  private readonly issues = new IssueList(this.positions);
  private readonly brokenPaths = new Set<string>();
  private readonly lines: LineCounter;

  constructor(lines: LineCounter) {
    this.lines = lines;
  }

  read(contents: ParsedNode | null): SourceText {
    const { issues, brokenPaths } = this;
    if (!isMap(contents)) {
      const line = contents ? this.lines.linePos(contents.range[0]).line : 1;
      const what = contents === null || isScalar(contents) ? 'no plan found' : 'no plan found: the file is a list';
      const fix = 'start the file with eightyfold: 1, then the fields of a plan, one a line';
      issues.addLocated({ code: 'no-plan', severity: 'error', what, path: '', line, column: 1, fix });
      return { root: null, issues, brokenPaths };
    }
    // The whole plan stands at the top of the file: a field it lacks has no better place.
    this.positions.set('', { line: 1, column: 1 });
    const root = this.mapValue(contents, '');
    return { root, issues, brokenPaths };
  }

  private value(node: Node | null | undefined, path: string, position: SourcePosition): SourceValue {
    this.positions.set(path, position);
    if (isAlias(node)) {
      this.break(path, 'alias', `*${node.source} repeats another value`, 'write the value out: plans use no aliases');
      return null;
    }
    this.refuseAnchorsAndTags(node, path);
    if (isMap(node)) return this.mapValue(node, path);
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        // Every item of a list is a node; the library's types leave it open.
        const child = item as Node;
        return this.value(child, childPath(path, index), this.positionOf(child));
      });
    }
    return isScalar(node) ? this.scalarValue(node, path, position) : null;
  }

  private refuseAnchorsAndTags(node: Node | null | undefined, path: string): void {
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
    if (node.anchor !== undefined) {
      this.break(
        path,
        'anchor',
        `&${node.anchor} names a value for reuse`,
        `delete &${node.anchor}: plans use no aliases`,
      );
    }
    if (node.tag !== undefined) this.break(path, 'yaml-tag', `the tag ${node.tag} is not read`, 'delete the tag');
  }

  private mapValue(map: YAMLMap, path: string): SourceMap {
    // No prototype: a field of the file can never reach Object.prototype.
    const fields: SourceMap = Object.create(null) as SourceMap;
    for (const pair of map.items) {
      const name = this.fieldName(pair, path);
      if (name === null) continue;
      const at = childPath(path, name);
      const position = this.positionOf(pair.key as Node);
      if (Object.hasOwn(fields, name)) this.refuseDuplicate(name, at, position);
      // The parser gives nodes below nodes; its types allow plain values too.
      else fields[name] = this.value(pair.value as Node | null, at, position);
    }
    return fields;
  }

  private fieldName(pair: Pair, path: string): string | null {
    const { key } = pair;
    const position = this.positionOf(key as Node);
    if (!isScalar(key) || typeof key.value !== 'string') {
      this.refuseAt(position, { path, ...faultOfKey(pair) });
      return null;
    }
    if (key.anchor !== undefined || key.tag !== undefined) {
      const what = 'a field name carries a tag or an anchor';
      this.refuseAt(position, { code: 'field-name', path, what, fix: 'write the bare name' });
      return null;
    }
    return this.isFieldName(key.value, path, position) ? key.value : null;
  }

  private isFieldName(name: string, path: string, position: SourcePosition): boolean {
    if (name === '<<') {
      const fix = 'write the fields out: plans use no merge keys';
      this.refuseAt(position, { code: 'merge-key', path, what: 'the merge key << is not read', fix });
      return false;
    }
    if (FORBIDDEN_NAMES.has(name)) {
      const what = `${name} is never a field`;
      this.refuseAt(position, { code: 'unknown-field', path: childPath(path, name), what, fix: 'delete the line' });
      return false;
    }
    const hidden = hiddenCharacter(name);
    if (!hidden) return true;
    const what = `a field name holds the hidden character ${hidden.name}`;
    this.refuseAt(position, { code: 'hidden-character', path, what, fix: 'write the name without it' });
    return false;
  }

  private refuseDuplicate(name: string, path: string, position: SourcePosition): void {
    const first = this.positions.get(path);
    const what = `${name} is given twice, first on line ${first?.line ?? 1}, column ${first?.column ?? 1}`;
    this.refuseAt(position, { code: 'duplicate-field', path, what, fix: 'keep one of the two' });
  }

  private scalarValue(node: Scalar, path: string, position: SourcePosition): SourceValue {
    const { value } = node;
    const source = node.source ?? '';
    const found = typeof value === 'string' && node.type !== 'PLAIN' ? JSON.stringify(value) : source;
    const isShort = found.length > 0 && found.length <= FOUND_LENGTH_MAX && !found.includes('\n');
    // A hidden character is not echoed: it could turn the message round.
    if (isShort && !hiddenCharacter(found)) this.positions.set(path, { ...position, found });
    if (typeof value === 'number') return this.numberValue(source, value, path);
    if (typeof value === 'string') return this.textValue(value, path);
    if (typeof value === 'boolean') return value;
    this.break(path, 'no-value', 'this field has no value', 'give a value, or delete the line to take the default');
    return null;
  }

  private numberValue(source: string, value: number, path: string): number {
    const fault = faultOfNumber(source, value);
    if (fault) this.break(path, 'number-form', fault.what, fault.fix);
    // Minus zero would print and divide differently from zero.
    return value === 0 ? 0 : value;
  }

  private textValue(value: string, path: string): string {
    const hidden = hiddenCharacter(value);
    if (hidden)
      this.break(
        path,
        'hidden-character',
        `the text holds the hidden character ${hidden.name}`,
        'write the text without it',
      );
    return value;
  }

  private positionOf(node: Node | null): SourcePosition {
    const { line, col } = this.lines.linePos(node?.range?.[0] ?? 0);
    return { line, column: col };
  }

  private break(path: string, code: string, ...[what, fix]: [string, string]): void {
    this.brokenPaths.add(path);
    this.issues.error({ code, path, what, fix });
  }

  private refuseAt(position: SourcePosition, remark: Remark): void {
    this.brokenPaths.add(remark.path);
    this.issues.addLocated({ ...remark, severity: 'error', line: position.line, column: position.column });
  }
}
