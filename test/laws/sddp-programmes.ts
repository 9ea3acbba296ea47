/** Random multistage programmes for the laws of decomposition, and their noise written out as nodes. */
import fc from 'fast-check';

import {
  nodeUnder,
  outcomesOf,
  type Arc,
  type Entry,
  type NoiseOutcome,
  type Programme,
  type ProgrammeNode,
} from '../../src/core/index.ts';

/** Small whole numbers from a seed: programmes are built from many, which fast-check would draw one by one. */
function drawsFrom(seed: number): (least: number, most: number) => number {
  let state = seed >>> 0;
  return (least, most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return least + Math.floor((state / 4294967296) * (most - least + 1));
  };
}

export interface RandomShape {
  readonly seed: number;
  readonly sense: 'maximise' | 'minimise';
  readonly stages: number;
  readonly isCarried: boolean;
  /** without complete recourse: some decisions leave a later stage infeasible */
  readonly hasHardRows: boolean;
  /** one node a stage with arcs between all of them, instead of a tree */
  readonly isMarkov: boolean;
}

export const randomShape: fc.Arbitrary<RandomShape> = fc.record({
  seed: fc.integer({ min: 0, max: 1e9 }),
  sense: fc.constantFrom('maximise', 'minimise'),
  stages: fc.integer({ min: 2, max: 4 }),
  isCarried: fc.boolean(),
  hasHardRows: fc.boolean(),
  isMarkov: fc.boolean(),
});

type Draw = (least: number, most: number) => number;

/**
 * A stock problem in random numbers: buy, sell, short and spill two goods whose stocks are states, pay for stock, and
 * see supply, price, decay and yield as noise.
 */
export function randomProgramme(shape: RandomShape): Programme {
  const draw = drawsFrom(shape.seed);
  const nodes: ProgrammeNode[] = [randomNode(draw, shape, 0)];
  const arcs: Arc[] = [];
  let before = [0];
  for (let stage = 1; stage < shape.stages; stage++) {
    const next: number[] = [];
    const width = draw(1, 2);
    if (shape.isMarkov) {
      for (let index = 0; index < width; index++) next.push(nodes.push(randomNode(draw, shape, stage)) - 1);
      for (const from of before) addArcs(arcs, from, next, draw);
    } else {
      for (const from of before) {
        const own = Array.from({ length: width }, () => nodes.push(randomNode(draw, shape, stage)) - 1);
        addArcs(arcs, from, own, draw);
        next.push(...own);
      }
    }
    before = next;
  }
  const states = ['stock a', 'stock b', 'cash'].map((name, index) => ({
    name,
    initial: draw(0, 4),
    isCarried: shape.isCarried && index !== 1,
  }));
  return { sense: shape.sense, states, parameterNames: [], parameters: [], nodes, arcs };
}

function addArcs(arcs: Arc[], from: number, to: readonly number[], draw: Draw): void {
  const shares = to.map(() => draw(1, 5));
  const total = shares.reduce((sum, share) => sum + share, 0);
  to.forEach((node, index) => arcs.push({ from, to: node, probability: shares[index]! / total }));
}

function randomNode(draw: Draw, shape: RandomShape, stage: number): ProgrammeNode {
  const cost = shape.sense === 'minimise' ? 1 : -1;
  const column = (name: string, upper: number) => ({ name, lower: 0, upper, isInteger: false, isCommitment: false });
  const columns = [
    column('buy a', draw(2, 6)),
    column('buy b', draw(2, 6)),
    column('serve', 20),
    column('short', shape.hasHardRows ? draw(2, 5) : 50),
  ];
  const demand = draw(0, 8);
  const price = draw(4, 9);
  const kept = (state: number, ...columnTerms: Entry[]) => ({
    state,
    constant: draw(0, 2) / 4,
    columns: columnTerms,
    states: [{ index: state, value: draw(2, 4) / 4 }],
  });
  const node: ProgrammeNode = {
    name: `stage ${stage}`,
    stage,
    columns,
    rows: [
      {
        name: 'demand',
        lower: demand,
        upper: Infinity,
        columns: [
          { index: 2, value: 1 },
          { index: 3, value: 1 },
        ],
        states: [],
      },
      {
        name: 'supply',
        lower: -Infinity,
        upper: draw(0, 3),
        columns: [{ index: 2, value: 1 }],
        states: [
          { index: 0, value: -1 },
          { index: 1, value: -draw(1, 4) / 4 },
        ],
      },
      // Stock beyond a limit may not enter: this is what a decision before can violate.
      {
        name: 'room',
        lower: -Infinity,
        upper: shape.hasHardRows && stage > 0 ? draw(5, 9) : 100,
        columns: [],
        states: [
          { index: 0, value: 1 },
          { index: 1, value: 1 },
        ],
      },
    ],
    updates: [
      kept(0, { index: 0, value: 1 }, { index: 2, value: -draw(0, 2) / 8 }),
      kept(1, { index: 1, value: draw(2, 6) / 4 }),
      {
        state: 2,
        constant: 1,
        columns: [{ index: 3, value: draw(0, 2) / 2 }],
        states: [
          { index: 2, value: 1 },
          { index: 0, value: 0.25 },
        ],
      },
    ],
    objectiveConstant: draw(-3, 3),
    objectiveColumns: [
      { index: 0, value: cost * draw(1, 4) },
      { index: 1, value: cost * draw(1, 4) },
      { index: 2, value: -cost * price },
      { index: 3, value: cost * draw(1, 12) },
    ],
    objectiveStates: [
      { index: 0, value: (cost * draw(0, 2)) / 4 },
      { index: 2, value: (cost * draw(-2, 2)) / 8 },
    ],
  };
  const isNoisy = stage > 0 && draw(0, 3) > 0;
  return isNoisy ? { ...node, noise: randomNoise(draw, node, cost) } : node;
}

function randomNoise(draw: Draw, node: ProgrammeNode, cost: number): readonly (readonly NoiseOutcome[])[] {
  const kinds: readonly (() => Omit<NoiseOutcome, 'probability'>)[] = [
    () => ({ rowBounds: [{ row: 0, lower: draw(0, 8), upper: Infinity }] }),
    () => ({ columnBounds: [{ column: 0, lower: 0, upper: draw(0, 6) }], objectiveConstant: draw(-2, 2) }),
    () => ({
      objectiveColumns: [{ index: 2, value: -cost * draw(3, 9) }],
      objectiveStates: [{ index: 0, value: cost * draw(0, 2) }],
    }),
    () => ({
      rowStates: [{ row: 1, index: 0, value: -draw(1, 5) / 4 }],
      rowColumns: [{ row: 1, index: 3, value: draw(0, 1) }],
    }),
    () => ({
      updates: [
        {
          ...node.updates[0]!,
          constant: draw(0, 2),
          states: [
            { index: 0, value: draw(0, 3) / 3 },
            { index: 1, value: 0.125 },
          ],
        },
      ],
    }),
    () => ({ updates: [{ ...node.updates[1]!, columns: [{ index: 1, value: draw(1, 4) / 2 }] }] }),
  ];
  const group = (): readonly NoiseOutcome[] => {
    const kind = kinds[draw(0, kinds.length - 1)]!;
    const shares = Array.from({ length: draw(1, 3) }, () => draw(1, 4));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => ({ probability: share / total, ...kind() }));
  };
  return Array.from({ length: draw(1, 2) }, group);
}

/** The same programme with every (node, outcome) as a node of its own. */
export function noiseAsNodes(programme: Programme): Programme {
  const nodes: ProgrammeNode[] = [];
  const first: number[] = [];
  const shares: number[][] = [];
  for (const node of programme.nodes) {
    const outcomes = outcomesOf(node);
    first.push(nodes.length);
    shares.push(outcomes.map(({ probability }) => probability));
    nodes.push(...outcomes.map((outcome) => nodeUnder(node, outcome)));
  }
  const arcs = programme.arcs.flatMap((arc) =>
    shares[arc.from]!.flatMap((_, from) =>
      shares[arc.to]!.map((share, to) => ({
        ...arc,
        from: first[arc.from]! + from,
        to: first[arc.to]! + to,
        probability: arc.probability * share,
      })),
    ),
  );
  return { ...programme, nodes, arcs };
}
