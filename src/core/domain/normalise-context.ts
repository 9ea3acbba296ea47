import { monthIndexOf } from '../units/index.ts';
import { REFERENCE_ACCELERATOR } from './defaults.ts';
import type { IssueList } from './issue-list.ts';
import type { Accelerator, BySupplyRegime } from './plan.ts';
import type { PlanInput } from './schema-plan.ts';
import type { Quantiles } from './term-sheet.ts';

/** What the parts of a plan need of each other while they are brought into one form. */
export interface NormaliseContext {
  readonly input: PlanInput;
  readonly issues: IssueList;
  readonly horizonMonths: number;
  readonly workloadIds: readonly string[];
  readonly accelerators: readonly Accelerator[];
  readonly acceleratorIndexById: ReadonlyMap<string, number>;
}

/** Accelerators in the order of the file; the reference comes first when it has no row. */
export function normaliseAccelerators(input: PlanInput): Accelerator[] {
  const workloadIds = input.demand.workloads.map((workload) => workload.id);
  const rows = Object.entries(input.accelerators ?? {}).map(([id, row]) => {
    const given = row.equivalents;
    const equivalents = workloadIds.map((workloadId) => (typeof given === 'number' ? given : (given[workloadId] ?? 0)));
    return { id, equivalents, facilityKwPerGpu: row.facilityKwPerGpu ?? null };
  });
  if (rows.some((row) => row.id === REFERENCE_ACCELERATOR)) return rows;
  return [{ id: REFERENCE_ACCELERATOR, equivalents: workloadIds.map(() => 1), facilityKwPerGpu: null }, ...rows];
}

export function contextOf(input: PlanInput, horizonMonths: number, issues: IssueList): NormaliseContext {
  const accelerators = normaliseAccelerators(input);
  return {
    input,
    issues,
    horizonMonths,
    workloadIds: input.demand.workloads.map((workload) => workload.id),
    accelerators,
    acceleratorIndexById: new Map(accelerators.map((accelerator, index) => [accelerator.id, index])),
  };
}

/** Month index of a calendar month of this plan. */
export const monthIndexIn = (context: NormaliseContext, calendarMonth: string): number =>
  monthIndexOf(calendarMonth, context.input.startMonth);

type MaybeQuantiles = number | Quantiles;
type MaybeByRegime = number | { readonly glut: number; readonly normal: number; readonly tight: number };

export const quantilesOf = (value: MaybeQuantiles): Quantiles =>
  typeof value === 'number'
    ? { p10: value, p50: value, p90: value }
    : { p10: value.p10, p50: value.p50, p90: value.p90 };

export const byRegimeOf = (value: MaybeByRegime): BySupplyRegime =>
  typeof value === 'number' ? [value, value, value] : [value.glut, value.normal, value.tight];

export const scaleByRegime = ([glut, normal, tight]: BySupplyRegime, factor: number): BySupplyRegime => [
  glut * factor,
  normal * factor,
  tight * factor,
];

/** A list as people read it. */
export const listText = (values: readonly (string | number)[]): string => values.join(', ');
