import { isWithin, roundingOf, type Findings } from './findings.ts';
import { numberOf, sizeOf, sumOf, type Fixed } from './fixed-point.ts';

/** How many float64 operations stand behind a sum of headline figures: means over samples, then the sum. */
export const SUM_OPERATIONS = 4096;

/** A figure is the sum of others, up to rounding. */
export function checkSum(found: Findings, path: string, given: Fixed, terms: readonly Fixed[]): void {
  checkSumAmid(found, path, given, { terms, amid: [] });
}

/** A figure is the sum of others, up to the rounding of those and of larger ones that they are means of. */
export function checkSumAmid(
  found: Findings,
  path: string,
  given: Fixed,
  { terms, amid }: { readonly terms: readonly Fixed[]; readonly amid: readonly Fixed[] },
): void {
  const exact = sumOf(terms);
  const gross = sumOf([...terms, ...amid].map(sizeOf)) + sizeOf(given);
  found.that(isWithin(given, exact, roundingOf(gross, SUM_OPERATIONS)), 'headline', () => ({
    path,
    found: String(numberOf(given)),
    what: `the figure does not follow from those that it is made of: they come to ${numberOf(exact)}`,
  }));
}
