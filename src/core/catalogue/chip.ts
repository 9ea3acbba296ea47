/** Kinds of accelerator whose prices are compared with each other. */
export type ChipFamily = 'nvidia_gpu' | 'amd_gpu' | 'tpu' | 'trainium' | 'cerebras' | 'custom_asic';

/** Beginnings of accelerator names by family; the first that fits counts. */
const FAMILY_BEGINNINGS: readonly (readonly [RegExp, ChipFamily])[] = [
  [/^(a100|h100|h200|h800|b200|b300|gb200|gb300|l40s?|v100|rtx|vr|rubin|nvidia)/, 'nvidia_gpu'],
  [/^(mi\d|amd)/, 'amd_gpu'],
  [/^(tpu|trillium|ironwood)/, 'tpu'],
  [/^(trn|trainium)/, 'trainium'],
  [/^(wse|cerebras)/, 'cerebras'],
];

/** The family of an accelerator by its name in a plan or table; null when the name tells none. */
export function chipFamilyOf(name: string): ChipFamily | null {
  const plain = name.toLowerCase();
  return FAMILY_BEGINNINGS.find(([beginning]) => beginning.test(plain))?.[1] ?? null;
}

/** True when two names mean one chip, whatever stands behind the first word: `h100` and `H100 SXM`. */
export function isSameChip(first: string, second: string): boolean {
  return firstWordOf(first) === firstWordOf(second);
}

function firstWordOf(name: string): string {
  return /^[a-z0-9]*/.exec(name.toLowerCase())?.[0] ?? '';
}
