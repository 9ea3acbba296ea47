/** L1 and L2: the objective comes apart into its lines, and capacity into what was signed. Numbered in docs/model.md. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { isCashCause } from '../../src/core/decide/cohorts/attribution.ts';
import { callerInThread, decide } from '../../src/core/decide/index.ts';
import { signingsAt } from '../../src/core/decide/planner/contract-reading.ts';
import { leafValues, linesOf, tailMeanOf, type Solution } from '../../src/core/decide/planner/reading.ts';
import type { ScenarioTree } from '../../src/core/demand/index.ts';
import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { holds, optimumOf, withTree } from '../support/law.ts';
import { smallPlan } from '../support/small-plan.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

/** The law's figure. */
const LINES_TOLERANCE_FRACTION = 1e-6;

describe('L1: labelled lines', () => {
  it('sum to the objective, tail and all', () => {
    holds(smallPlan(), { runs: 80, spoken: 60 }, (plan) =>
      withTree(plan, solver, (session) => {
        const answer = session.ask({});
        const { isFeasible, grossUsd } = optimumOf(answer);
        if (!isFeasible) return false;
        const { weight, tailFraction } = plan.risk;
        const sumUsd = linesOf(answer.solution).reduce((sum, { usd }) => sum + usd, 0);
        const tailUsd = tailMeanOf(leafValues(answer.solution), tailFraction);
        const objectiveUsd = (1 - weight) * sumUsd + weight * tailUsd;
        expect(Math.abs(objectiveUsd - answer.valueUsd)).toBeLessThanOrEqual(LINES_TOLERANCE_FRACTION * grossUsd);
        return true;
      }),
    );
  });

  it('of cash make the ledger, in a whole result', { timeout: 120_000 }, async () => {
    let planned = 0;
    for (const plan of fc.sample(smallPlan(), { numRuns: 40, seed: 81 })) {
      const caller = callerInThread(plan, solver);
      const outcome = await decide(plan, { caller, planHash: 'h', engineVersion: '0', issues: [], sources: [] });
      if (outcome.status !== 'planned') continue;
      planned++;
      const { value, certificate } = outcome.result;
      expect(certificate).toMatchObject({ accepted: true, reason: null });
      const cash = value.lines.filter(({ isCash }) => isCash);
      const grossUsd = cash.reduce((sum, { usd }) => sum + Math.abs(usd), 0);
      const cashUsd = cash.reduce((sum, { usd }) => sum + usd, 0);
      // The ledger is in whole cents: half a cent a line at most.
      expect(Math.abs(cashUsd - certificate.ledgerUsd)).toBeLessThanOrEqual(0.005 * cash.length + 1e-12 * grossUsd);
      const sumUsd = value.lines.reduce((sum, { usd }) => sum + usd, 0);
      expect(Math.abs(sumUsd - value.recommendedUsd.estimate)).toBeLessThanOrEqual(LINES_TOLERANCE_FRACTION * grossUsd);
      for (const { cause, isCash } of value.lines)
        expect(isCash).toBe(!NOT_CAUSES.includes(cause) && isCashCause(cause as never));
    }
    expect(planned).toBeGreaterThanOrEqual(30);
  });
});

/** Lines that lead from the expected objective to the bound. */
const NOT_CAUSES = ['riskAdjustment', 'replaySampling', 'optimalityGap'];

describe('L2: capacity in service', () => {
  // Written again from the words of the contract, not from the engine's series: delivered from first service by the
  // profile, to the end of the term or of our notice, thinned by failure and by a recall at a hazard that never changes.
  it('is what was delivered less what was cancelled, recalled or has expired', () => {
    const flat = (offer: Offer): Offer => ({
      ...offer,
      hostExit: offer.hostExit && { ...offer.hostExit, hazardPerYear: [0.3, 0.3, 0.3] },
    });
    let columns = 0;
    holds(smallPlan({ hasCertainDelivery: true }), { runs: 80, spoken: 60 }, (drawn) => {
      const plan = { ...drawn, fleet: drawn.fleet.map(flat), offers: drawn.offers.map(flat) };
      return withTree(plan, solver, (session) => {
        const answer = session.ask({});
        if (!optimumOf(answer).isFeasible) return false;
        columns += checkCapacity(plan, answer.solution);
        return true;
      });
    });
    expect(columns).toBeGreaterThanOrEqual(500);
  });
});

/** Compares every capacity column of a solution with the sum over contracts; returns how many there were. */
function checkCapacity(plan: Plan, solution: Solution): number {
  const { frame, programme } = solution.planner;
  const tree = solution.planner.graph as ScenarioTree; // opened on a tree
  const read = (node: number, name: string): number | null => {
    const index = programme.nodes[node]!.columns.findIndex((column) => column.name === name);
    return index < 0 ? null : solution.visits[node]!.column(index);
  };
  const signed = signingsAt(solution);
  let checked = 0;
  for (const node of tree.nodes) {
    frame.calendar.subPeriods[node.stage]!.forEach((subPeriod, subIndex) => {
      const byColumn = new Map<string, number>();
      for (const contract of [...plan.fleet, ...plan.offers]) {
        const share = frame.classes.shareOf(contract);
        for (const { stage, signMonth, blocks, ended } of cohortsAt(contract, node.index)) {
          const isPooled = contract.price.kind === 'owned' || new Set(contract.price.usd).size === 1;
          // Capacity paid by use has a column of its own: one a contract, or one a signing where the price differs.
          const owner = isPooled ? contract.id : `${contract.id} of stage ${stage}`;
          const whole = contract.takeOrPayFraction < 1 ? owner : `class ${share.classIndex}`;
          const name = `capacity of ${whole}, sub-period ${subIndex}`;
          let months = 0;
          for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
            const running =
              blocks - ended.reduce((sum, notice) => sum + (month >= notice.stopMonth ? notice.blocks : 0), 0);
            months += running * inService(contract, signMonth, month);
          }
          const mean = months / (subPeriod.endMonth - subPeriod.startMonth) / (stage < 0 ? 1 : contract.blocks);
          byColumn.set(name, (byColumn.get(name) ?? 0) + (mean * share.units) / frame.units.referenceGpus);
        }
      }
      for (const [name, expected] of byColumn) {
        const actual = read(node.index, name) ?? NaN;
        expect(actual, `${name} at node ${node.index}`).toBeCloseTo(expected, 5);
        checked++;
      }
    });
  }
  return checked;

  function cohortsAt(contract: Offer, nodeIndex: number) {
    const path: number[] = [];
    for (let at = nodeIndex; at >= 0; at = tree.nodes[at]!.parent) path.unshift(at);
    const ends = (stage: number, signMonth: number) =>
      path.flatMap((node) => {
        const blocks = read(node, `end ${contract.id} of stage ${stage}`);
        if (blocks === null) return [];
        const { afterMonths, noticeMonths } = contract.buyerExit!;
        const noticeMonth = Math.max(tree.nodes[node]!.startMonth, firstMonth(contract, signMonth) + afterMonths);
        return [{ blocks, stopMonth: noticeMonth + noticeMonths }];
      });
    if (contract.kind === 'fleet') return [{ stage: -1, signMonth: 0, blocks: 1, ended: ends(-1, 0) }];
    return path.flatMap((node) => {
      const blocks = signed[node]!.get(contract.id);
      if (blocks === undefined) return [];
      const { stage, startMonth } = tree.nodes[node]!;
      return [{ stage, signMonth: startMonth, blocks, ended: ends(stage, startMonth) }];
    });
  }
}

/** First month in service of a contract whose delivery is certain. */
function firstMonth(contract: Offer, signMonth: number): number {
  const lead =
    contract.gates.length > 0
      ? contract.gates.reduce((sum, gate) => sum + gate.months.p50, 0)
      : contract.leadTimeMonths.p50;
  return Math.max(signMonth + lead, contract.serviceFromMonth);
}

/** Mean share of the whole contract in service in a month, if we stay. */
function inService(contract: Offer, signMonth: number, month: number): number {
  const age = month - firstMonth(contract, signMonth);
  if (age < 0 || age >= contract.termMonths) return 0;
  const delivered = contract.deliveryProfile.findLast((step) => step.monthsAfterStart <= age)?.fraction ?? 0;
  const failureMonths = age + 1;
  const { hostExit, failureHazardPerYear } = contract;
  const firstRecall = hostExit
    ? Math.max(hostExit.noticeMonths, firstMonth(contract, signMonth) + hostExit.afterMonths + hostExit.noticeMonths)
    : Infinity;
  const recallMonths = Math.max(0, month - firstRecall + 1);
  const kept = (hazardPerYear: number, months: number) => (1 - hazardPerYear) ** (months / 12);
  return delivered * kept(failureHazardPerYear, failureMonths) * kept(hostExit?.hazardPerYear[1] ?? 0, recallMonths);
}
