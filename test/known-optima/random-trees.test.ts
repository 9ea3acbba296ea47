import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  nodeBuilder,
  optimise,
  valueOfInformation,
  withTerminalRisk,
  type Arc,
  type Programme,
  type ProgrammeNode,
  type Solver,
  type TerminalRisk,
} from '../../src/core/index.ts';

/** Whole blocks bought at the root and at each middle node; sales at the leaves up to capacity and demand. */
interface Case {
  readonly rootCost: number;
  readonly price: number;
  readonly middle: readonly { readonly share: number; readonly cost: number; readonly leaves: readonly Leaf[] }[];
}

interface Leaf {
  readonly share: number;
  readonly demand: number;
}

const ROOT_BLOCK = 1.5;
const KEPT = 0.8;
const MOST_BLOCKS = 2;

const share = fc.integer({ min: 1, max: 9 });
const leaf = fc.record({ share, demand: fc.integer({ min: 0, max: 60 }).map((tenths) => tenths / 10) });
const caseArbitrary: fc.Arbitrary<Case> = fc.record({
  rootCost: fc.integer({ min: 0, max: 60 }).map((tenths) => tenths / 10),
  price: fc.integer({ min: 1, max: 80 }).map((tenths) => tenths / 10),
  middle: fc.array(
    fc.record({
      share,
      cost: fc.integer({ min: 0, max: 60 }).map((tenths) => tenths / 10),
      leaves: fc.array(leaf, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
const riskArbitrary: fc.Arbitrary<TerminalRisk> = fc.record({
  weight: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
  tailFraction: fc.integer({ min: 1, max: 10 }).map((tenths) => tenths / 10),
});

function probabilities(parts: readonly { readonly share: number }[]): readonly number[] {
  const total = parts.reduce((sum, part) => sum + part.share, 0);
  return parts.map((part) => part.share / total);
}

function programmeOf(tree: Case, isCarried = false): Programme {
  const root = nodeBuilder('root', 0);
  const integer = { isInteger: true, isCommitment: true, upper: MOST_BLOCKS };
  root.update(0, { columns: [[root.addColumn('blocks', { ...integer, objective: -tree.rootCost }), ROOT_BLOCK]] });
  const nodes: ProgrammeNode[] = [root.build()];
  const arcs: Arc[] = [];
  probabilities(tree.middle).forEach((probability, index) => {
    const { cost, leaves } = tree.middle[index]!;
    const node = nodeBuilder(`middle ${index}`, 1);
    const blocks = node.addColumn('blocks', { ...integer, objective: -cost });
    node.update(0, { columns: [[blocks, 1]], states: [[0, KEPT]] });
    const from = nodes.push(node.build()) - 1;
    arcs.push({ from: 0, to: from, probability });
    probabilities(leaves).forEach((leafProbability, leafIndex) => {
      const end = nodeBuilder(`leaf ${index}.${leafIndex}`, 2);
      const sold = end.addColumn('sold', { upper: leaves[leafIndex]!.demand, objective: tree.price });
      end.addRow('capacity', { upper: 0, columns: [[sold, 1]], states: [[0, -1]] });
      arcs.push({ from, to: nodes.push(end.build()) - 1, probability: leafProbability });
    });
  });
  const states = [{ name: 'capacity', initial: 0, isCarried }];
  return { sense: 'maximise', states, parameterNames: [], parameters: [], nodes, arcs };
}

/** Mean-CVaR straight from its definition: the tail filled from the worst outcome up. */
function measure(
  outcomes: readonly { value: number; probability: number }[],
  { weight, tailFraction }: TerminalRisk,
): number {
  let mean = 0;
  let tail = 0;
  let left = tailFraction;
  for (const { value, probability } of outcomes.toSorted((a, b) => a.value - b.value)) {
    mean += value * probability;
    tail += value * Math.min(left, probability);
    left -= Math.min(left, probability);
  }
  return (1 - weight) * mean + (weight * tail) / (tailFraction - left);
}

/** Best measure over every combination of whole blocks, sales being min(capacity, demand). */
function bruteForce(tree: Case, risk: TerminalRisk): number {
  const choices = [0, 1, 2];
  let best = -Infinity;
  const middleProbabilities = probabilities(tree.middle);
  const visit = (blocks: readonly number[]): void => {
    if (blocks.length <= tree.middle.length) {
      for (const choice of choices) visit([...blocks, choice]);
      return;
    }
    const outcomes = tree.middle.flatMap(({ cost, leaves }, index) => {
      const bought = blocks[index + 1]!;
      const capacity = KEPT * ROOT_BLOCK * blocks[0]! + bought;
      return probabilities(leaves).map((probability, leafIndex) => ({
        value: tree.price * Math.min(capacity, leaves[leafIndex]!.demand) - tree.rootCost * blocks[0]! - cost * bought,
        probability: probability * middleProbabilities[index]!,
      }));
    });
    best = Math.max(best, measure(outcomes, risk));
  };
  visit([]);
  return best;
}

const NEUTRAL: TerminalRisk = { weight: 0, tailFraction: 1 };

describe('random trees', () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await createHighsSolver();
  });
  const optimumOf = (programme: Programme, risk: TerminalRisk = NEUTRAL): number => {
    const optimum = optimise(extensiveForm(withTerminalRisk(programme, risk).programme).model, solver);
    expect(optimum.status).toBe('optimal');
    return optimum.objective;
  };

  it('equal brute force over the whole blocks, states carried or substituted, under any measure', () => {
    fc.assert(
      fc.property(caseArbitrary, riskArbitrary, fc.boolean(), (tree, risk, isCarried) => {
        const expected = bruteForce(tree, risk);
        expect(optimumOf(programmeOf(tree, isCarried), risk)).toBeCloseTo(expected, 6);
        const { model } = extensiveForm(withTerminalRisk(programmeOf(tree, isCarried), risk).programme);
        const branched = optimise(model, solver, { integerMethod: 'warm' });
        expect(branched.status).toBe('optimal');
        expect(branched.objective).toBeCloseTo(expected, 6);
        expect(branched.bound).toBeGreaterThanOrEqual(expected - 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on the order of scenarios, nor on a scenario being split in two', () => {
    fc.assert(
      fc.property(caseArbitrary, riskArbitrary, (tree, risk) => {
        const expected = optimumOf(programmeOf(tree), risk);
        const reversed = { ...tree, middle: tree.middle.toReversed() };
        const split = {
          ...tree,
          middle: tree.middle.map((middle) => ({ ...middle, leaves: [...middle.leaves, ...middle.leaves] })),
        };
        expect(optimumOf(programmeOf(reversed), risk)).toBeCloseTo(expected, 6);
        expect(optimumOf(programmeOf(split), risk)).toBeCloseTo(expected, 6);
      }),
      { numRuns: 25 },
    );
  });

  it('are worth the expectation when the tail is everything, and no more as the weight on the tail rises', () => {
    fc.assert(
      fc.property(caseArbitrary, riskArbitrary, (tree, { weight, tailFraction }) => {
        const programme = programmeOf(tree);
        const neutral = optimumOf(programme);
        expect(optimumOf(programme, { weight, tailFraction: 1 })).toBeCloseTo(neutral, 6);
        const [half, full] = [weight / 2, weight].map((at) => optimumOf(programme, { weight: at, tailFraction }));
        expect(half).toBeLessThanOrEqual(neutral + 1e-6);
        expect(full).toBeLessThanOrEqual(half! + 1e-6);
      }),
      { numRuns: 25 },
    );
  });

  it('have EVPI and VSS of at least 0 under any measure', () => {
    fc.assert(
      fc.property(caseArbitrary, riskArbitrary, (tree, risk) => {
        const values = valueOfInformation(programmeOf(tree), solver, { risk });
        expect(values.status).toBe('optimal');
        expect(values.evpi).toBeGreaterThanOrEqual(-1e-6);
        expect(values.vssStatic).toBeGreaterThanOrEqual(-1e-6);
        expect(values.vssRolling).toBeGreaterThanOrEqual(-1e-6);
      }),
      { numRuns: 25 },
    );
  });
});
