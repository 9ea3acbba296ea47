/** A column of the public record as the page shows it. */
export interface PublicColumn {
  readonly place: number;
  readonly label: string;
  /** stands in the row; the others are opened */
  readonly isShort: boolean;
  readonly isNumber: boolean;
  /** holds addresses */
  readonly isSource: boolean;
}

/** Columns of the tables that have more than a page is wide, in the words of their files. */
const CHOSEN: Readonly<Record<string, readonly string[]>> = {
  accelerators: [
    'accelerator',
    'launched_on',
    'bf16_dense_tflops',
    'hbm_gb',
    'tdp_watts',
    'rent_hyperscaler_on_demand_usd_per_gpu_hour',
    'rent_neocloud_on_demand_usd_per_gpu_hour',
  ],
  deals: ['tenant', 'host', 'as_of', 'gpus', 'power_megawatts', 'headline_usd_million', 'term_years', 'deal_kind'],
  'spot-availability': [
    'trace',
    'zone',
    'device',
    'hours_observed',
    'available_fraction',
    'preemptions_per_instance_hour',
  ],
};
/** Never in the row: what explains a row rather than says it. */
const FURTHER = ['note', 'conflicts_with', 'retrieved_on', 'hourly_rate_over_mean', 'quality_note'];
const SHORT_MAX = 8;

/** A table of the public record with its columns sorted by what they are for, and numbers that can be read. */
export function publicTable(
  name: string,
  [header = [], ...rows]: readonly (readonly string[])[],
): { readonly columns: readonly PublicColumn[]; readonly rows: readonly (readonly string[])[] } {
  const chosen =
    CHOSEN[name] ?? header.filter((each) => !FURTHER.includes(each) && !isSource(each)).slice(0, SHORT_MAX);
  const columns = header.map((key, place) => ({
    place,
    label: labelOf(key),
    isShort: chosen.includes(key),
    isNumber: rows.every((row) => isNumber(row[place])),
    isSource: isSource(key),
  }));
  const inOrder = columns.toSorted((a, b) => placeIn(chosen, header[a.place]!) - placeIn(chosen, header[b.place]!));
  return {
    columns: inOrder,
    rows: rows.map((row) => row.map((cell, place) => (columns[place]?.isNumber ? readable(cell) : cell))),
  };
}

const placeIn = (chosen: readonly string[], key: string): number =>
  chosen.includes(key) ? chosen.indexOf(key) : chosen.length;

const isSource = (key: string): boolean => key.endsWith('source_url');

const isNumber = (cell = ''): boolean => /^(-?\d+(\.\d+)?)?$/.test(cell);

/** "6,300", as every number on the page. */
function readable(cell: string): string {
  return /^\d{4,}$/.test(cell) ? cell.replaceAll(/\B(?=(\d{3})+$)/g, ',') : cell;
}

const WORDS: Readonly<Record<string, string>> = {
  usd: 'USD',
  gpu: 'GPU',
  gpus: 'GPUs',
  megawatts: 'MW',
  kw: 'kW',
  gb: 'GB',
  hbm: 'HBM',
  tdp: 'TDP',
  it: 'IT',
  tflops: 'TFLOPS',
  bf16: 'BF16',
  fp8: 'FP8',
};

/** "power_megawatts" is "Power MW" to people. */
function labelOf(key: string): string {
  const words = key.split('_').map((word) => WORDS[word] ?? word);
  const text = words.join(' ').replace('USD million', 'USD M');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
