// Writes docs/market.md: how the market's prices and availability are calibrated, and what the calibration cannot tell.
// Run: node scripts/write-market.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { calibrateMarket, PLAN_DEFAULTS } from '../src/core/index.ts';
import type { MarketCalibration, MarketPhase, PriceSeries } from '../src/core/index.ts';
import { parseCsv, type CsvRow } from './write-docs.ts';

const FLUCTUATION = PLAN_DEFAULTS.marketFluctuation;
const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'market.md');
const PRICES = join(ROOT, 'catalogue', 'rental-price-history.csv');
const AVAILABILITY = join(ROOT, 'catalogue', 'spot-availability.csv');

/** The quarterly series that reach from 2023 to 2026 with one meaning. */
const SERIES = ['on-demand', 'reserved', 'spot'] as const;
/** Glut from one quarter to another, inclusive; tight before and after. Our reading of the same prices and of the news. */
const GLUT = { from: '2024-09', to: '2025-12' };

function phaseOf(month: string): MarketPhase {
  return month >= GLUT.from && month <= GLUT.to ? 'glut' : 'tight';
}

function seriesOf(rows: readonly CsvRow[], name: (typeof SERIES)[number]): PriceSeries {
  const own = rows.filter(
    (row) => row['accelerator'] === 'H100' && row['series'] === `raw median of neocloud ${name} list prices`,
  );
  const points = own
    .toSorted((a, b) => (a['as_of']! < b['as_of']! ? -1 : 1))
    .map((row) => ({ usdPerGpuHour: Number(row['price_usd_per_gpu_hour']), phase: phaseOf(row['as_of']!) }));
  return { name, points };
}

/** The calibration, from the texts of the two tables of the catalogue. */
export function marketCalibration(prices: string, availability: string): MarketCalibration {
  const fractions = parseCsv(availability).flatMap((row) =>
    row['available_fraction'] === '' ? [] : [Number(row['available_fraction'])],
  );
  const rows = parseCsv(prices);
  return calibrateMarket(
    SERIES.map((name) => seriesOf(rows, name)),
    fractions,
  );
}

/** The page, from the texts of the two tables of the catalogue. */
export function marketPage(prices: string, availability: string): string {
  const calibration = marketCalibration(prices, availability);
  return [
    '# The market that moves with you',
    '',
    'Written by `node scripts/write-market.ts` from `catalogue/rental-price-history.csv` and `catalogue/spot-availability.csv`.',
    '',
    'Two layers. The **supply regime** (glut, normal, tight) follows the hidden growth regime through `correlationWithGrowth`; prices',
    "and availability by regime are the plan's own. **Within** a regime `sampleMarketPaths` lets them move: mean-reverting, with",
    'jumps, prices up and availability down in the months in which own demand jumps (same correlation), with mean exactly the',
    "plan's value in each regime; replays buy on demand and sign offers to come at these. The lattice sees only the chances of",
    'the regimes, hence the right mean price of each node, and not that within a regime capacity is dearest in the very months',
    'that need it: that flatters whatever is bought later.',
    '',
    '## What the H100 list prices say',
    '',
    `Neocloud list prices by quarter, medians. Glut is ${GLUT.from} to ${GLUT.to}, the rest tight.`,
    '',
    '| series | quarters | tight, $/h | glut, $/h | tight over glut | deviation in a phase | kept a quarter later |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...calibration.series.map(
      (row) =>
        `| ${row.name} | ${row.quarters} | ${row.tightUsdPerGpuHour.toFixed(2)} | ${row.glutUsdPerGpuHour.toFixed(2)} | ` +
        `${(row.tightUsdPerGpuHour / row.glutUsdPerGpuHour).toFixed(2)} | ${row.standardDeviation.toFixed(3)} | ${row.keptPerQuarter.toFixed(2)} |`,
    ),
    '',
    `Jumps, beyond 2.5 robust deviations: ${calibration.jumps.length} of ${calibration.innovationCount} quarterly moves` +
      ` (${calibration.jumps.map(({ name, logMove }) => `${name} ${logMove.toFixed(2)}`).join(', ')}).`,
    `Spot traces: capacity was there ${calibration.availableFractionMean.toFixed(2)} of the time in the mean of ${calibration.zoneCount} zones,` +
      ` with a deviation of ${calibration.availableFractionDeviation.toFixed(2)} between them.`,
    '',
    '## In force',
    '',
    '| `fluctuation: calibrated` | from the tables | in force |',
    '|---|--:|--:|',
    ...Object.entries(calibration.fluctuation).map(
      ([name, value]: [string, number]) =>
        `| ${name} | ${Number(value.toPrecision(3))} | ${FLUCTUATION[name as keyof typeof FLUCTUATION]} |`,
    ),
    '',
    '## What it cannot tell',
    '',
    '- Thirteen quarters hold two turns of the market. The phases were dated by looking at the same prices, so moves within them',
    '  come out too small, and how long a phase lasts is not estimated at all: `meanMonths` of the supply regimes is an assumption.',
    '- List prices are not transactions. Contract prices rose by 1.56x from October 2025 to June 2026 (1.70 to 2.65, reported),',
    '  reserved list prices by 1.07x from the fourth quarter of 2025 to the second of 2026: take `tight` from quotes, not from lists.',
    '- The peak of 2023 ($8 and more, press) lies before the series. A tight market can be twice as dear as the table says.',
    '- Both jumps are the fourth quarter of 2023, when the panels had one and two sellers: they may be changes of panel.',
    '- Only spot keeps a departure from quarter to quarter; its half-life is used for all.',
    '- Availability is of V100 and K80 instances in 2022 and 2023, between zones, not between months of one zone; how long it',
    "  lasts is the prices' half-life. What a GPU count does in a shortage is not in any public table that we found.",
    "- Nothing here measures the correlation with own demand: it is the plan's `correlationWithGrowth`.",
    '',
  ].join('\n');
}

if (import.meta.main) {
  writeFileSync(PAGE, marketPage(readFileSync(PRICES, 'utf8'), readFileSync(AVAILABILITY, 'utf8')));
}
