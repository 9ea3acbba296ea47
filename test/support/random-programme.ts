/** Small random programmes on layered graphs, feasible and bounded whatever is decided, with noise and discounts. */
import fc from 'fast-check';

import {
  nodeBuilder,
  nodeUnder,
  outcomesOf,
  streamFor,
  type Arc,
  type NoiseGroup,
  type NoiseOutcome,
  type Programme,
  type ProgrammeNode,
} from '../../src/core/index.ts';

export interface RandomProgrammeOptions {
  /** stages; default 2 or 3 */
  readonly stages?: number;
  readonly hasRootNoise?: boolean;
  readonly hasDiscounts?: boolean;
  readonly hasIntegers?: boolean;
}

/** Draws in [0, 1), one after the other. */
type Draw = () => number;

const COLUMNS = ['make', 'buy'];
const STATES = ['stock', 'debt'];

/** Programmes of up to three stages of up to two nodes each, two states, recourse by slack columns. */
export function randomProgramme(options: RandomProgrammeOptions = {}): fc.Arbitrary<Programme> {
  return fc.integer({ min: 0, max: 1_000_000 }).map((seed) => programmeFrom(seed, options));
}

export function programmeFrom(seed: number, options: RandomProgrammeOptions): Programme {
  const stream = streamFor(seed, 'random-programme');
  let step = 0;
  const draw: Draw = () => stream.uniformAt(0, step++);
  const stages = options.stages ?? 2 + Math.floor(2 * draw());
  const nodes: ProgrammeNode[] = [];
  const arcs: Arc[] = [];
  let before: number[] = [];
  for (let stage = 0; stage < stages; stage++) {
    const width = stage === 0 ? 1 : 1 + Math.floor(2 * draw());
    const isNoisy = stage > 0 || options.hasRootNoise === true;
    const layer = Array.from({ length: width }, (_, index) =>
      nodes.push(nodeFrom(draw, { name: `n${stage}.${index}`, stage, isNoisy, ...options })),
    ).map((count) => count - 1);
    for (const from of before) {
      const discount = options.hasDiscounts === true ? 0.5 + draw() / 2 : 1;
      const shares = probabilities(draw, width);
      layer.forEach((to, index) => arcs.push({ from, to, probability: shares[index]!, discount }));
    }
    before = layer;
  }
  return {
    sense: draw() < 0.5 ? 'minimise' : 'maximise',
    states: STATES.map((name, index) => ({ name, initial: index + draw(), isCarried: draw() < 0.3 })),
    parameterNames: ['price'],
    parameters: [1 + draw()],
    nodes,
    arcs,
  };
}

function probabilities(draw: Draw, count: number): readonly number[] {
  const shares = Array.from({ length: count }, () => 0.1 + draw());
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

interface NodePlace {
  readonly name: string;
  readonly stage: number;
  readonly isNoisy: boolean;
  readonly hasIntegers?: boolean;
}

function nodeFrom(draw: Draw, { name, stage, isNoisy, hasIntegers = false }: NodePlace): ProgrammeNode {
  const node = nodeBuilder(name, stage);
  const signed = (size: number) => size * (2 * draw() - 1);
  const columns = COLUMNS.map((column) => node.addColumn(column, { upper: 1 + 3 * draw(), isInteger: hasIntegers }));
  const slacks = ['over', 'under'].map((column) => node.addColumn(column, { upper: 100 }));
  columns.forEach((column) => node.objectiveColumn(column, signed(2)));
  node.objectiveColumn(columns[0]!, signed(1), 0);
  node.objectiveState(0, signed(1));
  node.objectiveConstant(signed(1));
  const lower = signed(3);
  node.addRow('balance', {
    lower,
    upper: lower + 2 * draw(),
    columns: [
      [columns[0]!, signed(2)],
      [columns[1]!, signed(2)],
      [slacks[0]!, 1],
      [slacks[1]!, -1],
    ],
    states: [
      [0, signed(1)],
      [1, signed(1)],
    ],
  });
  node.addRow('pair', { upper: 3, columns: columns.map((column) => [column, 1]) });
  node.update(0, { constant: signed(1), columns: [[columns[1]!, draw()]], states: [[0, draw()]] });
  if (draw() < 0.5) node.update(1, { columns: [[slacks[0]!, draw()]], states: [[1, 1]] });
  const groups = isNoisy ? Math.floor(3 * draw()) : 0;
  for (let group = 0; group < groups; group++) node.addNoise(groupFrom(draw, columns));
  return node.build();
}

/** A source of noise that names one or two kinds of data; sources of a node may name the same. */
function groupFrom(draw: Draw, columns: readonly number[]): NoiseGroup {
  const count = 1 + Math.floor(2 * draw());
  const kinds = [Math.floor(7 * draw()), Math.floor(7 * draw())];
  return probabilities(draw, count).map((probability) => ({
    probability,
    ...kinds.map((kind) => changeFrom(draw, kind, columns[1]!)).reduce((all, change) => ({ ...all, ...change })),
  }));
}

function changeFrom(draw: Draw, kind: number, column: number): Omit<NoiseOutcome, 'probability'> {
  const value = 2 * draw() - 1;
  const changes: readonly Omit<NoiseOutcome, 'probability'>[] = [
    { rowBounds: [{ row: 0, lower: value, upper: value + draw() }] },
    { columnBounds: [{ column, lower: 0, upper: 1 + draw() }] },
    { rowColumns: [{ row: 0, index: column, value }] },
    {
      rowStates: [
        { row: 0, index: 1, value },
        { row: 1, index: 0, value: 0.01 * value },
      ],
    },
    { objectiveConstant: value },
    { objectiveColumns: [{ index: column, value }], objectiveStates: [{ index: 1, value }] },
    { updates: [{ state: 1, constant: value, columns: [{ index: column, value: 1 }], states: [] }] },
  ];
  return changes[kind]!;
}

/** The tree of histories with a node of its own for each, discounts inside the objectives: neither noise nor arcs' data. */
export function explicitTree(programme: Programme): Programme {
  const nodes: ProgrammeNode[] = [];
  const arcs: Arc[] = [];
  const scaled = (node: ProgrammeNode, factor: number): ProgrammeNode => ({
    ...node,
    name: `${node.name} (${nodes.length})`,
    objectiveConstant: factor * node.objectiveConstant,
    objectiveColumns: node.objectiveColumns.map((entry) => ({ ...entry, value: factor * entry.value })),
    objectiveStates: node.objectiveStates.map((entry) => ({ ...entry, value: factor * entry.value })),
  });
  const grow = (index: number, parent: number, reached: { probability: number; factor: number }): void => {
    const node = programme.nodes[index]!;
    for (const outcome of outcomesOf(node)) {
      const at = nodes.push(scaled(nodeUnder(node, outcome), reached.factor)) - 1;
      arcs.push({ from: parent, to: at, probability: reached.probability * outcome.probability });
      for (const { from, to, probability, discount = 1 } of programme.arcs) {
        if (from === index) grow(to, at, { probability, factor: reached.factor * discount });
      }
    }
  };
  nodes.push({
    name: 'front',
    stage: -1,
    columns: [],
    rows: [],
    updates: [],
    objectiveConstant: 0,
    objectiveColumns: [],
    objectiveStates: [],
  });
  grow(0, 0, { probability: 1, factor: 1 });
  return { ...programme, nodes, arcs };
}
