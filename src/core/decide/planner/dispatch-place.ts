import type { Term } from '../../programme/index.ts';
import type { SubPeriod } from '../cohorts/calendar.ts';
import { addRow, addVolume, wholePerVolume, type CohortPart, type Expression, type NodeWork } from './node-work.ts';
import type { OperatingState } from './operating-state.ts';

/** One sub-period while its dispatch is written. */
export interface Place {
  readonly subPeriod: SubPeriod;
  readonly subIndex: number;
  readonly states: readonly OperatingState[];
  /** expected undiscounted cash terms, collected */
  readonly cash: Term[];
  /** group of volumes used as one -> what it set aside in the sub-period before, in this node */
  readonly setAside: Map<string, { readonly column: number; readonly months: number }>;
}

/** A column that equals an expression of others. */
export function definedColumn(work: NodeWork, name: string, terms: Expression): number {
  const column = work.builder.addColumn(name);
  const defining: Expression = { ...terms, columns: [[column, -1], ...terms.columns] };
  addRow(work.builder, `defines ${name}`, { lower: 0, upper: 0, terms: defining });
  return column;
}

/** Capacity of a volume in service over a sub-period, or the part of it that is paid whatever the use. */
export function addCapacity(
  terms: Expression,
  work: NodeWork,
  options: { part: CohortPart; subIndex: number; isCommitted?: boolean },
): void {
  const { cohort, flow, sign, volume } = options.part;
  if (!flow) return;
  const { units } = work.frame.classes.shareOf(cohort.contract);
  const fractions = options.isCommitted === true ? flow.committedFraction : flow.capacityFraction;
  const value = (sign * fractions[options.subIndex]! * units * wholePerVolume(cohort)) / work.frame.units.referenceGpus;
  addVolume(terms, volume, { value });
}

/** Sum over the months of a sub-period. */
export function sumOverMonths(subPeriod: SubPeriod, valueOf: (month: number) => number): number {
  let sum = 0;
  for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) sum += valueOf(month);
  return sum;
}
