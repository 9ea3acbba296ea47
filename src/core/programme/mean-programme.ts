import { arcsByOrigin } from './graph.ts';
import { nodeUnder } from './noise.ts';
import { refuseUnevenProbabilities } from './probabilities.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Arc, Column, Entry, Programme, ProgrammeNode, Row, StateUpdate } from './programme.ts';
import { pathTo, type UnrolledNode } from './unroll.ts';

/** A node and its weight in a mean. */
interface Weighted {
  readonly node: ProgrammeNode;
  readonly probability: number;
}

/** What leads from one stage of a path to the next. */
interface Stage {
  readonly nodes: readonly Weighted[];
  /** of the arcs that lead here; 1 at the first */
  readonly discount: number;
}

/**
 * The expected-value programme from a node on: a single path whose node at each stage is the mean, weighted by the
 * probability given `fromNode`, of the coefficients, bounds, updates and objective of the nodes there and of their
 * noise. Integer columns stay integer.
 *
 * @param initialStates [state] states on entering `fromNode`; left out, the programme's own
 * @throws ProgrammeError when nodes of one stage differ in columns, rows, integrality or in which bounds are infinite,
 *   when arcs between two stages differ in their discounts, when some path skips a stage, or where probabilities used
 *   as given do not sum to 1
 */
export function meanProgramme(programme: Programme, fromNode: number, initialStates?: readonly number[]): Programme {
  refuseUnevenProbabilities(programme, 'a mean programme');
  const stages = stagesFrom(programme, fromNode);
  const path = stages.map(({ nodes, discount }) => ({ node: meanNode(nodes), discount }));
  return linearProgramme(programme, path, initialStates);
}

/** The deterministic programme along the one path that ends at `leaf`, a tree node of `unroll(programme)`. */
export function pathProgramme(programme: Programme, tree: readonly UnrolledNode[], leaf: number): Programme {
  const path = pathTo(tree, leaf).map((treeNode) => {
    const { origin, arc } = tree[treeNode]!;
    return { node: programme.nodes[origin]!, discount: arc?.discount ?? 1 };
  });
  return linearProgramme(programme, path);
}

function linearProgramme(
  programme: Programme,
  path: readonly { readonly node: ProgrammeNode; readonly discount: number }[],
  initialStates?: readonly number[],
): Programme {
  const states = programme.states.map((state, index) => ({
    ...state,
    initial: initialStates?.[index] ?? state.initial,
  }));
  const arcs = path.slice(1).map(({ discount }, index) => ({
    from: index,
    to: index + 1,
    probability: 1,
    ...(discount === 1 ? {} : { discount }),
  }));
  return { ...programme, states, nodes: path.map(({ node }) => node), arcs };
}

/** Nodes reachable from `fromNode` with their conditional probabilities, by stage ascending. */
function stagesFrom(programme: Programme, fromNode: number): readonly Stage[] {
  const arcsFrom = arcsByOrigin(programme);
  const stages: Stage[] = [];
  let front = new Map([[fromNode, 1]]);
  let discount = 1;
  while (front.size > 0) {
    const nodes = [...front].map(([node, probability]) => ({
      node: meanOfNoise(programme.nodes[node]!),
      probability,
    }));
    stages.push({ nodes, discount });
    const arcs = [...front.keys()].flatMap((node) => arcsFrom[node]!);
    discount = discountOf(programme, arcs);
    const next = new Map<number, number>();
    for (const arc of arcs) next.set(arc.to, (next.get(arc.to) ?? 0) + front.get(arc.from)! * arc.probability);
    front = next;
    if (stages.length > programme.nodes.length) throw new ProgrammeError('the policy graph has a cycle');
  }
  for (const { nodes } of stages) refuseBrokenStage(nodes);
  return stages;
}

function refuseBrokenStage(nodes: readonly Weighted[]): void {
  const { stage } = nodes[0]!.node;
  const reached = nodes.reduce((sum, { probability }) => sum + probability, 0);
  if (Math.abs(reached - 1) <= 1e-9 && nodes.every(({ node }) => node.stage === stage)) return;
  throw new ProgrammeError(`some path ends before or skips stage ${stage}: no mean path exists`);
}

/** The one discount of arcs between two stages. */
function discountOf(programme: Programme, arcs: readonly Arc[]): number {
  const discounts = new Set(arcs.map((arc) => arc.discount ?? 1));
  if (discounts.size <= 1) return arcs[0]?.discount ?? 1;
  const from = programme.nodes[arcs[0]!.from]!;
  throw new ProgrammeError(
    `arcs after stage ${from.stage} have discounts ${[...discounts].join(', ')}: no mean path exists`,
  );
}

/** Each source of noise replaced by its mean, one after the other: independent sources have no joint mean to lose. */
function meanOfNoise(node: ProgrammeNode): ProgrammeNode {
  const { noise = [], ...certain } = node;
  const mean = noise.reduce<ProgrammeNode>(
    (before, group) =>
      meanNode(
        group.flatMap((outcome) =>
          outcome.probability > 0 ? [{ node: nodeUnder(before, outcome), probability: outcome.probability }] : [],
        ),
      ),
    certain,
  );
  return { ...mean, name: node.name };
}

function meanNode(stage: readonly Weighted[]): ProgrammeNode {
  const first = stage[0]!.node;
  if (stage.length === 1) return first;
  for (const { node } of stage) {
    if (node.columns.length === first.columns.length && node.rows.length === first.rows.length) continue;
    throw new ProgrammeError(`nodes "${first.name}" and "${node.name}" of one stage differ in columns or rows`);
  }
  const mean = (pick: (node: ProgrammeNode) => readonly Entry[]): readonly Entry[] =>
    meanEntries(stage.map(({ node, probability }) => ({ entries: pick(node), probability })));
  return {
    name: `mean of stage ${first.stage}`,
    stage: first.stage,
    columns: first.columns.map((_, index) => meanColumn(stage, index)),
    rows: first.rows.map((row, index): Row => ({
      name: row.name,
      ...meanBounds(
        stage.map(({ node, probability }) => ({ bounds: node.rows[index]!, probability })),
        row.name,
      ),
      columns: mean((node) => node.rows[index]!.columns),
      states: mean((node) => node.rows[index]!.states),
    })),
    updates: meanUpdates(stage),
    objectiveConstant: stage.reduce((sum, { node, probability }) => sum + probability * node.objectiveConstant, 0),
    objectiveColumns: mean((node) => node.objectiveColumns),
    objectiveStates: mean((node) => node.objectiveStates),
  };
}

function meanColumn(stage: readonly Weighted[], index: number): Column {
  const first = stage[0]!.node.columns[index]!;
  for (const { node } of stage) {
    const column = node.columns[index]!;
    if (column.isInteger === first.isInteger && column.isCommitment === first.isCommitment) continue;
    throw new ProgrammeError(`column "${first.name}" is not of one kind throughout stage ${node.stage}`);
  }
  const bounds = stage.map(({ node, probability }) => ({ bounds: node.columns[index]!, probability }));
  return { ...first, ...meanBounds(bounds, first.name) };
}

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

function meanBounds(parts: readonly { readonly bounds: Bounds; readonly probability: number }[], name: string): Bounds {
  const mean = (side: 'lower' | 'upper'): number => {
    const infinite = parts.filter(({ bounds }) => !Number.isFinite(bounds[side]));
    if (infinite.length === 0) return parts.reduce((sum, part) => sum + part.probability * part.bounds[side], 0);
    if (infinite.length === parts.length) return infinite[0]!.bounds[side];
    throw new ProgrammeError(`the ${side} bound of "${name}" is infinite at some nodes of a stage and not at others`);
  };
  return { lower: mean('lower'), upper: mean('upper') };
}

/** Sum of probability x value by index and parameter, ascending in both. */
function meanEntries(parts: readonly { readonly entries: readonly Entry[]; readonly probability: number }[]): Entry[] {
  const sums = new Map<string, Entry>();
  for (const { entries, probability } of parts) {
    for (const entry of entries) {
      const key = `${entry.index}/${entry.parameter ?? -1}`;
      const value = (sums.get(key)?.value ?? 0) + probability * entry.value;
      sums.set(key, { ...entry, value });
    }
  }
  return [...sums.values()].toSorted((a, b) => a.index - b.index || (a.parameter ?? -1) - (b.parameter ?? -1));
}

/** A node that leaves a state alone carries it: its update counts as the identity. */
function meanUpdates(stage: readonly Weighted[]): readonly StateUpdate[] {
  const states = [...new Set(stage.flatMap(({ node }) => node.updates.map((update) => update.state)))];
  return states
    .toSorted((a, b) => a - b)
    .map((state) => {
      const identity: StateUpdate = { state, constant: 0, columns: [], states: [{ index: state, value: 1 }] };
      const parts = stage.map(({ node, probability }) => ({
        update: node.updates.find((update) => update.state === state) ?? identity,
        probability,
      }));
      return {
        state,
        constant: parts.reduce((sum, { update, probability }) => sum + probability * update.constant, 0),
        columns: meanEntries(parts.map(({ update, probability }) => ({ entries: update.columns, probability }))),
        states: meanEntries(parts.map(({ update, probability }) => ({ entries: update.states, probability }))),
      };
    });
}
