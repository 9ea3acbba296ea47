/** A number for each path of a block: all paths take each step together. */
export type Column = Float64Array;

export function columnsOf(count: number, pathCount: number): Column[] {
  const all = new Float64Array(count * pathCount);
  return Array.from({ length: count }, (_, index) => all.subarray(index * pathCount, (index + 1) * pathCount));
}

/**
 * The larger of a number and 0, exactly. Without a branch: where one depends on the path, processors guess it wrong, and
 * lose more than the arithmetic costs.
 */
export function positivePart(x: number): number {
  return 0.5 * (x + Math.abs(x));
}

export function setTimes(column: Column, values: Column, times: number): void {
  for (let path = 0; path < column.length; path++) column[path] = times * values[path]!;
}

function addInto(sum: Column, a: Column, b: Column): void {
  for (let path = 0; path < sum.length; path++) sum[path] = a[path]! + b[path]!;
}

/** Sums the columns at some places; one alone is its own sum, none is zero. @param room for the sum of several */
export function sumAt(columns: readonly Column[], places: readonly number[], room: Column): Column {
  if (places.length === 0) return room.fill(0);
  let sum = columns[places[0]!]!;
  for (let index = 1; index < places.length; index++) {
    addInto(room, sum, columns[places[index]!]!);
    sum = room;
  }
  return sum;
}

/** Every so many values of an array, from one on. */
export function readInto(
  column: Column,
  values: Float64Array,
  { first, stride }: { readonly first: number; readonly stride: number },
): void {
  for (let path = 0, at = first; path < column.length; path++, at += stride) column[path] = values[at]!;
}
