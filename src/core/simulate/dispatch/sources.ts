import type { Rank } from './ranks.ts';

/**
 * Capacity that costs money only when used, on every path of a block: contracts beyond their committed share in the order of
 * signing, then the market. Arrays are [slot × path]; a path with fewer sources than another has slots without units.
 */
export interface Sources {
  readonly pathCount: number;
  /** most sources of any path, and slots × paths */
  slotCount: number;
  used: number;
  classIndex: Int32Array;
  /** units of the class; USD per unit and month; share of the units that is paid whatever the use, 0 for the market */
  units: Float64Array;
  usdPerUnit: Float64Array;
  paidFraction: Float64Array;
  /** [place × path] index of the source, from the cheapest on; price at which they are ordered; units left to give */
  order: Int32Array;
  price: Float64Array;
  left: Float64Array;
}

export function noSources(pathCount: number, slotCount = 1): Sources {
  const room = (): Float64Array => new Float64Array(slotCount * pathCount);
  return {
    pathCount,
    slotCount,
    used: slotCount * pathCount,
    classIndex: new Int32Array(slotCount * pathCount),
    units: room(),
    usdPerUnit: room(),
    paidFraction: room(),
    order: new Int32Array(slotCount * pathCount),
    price: room(),
    left: room(),
  };
}

/** Empties the sources and makes room for so many on each path; one without units is dearest. */
export function emptySources(sources: Sources, slotCount: number): void {
  if (slotCount * sources.pathCount > sources.units.length)
    Object.assign(sources, noSources(sources.pathCount, slotCount));
  sources.slotCount = slotCount;
  sources.used = slotCount * sources.pathCount;
  sources.units.fill(0);
  sources.usdPerUnit.fill(Infinity);
  sources.paidFraction.fill(0);
}

/** Orders each path's sources by price; those marked as free cost nothing, and one alone stands where it is put. */
export function orderByPrice(sources: Sources, free: Uint8Array | null): void {
  const { slotCount, pathCount, used, order, price, usdPerUnit } = sources;
  if (slotCount === 1) return;
  for (let source = 0; source < used; source++) price[source] = free?.[source] === 1 ? 0 : usdPerUnit[source]!;
  for (let slot = 0; slot < slotCount; slot++) {
    for (let path = 0; path < pathCount; path++) {
      const source = slot * pathCount + path;
      let place = source;
      while (place >= pathCount && price[order[place - pathCount]!]! > price[source]!) {
        order[place] = order[place - pathCount]!;
        place -= pathCount;
      }
      order[place] = source;
    }
  }
}

/** One can divide by it, and no demand feels it. */
const NEXT_TO_NOTHING = 1e-300;

/** Reference GPUs that a unit of a source serves of a tier; next to nothing where the tier is not worth its price. */
export function reachInto(
  reach: Float64Array,
  { used, classIndex, price }: Pick<Sources, 'used' | 'classIndex' | 'price'>,
  { perUnit, worthUsd }: Pick<Rank, 'perUnit' | 'worthUsd'>,
): void {
  for (let source = 0; source < used; source++) {
    const each = perUnit[classIndex[source]!]!;
    reach[source] = worthUsd * each > price[source]! ? each : NEXT_TO_NOTHING;
  }
}
