/** Smallest number of inserted, deleted, changed or swapped neighbouring letters that turns `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
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
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(written, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= Math.max(1, Math.floor(Math.max(written.length, best.candidate.length) / 3)))
    return best.candidate;
  return known.find((candidate) => written.length >= 3 && candidate.toLowerCase().startsWith(written)) ?? null;
}
