import type { Plan, Tier } from './plan.ts';

/** Mean reference GPUs that a tier of fixed size asks for over months; a dated run asks in its own months only. */
export function fixedReferenceGpusOver({ fixedReferenceGpus, run }: Tier, fromMonth: number, toMonth: number): number {
  const size = fixedReferenceGpus ?? 0;
  if (run === undefined) return size;
  const months = Math.min(toMonth, run.toMonth) - Math.max(fromMonth, run.fromMonth);
  return (size * Math.max(0, months)) / (toMonth - fromMonth);
}

/** Mean reference GPUs of all protected tiers of fixed size in a month. */
export function protectedFixedIn({ workloads }: Plan, month: number): number {
  return workloads
    .flatMap(({ tiers }) => tiers)
    .reduce((sum, tier) => sum + (tier.isProtected ? fixedReferenceGpusOver(tier, month, month + 1) : 0), 0);
}

/** Mean reference GPUs of the runs that may wait within the month, over months. */
export function deferrableReferenceGpusOver({ workloads }: Plan, fromMonth: number, toMonth: number): number {
  return workloads
    .flatMap(({ tiers }) => tiers)
    .reduce((sum, tier) => sum + (tier.run?.isDeferrable ? fixedReferenceGpusOver(tier, fromMonth, toMonth) : 0), 0);
}
