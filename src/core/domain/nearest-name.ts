/** Smallest number of inserted, deleted, changed or swapped neighbouring letters that turns `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = nextRow(a, b, { i, last, beforeLast });
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** Row i of the table of distances between the first i letters of `a` and the first j of `b`. */
function nextRow(
  a: string,
  b: string,
  { i, last, beforeLast }: { i: number; last: readonly number[]; beforeLast: readonly number[] },
): number[] {
  const at = (row: readonly number[], j: number): number => row[j] ?? Infinity;
  const row = [i];
  for (let j = 1; j <= b.length; j += 1) {
    const isSwap = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const change = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const swap = isSwap ? at(beforeLast, j - 2) + 1 : Infinity;
    row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, change, swap));
  }
  return row;
}

/** Names longer than this are not compared: the work grows with the product of the lengths. */
const COMPARED_LENGTH_MAX = 80;

/**
 * The known name nearest to a misspelt one, or null when none is near (more than a third of its letters differ).
 * Case is not counted, and a known name that starts with the written one (price for priceUsdPerGpuHour) is near.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (name.length > COMPARED_LENGTH_MAX) return null;
  const written = name.toLowerCase();
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of known) {
    const allowed = Math.max(1, Math.floor(Math.max(written.length, candidate.length) / 3));
    // The distance is never less than the difference in length.
    if (Math.abs(written.length - candidate.length) > allowed) continue;
    const distance = editDistance(written, candidate.toLowerCase());
    if (distance <= allowed && distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  if (best) return best.candidate;
  return known.find((candidate) => written.length >= 3 && candidate.toLowerCase().startsWith(written)) ?? null;
}
