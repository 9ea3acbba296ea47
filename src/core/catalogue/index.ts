/**
 * The public record: what others paid for compute, read from the tables of catalogue/ that an adapter passes in as text.
 * Main functions: `parseCatalogue`, `comparableDeals`, `placementOf`.
 *
 * Invariants: what a deal implies is computed here from its totals, never taken from its claim; a powered shell, a GPU
 * cloud and a capex programme are different things and never stand in one comparison; a price that is only a floor or
 * somebody's model is shown and not counted.
 */
export { readCsv } from './csv.ts';
export type { CsvRow } from './csv.ts';
export { parseCatalogue } from './parse-catalogue.ts';
export type { Catalogue, CatalogueTexts } from './parse-catalogue.ts';
export { chipFamilyOf, isSameChip } from './chip.ts';
export type { ChipFamily } from './chip.ts';
export { COMPARABLE_MONTHS_MAX, comparableCapex, comparableDeals, comparablePrices } from './comparables.ts';
export type { Comparable, ComparableMarketPrice } from './comparables.ts';
export { OUTLIER_MULTIPLE, placementOf } from './placement.ts';
export type { Placement } from './placement.ts';
export type { DealBasis } from './public-deals.ts';
