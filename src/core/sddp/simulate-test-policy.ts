/** For tests: small programmes, and a plain pool that solves node LPs from cold. */
import { extensiveForm, nodeBuilder, type Arc, type Programme, type ProgrammeNode } from '../programme/index.ts';
import { optimise, type Solver } from '../solve/index.ts';
import type { Cut } from './cut.ts';
import { headProgramme } from './head-programme.ts';
import { leavingState, stageObjectiveOf } from './head-rows.ts';
import { followingOf, meanOfFollowing } from './martingale.ts';
import type { NodeAnswer, NodePool, NodeTask } from './node-pool.ts';
import type { Policy } from './policy.ts';

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
 * Stock bought in lots one date ahead and sold against a Markov demand with noise, the noise of the multiples also
 * spoiling what is kept. Two states: the stock, and what is on order.
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
    { name: 'on order', initial: 0, isCarried: true },
  ];
  return { sense: stock.sense, states, parameterNames: [], parameters: [], nodes, arcs };
}

function rootNode({ lot, isInteger }: StockCase, sign: 1 | -1): ProgrammeNode {
  const root = nodeBuilder('root', 0);
  const lots = root.addColumn('lots', { upper: 4, isInteger, isCommitment: true, objective: -sign * 2 * lot });
  root.update(1, { columns: [[lots, lot]] });
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
  node.update(1, { columns: [[lots, stock.lot]] });
  const probability = 1 / stock.multiples.length;
  const noise = stock.multiples.map((multiple) => ({
    probability,
    rowBounds: [{ row: 0, lower: demand * multiple, upper: demand * multiple }],
    updates: [{ state: 0, constant: 0, columns: [{ index: kept, value: 1 - 0.1 * multiple }], states: [] }],
  }));
  return { ...node.build(), ...(stock.multiples.length > 0 ? { noise: [noise] } : {}) };
}

/** Solves tasks one after the other from cold, each certified. */
export function coldPool(programme: Programme, solver: Solver, start: readonly (readonly Cut[])[]): NodePool {
  const cuts = start.map((own) => own.slice());
  const policy = (): Policy => ({
    programme,
    risk: { kind: 'expectation' },
    cuts,
    feasibilityCuts: cuts.map(() => []),
    bound: NaN,
  });
  return {
    solve: async (tasks) => tasks.map((task) => solveCold(policy(), task, solver)),
    addCuts: async (added) => {
      for (const { node, cuts: own } of added) cuts[node]!.push(...own);
    },
    close: async () => undefined,
  };
}

function solveCold(policy: Policy, task: NodeTask, solver: Solver): NodeAnswer {
  const { programme } = headProgramme(policy, { stages: 1, from: task });
  const form = extensiveForm(programme);
  const { status, objective, rowDuals, columnValues } = optimise(form.model, solver, { relax: true });
  const empty = new Float64Array(0);
  if (status !== 'optimal') {
    const nothing = { value: NaN, slope: empty, stageObjective: NaN, columnValues: empty, nextState: empty };
    return { status: 'infeasible', ...nothing, feasibilityCut: null, isProper: true };
  }
  const node = programme.nodes[0]!;
  const slope = new Float64Array(programme.states.length);
  for (const { index, value } of node.objectiveStates) slope[index]! += value;
  node.rows.forEach((row, index) => {
    for (const entry of row.states) slope[entry.index]! -= rowDuals[index]! * entry.value;
  });
  const ownCount = policy.programme.nodes[task.node]!.columns.length;
  const own = columnValues.slice(0, ownCount);
  const point = { state: task.state, columnValues: own, parameters: [] };
  const objectiveColumns = node.objectiveColumns.filter(({ index }) => index < ownCount);
  return {
    status,
    value: objective,
    slope,
    stageObjective: stageObjectiveOf({ ...node, objectiveColumns }, point),
    columnValues: own,
    nextState: leavingState(node, point),
    feasibilityCut: null,
    isProper: true,
  };
}

/** Cuts that say no more than that values stay below or above a large number. */
export function looseCuts(programme: Programme, size: number): readonly (readonly Cut[])[] {
  const intercept = programme.sense === 'minimise' ? -size : size;
  const isLeft = new Set(programme.arcs.map(({ from }) => from));
  return programme.nodes.map((_, node) =>
    isLeft.has(node) ? [{ intercept, slope: new Float64Array(programme.states.length) }] : [],
  );
}

/**
 * Nested Benders in its plainest form: `rounds` times, forward along every history of the LP policy, cuts at every
 * state met, last dates first.
 */
export async function trainCold(programme: Programme, solver: Solver, rounds: number): Promise<Policy> {
  const cuts = looseCuts(programme, 1e4).map((own) => own.slice());
  const pool = coldPool(programme, solver, cuts);
  const following = followingOf(programme);
  const initial = Float64Array.from(programme.states, (state) => state.initial);
  let bound = NaN;
  for (let round = 0; round < rounds; round++) {
    let front: NodeTask[] = [{ node: 0, outcome: 0, state: initial }];
    const met: { node: number; state: Float64Array }[] = [];
    while (front.length > 0) {
      const answers = await pool.solve(front);
      if (front[0]!.node === 0) bound = answers[0]!.value;
      const next = new Map<string, NodeTask>();
      front.forEach(({ node }, index) => {
        const state = answers[index]!.nextState;
        const { nodes, outcomes } = following(node);
        if (nodes.length > 0) met.push({ node, state });
        nodes.forEach((to, pair) =>
          next.set(`${to}/${outcomes[pair]}/${state.join()}`, { node: to, outcome: outcomes[pair]!, state }),
        );
      });
      front = [...next.values()];
    }
    for (const { node, state } of met.toReversed()) {
      const follow = following(node);
      const tasks = Array.from(follow.nodes, (to, pair) => ({ node: to, outcome: follow.outcomes[pair]!, state }));
      const answers = await pool.solve(tasks);
      const value = meanOfFollowing(
        follow,
        answers.map((answer) => answer.value),
      );
      const slope = state.map((_, index) =>
        meanOfFollowing(
          follow,
          answers.map((answer) => answer.slope[index]!),
        ),
      );
      const cut = { intercept: value - slope.reduce((sum, part, index) => sum + part * state[index]!, 0), slope };
      cuts[node]!.push(cut);
      await pool.addCuts([{ node, cuts: [cut], feasibilityCuts: [] }]);
    }
  }
  return { programme, risk: { kind: 'expectation' }, cuts, feasibilityCuts: cuts.map(() => []), bound };
}
