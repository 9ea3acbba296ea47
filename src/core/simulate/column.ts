/** A number for each path of a block: all paths take each step together. */
export type Column = Float64Array;

export function columnsOf(count: number, pathCount: number): Column[] {
  return Array.from({ length: count }, () => new Float64Array(pathCount));
}

export function addTo(sum: Column, added: Column): void {
  for (let path = 0; path < sum.length; path++) sum[path]! += added[path]!;
}

export function setTimes(column: Column, values: Column, times: number): void {
  for (let path = 0; path < column.length; path++) column[path] = times * values[path]!;
}

export function addTimes(sum: Column, added: Column, times: number): void {
  for (let path = 0; path < sum.length; path++) sum[path]! += times * added[path]!;
}

/** Every so many values of an array, from one on. */
export function readInto(
  column: Column,
  values: Float64Array,
  { first, stride }: { readonly first: number; readonly stride: number },
): void {
  for (let path = 0, at = first; path < column.length; path++, at += stride) column[path] = values[at]!;
}
