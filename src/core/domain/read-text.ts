import type { Remark } from './issue-list.ts';

/** A fault of the text itself, before any structure is known. */
export interface TextFault extends Remark {
  readonly offset: number;
}

/** Largest plan text, in UTF-16 code units: about 2 MB. */
export const PLAN_LENGTH_MAX = 2_000_000;
export const PLAN_LINES_MAX = 20_000;
/** Deepest nesting of maps and lists. */
export const NESTING_MAX = 64;

const CONTROL_OR_INVISIBLE =
  // Control characters save tab and line ends; zero-width, bidirectional and byte-order marks; line separators.
  // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Faults that make the text unfit to parse: size, characters, YAML 1.1, nesting. At most one of each kind. */
export function faultsOfText(text: string): TextFault[] {
  const tooLarge = faultOfSize(text);
  if (tooLarge) return [tooLarge];
  return [faultOfCharacters(text), faultOfDirective(text), faultOfNesting(text)].filter((fault) => fault !== null);
}

/** The name of the first control, invisible or broken character, with its index; null when the text has none. */
export function hiddenCharacter(text: string): { index: number; name: string; isBroken: boolean } | null {
  const hidden = CONTROL_OR_INVISIBLE.exec(text);
  if (hidden) return { index: hidden.index, name: codePointName(hidden[0]), isBroken: false };
  const lone = LONE_SURROGATE.exec(text);
  const replaced = text.indexOf('\ufffd');
  if (!lone && replaced < 0) return null;
  return { index: lone?.index ?? replaced, name: codePointName(lone?.[0] ?? '\ufffd'), isBroken: true };
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function faultOfSize(text: string): TextFault | null {
  const at = { code: 'plan-too-large', path: '', offset: 0 };
  if (text.length > PLAN_LENGTH_MAX) {
    const what = `the plan has ${text.length} characters; at most ${PLAN_LENGTH_MAX} are read`;
    return { ...at, what, fix: 'keep usage histories and other long tables out of the plan' };
  }
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  if (lines <= PLAN_LINES_MAX) return null;
  const what = `the plan has ${lines} lines; at most ${PLAN_LINES_MAX} are read`;
  return { ...at, what, fix: 'keep usage histories and other long tables out of the plan' };
}

function faultOfCharacters(text: string): TextFault | null {
  const hidden = hiddenCharacter(text);
  if (!hidden) return null;
  const at = { code: 'hidden-character', path: '', offset: hidden.index };
  return hidden.isBroken
    ? { ...at, what: `broken character ${hidden.name}: the text is not UTF-8`, fix: 'save the file as UTF-8' }
    : { ...at, what: `control or invisible character ${hidden.name}`, fix: 'delete this character' };
}

function faultOfDirective(text: string): TextFault | null {
  const directive = /^%.*$/m.exec(text);
  if (!directive || directive[0].trim() === '%YAML 1.2') return null;
  const what = `the directive ${directive[0].trim().slice(0, 40)} is not read: plans are YAML 1.2`;
  return { code: 'yaml-directive', path: '', what, fix: 'delete the line', offset: directive.index };
}

/** Nesting is counted before parsing, since the parser itself is recursive. Quotes and comments are skipped. */
function faultOfNesting(text: string): TextFault | null {
  const at = firstTooDeep(text);
  if (at === null) return null;
  const what = `nesting deeper than ${NESTING_MAX}`;
  return {
    code: 'nesting-too-deep',
    path: '',
    what,
    fix: 'a plan nests about six deep: look for a missing bracket',
    offset: at,
  };
}

function firstTooDeep(text: string): number | null {
  const dashes = new RegExp(`^[ ]*([-?:][ \\t]+){${NESTING_MAX}}`, 'm').exec(text);
  const indent = new RegExp(`^ {${NESTING_MAX * 4}}[^ \\n#]`, 'm').exec(text);
  const brackets = firstDeepBracket(text);
  const offsets = [dashes?.index, indent?.index, brackets ?? undefined].filter((offset) => offset !== undefined);
  return offsets.length > 0 ? Math.min(...offsets) : null;
}

/** One pass over the text; a quote opens a string only where a value may start. */
function firstDeepBracket(text: string): number | null {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    else i = endOfSkipped(text, i);
    if (depth > NESTING_MAX) return i;
  }
  return null;
}

/** Index of the last character of the quoted text or comment that starts at `i`; `i` when none starts there. */
function endOfSkipped(text: string, i: number): number {
  const character = text[i];
  if (character !== '"' && character !== "'" && character !== '#') return i;
  const before = text[i - 1] ?? ' ';
  if (character === '#') return /\s/.test(before) ? endOf(text.indexOf('\n', i), text) : i;
  if (!/[\s[{,:]/.test(before)) return i;
  if (character === "'") return endOf(text.indexOf("'", i + 1), text);
  let end = i + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

const endOf = (found: number, text: string): number => (found < 0 ? text.length : found);
