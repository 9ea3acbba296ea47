import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../adapters/node/index.ts';
import { parsePlan, type Plan } from '../domain/index.ts';
import type { Solver } from '../solve/index.ts';
import { decisionLoss, decisionOnLattice, lossesOnLattice } from './decision-loss.ts';

const textOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const tiny = parsePlan(textOf('test/support/tiny-plan.yaml'), 'tiny-plan.yaml').plan!;
const plan: Plan = { ...tiny, lattice: { ...tiny.lattice, nodesPerStage: 4, paths: 512 } };

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

describe('the error of the root decision', () => {
  it('is nothing for the best decision of the judging lattice, and something for its opposite', async () => {
    const best = (await decisionOnLattice(plan, solver, 7))!;
    const opposite = best.decision.map((blocks, quote) => (blocks > 0 ? 0 : plan.offers[quote]!.blocks));
    const decisions = [best.decision, opposite];
    const [ours, others] = (await lossesOnLattice(plan, solver, { decisions, sampleIndex: 7 }))!;
    const worthUsd = best.valueUsd - best.nothingUsd;
    expect(worthUsd).toBeGreaterThan(0);
    // Bounds differ by what training left, at most a few thousandths of the value.
    expect(Math.abs(ours!)).toBeLessThan(0.01 * worthUsd);
    expect(others!).toBeGreaterThan(0.1 * worthUsd);
  });

  it('is told of three samples by two judges of twice the size, between which others may be heard', async () => {
    const told: string[] = [];
    const loss = (await decisionLoss(plan, solver, { between: async ({ what }) => void told.push(what) }))!;
    expect(told).toHaveLength(5);
    expect(loss).toMatchObject({ nodesPerStage: 4, judgeNodesPerStage: 8, judges: 2 });
    expect(loss.samples).toHaveLength(3);
    expect(loss.worstLossUsd).toBeGreaterThanOrEqual(loss.meanLossUsd);
    expect(loss.ofWorthFraction).toBeLessThan(0.5);
  });

  it('is not told of a plan that nothing meets', async () => {
    const infeasible = parsePlan(textOf('examples/infeasible.yaml'), 'infeasible.yaml').plan!;
    expect(await decisionLoss(infeasible, solver)).toBeNull();
  });
});
