import { z } from 'zod';

import type { IssueList } from './issue-list.ts';
import type { SourceMap } from './read-yaml.ts';
import type { DemandInput } from './schema-demand.ts';
import type { FleetInput, FutureOfferInput, OfferInput } from './schema-offers.ts';
import { planSchema } from './schema-plan.ts';
import type { AcceleratorInput, LimitsInput, MarketInput, PlanInput, TreeInput } from './schema-plan.ts';
import { childPath, isAtOrBelow } from './source-path.ts';
import { addFaults, faultPath, reportSchemaIssue } from './translate-schema-issue.ts';

export type WorkloadInput = DemandInput['workloads'][number];

/** The parts of a plan that the schema accepts, so that the checks on meaning still run beside a fault of form. */
export interface CheckablePlan {
  readonly startMonth: string | undefined;
  readonly asOf: string | undefined;
  readonly horizonMonths: number | undefined;
  readonly discountRatePerYear: number | undefined;
  /** undefined when the section is unfit: references to accelerators are then not judged */
  readonly accelerators: Readonly<Record<string, AcceleratorInput>> | undefined;
  /** undefined items are unfit; positions are those of the file */
  readonly workloads: readonly (WorkloadInput | undefined)[];
  readonly growth: DemandInput['growth'] | undefined;
  readonly market: MarketInput | undefined;
  readonly fleet: readonly (FleetInput | undefined)[];
  readonly offers: readonly (OfferInput | undefined)[];
  readonly futureOffers: readonly (FutureOfferInput | undefined)[];
  readonly limits: LimitsInput | undefined;
  readonly tree: TreeInput | undefined;
  readonly money: PlanInput['money'] | undefined;
}

/** The whole plan when the schema accepts it, and in any case the parts that it accepts. */
export interface SchemaResult {
  readonly input: PlanInput | null;
  readonly checkable: CheckablePlan;
}

/** Holds the plain values against the schema and reports every difference. */
export function checkSchema(root: SourceMap, issues: IssueList, brokenPaths: ReadonlySet<string>): SchemaResult {
  const result = planSchema.safeParse(root);
  const spoilt = new Set(brokenPaths);
  for (const issue of result.error?.issues ?? []) {
    const faults = reportSchemaIssue(issue, root, planSchema);
    addFaults(faults, issues, brokenPaths);
    for (const fault of faults) spoilt.add(faultPath(fault));
  }
  return { input: result.success && spoilt.size === 0 ? result.data : null, checkable: checkablePlan(root, spoilt) };
}

function checkablePlan(root: SourceMap, spoilt: ReadonlySet<string>): CheckablePlan {
  const paths = [...spoilt].filter((path) => path !== '');
  const isSound = (path: string): boolean =>
    !paths.some((broken) => isAtOrBelow(broken, path) || isAtOrBelow(path, broken));
  const wrong = (path: string): boolean => paths.some((broken) => isAtOrBelow(path, broken));
  const at = (path: string, value: unknown): unknown => (isSound(path) ? value : undefined);
  const items = (path: string, list: unknown): unknown[] =>
    Array.isArray(list) && !wrong(path) ? list.map((item, index) => at(childPath(path, index), item)) : [];
  const demand = z.looseObject({}).safeParse(root['demand']).data ?? {};
  const fields = Object.fromEntries(Object.entries(root).map(([name, value]) => [name, at(name, value)]));
  const missing: unknown = undefined;
  // The schema has accepted every part that is kept, so each has its section's type.
  return {
    ...fields,
    accelerators: isSound('accelerators') ? (fields['accelerators'] ?? {}) : missing,
    workloads: items('demand.workloads', demand['workloads']),
    growth: at('demand.growth', demand['growth']),
    fleet: items('fleet', root['fleet']),
    offers: items('offers', root['offers']),
    futureOffers: items('futureOffers', root['futureOffers']),
  } as unknown as CheckablePlan;
}
