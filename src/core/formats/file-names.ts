import { SECTION_KEYWORDS } from './cards.ts';

/** Words with a meaning of their own at the start of a line; a star alone begins a comment. */
const TAKEN_WORDS = new Set([...SECTION_KEYWORDS, '*', 'SC', 'BL', 'ROOT', 'LO', 'UP', 'FX', 'RANGE', 'RNG']);

/**
 * Names as files can hold them, each used once: blanks and control characters become `_`, an empty name the word
 * `unnamed`, words of the format and names met before get `~` and a number (`RHS~1`, `stock~2`).
 *
 * @param taken names that stand in the same space already; those given out are added
 */
export function fileNames(names: readonly string[], taken: Set<string> = new Set()): readonly string[] {
  const lastNumber = new Map<string, number>();
  return names.map((name) => {
    const plain = name.replaceAll(/[\s\p{Cc}\ufeff]/gu, '_') || 'unnamed';
    const isFree = !taken.has(plain) && !TAKEN_WORDS.has(plain.toUpperCase());
    let number = lastNumber.get(plain) ?? (isFree ? 0 : 1);
    let given = number === 0 ? plain : `${plain}~${number}`;
    while (taken.has(given)) given = `${plain}~${++number}`;
    lastNumber.set(plain, number + 1);
    taken.add(given);
    return given;
  });
}
