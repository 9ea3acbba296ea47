import { comparableDeals, type Catalogue } from '../catalogue/index.ts';
import type { DraftOffer, Plan } from '../domain/index.ts';
import { KILOWATTS_PER_MEGAWATT, MONTHS_PER_YEAR } from '../units/index.ts';
import { PUE_ASSUMED } from './deal-desk.ts';
import type { HostRow } from './host-rows.ts';
import { hostRuleOf } from './host-rules.ts';

/** Share of a host's stated power that it is taken to have free, until it says. */
export const FREE_POWER_FRACTION = 0.25;
/** Most that is drafted of one host: as much as the largest leased cluster on record, 300 MW. */
export const DRAFT_MEGAWATTS_MAX = 300;
const TERM_MONTHS = 60;
const BLOCKS = 4;

/** A host as a draft offer, with every term that nobody has quoted. */
export interface HostDraft {
  readonly row: HostRow;
  readonly draft: DraftOffer;
  readonly assumed: readonly string[];
}

/** A host of which no offer can be drafted, and why. */
export interface UnplannableHost {
  readonly host: string;
  readonly reason: string;
}

/**
 * Draft offers of hosts. A stated term is taken as it is; every other is assumed by one rule for all, so that the rank of
 * hosts shows what differs between them: how much, by when, how surely. The price is the median of public GPU-cloud deals
 * per megawatt and year, GPUs included, whoever brings them.
 */
export function hostDrafts(
  plan: Plan,
  rows: readonly HostRow[],
  catalogue: Catalogue,
): { readonly drafts: readonly HostDraft[]; readonly unplannable: readonly UnplannableHost[] } {
  const drafts: HostDraft[] = [];
  const unplannable: UnplannableHost[] = [];
  const market = publicPrice(catalogue, plan);
  const takenIds = new Set([...plan.offers, ...plan.fleet].map(({ id }) => id));
  for (const row of rows) {
    const size = sizeOf(plan, row);
    if (typeof size === 'string') {
      unplannable.push({ host: row.host, reason: size });
      continue;
    }
    const id = freeId(row.host, takenIds);
    takenIds.add(id);
    drafts.push(draftOf(row, { ...size, id, market }));
  }
  return { drafts, unplannable };
}

interface Size {
  readonly accelerator: Plan['accelerators'][number];
  readonly gpus: number;
  readonly assumed: readonly string[];
}

function sizeOf(plan: Plan, row: HostRow): Size | string {
  const named = row.accelerator;
  if (named !== null && !plan.accelerators.some(({ id }) => id === named))
    return `the plan has no accelerator "${named}"`;
  const accelerator = plan.accelerators.find(({ id }) => id === named) ?? mostPowerful(plan, row.gpus !== null);
  if (accelerator === undefined) return 'no accelerator of the plan states facilityKwPerGpu, so megawatts are no GPUs';
  const assumed = named === null ? [`${accelerator.id} GPUs`] : [];
  if (row.gpus !== null) return { accelerator, gpus: row.gpus, assumed };
  const megawatts = megawattsOf(row);
  if (typeof megawatts === 'string') return megawatts;
  if (accelerator.facilityKwPerGpu === null) return `${accelerator.id} has no facilityKwPerGpu in the plan`;
  const gpus = Math.floor((megawatts.amount * KILOWATTS_PER_MEGAWATT) / accelerator.facilityKwPerGpu);
  if (gpus < 1) return 'too little power for one GPU';
  return { accelerator, gpus, assumed: [...megawatts.assumed, ...assumed] };
}

function megawattsOf(row: HostRow): { readonly amount: number; readonly assumed: readonly string[] } | string {
  if (row.offeredMegawatts !== null) return { amount: row.offeredMegawatts, assumed: [] };
  if (row.powerMegawatts === null) return 'neither GPUs nor megawatts are known';
  if (/\(sector\)/i.test(row.host)) return 'a sector, not a host';
  const free = row.powerMegawatts * FREE_POWER_FRACTION;
  const amount = Math.min(DRAFT_MEGAWATTS_MAX, free);
  const cap = free > DRAFT_MEGAWATTS_MAX ? `, at most ${DRAFT_MEGAWATTS_MAX}` : '';
  return { amount, assumed: [`${amount} MW: ${FREE_POWER_FRACTION} of ${row.powerMegawatts}${cap}`] };
}

/** The accelerator that counts for most in the first workload, of those whose power is known where that is needed. */
function mostPowerful(plan: Plan, hasGpus: boolean): Plan['accelerators'][number] | undefined {
  const usable = plan.accelerators.filter(({ facilityKwPerGpu }) => hasGpus || facilityKwPerGpu !== null);
  return usable.toSorted((a, b) => (b.equivalents[0] ?? 0) - (a.equivalents[0] ?? 0))[0];
}

interface PublicPrice {
  readonly usdPerMegawattYear: number;
  readonly deals: number;
}

function publicPrice(catalogue: Catalogue, plan: Plan): PublicPrice {
  const wanted = { basis: 'gpuCloud', chipFamily: 'nvidia_gpu', nearMonth: plan.asOf.slice(0, 7) } as const;
  const { placement } = comparableDeals(catalogue, wanted, { metric: 'megawattYear', usd: 0, pue: PUE_ASSUMED });
  return { usdPerMegawattYear: placement.median ?? 0, deals: placement.count };
}

function draftOf(row: HostRow, made: Size & { readonly id: string; readonly market: PublicPrice }): HostDraft {
  const { id, accelerator, gpus, market, assumed: ofSize } = made;
  const rule = hostRuleOf(row);
  const assumed = [...ofSize];
  const orAssumed = <T>(stated: T | null, assumption: T, words: string): T => {
    if (stated === null) assumed.push(words);
    return stated ?? assumption;
  };
  const lead = rule.leadTimeMonths;
  const leadTimeMonths = orAssumed(
    row.leadTimeMonths,
    lead,
    `lead ${lead.p10} / ${lead.p50} / ${lead.p90} months (${rule.leadTimeSource})`,
  );
  const draft: DraftOffer = {
    id,
    host: id,
    route: 'partner',
    accelerator: accelerator.id,
    gpus,
    blocks: row.blocks ?? BLOCKS,
    leadTimeMonths: leadTimeMonths.p10 === 0 ? leadTimeMonths.p50 : { ...leadTimeMonths },
    termMonths: orAssumed(row.termMonths, TERM_MONTHS, `${TERM_MONTHS} months`),
    ...priceOf(row, market, assumed),
    takeOrPayFraction: 1,
    ...(row.upfrontFraction === null ? {} : { upfrontFraction: row.upfrontFraction }),
    failureHazardPerYear: orAssumed(
      row.failureHazardPerYear,
      rule.failureHazardPerYear,
      `fails with chance ${rule.failureHazardPerYear} a year`,
    ),
  };
  if (row.blocks === null) assumed.push(`${BLOCKS} blocks`);
  return { row, draft, assumed: [...assumed, 'all is paid whatever the use, no exit'] };
}

/** The stated price, or that of public deals. */
function priceOf(row: HostRow, market: PublicPrice, assumed: string[]): Readonly<Record<string, number>> {
  if (row.priceUsdPerGpuHour !== null) return { priceUsdPerGpuHour: row.priceUsdPerGpuHour };
  const usdPerKwMonth = Math.round(market.usdPerMegawattYear / (MONTHS_PER_YEAR * KILOWATTS_PER_MEGAWATT));
  const millions = (market.usdPerMegawattYear / 1e6).toFixed(1);
  assumed.push(
    `$${usdPerKwMonth} per kW-month, GPUs included: ${millions} $M per MW-year, median of ${market.deals} public deals`,
  );
  return { priceUsdPerKwMonth: usdPerKwMonth };
}

/** A name as an id of the plan file that nothing else bears. */
function freeId(host: string, takenIds: ReadonlySet<string>): string {
  const plain =
    host
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'host';
  let id = plain;
  for (let number = 2; takenIds.has(id); number++) id = `${plain}-${number}`;
  return id;
}
