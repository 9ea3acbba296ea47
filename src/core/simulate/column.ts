/** A number for each path of a block: all paths take each step together. */
export type Column = Float64Array;

export function columnsOf(count: number, pathCount: number): Column[] {
  return Array.from({ length: count }, () => new Float64Array(pathCount));
}

export function setTimes(column: Column, values: Column, times: number): void {
  for (let path = 0; path < column.length; path++) column[path] = times * values[path]!;
}

/** What some tiers ask for and what they are served. */
export interface Service {
  readonly asked: Column;
  readonly served: Column;
}

export function addService(sum: Service, { asked, served }: Service, times: number): void {
  const { asked: sumOfAsked, served: sumOfServed } = sum;
  for (let path = 0; path < sumOfAsked.length; path++) {
    sumOfAsked[path]! += times * asked[path]!;
    sumOfServed[path]! += times * served[path]!;
  }
}

/** Every so many values of an array, from one on. */
export function readInto(
  column: Column,
  values: Float64Array,
  { first, stride }: { readonly first: number; readonly stride: number },
): void {
  for (let path = 0, at = first; path < column.length; path++, at += stride) column[path] = values[at]!;
}
