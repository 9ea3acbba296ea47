import { openModel, pow, streamFor, type LinearModel, type ModelSession, type Solver } from '../../src/core/index.ts';
import { followersByDemand, type TreeStart } from './procurement-tree.ts';
import { blockCost, classDemands, isOpen, serviceStages, type ProcurementProblem } from './procurement.ts';

/** [stage] where a path of the lattice stands. */
export type ProblemPath = readonly TreeStart[];

/** A path at a stage, and what has been signed before: capacity [pool x stage], then blocks left [offer]. */
export interface Visit {
  readonly path: number;
  readonly stage: number;
  readonly at: TreeStart;
  readonly state: Float64Array;
}

/** Blocks signed at each visit, [visit][offer]; all visits are of one stage. */
export type SigningRule = (visits: readonly Visit[]) => Promise<readonly (readonly number[])[]>;

/** Paths drawn from the lattice. */
export function drawPaths(problem: ProcurementProblem, count: number, seed: number): readonly ProblemPath[] {
  const draws = streamFor(seed, 'bench/fresh paths');
  const followers = problem.lattice.nodes.map((_, place) => followersByDemand(problem, place));
  return Array.from({ length: count }, (_, path) => {
    const steps: TreeStart[] = [{ place: 0, outcome: 0 }];
    for (let stage = 1; stage < problem.stageCount; stage++) {
      let left = draws.uniformAt(path, stage);
      const following = followers[steps.at(-1)!.place]!;
      steps.push(following.find(({ probability }) => (left -= probability) < 0) ?? following.at(-1)!);
    }
    return steps;
  });
}

/**
 * Discounted cost of a rule on each path. The bench's own arithmetic for every rule: payments of what is signed, and the
 * cheapest dispatch of the capacity in service.
 *
 * @returns [path]
 */
export async function replayRule(
  problem: ProcurementProblem,
  paths: readonly ProblemPath[],
  rule: SigningRule,
  dispatch: Dispatch,
): Promise<Float64Array> {
  const costs = new Float64Array(paths.length);
  let states = paths.map(() => startState(problem));
  for (let stage = 0; stage < problem.stageCount; stage++) {
    const visits = paths.map((steps, path) => ({ path, stage, at: steps[stage]!, state: states[path]! }));
    const signings = await rule(visits);
    states = visits.map((visit, path) => {
      const capacities = Array.from(
        { length: problem.poolCount },
        (_, pool) => visit.state[pool * problem.stageCount + stage]!,
      );
      costs[path]! += dispatch.cost(visit.at, capacities);
      return sign(problem, visit, signings[path]!, (cost) => (costs[path]! += cost));
    });
  }
  return costs;
}

/** The state before anything is signed, in the layout of the programme's states. */
export function startState({ ownedCapacity, offers }: ProcurementProblem): Float64Array {
  return Float64Array.from([...ownedCapacity.flat(), ...offers.map(({ blocksMax }) => blocksMax)]);
}

const BLOCK_TOLERANCE = 1e-6;

function sign(
  problem: ProcurementProblem,
  { stage, at, state }: Visit,
  blocks: readonly number[],
  pay: (cost: number) => void,
): Float64Array {
  const next = state.slice();
  const left = problem.poolCount * problem.stageCount;
  problem.offers.forEach((offer, index) => {
    const signed = blocks[index]!;
    if (signed < -BLOCK_TOLERANCE || signed > state[left + index]! + BLOCK_TOLERANCE) {
      throw new Error(`${signed} blocks of offer ${index} signed, ${state[left + index]!} left`);
    }
    if (signed > BLOCK_TOLERANCE && !isOpen(problem, offer, stage)) throw new Error(`offer ${index} is closed`);
    if (signed <= 0) return;
    pay(signed * blockCost(problem, offer, at.place));
    next[left + index] = Math.max(0, next[left + index]! - signed);
    const [from, to] = serviceStages(problem, offer, stage);
    for (let month = from; month < to; month++) {
      next[offer.pool * problem.stageCount + month]! += signed * offer.blockSize;
    }
  });
  return next;
}

/** The cheapest way to serve a node's demand, kept warm by node. Dispose it. */
export interface Dispatch {
  /** @param capacities [pool] in service */
  cost(at: TreeStart, capacities: readonly number[]): number;
  dispose(): void;
}

/** Dispatch over one solver session for each lattice node visited. */
export function openDispatch(problem: ProcurementProblem, solver: Solver): Dispatch {
  const sessions = new Map<number, ModelSession>();
  const sessionOf = (place: number): ModelSession => {
    const known = sessions.get(place) ?? openModel(dispatchModel(problem, place), solver);
    sessions.set(place, known);
    return known;
  };
  return {
    cost({ place, outcome }, capacities) {
      const session = sessionOf(place);
      capacities.forEach((capacity, pool) => session.setRowBounds(pool, -Infinity, capacity));
      classDemands(problem, place, outcome).forEach((demand, index) =>
        session.setRowBounds(problem.poolCount + index, demand, Infinity),
      );
      const { status, objective } = session.solve();
      if (status !== 'optimal') throw new Error(`dispatch at node ${place} is ${status}`);
      return objective;
    },
    dispose: () => sessions.forEach((session) => session.dispose()),
  };
}

/** Columns: served [pool x class], market [class], lost [class]. Rows: capacity [pool], demand [class]. */
function dispatchModel(problem: ProcurementProblem, place: number): LinearModel {
  const { poolCount, classes, efficiency, operatingPrice } = problem;
  const { stage, marketFactor } = problem.lattice.nodes[place]!;
  const discount = pow(problem.discountPerStage, stage);
  const classCount = classes.length;
  const served = poolCount * classCount;
  const columnCount = served + 2 * classCount;
  const cost = new Float64Array(columnCount).fill(discount * operatingPrice);
  const columnUpper = new Float64Array(columnCount).fill(Infinity);
  const rows: [number, number][][] = Array.from({ length: poolCount }, (_, pool) =>
    classes.map((_, index): [number, number] => [pool * classCount + index, 1]),
  );
  classes.forEach((demandClass, index) => {
    const [market, lost] = [served + index, served + classCount + index];
    cost[market] = discount * marketFactor * demandClass.marketPrice;
    cost[lost] = discount * demandClass.lossPrice;
    columnUpper[market] = demandClass.marketLimit * demandClass.share * problem.lattice.nodes[0]!.demand;
    const serving = efficiency.map((row, pool): [number, number] => [pool * classCount + index, row[index]!]);
    rows.push([...serving, [market, 1], [lost, 1]]);
  });
  let reached = 0;
  return {
    sense: 'minimise',
    columnCount,
    rowCount: rows.length,
    objectiveOffset: 0,
    cost,
    columnLower: new Float64Array(columnCount),
    columnUpper,
    integrality: new Uint8Array(columnCount),
    rowLower: new Float64Array(rows.length).fill(-Infinity),
    rowUpper: new Float64Array(rows.length).fill(Infinity),
    rowStarts: Int32Array.from([0, ...rows.map((row) => (reached += row.length))]),
    columnIndices: Int32Array.from(rows.flatMap((row) => row.map(([column]) => column))),
    values: Float64Array.from(rows.flatMap((row) => row.map(([, value]) => value))),
    parametric: [],
    columnName: (column) => `column ${column}`,
    rowName: (row) => `row ${row}`,
  };
}
