import { KILOWATTS_PER_MEGAWATT, SECONDS_PER_MINUTE } from '../units/index.ts';
import { REFERENCE_ACCELERATOR } from './defaults.ts';
import type { Accelerator, Offer } from './plan.ts';
import type { OfferInput, QuantityInput } from './schema-offers.ts';

type Quantities = Offer['quantities'];

interface AcceleratorTable {
  readonly accelerators: readonly Accelerator[];
  readonly acceleratorIndexById: ReadonlyMap<string, number>;
}

/**
 * GPUs of a contract by accelerator. Megawatts become GPUs only through facility kilowatts per GPU, whole GPUs down:
 * gpus = floor(megawatts · 1000 / facilityKwPerGpu). Tokens are the reference GPUs that would make as many.
 */
export function quantitiesOf(offer: QuantityInput, table: AcceleratorTable): Quantities {
  const { accelerators, acceleratorIndexById } = table;
  const indexOf = (id: string): number => acceleratorIndexById.get(id) ?? 0;
  if (offer.accelerators) {
    return Object.entries(offer.accelerators).map(([id, gpus]) => ({ acceleratorIndex: indexOf(id), gpus }));
  }
  if (offer.tokensPerMinute !== undefined) {
    const tokensPerSecond = offer.tokensPerMinute / SECONDS_PER_MINUTE;
    const gpus = tokensPerSecond / (offer.tokensPerReferenceGpuSecond ?? Infinity);
    return [{ acceleratorIndex: indexOf(REFERENCE_ACCELERATOR), gpus }];
  }
  const acceleratorIndex = indexOf(offer.accelerator ?? '');
  if (offer.gpus !== undefined) return [{ acceleratorIndex, gpus: offer.gpus }];
  const kilowatts = (offer.facilityMegawatts ?? 0) * KILOWATTS_PER_MEGAWATT;
  const kilowattsPerGpu = accelerators[acceleratorIndex]?.facilityKwPerGpu ?? Infinity;
  return [{ acceleratorIndex, gpus: Math.floor(kilowatts / kilowattsPerGpu) }];
}

export const totalGpus = (quantities: Quantities): number => quantities.reduce((sum, { gpus }) => sum + gpus, 0);

/** Kilowatts at the meter of the whole contract; null when the file does not tell. */
export function facilityKilowatts(
  offer: QuantityInput,
  quantities: Quantities,
  { accelerators }: AcceleratorTable,
): number | null {
  if (offer.facilityMegawatts !== undefined) return offer.facilityMegawatts * KILOWATTS_PER_MEGAWATT;
  let kilowatts = 0;
  for (const { acceleratorIndex, gpus } of quantities) {
    const perGpu = accelerators[acceleratorIndex]?.facilityKwPerGpu ?? null;
    if (perGpu === null) return null;
    kilowatts += gpus * perGpu;
  }
  return kilowatts;
}

/** Reference GPUs of the whole contract by workload, from the accelerators or from the contract's own statement. */
export function referenceGpusOf(
  offer: Partial<Pick<OfferInput, 'equivalents' | 'referenceGpus'>>,
  quantities: Quantities,
  table: AcceleratorTable & { readonly workloadIds: readonly string[] },
): number[] {
  return table.workloadIds.map((id, workload) => {
    const stated = offer.referenceGpus?.[id];
    if (stated !== undefined) return stated;
    const average = offer.equivalents?.[id];
    if (average !== undefined) return average * totalGpus(quantities);
    return quantities.reduce(
      (sum, { acceleratorIndex, gpus }) =>
        sum + gpus * (table.accelerators[acceleratorIndex]?.equivalents[workload] ?? 0),
      0,
    );
  });
}

/** Reference GPUs of which only a share does useful work. */
export const scaledBy = (referenceGpus: readonly number[], usefulFraction: number): number[] =>
  referenceGpus.map((count) => count * usefulFraction);
