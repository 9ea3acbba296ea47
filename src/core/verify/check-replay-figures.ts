import type { Plan } from '../domain/index.ts';
import { monthAfter } from './calendar.ts';
import { checkConcentration } from './check-replay-concentration.ts';
import { checkSum, checkSumAmid } from './check-sum.ts';
import type { Findings } from './findings.ts';
import { fixed, over, times, whole, type Fixed } from './fixed-point.ts';
import type { ClaimedPolicy } from './replay-claim.ts';
import { checkCounted, checkOrder, checkShare, checkStandardErrors } from './replay-intervals.ts';

const QUARTER_MONTHS = 3;

interface PolicyPlace {
  readonly policy: ClaimedPolicy;
  readonly path: string;
}

/** A policy's figures follow from one another, and are possible. */
export function checkFigures(found: Findings, plan: Plan, at: PolicyPlace): void {
  const { policy, path } = at;
  checkValue(found, plan, at);
  checkStandardErrors(found, `${path}.standardErrors`, policy);
  for (const field of ['ruinProbability', 'creditProbability', 'everShortProbability'] as const) {
    checkCounted(found, `${path}.${field}`, policy[field], policy.pathCount);
  }
  for (const field of ['shortageProbability', 'unservedFraction'] as const) {
    checkShare(found, `${path}.${field}`, policy[field].estimate);
  }
  const estimates = (...fields: (keyof ClaimedPolicy)[]) =>
    fields.map((field) => (policy[field] as { readonly estimate: number }).estimate);
  checkOrder(found, `${path}.valueP50Usd`, estimates('valueP5Usd', 'valueP50Usd', 'valueP95Usd'));
  checkOrder(found, `${path}.tailMeanUsd`, estimates('tailMeanUsd', 'expectedUsd'));
  checkOrder(found, `${path}.troughP50Usd`, estimates('troughP5Usd', 'troughP50Usd'));
  checkOrder(found, `${path}.creditProbability`, estimates('ruinProbability', 'creditProbability'));
  checkOrder(found, `${path}.everShortProbability`, estimates('shortageProbability', 'everShortProbability'));
  checkQuarters(found, plan, at);
  checkLiquidity(found, plan, at);
  checkContracts(found, plan, at);
  checkConcentration(found, plan, at);
  const priced = plan.workloads.filter(({ tokensPerReferenceGpuSecond }) => tokensPerReferenceGpuSecond !== undefined);
  found.that(
    policy.tokens.map(({ workloadId }) => workloadId).join() === priced.map(({ id }) => id).join(),
    'replay-figures',
    () => ({ path: `${path}.tokens`, what: 'the cost of tokens is of other workloads than those that serve tokens' }),
  );
}

/** Value = (1 - weight) mean + weight tail mean; the mean is the sum of its parts. */
function checkValue(found: Findings, { risk }: Plan, { policy, path }: PolicyPlace): void {
  const usd = (
    field: 'expectedUsd' | 'tailMeanUsd' | 'cashUsd' | 'researchUsd' | 'penaltyUsd' | 'afterHorizonUsd',
  ): Fixed => fixed(policy[field].estimate);
  // What single paths come to: figures of them may cancel.
  const amid = [fixed(policy.valueP5Usd.estimate), fixed(policy.valueP95Usd.estimate), usd('tailMeanUsd')];
  const weighed = [times(fixed(1 - risk.weight), usd('expectedUsd')), times(fixed(risk.weight), usd('tailMeanUsd'))];
  checkSumAmid(found, `${path}.valueUsd`, fixed(policy.valueUsd.estimate), { terms: weighed, amid });
  const parts = [usd('cashUsd'), usd('researchUsd'), usd('penaltyUsd'), usd('afterHorizonUsd')];
  checkSumAmid(found, `${path}.expectedUsd`, usd('expectedUsd'), { terms: parts, amid });
}

/** Every quarter of the horizon once; by their months they come to the share of time that is short. */
function checkQuarters(found: Findings, { startMonth, horizonMonths }: Plan, { policy, path }: PolicyPlace): void {
  const { quarters } = policy;
  const starts = Array.from({ length: Math.ceil(horizonMonths / QUARTER_MONTHS) }, (_, quarter) =>
    monthAfter(startMonth, QUARTER_MONTHS * quarter),
  );
  const isEach = quarters.map((quarter) => quarter.startMonth).join() === starts.join();
  found.that(isEach, 'replay-figures', () => ({
    path: `${path}.quarters`,
    what: `the quarters of the horizon start in ${starts.join(', ')}`,
  }));
  quarters.forEach((quarter, index) => {
    checkShare(found, `${path}.quarters[${index}].shortageProbability`, quarter.shortageProbability.estimate);
    checkShare(found, `${path}.quarters[${index}].unservedFraction`, quarter.unservedFraction.estimate);
  });
  if (!isEach) return;
  const terms = quarters.map(({ shortageProbability }, quarter) => {
    const months = Math.min(QUARTER_MONTHS, horizonMonths - QUARTER_MONTHS * quarter);
    return over(times(fixed(shortageProbability.estimate), whole(months)), whole(horizonMonths));
  });
  checkSumAmid(found, `${path}.shortageProbability`, fixed(policy.shortageProbability.estimate), {
    terms,
    amid: [whole(1)],
  });
}

/** A fan of money by month, its bands in order; and the month of its low is one of them. */
function checkLiquidity(found: Findings, { startMonth, horizonMonths }: Plan, { policy, path }: PolicyPlace): void {
  const { p5, p50, p95 } = policy.liquidityUsd;
  const isWhole = [p5, p50, p95].every(({ length }) => length === horizonMonths);
  const isOrdered = p50.every((usd, month) => p5[month]! <= usd && usd <= p95[month]!);
  found.that(isWhole && isOrdered, 'replay-figures', () => ({
    path: `${path}.liquidityUsd`,
    what: `money is told for each of ${horizonMonths} months, p5 at most p50 at most p95`,
  }));
  const months = Array.from({ length: horizonMonths }, (_, month) => monthAfter(startMonth, month));
  found.that(months.includes(policy.troughMonth), 'replay-figures', () => ({
    path: `${path}.troughMonth`,
    what: `${policy.troughMonth} lies outside the horizon`,
  }));
}

/** Contracts of the plan, no more of each than there is, no more used than served; stranded payments come to the policy's. */
function checkContracts(found: Findings, { fleet, offers }: Plan, { policy, path }: PolicyPlace): void {
  const { contracts, strandedUsd } = policy;
  const known = [...fleet, ...offers];
  const order = contracts.map(({ contractId }) => known.findIndex(({ id }) => id === contractId));
  found.that(
    order.every((place, index) => index === 0 || order[index - 1]! < place),
    'replay-figures',
    () => ({ path: `${path}.contracts`, what: 'each contract stands there once, in the order of the plan' }),
  );
  contracts.forEach((contract, index) => {
    const offer = known[order[index]!];
    const isPart = contract.blocksSigned > 0 && contract.blocksSigned <= (offer?.blocks ?? 0) * ROUNDED;
    const isUsed = contract.utilisationFraction === null || isShareOf(contract.utilisationFraction);
    const isRight = offer?.host === contract.host && isPart && isUsed && contract.strandedUsd >= 0;
    found.that(isRight, 'replay-figures', () => ({
      path: `${path}.contracts[${index}]`,
      what: `"${contract.contractId}" of ${contract.host}: ${contract.blocksSigned} blocks, ${contract.utilisationFraction} used, ${contract.strandedUsd} USD stranded are not possible`,
    }));
  });
  const terms = contracts.map((contract) => fixed(contract.strandedUsd));
  checkSum(found, `${path}.strandedUsd`, fixed(strandedUsd.estimate), terms);
}

/** A sum of shares may be above one by its own rounding. */
const ROUNDED = 1 + 1e-9;
const isShareOf = (value: number): boolean => value >= 0 && value <= ROUNDED;
