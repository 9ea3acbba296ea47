/** The planner's engine against the extensive form of the same lattice, and the laws of contracts under its losses. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { latticeProgramme, type LatticeProgramme } from '../../src/core/decide/planner/lattice-programme.ts';
import { openLattice } from '../../src/core/decide/samples/lattice-session.ts';
import { quoteColumnsOf, rootColumnsHeld, type Question } from '../../src/core/decide/samples/question.ts';
import type { Plan } from '../../src/core/domain/index.ts';
import type { Programme } from '../../src/core/programme/index.ts';
import { extensiveSize, solveProgramme } from '../../src/core/sddp/index.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { FAMILIES, randomPlan, type Family } from '../support/random-plan.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** Rows and columns of an extensive form up to which plans are compared. */
const SIZE_MAX = 60_000;
const SEEDS = [1, 2, 3, 4, 5, 6];
/** Small graphs are walked whole until nothing moves: what is left is rounding, and the solver's tolerance of 1e-9. */
const EXACT_FRACTION = 1e-7;

interface Compared {
  readonly optimumUsd: number;
  readonly boundUsd: number;
  readonly reachedUsd: number;
  /** what shares are of: the value may be near zero where its terms are not */
  readonly grossUsd: number;
}

function latticePlan(family: Family, seed: number, nodesPerStage: number): Plan {
  const plan = randomPlan(family, seed);
  return { ...plan, lattice: { ...plan.lattice, nodesPerStage, iterations: 8, rounds: 24 } };
}

/** Null where the lattice is too large to be written out, or infeasible. */
async function compared(plan: Plan, question: Question): Promise<Compared | null> {
  const written = latticeProgramme(plan, { sampleIndex: 0 });
  const programme = held(written, plan, question);
  const size = extensiveSize(programme);
  if (size === null || size > SIZE_MAX) return null;
  const { status, objective } = await solveProgramme(programme, { solver, method: 'extensive' });
  const session = await openLattice(plan, solver, { sampleIndex: 0 });
  try {
    await session.train([question], { isDecisionAsked: true });
    const answer = session.ask(question);
    expect(answer.status).toBe(status);
    if (status !== 'optimal') return null;
    const { usd } = written.planner.frame.units;
    return {
      optimumUsd: objective! * usd,
      boundUsd: answer.valueUsd,
      reachedUsd: await session.reachedUsd(question, 64),
      grossUsd: Math.abs(answer.valueUsd) + 1000 * usd,
    };
  } finally {
    await session.dispose();
  }
}

/** The programme with the question's columns held at its root. */
function held({ programme, planner }: LatticeProgramme, plan: Plan, question: Question): Programme {
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  const values = new Map(rootColumnsHeld(quoteColumnsOf(planner, quotes), question));
  const [root, ...others] = programme.nodes;
  const columns = root!.columns.map((column, index) => {
    const value = values.get(index);
    return value === undefined ? column : { ...column, lower: value, upper: value };
  });
  return { ...programme, nodes: [{ ...root!, columns }, ...others] };
}

describe('the value functions of a plan', () => {
  it.each(FAMILIES)('are the extensive form of the same lattice, and their policy reaches it: %s', async (family) => {
    let spoken = 0;
    for (const seed of SEEDS) {
      const plan = latticePlan(family, seed, 3);
      for (const question of [{}, { removed: [0] }] satisfies Question[]) {
        const found = await compared(plan, question);
        if (!found) continue;
        spoken++;
        const { optimumUsd, boundUsd, reachedUsd, grossUsd } = found;
        expect(Math.abs(boundUsd - optimumUsd)).toBeLessThanOrEqual(EXACT_FRACTION * grossUsd);
        expect(Math.abs(reachedUsd - optimumUsd)).toBeLessThanOrEqual(EXACT_FRACTION * grossUsd);
      }
    }
    expect(spoken).toBeGreaterThanOrEqual(4);
  });
});

describe('a policy asked for right after the first training', () => {
  it.each([
    [61, 0],
    [17, 3],
    [5, 4],
  ])('has a quantile of wealth inside its range: seed %i, plan %i', async (seed, index) => {
    const plan = fc.sample(smallPlan({ hasNoLimits: true }), { numRuns: index + 1, seed })[index]!;
    const session = await openLattice(plan, solver, { sampleIndex: 0 });
    const untrainedUsd = session.ask({}).valueUsd;
    await session.policyOf({}, 0);
    const { valueUsd } = session.ask({});
    await session.dispose();
    // Few cuts promise thousands of times what the plan can be worth.
    expect(untrainedUsd).toBeGreaterThan(100 * Math.abs(valueUsd));
  });
});

describe('losses as events', () => {
  it('L2: leave of every signing what its hazards say, on the mean', () => {
    let lossy = 0;
    for (const seed of SEEDS) {
      const { planner, losses } = latticeProgramme(latticePlan('hazards', seed, 4), { sampleIndex: 0 });
      losses.forEach((outcomes, node) => {
        expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
        planner.flows.forEach(({ lost }, cohort) => {
          const state = planner.frame.layout.volume[cohort]!;
          if (state < 0) return;
          const kept = outcomes.reduce(
            (sum, { probability, factors }) => sum + probability * (factors.get(state) ?? 1),
            0,
          );
          expect(kept).toBeCloseTo(1 - lost[node]!, 12);
          if (lost[node]! > 0) lossy++;
        });
      });
    }
    expect(lossy).toBeGreaterThan(20);
  });
});
