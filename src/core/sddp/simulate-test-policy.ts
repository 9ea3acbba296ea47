/** For tests: a small programme, and policies of it. */
import { nodeBuilder, type Arc, type Programme, type ProgrammeNode } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import type { Cut } from './cut.ts';
import { createNodePool } from './node-models.ts';
import type { NodePool } from './node-pool.ts';
import type { Policy } from './policy.ts';
import { trainPolicy } from './train-policy.ts';

export interface StockCase {
  readonly sense: 'maximise' | 'minimise';
  /** dates after the root, >= 1 */
  readonly dates: number;
  /** [Markov state] demand there, and its multiples under the outcomes of its noise */
  readonly demands: readonly number[];
  readonly multiples: readonly number[];
  readonly lot: number;
  readonly isInteger: boolean;
  readonly discount: number;
  readonly stay: number;
}

/**
 * Stock bought in lots one date ahead, or two for less, and sold against a Markov demand with noise, the noise of the
 * multiples also spoiling what is kept. States: the stock, what comes at the next date and at the one after, and how
 * many lots may still be ordered, which only the root and even dates count down.
 */
export function stockProgramme(stock: StockCase): Programme {
  const sign = stock.sense === 'maximise' ? 1 : -1;
  const nodes: ProgrammeNode[] = [rootNode(stock, sign)];
  const arcs: Arc[] = [];
  const nodeAt = (date: number, market: number): number => 1 + (date - 1) * stock.demands.length + market;
  for (let date = 1; date <= stock.dates; date++) {
    stock.demands.forEach((demand, market) => {
      nodes.push(dateNode(stock, { date, market, demand, sign }));
      const before = date === 1 ? [0] : stock.demands.map((_, other) => nodeAt(date - 1, other));
      before.forEach((from, other) => {
        const count = stock.demands.length;
        const moved = count === 1 ? 1 : other === market ? stock.stay : (1 - stock.stay) / (count - 1);
        const probability = date === 1 ? 1 / count : moved;
        arcs.push({ from, to: nodeAt(date, market), probability, discount: stock.discount });
      });
    });
  }
  const states = [
    { name: 'stock', initial: 1, isCarried: false },
    { name: 'next', initial: 0, isCarried: true },
    { name: 'after next', initial: 0.5, isCarried: false },
    { name: 'allowance', initial: 5, isCarried: false },
  ];
  return { sense: stock.sense, states, parameterNames: [], parameters: [], nodes, arcs };
}

function rootNode({ lot, isInteger }: StockCase, sign: 1 | -1): ProgrammeNode {
  const root = nodeBuilder('root', 0);
  const lots = root.addColumn('lots', { upper: 4, isInteger, isCommitment: true, objective: -sign * 2 * lot });
  root.update(1, { columns: [[lots, lot]], states: [[2, 1]] });
  root.update(2, {});
  root.update(3, { columns: [[lots, -1]], states: [[3, 1]], constant: 0.5 });
  return root.build();
}

function dateNode(
  stock: StockCase,
  at: { readonly date: number; readonly market: number; readonly demand: number; readonly sign: 1 | -1 },
): ProgrammeNode {
  const { date, market, demand, sign } = at;
  const node = nodeBuilder(`date ${date} market ${market}`, date);
  const lots = node.addColumn('lots', { upper: 3, isInteger: stock.isInteger, objective: -sign * 2.2 * stock.lot });
  const sold = node.addColumn('sold', { objective: sign * 4 });
  const short = node.addColumn('short', { objective: -sign * 3 });
  const kept = node.addColumn('kept', { objective: -sign * 0.3 });
  const early = node.addColumn('early lots', {
    upper: 2,
    isInteger: stock.isInteger,
    objective: -sign * 1.9 * stock.lot,
  });
  node.addRow('demand', {
    lower: demand,
    upper: demand,
    columns: [
      [sold, 1],
      [short, 1],
    ],
  });
  node.addRow('balance', {
    lower: 0,
    upper: 0,
    columns: [
      [sold, 1],
      [kept, 1],
    ],
    states: [
      [0, -1],
      [1, -1],
    ],
  });
  node.update(0, { columns: [[kept, 1]] });
  node.addRow('allowed', {
    upper: 0,
    columns: [
      [lots, 1],
      [early, 1],
    ],
    states: [[3, -1]],
  });
  node.update(1, { columns: [[lots, stock.lot]], states: [[2, 1]] });
  node.update(2, { columns: [[early, stock.lot]] });
  if (date % 2 === 0)
    node.update(3, {
      columns: [
        [lots, -1],
        [early, -1],
      ],
      states: [[3, 1]],
      constant: 0.5,
    });
  return withSpoiling(node.build(), { multiples: stock.multiples, demand, kept });
}

function withSpoiling(
  node: ProgrammeNode,
  spoiling: { readonly multiples: readonly number[]; readonly demand: number; readonly kept: number },
): ProgrammeNode {
  const { multiples, demand, kept } = spoiling;
  const probability = 1 / multiples.length;
  const noise = multiples.map((multiple) => ({
    probability,
    rowBounds: [{ row: 0, lower: demand * multiple, upper: demand * multiple }],
    updates: [{ state: 0, constant: 0, columns: [{ index: kept, value: 1 - 0.1 * multiple }], states: [] }],
  }));
  return { ...node, ...(multiples.length > 0 ? { noise: [noise] } : {}) };
}

/** A pool in this thread that holds these cuts. @param cuts [node] */
export async function poolWith(
  programme: Programme,
  solver: Solver,
  cuts: readonly (readonly Cut[])[],
): Promise<NodePool> {
  const pool = createNodePool(programme, solver);
  await pool.addCuts(cuts.map((own, node) => ({ node, cuts: own, feasibilityCuts: [] })));
  return pool;
}

/** Cuts that say no more than that values stay below or above a large number. */
export function looseCuts(programme: Programme, size: number): readonly (readonly Cut[])[] {
  const intercept = programme.sense === 'minimise' ? -size : size;
  const isLeft = new Set(programme.arcs.map(({ from }) => from));
  return programme.nodes.map((_, node) =>
    isLeft.has(node) ? [{ intercept, slope: new Float64Array(programme.states.length) }] : [],
  );
}

/** The policy after some iterations of training. */
export async function trainedPolicy(programme: Programme, solver: Solver, iterations: number): Promise<Policy> {
  const pool = createNodePool(programme, solver);
  const { policy } = await trainPolicy(programme, { pool, iterations, seed: 1 });
  await pool.close();
  return policy;
}

/** A policy that knows only that values stay below or above a large number. */
export function untrainedPolicy(programme: Programme, size: number): Policy {
  const cuts = looseCuts(programme, size);
  return { programme, risk: { kind: 'expectation' }, cuts, feasibilityCuts: cuts.map(() => []), bound: NaN };
}
