/** Laws of splitting a leaf into its parts, and of counting a form before it is built. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  nestedRiskForm,
  nodeBuilder,
  optimise,
  outcomeCount,
  sizeOf,
  splitSeparable,
  validateProgramme,
  type NoiseOutcome,
  type Programme,
  type Solver,
} from '../../src/core/index.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});
import { randomProgramme } from '../support/random-programme.ts';

interface Market {
  /** demand in tenths, two outcomes; the same source may move the price of another market */
  readonly demands: readonly [number, number];
  readonly share: number;
  readonly price: number;
  readonly priceOf: number;
  readonly change: 'rowBounds' | 'columnBounds' | 'rowColumns' | 'rowStates' | 'objectiveColumns' | 'objectiveStates';
  /** the market's sales count in the row of the next market too */
  readonly isLinked: boolean;
}

const market: fc.Arbitrary<Market> = fc.record({
  demands: fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })),
  share: fc.integer({ min: 1, max: 9 }),
  price: fc.integer({ min: 5, max: 40 }),
  priceOf: fc.nat({ max: 9 }),
  change: fc.constantFrom(
    'rowBounds',
    'columnBounds',
    'rowColumns',
    'rowStates',
    'objectiveColumns',
    'objectiveStates',
  ),
  isLinked: fc.boolean(),
});

/** Capacity bought now serves markets that share nothing but it, unless a link or a source joins them. */
function programmeOf(markets: readonly Market[], sums: number): Programme {
  const root = nodeBuilder('buy', 0);
  markets.forEach((_, index) => {
    root.update(index, { columns: [[root.addColumn(`capacity ${index}`, { upper: 5, objective: -1 }), 1]] });
  });
  const leaf = nodeBuilder('serve', 1);
  leaf.objectiveConstant(0.25);
  leaf.objectiveState(0, 0.1);
  const sold = markets.map(({ price }, index) => leaf.addColumn(`sold ${index}`, { upper: 10, objective: price / 10 }));
  markets.forEach(({ isLinked }, index) => {
    const next = isLinked && index + 1 < sold.length ? [[sold[index + 1]!, 0.5] as const] : [];
    leaf.addRow(`capacity ${index}`, { upper: 0, columns: [[sold[index]!, 1]], states: [[index, -1]] });
    leaf.addRow(`demand ${index}`, { upper: 2, columns: [[sold[index]!, 1], ...next] });
  });
  markets.forEach((each, index) => {
    leaf.addNoise(
      each.demands.map((demand, k) => ({
        probability: (sums * (k === 0 ? each.share : 10 - each.share)) / 10,
        ...changeOf(each, index, demand / 10),
        ...(each.priceOf < markets.length && { objectiveColumns: [{ index: each.priceOf, value: demand / 20 }] }),
      })),
    );
  });
  // Probabilities used as given may sum to other than 1: every source counts in the weight of every part.
  const arcs = [{ from: 0, to: 1, probability: sums, discount: 0.9 }];
  return {
    sense: 'maximise',
    states: markets.map((_, index) => ({ name: `capacity ${index}`, initial: 0, isCarried: false })),
    parameterNames: [],
    parameters: [],
    nodes: [root.build(), leaf.build()],
    arcs,
    areProbabilitiesAsGiven: sums !== 1,
  };
}

function changeOf({ change }: Market, index: number, value: number): Omit<NoiseOutcome, 'probability'> {
  const demand = 2 * index + 1;
  const changes = {
    rowBounds: { rowBounds: [{ row: demand, lower: -Infinity, upper: value }] },
    columnBounds: { columnBounds: [{ column: index, lower: 0, upper: value }] },
    rowColumns: { rowColumns: [{ row: demand, index, value: 0.5 + value }] },
    rowStates: { rowStates: [{ row: demand - 1, index, value: -value }] },
    objectiveColumns: { objectiveColumns: [{ index, value }] },
    objectiveStates: { objectiveStates: [{ index: 0, value }], objectiveConstant: value },
  };
  return changes[change];
}

function optimumOf(programme: Programme): number {
  const optimum = optimise(extensiveForm(programme).model, solver);
  expect(optimum.status, optimum.message).toBe('optimal');
  return optimum.objective;
}

describe('a separable leaf', () => {
  it('is worth the sum of its parts', () => {
    let split = 0;
    fc.assert(
      fc.property(fc.array(market, { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 1.002), (markets, sums) => {
        const programme = programmeOf(markets, sums);
        expect(validateProgramme(programme)).toEqual([]);
        const parts = splitSeparable(programme);
        expect(validateProgramme(parts)).toEqual([]);
        if (parts !== programme) split++;
        const countOf = ({ nodes }: Programme) => nodes.reduce((sum, node) => sum + outcomeCount(node), 0);
        expect(countOf(parts)).toBeLessThanOrEqual(countOf(programme) + 2);
        expect(optimumOf(parts)).toBeCloseTo(optimumOf(programme), 6);
      }),
      { numRuns: 80, seed: 80 },
    );
    expect(split).toBeGreaterThan(40);
  });

  it('never joins the outcomes of its parts: 2^200 of them are 400', () => {
    const markets = Array.from({ length: 200 }, (_, index): Market => {
      const demands = [index % 30, 2 * (index % 17)] as const;
      return { demands, share: 1 + (index % 9), price: 20, priceOf: 999, change: 'rowBounds', isLinked: false };
    });
    const programme = programmeOf(markets, 1);
    expect(() => extensiveForm(programme)).toThrow('node "serve" is visited 1.6');
    // One capacity unit costs 1 and sells for 0.9 x 2 where there is demand: each market alone, by hand.
    const alone = markets.map(({ demands, share }) => {
      const worth = (capacity: number) =>
        [share / 10, 1 - share / 10].reduce(
          (sum, probability, k) => sum + 1.8 * probability * Math.min(capacity, demands[k]! / 10, 10),
          -capacity,
        );
      return Math.max(0, ...demands.map((demand) => worth(Math.min(demand / 10, 5))));
    });
    // The first market's capacity earns 0.1 more, discounted, and the leaf a constant.
    const first = Math.max(
      ...[0, 5, ...markets[0]!.demands.map((demand) => demand / 10)].map((capacity) => {
        const [low, high] = markets[0]!.demands;
        const sold = 0.1 * Math.min(capacity, low / 10) + 0.9 * Math.min(capacity, high / 10);
        return -capacity + 0.09 * capacity + 1.8 * sold;
      }),
    );
    const expected = alone.slice(1).reduce((sum, worth) => sum + worth, 0) + first + 0.9 * 0.25;
    expect(optimumOf(splitSeparable(programme))).toBeCloseTo(expected, 6);
  });

  it('has no measure of risk once it is split', () => {
    const each = { demands: [10, 20], share: 5, price: 20, priceOf: 9, change: 'rowBounds', isLinked: false } as const;
    const parts = splitSeparable(programmeOf([each, each], 1));
    expect(() => nestedRiskForm(parts, { kind: 'worstCase' })).toThrow('sum to');
  });
});

describe('the size of a form', () => {
  it('is known without building it: nodes, rows and columns exactly, coefficients from above', () => {
    let exact = 0;
    fc.assert(
      fc.property(randomProgramme({ hasRootNoise: true }), (programme) => {
        const size = sizeOf(programme);
        const { model, treeNodes } = extensiveForm(programme);
        expect([size.treeNodes, size.rows, size.columns]).toEqual([
          treeNodes.length,
          model.rowCount,
          model.columnCount,
        ]);
        expect(size.nonzeros).toBeGreaterThanOrEqual(model.values.length);
        expect(size.nonzeros).toBeLessThanOrEqual(3 * model.values.length);
        if (size.nonzeros === model.values.length) exact++;
      }),
      { numRuns: 200, seed: 80 },
    );
    expect(exact).toBeGreaterThan(20);
  });

  it('of an astronomic tree is counted as well, and the form refused with the node that makes it so', () => {
    const [small] = fc.sample(randomProgramme({ stages: 3 }), { numRuns: 1, seed: 80 });
    const coin = [0.5, 0.5].map((probability) => ({ probability }));
    const stages = 100;
    const chain: Programme = {
      ...small!,
      nodes: Array.from({ length: stages }, (_, stage) => ({
        ...small!.nodes[0]!,
        name: `month ${stage}`,
        stage,
        ...(stage > 0 && { noise: [coin] }),
      })),
      arcs: Array.from({ length: stages - 1 }, (_, from) => ({ from, to: from + 1, probability: 1 })),
    };
    expect(sizeOf(chain).treeNodes).toBe(2 ** stages);
    expect(sizeOf(chain).rows).toBeGreaterThan(2 ** stages);
    expect(() => extensiveForm(chain)).toThrow('node "month 99" is visited 6.3');
  });

  it('is refused where the solver has no memory for it', () => {
    const { nodes, ...others } = programmeOf([], 1);
    const row = { name: 'row', lower: 0, upper: 1, states: [], columns: [{ index: 0, value: 1 }] };
    const wide = {
      ...nodes[1]!,
      columns: programmeOf([], 1).nodes[0]!.columns,
      rows: Array<typeof row>(4_000_000).fill(row),
    };
    expect(() => extensiveForm({ ...others, nodes: [nodes[0]!, wide] })).toThrow(
      /needs about \d\.\d GiB of solver memory and there are 2\.0/,
    );
  });
});
