import { outcomesOf, streamFor, type Cut, type NodeTask, type Programme } from '../../src/core/index.ts';
import type { ProcurementProblem } from './procurement.ts';

/** Node LPs with many cuts, and states that enter them one after the other. */
export interface NodeLps {
  readonly cuts: readonly { readonly node: number; readonly cuts: readonly Cut[] }[];
  readonly tasks: readonly NodeTask[];
}

export interface NodeLpsOptions {
  readonly stage: number;
  readonly cutsPerNode: number;
  /** states that enter every node of the stage, under both of its outcomes */
  readonly rounds: number;
}

/** Loss per unit of demand not covered later, as the synthetic value functions have it. */
const LATER_LOSS = 3;

/**
 * The nodes of one stage with cuts made up in the shape of real ones: tangents of what uncovered demand would cost at
 * every later stage and level of demand, which is convex in the capacity signed.
 */
export function nodeLps(problem: ProcurementProblem, options: NodeLpsOptions, seed: number): NodeLps {
  const { stage, cutsPerNode, rounds } = options;
  const places = problem.lattice.nodes.flatMap((node, place) => (node.stage === stage ? [place] : []));
  const pointDraws = streamFor(seed, 'bench/cut points');
  const cuts = places.map((node) => ({
    node,
    cuts: Array.from({ length: cutsPerNode }, (_, cut) => {
      // What follows costs at least nothing: the first cut says so, as the peer's column bound does.
      if (cut === 0) return { intercept: 0, slope: new Float64Array(stateCountOf(problem)) };
      const point = stateAt(problem, stage, (step) => pointDraws.uniformAt(1000 * node + cut, step));
      return tangentAt(problem, stage, point);
    }),
  }));
  const stateDraws = streamFor(seed, 'bench/states');
  const tasks = Array.from({ length: rounds }, (_, round) => {
    const state = stateAt(problem, stage, (step) => stateDraws.uniformAt(round, step));
    return places.flatMap((node) => [0, 1].map((outcome): NodeTask => ({ node, outcome, state })));
  });
  return { cuts, tasks: tasks.flat() };
}

function stateCountOf({ poolCount, stageCount, offers }: ProcurementProblem): number {
  return poolCount * stageCount + offers.length;
}

/** A state as a plan might leave it: capacity that grows, by pools unequally, and some blocks gone. */
function stateAt(problem: ProcurementProblem, stage: number, uniform: (step: number) => number): Float64Array {
  const { poolCount, stageCount, offers } = problem;
  const state = new Float64Array(stateCountOf(problem));
  const scale = 2 + 20 * uniform(0);
  for (let pool = 0; pool < poolCount; pool++) {
    const share = scale * uniform(1 + pool);
    const growth = 0.3 * uniform(10 + pool);
    for (let at = stage; at < stageCount; at++) {
      state[pool * stageCount + at] = share * (1 + growth * (at - stage)) * (0.9 + 0.2 * uniform(20 + at));
    }
  }
  offers.forEach(({ blocksMax }, offer) => {
    state[poolCount * stageCount + offer] = blocksMax * uniform(100 + offer);
  });
  return state;
}

/** Value and slope of the mean loss over the lattice's levels of demand, at every stage after `stage`. */
function tangentAt(problem: ProcurementProblem, stage: number, point: Float64Array): Cut {
  const { poolCount, stageCount, lattice } = problem;
  const slope = new Float64Array(point.length);
  let intercept = 0;
  for (const node of lattice.nodes) {
    if (node.stage <= stage) continue;
    let uncovered = node.demand;
    for (let pool = 0; pool < poolCount; pool++)
      uncovered -= fitOf(problem, pool) * point[pool * stageCount + node.stage]!;
    if (uncovered <= 0) continue;
    const price = LATER_LOSS / 15;
    intercept += price * node.demand;
    for (let pool = 0; pool < poolCount; pool++) slope[pool * stageCount + node.stage]! -= price * fitOf(problem, pool);
  }
  return { intercept, slope };
}

function fitOf({ efficiency }: ProcurementProblem, pool: number): number {
  const row = efficiency[pool]!;
  return row.reduce((sum, value) => sum + value, 0) / row.length;
}

/** The same LPs and states as a peer's script takes them: cuts as rows, the state in the rows' bounds. */
export function nodeLpData(programme: Programme, { cuts, tasks }: NodeLps, warmUp: number): object {
  const models = cuts.map(({ node, cuts: own }) => sparseModel(programme, node, own));
  const placeByNode = new Map(cuts.map(({ node }, place) => [node, place]));
  return {
    warmUp,
    models,
    tasks: tasks.map((task) => ({
      model: placeByNode.get(task.node),
      constant: 0,
      ...boundsUnder(programme, task, cuts[placeByNode.get(task.node)!]!.cuts),
    })),
  };
}

/** Columns of the node, then theta; rows of the node, then one per cut: theta - slope A x >= intercept + slope s. */
function sparseModel(programme: Programme, index: number, cuts: readonly Cut[]): object {
  const node = programme.nodes[index]!;
  const cost = Array.from({ length: node.columns.length }, () => 0);
  for (const { index: column, value } of node.objectiveColumns) cost[column] = value;
  const rows = node.rows.map(({ columns }) =>
    columns.map((entry): readonly [number, number] => [entry.index, entry.value]),
  );
  for (const cut of cuts) {
    const links = new Map<number, number>();
    for (const { state, columns } of node.updates) {
      for (const entry of columns) {
        links.set(entry.index, (links.get(entry.index) ?? 0) - cut.slope[state]! * entry.value);
      }
    }
    rows.push([...[...links].filter(([, value]) => value !== 0), [node.columns.length, 1]]);
  }
  let reached = 0;
  return {
    cost: [...cost, 1],
    columnLower: [...node.columns.map(({ lower }) => lower), 0],
    columnUpper: [...node.columns.map(({ upper }) => finite(upper)), 'inf'],
    rowStarts: [0, ...rows.map((row) => (reached += row.length))],
    columnIndices: rows.flatMap((row) => row.map(([column]) => column)),
    values: rows.flatMap((row) => row.map(([, value]) => value)),
  };
}

function boundsUnder(programme: Programme, { node: index, outcome, state }: NodeTask, cuts: readonly Cut[]): object {
  const node = programme.nodes[index]!;
  const bounds = node.rows.map(({ lower, upper }) => ({ lower, upper }));
  for (const changed of outcomesOf(node)[outcome]!.rowBounds ?? []) bounds[changed.row] = changed;
  const own = node.rows.map(({ states }, row) => {
    const shift = states.reduce((sum, entry) => sum + entry.value * state[entry.index]!, 0);
    return { lower: bounds[row]!.lower - shift, upper: bounds[row]!.upper - shift };
  });
  const levels = cuts.map(({ intercept, slope }) =>
    slope.reduce((sum, value, at) => sum + value * state[at]!, intercept),
  );
  return {
    rowLower: [...own.map(({ lower }) => finite(lower)), ...levels],
    rowUpper: [...own.map(({ upper }) => finite(upper)), ...levels.map(() => 'inf')],
  };
}

/** JSON has no infinities. */
function finite(value: number): number | 'inf' | '-inf' {
  if (value === Infinity) return 'inf';
  return value === -Infinity ? '-inf' : value;
}
