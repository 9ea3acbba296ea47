import type { DemandNode } from '../../demand/index.ts';
import type { NodeBuilder, Term } from '../../programme/index.ts';
import type { EndingRight } from '../../supply/index.ts';
import { Bug } from '../../units/index.ts';
import type { ObjectiveWriter, Volume } from '../cohorts/attribution.ts';
import type { Cohort } from '../cohorts/cohort.ts';
import type { CohortFlows, Flow } from '../cohorts/flow.ts';
import type { PlannerFrame } from './layout.ts';
import type { OperatingState } from './operating-state.ts';

/** One node of the planner's programme while it is written. */
export interface NodeWork {
  readonly frame: PlannerFrame;
  readonly node: DemandNode;
  readonly builder: NodeBuilder;
  readonly objective: ObjectiveWriter;
  /** [cohort] */
  readonly flows: readonly CohortFlows[];
  /** [sub-period] */
  readonly operatingStates: readonly (readonly OperatingState[])[];
  readonly isRoot: boolean;
  readonly isLeaf: boolean;
  /** running volumes and the parts ended by notice, with what each unit brings here */
  readonly parts: readonly CohortPart[];
}

/** A volume of one cohort and its flow at this node. Ended parts count negatively: they take back what had been running. */
export interface CohortPart {
  readonly cohort: Cohort;
  readonly cohortIndex: number;
  readonly volume: Volume;
  readonly flow: Flow | null;
  readonly sign: 1 | -1;
  /** the right of which it is the use: what ends, or what is given instead of it; absent for what is signed */
  readonly right?: UsedRight;
}

/** A right of ours that is used: to end a contract or part of it, or to what an option of it gives. */
export interface UsedRight {
  readonly kind: EndingRight['kind'];
  readonly contractId: string;
}

/** Units of the whole contract that one unit of a cohort's volume stands for. */
export function wholePerVolume(cohort: Cohort): number {
  return cohort.signStage < 0 ? 1 : 1 / cohort.contract.blocks;
}

/** A linear expression under construction: terms on columns and states, and a constant. */
export interface Expression {
  readonly columns: Term[];
  readonly states: Term[];
  constant: number;
}

export function expression(): Expression {
  return { columns: [], states: [], constant: 0 };
}

/** Adds `value` x volume (x parameter); a parameter on a constant volume would be a fixed contract's price: our error. */
export function addVolume(
  target: Expression,
  volume: Volume,
  term: { value: number; parameter?: number | null },
): void {
  const { value, parameter } = term;
  if (value === 0) return;
  if (volume.kind === 'constant') {
    if (parameter !== null && parameter !== undefined) throw new Bug('the price of a signed contract is not varied');
    target.constant += value;
    return;
  }
  const list = volume.kind === 'column' ? target.columns : target.states;
  list.push(parameter === null || parameter === undefined ? [volume.index, value] : [volume.index, value, parameter]);
}

/** lower <= expression <= upper as a row: the constant moves to the other side. */
export function addRow(
  builder: NodeBuilder,
  name: string,
  row: { lower: number; upper: number; terms: Expression },
): number {
  const { lower, upper, terms } = row;
  const { columns, states, constant } = terms;
  return builder.addRow(name, { lower: lower - constant, upper: upper - constant, columns, states });
}
