// Writes the tables of docs/ that come from catalogue/. Run: node scripts/write-docs.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const COLOSSUS_PAGE = join(ROOT, 'docs', 'colossus.md');
const COLOSSUS_CLAIMS = join(ROOT, 'catalogue', 'colossus-deal.csv');
const HOURS_PER_YEAR = 8760;

export type CsvRow = Readonly<Record<string, string>>;

/** Reads comma-separated text with a header line, quoted fields and doubled quotes. Throws when a row is ragged. */
export function parseCsv(text: string): readonly CsvRow[] {
  const [header, ...records] = csvRecords(text);
  if (!header) throw new Error('csv: no header line');
  return records.map((record, index) => {
    if (record.length !== header.length) throw new Error(`csv: row ${index + 2} has ${record.length} fields`);
    return Object.fromEntries(header.map((name, column) => [name, record[column] ?? '']));
  });
}

function csvRecords(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) throw new Error(`csv: stray quote at character ${at}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

/** The two ends of a claim such as "3000-4000"; a plain number has both equal. */
export function claimRange(value: string): readonly [low: number, high: number] {
  const [low, high = low] = value.split('-').map(Number);
  if (low === undefined || high === undefined || !Number.isFinite(low + high))
    throw new Error(`not a number: ${value}`);
  return [low, high];
}

/** Price of one GPU hour when `usdMillionPerYear` pays for `gpus` over all 8,760 hours. */
export function usdPerGpuHour(usdMillionPerYear: number, gpus: number): number {
  return (usdMillionPerYear * 1e6) / (gpus * HOURS_PER_YEAR);
}

/** The attributes of the claims table that speak of one thing, in the order the page tells them. */
const TOPICS: readonly (readonly [topic: string, attributes: readonly string[]])[] = [
  ['GPUs', ['gpus']],
  ['of which GB200', ['gpu_mix_gb200']],
  ['Power', ['power']],
  ['Fee', ['fee', 'fee_annual', 'fee_annual_article', 'fee_annual_pre_s1']],
  ['Misprinted fees', ['fee_wrong']],
  ['Term', ['term_end', 'term']],
  ['Notice and lock-in', ['notice', 'lock_in']],
  ['Signing to service', ['signing_to_service', 'ramp']],
  ['Growth', ['planned_growth', 'actual_growth']],
  ['Host build cost', ['host_build_cost']],
];

function claimCell(row: CsvRow): string {
  const number = /^\d{4,}$/.test(row['value'] ?? '') ? Number(row['value']).toLocaleString('en-GB') : row['value'];
  const amount = [number, row['unit'] === 'date' ? '' : row['unit']].filter(Boolean).join(' ');
  return `**${amount}**: ${row['claim_type'] || 'press'}, ${row['as_of']} ([${row['quality']}](${row['source_url']}))`;
}

function claimsTable(rows: readonly CsvRow[]): string {
  const lines = TOPICS.map(([topic, attributes]) => {
    const claims = attributes.flatMap((attribute) => rows.filter((row) => row['attribute'] === attribute));
    if (claims.length === 0) throw new Error(`colossus-deal.csv: no row for ${topic}`);
    return `| ${topic} | ${claims.map(claimCell).join('<br>')} |`;
  });
  return ['| | claims |', '|---|---|', ...lines].join('\n');
}

function pricesTable(rows: readonly CsvRow[]): string {
  const claimed = (attribute: string, value: string): number => {
    const row = rows.find((each) => each['attribute'] === attribute && each['value'] === value);
    if (!row) throw new Error(`colossus-deal.csv: no ${attribute} ${value}`);
    return claimRange(value)[0];
  };
  const [gpusAnnounced, gpusAmended] = [claimed('gpus', '220000'), claimed('gpus', '325000')];
  const megawatts = claimed('power', '300');
  claimed('fee_annual_article', '3000-4000');
  claimed('fee_annual_pre_s1', '5500');
  const filedMillion = claimed('fee', '1250') * 12;
  const line = (label: string, fees: readonly number[], isOneSite: boolean): string => {
    const per = (divide: (fee: number) => number, digits: number) =>
      fees.map((fee) => divide(fee).toFixed(digits)).join('-');
    const perGpuHour = (gpus: number) => per((fee) => usdPerGpuHour(fee, gpus), 2);
    const perMegawatt = isOneSite ? per((fee) => fee / megawatts, 1) : 'not comparable: more than one site';
    return `| ${label} | ${perGpuHour(gpusAnnounced)} | ${isOneSite ? '' : perGpuHour(gpusAmended)} | ${perMegawatt} |`;
  };
  return [
    '| fee | USD per GPU-hour at 220,000 | at 325,000 | USD million per MW-year at 300 MW |',
    '|---|--:|--:|--:|',
    line('article: $3-4B a year', [3000, 4000], true),
    line('analyst, before the filing: $5.5B a year', [5500], true),
    line('filed: $1.25B a month', [filedMillion], false),
  ].join('\n');
}

/** The page with each generated part, between its two comments, replaced by what the claims say. */
export function colossusPage(page: string, claimsCsv: string): string {
  const rows = parseCsv(claimsCsv);
  const parts = { claims: claimsTable(rows), prices: pricesTable(rows) };
  return Object.entries(parts).reduce((text, [name, table]) => {
    const part = new RegExp(`(<!-- ${name}:start[^>]*-->\\n)[^]*?(<!-- ${name}:end -->)`);
    if (!part.test(text)) throw new Error(`docs/colossus.md: no place for ${name}`);
    return text.replace(part, (_whole, start: string, end: string) => `${start}${table}\n${end}`);
  }, page);
}

if (import.meta.main) {
  const page = readFileSync(COLOSSUS_PAGE, 'utf8');
  writeFileSync(COLOSSUS_PAGE, colossusPage(page, readFileSync(COLOSSUS_CLAIMS, 'utf8')));
}
