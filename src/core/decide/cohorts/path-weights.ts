import type { DemandNode } from '../../demand/index.ts';
import type { PathCourses } from './path-courses.ts';

/** Share of a node's paths on each course, by month of the node where hazards thin it out. */
export interface Weights {
  readonly courses: readonly number[];
  /** [course position] share of the node's paths */
  readonly shares: readonly number[];
  /** [course position][month of the stage] share of the node's paths still in service */
  readonly alive: readonly Float64Array[];
  /** [course position][month of the stage] share of the node's paths that the host leaves then */
  readonly recalled: readonly Float64Array[];
  /** [course position][end regime] share alive at the horizon, and share alive or not; leaves only read them */
  readonly aliveAtEnd: readonly Float64Array[];
  readonly sharesAtEnd: readonly Float64Array[];
}

/** The courses that a node's paths are on, and how much of the node each is. */
export function weightsAt(context: PathCourses, node: DemandNode): Weights {
  const { courseOfPath, survivalOfPath, graph } = context;
  const { paths } = graph;
  const monthCount = node.endMonth - node.startMonth;
  const share = 1 / node.pathIndices.length;
  const positions = new Map<number, number>();
  const shares: number[] = [];
  const alive: Float64Array[] = [];
  const recalled: Float64Array[] = [];
  const aliveAtEnd: Float64Array[] = [];
  const sharesAtEnd: Float64Array[] = [];
  for (const path of node.pathIndices) {
    const course = courseOfPath[path]!;
    let position = positions.get(course);
    if (position === undefined) {
      position = shares.push(0) - 1;
      positions.set(course, position);
      alive.push(new Float64Array(monthCount));
      recalled.push(new Float64Array(monthCount));
      aliveAtEnd.push(new Float64Array(3));
      sharesAtEnd.push(new Float64Array(3));
    }
    shares[position]! += share;
    const survival = survivalOfPath?.[path];
    const known = context.hasEvents ? share / survival![node.startMonth]! : share;
    const endRegime = paths.supplyRegime[(path + 1) * paths.monthCount - 1]!;
    sharesAtEnd[position]![endRegime]! += share;
    aliveAtEnd[position]![endRegime]! += survival ? known * survival.at(-1)! : share;
    if (survival) addSurvival(alive[position]!, survival, { share: known, startMonth: node.startMonth });
    const recall = context.recallOfPath?.[path];
    if (recall) addSurvival(recalled[position]!, recall, { share: known, startMonth: node.startMonth });
  }
  if (!survivalOfPath) alive.forEach((months, position) => months.fill(shares[position]!));
  return { courses: [...positions.keys()], shares, alive, recalled, aliveAtEnd, sharesAtEnd };
}

function addSurvival(months: Float64Array, survival: Float64Array, at: { share: number; startMonth: number }): void {
  for (let month = 0; month < months.length; month++) months[month]! += at.share * survival[at.startMonth + month]!;
}

/** [node] mean over its paths of 1 - survival since the start of the stage before, where losses are events. */
export function lossesOf({ graph, cohort, survivalOfPath, hasEvents }: PathCourses): Float64Array {
  const lost = new Float64Array(graph.nodes.length);
  if (!survivalOfPath || !hasEvents) return lost;
  for (const { index, stage, startMonth, pathIndices } of graph.nodes) {
    if (stage <= cohort.signStage) continue;
    const before = graph.stageStartMonths[stage - 1]!;
    let sum = 0;
    for (const path of pathIndices) sum += 1 - survivalOfPath[path]![startMonth]! / survivalOfPath[path]![before]!;
    lost[index] = sum / pathIndices.length;
  }
  return lost;
}
