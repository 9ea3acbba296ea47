import type { DiffLine } from '../api/index.ts';

/** Beyond this many pairs of changed lines the texts are shown as replaced whole: nobody reads such a difference. */
const PAIRS_MAX = 4_000_000;

/** The fewest lines removed and added that lead from one text to the other (longest common subsequence). */
export function lineDiff(fromText: string, toText: string): DiffLine[] {
  const from = fromText.split('\n');
  const to = toText.split('\n');
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const changed = changedLines(from.slice(start, from.length - end), to.slice(start, to.length - end), start);
  const same = (index: number): DiffLine => ({ kind: 'same', text: to[index]!, line: index + 1 });
  return [
    ...Array.from({ length: start }, (_, index) => same(index)),
    ...changed,
    ...Array.from({ length: end }, (_, index) => same(to.length - end + index)),
  ];
}

function changedLines(from: readonly string[], to: readonly string[], offset: number): DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: 'removed', text: from[index]!, line: offset + index + 1 });
  const added = (index: number): DiffLine => ({ kind: 'added', text: to[index]!, line: offset + index + 1 });
  if (from.length * to.length > PAIRS_MAX) return [...from.map((_, i) => removed(i)), ...to.map((_, j) => added(j))];
  const common = commonLines(from, to);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    if (from[i] === to[j]) {
      lines.push({ kind: 'same', text: to[j]!, line: offset + j + 1 });
      i += 1;
      j += 1;
    } else if (common(i + 1, j) >= common(i, j + 1)) {
      lines.push(removed(i++));
    } else {
      lines.push(added(j++));
    }
  }
  while (i < from.length) lines.push(removed(i++));
  while (j < to.length) lines.push(added(j++));
  return lines;
}

/** How many lines the ends of two texts have in common, from a line of each on. */
function commonLines(from: readonly string[], to: readonly string[]): (i: number, j: number) => number {
  const width = to.length + 1;
  const counts = new Uint32Array((from.length + 1) * width); // [i × j]
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      const place = i * width + j;
      const isSame = from[i] === to[j];
      counts[place] = isSame ? counts[place + width + 1]! + 1 : Math.max(counts[place + width]!, counts[place + 1]!);
    }
  }
  return (i, j) => counts[i * width + j]!;
}
