import { cellOf, numberOf, readCsv } from './csv.ts';
import { monthOf, readPublicDeals, type PublicDeal } from './public-deals.ts';

/** The tables that comparisons read, as text. */
export interface CatalogueTexts {
  readonly deals: string;
  readonly rentalPrices: string;
  readonly buildCosts: string;
}

/** One published price of one chip by the hour, nominal USD. */
export interface MarketPrice {
  readonly asOfMonth: string;
  readonly accelerator: string;
  readonly channel: string;
  readonly provider: string;
  readonly usdPerGpuHour: number;
  readonly quality: string;
  readonly sourceUrl: string;
}

/** One published all-in cost of building, GPUs included, nominal USD. */
export interface CapexFigure {
  readonly metric: string;
  readonly asOfMonth: string;
  readonly usdPerMegawatt: number;
  readonly isItPower: boolean;
  readonly quality: string;
  readonly sourceUrl: string;
}

/** The public record. */
export interface Catalogue {
  readonly deals: readonly PublicDeal[];
  readonly prices: readonly MarketPrice[];
  readonly capex: readonly CapexFigure[];
  /** date of the newest row read: "YYYY-MM-DD" */
  readonly retrievedOn: string;
}

/** Reads the catalogue's tables. @throws Bug when one is not what test/fast/catalogue.test.ts checks it to be */
export function parseCatalogue(texts: CatalogueTexts): Catalogue {
  const retrieved = [texts.deals, texts.rentalPrices, texts.buildCosts].flatMap((text) =>
    readCsv(text).map((row) => cellOf(row, 'retrieved_on')),
  );
  return {
    deals: readPublicDeals(texts.deals),
    prices: pricesOf(texts.rentalPrices),
    capex: capexOf(texts.buildCosts),
    retrievedOn: retrieved.reduce((newest, date) => (date > newest ? date : newest), ''),
  };
}

function pricesOf(text: string): readonly MarketPrice[] {
  return readCsv(text).map((row) => ({
    asOfMonth: monthOf(cellOf(row, 'as_of')),
    accelerator: cellOf(row, 'accelerator'),
    channel: cellOf(row, 'channel'),
    provider: cellOf(row, 'provider'),
    usdPerGpuHour: numberOf(row, 'price_usd_per_gpu_hour') ?? Number.NaN,
    quality: cellOf(row, 'quality'),
    sourceUrl: cellOf(row, 'source_url'),
  }));
}

const USD_PER_MILLION = 1e6;

/** All-in figures of sites with their GPUs; those of shells, of equipment alone and in other currencies are left out. */
function capexOf(text: string): readonly CapexFigure[] {
  return readCsv(text).flatMap((row) => {
    const metric = cellOf(row, 'metric');
    const unit = cellOf(row, 'unit');
    if (!/^all_in_capex_(GB200|frontier|nvidia)/.test(metric) || !unit.startsWith('USD m per MW')) return [];
    return (['low', 'typical', 'high'] as const).flatMap((column) => {
      const value = numberOf(row, column);
      if (value === null) return [];
      return [
        {
          metric: metric.replaceAll('_', ' '),
          asOfMonth: monthOf(cellOf(row, 'as_of')),
          usdPerMegawatt: value * USD_PER_MILLION,
          isItPower: unit.includes(' IT'),
          quality: cellOf(row, 'quality'),
          sourceUrl: cellOf(row, 'source_url'),
        },
      ];
    });
  });
}
