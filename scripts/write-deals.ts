// Writes the table of docs/deals.md: public deals, what is published of each and what its plan file gives. Run: node scripts/write-deals.ts
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parsePlan, type Offer } from '../src/core/domain/index.ts';
import {
  contractSeries,
  deliveryAtScore,
  firmLiability,
  lifeEndMonth,
  physicalGpus,
} from '../src/core/supply/index.ts';
import { parseCsv, type CsvRow } from './write-docs.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'deals.md');
const FOLDER = join(ROOT, 'examples', 'deals');
const USD_PER_MILLION = 1e6;
const HOURS_PER_YEAR = 8760;
/** What "about" in a claim allows. */
const ABOUT_FRACTION = 0.02;

export type Figure = 'total' | 'perYear' | 'perMegawattYear' | 'perGpuHour';

/** One published figure beside ours, in USD million; per GPU hour in USD. */
export interface ClaimCheck {
  readonly figure: Figure;
  readonly label: string;
  readonly published: string;
  readonly ours: number;
  readonly isMet: boolean;
}

export interface DealCheck {
  readonly id: string;
  readonly fileName: string;
  readonly row: CsvRow;
  readonly claims: readonly ClaimCheck[];
  readonly totalUsd: number;
  readonly firmFraction: number;
}

/** A claim that stands in the notes of a row, or in catalogue/colossus-deal.csv, beside its columns. */
interface FurtherClaim {
  readonly label: string;
  readonly figure: Figure;
  readonly published: string;
  readonly isAbout?: true;
  /** the offer as the claim has it */
  readonly as?: (offer: Offer) => Offer;
}

const lasting = (termMonths: number) => (offer: Offer) => ({ ...offer, termMonths });
const feeOf = (usdPerYear: number) => (offer: Offer) => {
  const usd = usdPerYear / 12;
  return { ...offer, price: { kind: 'perMonth', usd: [usd, usd, usd] } as const };
};
const ofGpus = (gpus: number) => (offer: Offer) => ({ ...offer, quantities: [{ acceleratorIndex: 0, gpus }] });

const FURTHER: Readonly<Record<string, readonly FurtherClaim[]>> = {
  D001: [
    { label: 'at the 220,000 GPUs announced', figure: 'perGpuHour', published: '7.78', as: ofGpus(220_000) },
    { label: 'one blog, fee of $12.5B a month', figure: 'perYear', published: '150000' },
    { label: 'one blog, $1.25B in all', figure: 'total', published: '1250' },
  ],
  D002: [
    { label: 'the article, $3B a year', figure: 'perGpuHour', published: '1.56', as: feeOf(3e9) },
    { label: 'the article, $4B a year', figure: 'perGpuHour', published: '2.08', as: feeOf(4e9) },
    { label: 'the article, $3B a year', figure: 'perMegawattYear', published: '10.0', as: feeOf(3e9) },
    { label: 'the article, $4B a year', figure: 'perMegawattYear', published: '13.3', as: feeOf(4e9) },
    { label: "the analyst's own blend", figure: 'perGpuHour', published: '2.60' },
  ],
  D004: [{ label: 'if it ends in May 2029', figure: 'total', published: '6300', as: lasting(35) }],
  D013: [{ label: 'with three 5-year renewals', figure: 'total', published: '17700', isAbout: true, as: lasting(360) }],
  D017: [{ label: 'with two 5-year extensions', figure: 'total', published: '8700', isAbout: true, as: lasting(240) }],
  D019: [{ label: 'with two 5-year extensions', figure: 'total', published: '7000', isAbout: true, as: lasting(240) }],
  D028: [
    { label: 'with three 5-year extensions', figure: 'total', published: '1000', isAbout: true, as: lasting(300) },
  ],
  D042: [{ label: 'first press report', figure: 'perYear', published: '30000' }],
};

/** Why a published figure does not follow from the others, by deal and label. */
export const INCONSISTENT: Readonly<Record<string, string>> = {
  'D001 total':
    '36 months at the full fee; the filing has a reduced one before July 2026 (here half of it, for one month)',
  'D001 one blog, fee of $12.5B a month': 'a mistranslation, ten times the filed fee',
  'D001 one blog, $1.25B in all': 'a month taken for the whole',
  "D002 the analyst's own blend": '$2.60 is $5.0B a year over 220,000 GPUs, not the middle of $5-6B',
  'D004 if it ends in May 2029': '$150M a month for 35 months; the total needs 42, to the end of 2029',
  'D025 perYear': '$3.5B over 12 years; the stated yearly figure is rounded down',
  'D025 perMegawattYear': 'follows the rounded yearly figure',
  'D042 first press report': 'half of the $300B over five years that was reported later',
};

/** Every deal with a plan file, in the order of the catalogue. */
export function dealChecks(): readonly DealCheck[] {
  const rows = parseCsv(readFileSync(join(ROOT, 'catalogue', 'deals.csv'), 'utf8'));
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
  return names.toSorted().map((fileName) => {
    const id = fileName.slice(0, 4).toUpperCase();
    const row = rows.find((each) => each['id'] === id);
    if (!row) throw new Error(`${fileName}: no deal ${id} in the catalogue`);
    const { plan, issues } = parsePlan(readFileSync(join(FOLDER, fileName), 'utf8'), fileName);
    const offer = plan?.offers.find(({ kind }) => kind === 'quote');
    if (!offer) throw new Error(`${fileName}: ${issues[0]?.what ?? 'no offer'}`);
    const signing = { signMonth: 0, delivery: deliveryAtScore(offer, 0), signingRegime: 1 } as const;
    const { totalUsd, headlineUsd } = firmLiability(offer, signing);
    return {
      id,
      fileName,
      row,
      claims: claimsOf(id, row, offer),
      totalUsd: headlineUsd,
      firmFraction: totalUsd / headlineUsd,
    };
  });
}

function claimsOf(id: string, row: CsvRow, offer: Offer): readonly ClaimCheck[] {
  const figures = figuresOf(offer, row);
  const columns: readonly (readonly [Figure, string])[] = [
    ['total', 'headline_usd_million'],
    ['perYear', 'usd_million_per_year'],
    ['perMegawattYear', 'implied_usd_million_per_megawatt_year'],
    ['perGpuHour', 'implied_usd_per_gpu_hour'],
  ];
  const stated = columns.flatMap(([figure, column]): ClaimCheck[] => {
    const published = row[column] ?? '';
    return published === '' ? [] : [check({ figure, label: figure, published }, figures)];
  });
  const further = (FURTHER[id] ?? []).map((claim) => check(claim, figuresOf(claim.as?.(offer) ?? offer, row)));
  return [...stated, ...further];
}

function check(claim: FurtherClaim, figures: Readonly<Record<Figure, number>>): ClaimCheck {
  const { figure, label, published, isAbout } = claim;
  const decimals = published.split('.')[1]?.length ?? 0;
  const tolerance = isAbout ? ABOUT_FRACTION * Number(published) : 0.5001 * 10 ** -decimals;
  return {
    figure,
    label,
    published,
    ours: figures[figure],
    isMet: Math.abs(figures[figure] - Number(published)) <= tolerance,
  };
}

/** Price or capex of the contract at its median delivery, undiscounted; by the year, at the full fee. */
function figuresOf(offer: Offer, row: CsvRow): Readonly<Record<Figure, number>> {
  const gpus = physicalGpus(offer);
  const perYear = priceUsd(withoutRamp(offer)) / (offer.termMonths / 12);
  return {
    total: priceUsd(offer) / USD_PER_MILLION,
    perYear: perYear / USD_PER_MILLION,
    perMegawattYear: perYear / USD_PER_MILLION / Number(row['power_megawatts']),
    perGpuHour: perYear / (gpus * HOURS_PER_YEAR),
  };
}

function priceUsd(offer: Offer): number {
  const signing = { signMonth: 0, delivery: deliveryAtScore(offer, 0), signingRegime: 1 } as const;
  const series = contractSeries(offer, { ...signing, horizonMonths: lifeEndMonth(offer, signing) });
  const causes = offer.price.kind === 'owned' ? ['capex'] : ['upfront', 'creditBack', 'committed'];
  const sum = (values: Float64Array) => values.reduce((total, usd) => total + usd, 0);
  const paid = series.lines.filter(({ cause }) => causes.includes(cause)).map(({ usdByMonth }) => -sum(usdByMonth));
  return paid.reduce((total, usd) => total + usd, sum(series.usageUsdByMonth));
}

function withoutRamp(offer: Offer): Offer {
  const tranches = offer.terms.tranches.map((tranche) => ({ ...tranche, rampMonths: 0 }));
  return { ...offer, terms: { ...offer.terms, tranches } };
}

const UNIT: Readonly<Record<Figure, string>> = {
  total: '$M in all',
  perYear: '$M a year',
  perMegawattYear: '$M per MW-year',
  perGpuHour: '$ per GPU-hour',
};

function amount(claim: ClaimCheck): string {
  const decimals = claim.published.split('.')[1]?.length ?? (claim.isMet ? 0 : 1);
  return claim.ours.toFixed(decimals);
}

function claimText(claim: ClaimCheck): string {
  const name = claim.label === claim.figure ? '' : `, ${claim.label}`;
  return `${claim.published} ${UNIT[claim.figure]}${name}`;
}

function dealsTable(deals: readonly DealCheck[]): string {
  const lines = deals.flatMap(({ id, fileName, row, claims, firmFraction }) => {
    const price = [row['what_is_priced'], row['price_bound']].filter(Boolean).join(', ').replaceAll('_', ' ');
    const head = `[${id}](../examples/deals/${fileName}) ${row['tenant']} at ${row['host']}`;
    const met =
      claims
        .filter(({ isMet }) => isMet)
        .map(claimText)
        .join('<br>') || 'none';
    const off = claims
      .filter(({ isMet }) => !isMet)
      .map((claim) => `${claimText(claim)}: ours ${amount(claim)}; ${INCONSISTENT[`${id} ${claim.label}`] ?? '?'}`)
      .join('<br>');
    return [`| ${head} | ${price} | ${met} | ${off} | ${Math.round(firmFraction * 100)}% |`];
  });
  return ['| deal | price of | published and met | published and off | firm |', '|---|---|---|---|--:|', ...lines].join(
    '\n',
  );
}

/** The page with the table between its two comments as the plan files give it. */
export function dealsPage(page: string, deals: readonly DealCheck[]): string {
  const part = /(<!-- deals:start[^>]*-->\n)[^]*?(<!-- deals:end -->)/;
  if (!part.test(page)) throw new Error('docs/deals.md: no place for the deals');
  return page.replace(part, (_whole, start: string, end: string) => `${start}${dealsTable(deals)}\n${end}`);
}

if (import.meta.main) writeFileSync(PAGE, dealsPage(readFileSync(PAGE, 'utf8'), dealChecks()));
