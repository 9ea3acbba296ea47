import { readCatalogueTable } from '../adapters/node/index.ts';
import { parseCatalogue, type Catalogue } from '../core/index.ts';

/** The catalogue's tables that comparisons read. */
export function publicRecord(): Catalogue {
  return parseCatalogue({
    deals: readCatalogueTable('deals'),
    rentalPrices: readCatalogueTable('rental-prices'),
    buildCosts: readCatalogueTable('build-costs'),
  });
}
