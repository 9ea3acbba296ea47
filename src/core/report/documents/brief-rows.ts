import { formatCount } from '../words/format.ts';
import { paragraphLines, span, type Line, type TextColumn } from '../words/spans.ts';

/** Phrases as one dim paragraph under a table. */
export function phraseLines(phrases: readonly string[], width: number): Line[] {
  if (phrases.length === 0) return [];
  const text = phrases.join('; ');
  return paragraphLines(text, { label: '', labelColumns: 0, width, style: 'dim' });
}

/** What a list leaves out, in a line. */
export function moreLine(count: number, what: string): Line[] {
  return count > 0 ? [[span(`and ${formatCount(count)} more ${what}, all in the full brief`, 'dim')]] : [];
}

/** A column of names, which may be cut. */
export function name(label: string): TextColumn {
  return { label, isNumber: false, canShrink: true };
}

/** A column of words, whole. */
export function word(label: string): TextColumn {
  return { label, isNumber: false, canShrink: false };
}

/** A column of numbers. */
export function number(label: string): TextColumn {
  return { label, isNumber: true, canShrink: false };
}
