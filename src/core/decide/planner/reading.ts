import type { ExtensiveForm } from '../../programme/index.ts';
import type { Attribution, ObjectiveCause } from '../cohorts/attribution.ts';
import type { PlannerProgramme } from './planner-programme.ts';

/** One visit of a node of the planner's programme by one history, and what is decided there. */
export interface Visit {
  /** index into `PlannerProgramme.nodes` */
  readonly node: number;
  /** the visit before; -1 at the root */
  readonly parent: number;
  readonly probability: number;
  column(index: number): number;
  /** value of an incoming state */
  state(index: number): number;
}

/** A policy carried out: every history's visits, parents before children, whether solved on a tree or replayed. */
export interface Solution {
  readonly planner: PlannerProgramme;
  readonly visits: readonly Visit[];
  /** [parameter] price multiples in force */
  readonly parameters: readonly number[];
}

/** The visits of a solved extensive form: one for each of its tree nodes. */
export function visitsOf(form: ExtensiveForm, columnValues: Float64Array): Visit[] {
  return form.treeNodes.map(({ origin, parent, probability }, treeNode) => ({
    node: origin,
    parent,
    probability,
    column: (index) => columnValues[form.columnOf(treeNode, index)]!,
    state: (index) => form.stateAt(treeNode, index, columnValues),
  }));
}

/** One labelled part of the expected objective. */
export interface ReadLine {
  readonly cause: ObjectiveCause;
  readonly contractId: string | null;
  readonly usd: number;
}

/** Value of a volume, column, state or constant at a visit. */
export function valueAt(visit: Visit, at: { kind: Attribution['kind']; index: number }): number {
  if (at.kind === 'constant') return 1;
  return at.kind === 'column' ? visit.column(at.index) : visit.state(at.index);
}

/** The expected objective by cause and contract, in order of first appearance; the lines sum to E[W]. */
export function linesOf(solution: Solution): ReadLine[] {
  const lines = new Map<string, { cause: ObjectiveCause; contractId: string | null; usd: number }>();
  for (const visit of solution.visits) {
    for (const attribution of solution.planner.nodes[visit.node]!.attributions) {
      const { cause, contractId } = attribution;
      const key = `${cause}/${contractId ?? ''}`;
      const line = lines.get(key) ?? { cause, contractId, usd: 0 };
      line.usd += visit.probability * usdOf(solution, visit, attribution);
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

function usdOf(solution: Solution, visit: Visit, attribution: Attribution): number {
  const scale = attribution.parameter === null ? 1 : solution.parameters[attribution.parameter]!;
  return attribution.usd * scale * valueAt(visit, attribution);
}

/** [leaf] total objective along each path, undivided by probability, and the leaf's probability. */
export function leafValues(solution: Solution): { usd: number; probability: number }[] {
  const { planner, visits } = solution;
  const totals = new Float64Array(visits.length);
  const leaves: { usd: number; probability: number }[] = [];
  visits.forEach((visit, index) => {
    let usd = visit.parent < 0 ? 0 : totals[visit.parent]!;
    for (const attribution of planner.nodes[visit.node]!.attributions) usd += usdOf(solution, visit, attribution);
    totals[index] = usd;
    if (isLast(solution, visit)) leaves.push({ usd, probability: visit.probability });
  });
  return leaves;
}

/** True for a visit of the last stage. */
export function isLast({ planner }: Solution, visit: Visit): boolean {
  return planner.programme.nodes[visit.node]!.stage === planner.frame.calendar.stageStartMonths.length - 1;
}

/** Mean of the worst `tailFraction` of outcomes (lowest values), the last outcome counted in part. */
export function tailMeanOf(outcomes: readonly { usd: number; probability: number }[], tailFraction: number): number {
  const sorted = [...outcomes].sort((a, b) => a.usd - b.usd);
  let left = tailFraction;
  let sum = 0;
  for (const { usd, probability } of sorted) {
    const weight = Math.min(probability, left);
    sum += weight * usd;
    left -= weight;
    if (left <= 0) break;
  }
  return sum / (tailFraction - Math.max(0, left));
}
