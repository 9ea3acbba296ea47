import type { ExtensiveForm } from '../programme/index.ts';
import type { Attribution, ObjectiveCause } from './attribution.ts';
import { shownReferenceGpus } from './capacity-class.ts';
import { signColumnName } from './commitments.ts';
import { wholePerVolume, type CohortPart } from './node-work.ts';
import type { PlannerProgramme } from './planner-programme.ts';

/** A solved planner's programme: where to look, and the values found. */
export interface Solution {
  readonly planner: PlannerProgramme;
  readonly form: ExtensiveForm;
  readonly columnValues: Float64Array;
  /** [parameter] price multiples in force */
  readonly parameters: readonly number[];
}

/** One labelled part of the expected objective. */
export interface ReadLine {
  readonly cause: ObjectiveCause;
  readonly contractId: string | null;
  readonly usd: number;
}

/** Value of a volume, column, state or constant at a node. */
function valueAt(solution: Solution, node: number, at: { kind: Attribution['kind']; index: number }): number {
  if (at.kind === 'constant') return 1;
  if (at.kind === 'column') return solution.columnValues[solution.form.columnOf(node, at.index)]!;
  return solution.form.stateAt(node, at.index, solution.columnValues);
}

/** The expected objective by cause and contract, in order of first appearance; the lines sum to E[W]. */
export function linesOf(solution: Solution): ReadLine[] {
  const lines = new Map<string, { cause: ObjectiveCause; contractId: string | null; usd: number }>();
  solution.planner.nodes.forEach(({ attributions }, node) => {
    const { probability } = solution.planner.tree.nodes[node]!;
    for (const attribution of attributions) {
      const { cause, contractId } = attribution;
      const key = `${cause}/${contractId ?? ''}`;
      const line = lines.get(key) ?? { cause, contractId, usd: 0 };
      line.usd += probability * usdOf(solution, node, attribution);
      lines.set(key, line);
    }
  });
  return [...lines.values()];
}

/** Expected discounted payments that a quote's price scales, at the prices in force; positive for a cost. */
export function priceLinkedUsd(solution: Solution, parameter: number): number {
  let usd = 0;
  solution.planner.nodes.forEach(({ attributions }, node) => {
    const { probability } = solution.planner.tree.nodes[node]!;
    for (const attribution of attributions) {
      if (attribution.parameter === parameter) usd -= probability * usdOf(solution, node, attribution);
    }
  });
  return usd;
}

function usdOf(solution: Solution, node: number, attribution: Attribution): number {
  const scale = attribution.parameter === null ? 1 : solution.parameters[attribution.parameter]!;
  return attribution.usd * scale * valueAt(solution, node, attribution);
}

/** [leaf] total objective along each path, undivided by probability, and the leaf's probability. */
export function leafValues(solution: Solution): { usd: number; probability: number }[] {
  const { tree, nodes, frame } = solution.planner;
  const totals = new Float64Array(nodes.length);
  const leaves: { usd: number; probability: number }[] = [];
  const lastStage = frame.calendar.stageStartMonths.length - 1;
  tree.nodes.forEach((node, index) => {
    let usd = node.parent < 0 ? 0 : totals[node.parent]!;
    for (const attribution of nodes[index]!.attributions) usd += usdOf(solution, index, attribution);
    totals[index] = usd;
    if (node.stage === lastStage) leaves.push({ usd, probability: node.probability });
  });
  return leaves;
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

/**
 * Shortage on protected tiers by stage: the expected unserved share, and the chance that at a moment of the stage drawn
 * at random more than the plan's shortage fraction goes unserved (nodes by probability, operating states by time).
 */
export function shortageByStage(solution: Solution): { fraction: number; probability: number }[] {
  const { tree, frame } = solution.planner;
  const stages = frame.calendar.stageStartMonths.map(() => ({ demand: 0, unserved: 0, probability: 0 }));
  tree.nodes.forEach((node, nodeIndex) => {
    const stage = stages[node.stage]!;
    for (const moment of protectedMoments(solution, nodeIndex)) {
      // Shortages below the solver's own tolerance are none.
      const unserved = Math.max(0, moment.demand - moment.served - 1e-9 * moment.demand);
      stage.demand += node.probability * moment.weight * moment.demand;
      stage.unserved += node.probability * moment.weight * unserved;
      if (unserved > frame.plan.limits.shortageFraction * moment.demand)
        stage.probability += node.probability * moment.weight;
    }
  });
  return stages.map(({ demand, unserved, probability }) => ({
    fraction: demand > 0 ? unserved / demand : 0,
    probability,
  }));
}

/** Protected demand (net of churn) and what of it is served in each operating state of a node; weights are shares of the stage. */
function protectedMoments(solution: Solution, nodeIndex: number): { weight: number; demand: number; served: number }[] {
  const { frame, nodes, tree } = solution.planner;
  const subPeriods = frame.calendar.subPeriods[tree.nodes[nodeIndex]!.stage]!;
  const stageMonths = subPeriods.at(-1)!.endMonth - subPeriods[0]!.startMonth;
  const moments = new Map<string, { weight: number; demand: number; served: number }>();
  for (const column of nodes[nodeIndex]!.served) {
    if (!frame.plan.workloads[column.workloadIndex]!.tiers[column.tierIndex]!.isProtected) continue;
    const { startMonth, endMonth } = subPeriods[column.subIndex]!;
    const key = `${column.subIndex}/${column.stateIndex}`;
    const weight = (column.weight * (endMonth - startMonth)) / stageMonths;
    const moment = moments.get(key) ?? { weight, demand: 0, served: 0 };
    const churned =
      column.churnColumn < 0 ? 0 : valueAt(solution, nodeIndex, { kind: 'column', index: column.churnColumn });
    moment.demand += column.demandReferenceGpus * (1 - churned);
    moment.served += valueAt(solution, nodeIndex, { kind: 'column', index: column.column }) * frame.units.referenceGpus;
    moments.set(key, moment);
  }
  return [...moments.values()];
}

/** Expected capacity in service of each contract by month, in its shown reference GPUs: [contract id] -> [month]. */
export function capacityByContract(
  solution: Solution,
  include: (part: CohortPart) => boolean,
): Map<string, Float64Array> {
  const { tree, frame, nodes } = solution.planner;
  const byContract = new Map<string, Float64Array>();
  nodes.forEach(({ parts }, nodeIndex) => {
    const node = tree.nodes[nodeIndex]!;
    for (const part of parts) {
      if (!part.flow || !include(part)) continue;
      const { contract } = part.cohort;
      const months = byContract.get(contract.id) ?? new Float64Array(frame.calendar.horizonMonths);
      byContract.set(contract.id, months);
      const volume = valueAt(solution, nodeIndex, part.volume) * wholePerVolume(part.cohort) * part.sign;
      const weight = node.probability * volume * shownReferenceGpus(contract);
      if (weight === 0) continue;
      frame.calendar.subPeriods[node.stage]!.forEach((subPeriod, subIndex) => {
        for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
          months[month]! += weight * part.flow!.capacityFraction[subIndex]!;
        }
      });
    }
  });
  return byContract;
}

/** What a plan does to liquidity over the tree. */
export interface LiquidityReading {
  /** lowest liquidity met at any node without rescue money: below zero by what has been drawn */
  readonly troughUsd: number;
  /** probability of paths that draw on the credit line, and of paths that need more than it */
  readonly creditProbability: number;
  readonly rescueProbability: number;
}

export function liquidityOf(solution: Solution): LiquidityReading {
  const { planner } = solution;
  const { usd } = planner.frame.units;
  const drawn = new Float64Array(planner.nodes.length);
  const beyond = new Float64Array(planner.nodes.length);
  const reading = { troughUsd: Infinity, creditProbability: 0, rescueProbability: 0 };
  const lastStage = planner.frame.calendar.stageStartMonths.length - 1;
  planner.tree.nodes.forEach((node, nodeIndex) => {
    const { money } = planner.nodes[nodeIndex]!;
    const read = (index: number) => valueAt(solution, nodeIndex, { kind: 'column', index });
    drawn[nodeIndex] = node.parent < 0 ? 0 : drawn[node.parent]!;
    beyond[nodeIndex] = node.parent < 0 ? 0 : beyond[node.parent]!;
    money.liquidity.forEach((column, subIndex) => {
      const more = read(money.rescueBeyond[subIndex]!);
      beyond[nodeIndex]! += more;
      drawn[nodeIndex]! += more + read(money.rescueWithin[subIndex]!);
      reading.troughUsd = Math.min(reading.troughUsd, (read(column) - drawn[nodeIndex]!) * usd);
    });
    if (node.stage !== lastStage) return;
    if (drawn[nodeIndex]! > RESCUE_NOISE) reading.creditProbability += node.probability;
    if (beyond[nodeIndex]! > RESCUE_NOISE) reading.rescueProbability += node.probability;
  });
  return reading;
}

/** Rescue below this many money units (a millionth of a month's value) is the solver's tolerance. */
const RESCUE_NOISE = 1e-3;

/** Blocks of each offer signed at each node: [node] map of offer id to blocks. */
export function signingsAt(solution: Solution): Map<string, number>[] {
  const { planner, form, columnValues } = solution;
  return planner.nodes.map(({ parts }, nodeIndex) => {
    const signed = new Map<string, number>();
    for (const { cohort, volume, sign } of parts) {
      if (sign < 0 || volume.kind !== 'column') continue;
      signed.set(cohort.contract.id, columnValues[form.columnOf(nodeIndex, volume.index)]!);
    }
    return signed;
  });
}

/** Columns of the extensive form that sign an offer: at the root (-1 where it cannot be signed yet), and later. */
export interface SignColumns {
  readonly root: number;
  readonly later: readonly number[];
}

export function signColumns(planner: PlannerProgramme, form: ExtensiveForm, offerId: string): SignColumns {
  const columns = planner.programme.nodes.map((node, nodeIndex) => {
    const index = node.columns.findIndex((column) => column.name === signColumnName(offerId));
    return index < 0 ? -1 : form.columnOf(nodeIndex, index);
  });
  return { root: columns[0]!, later: columns.slice(1).filter((column) => column >= 0) };
}
