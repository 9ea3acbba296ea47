import type { Plan } from '../domain/index.ts';
import { monthAfter } from './calendar.ts';
import type { Findings } from './findings.ts';
import type { ReplayClaim } from './replay-claim.ts';
import { checkCounted, checkShare } from './replay-intervals.ts';

/** What every library has, whatever the plan holds. */
const ALWAYS_ASKED = [
  'prices crash: a glut from the next month on',
  'a squeeze: tight from the next month on',
  'demand grows 80x in the first year',
  'demand grows 10x in the first year',
  'demand grows 3x in the first year',
  'demand halves in the first year',
  'demand grows 80x, in a squeeze',
  'demand halves, in a glut',
];

/** Each stress once, all on the same paths, and what is said of it possible. */
export function checkStresses(found: Findings, plan: Plan, { stresses }: ReplayClaim): void {
  const names = stresses.map(({ name }) => name);
  for (const name of ALWAYS_ASKED) {
    found.that(names.includes(name), 'replay-stresses', () => ({
      path: 'replay.stresses',
      what: `"${name}" is not asked`,
    }));
  }
  found.that(new Set(names).size === names.length, 'replay-stresses', () => ({
    path: 'replay.stresses',
    what: 'a stress is there twice',
  }));
  const months = Array.from({ length: plan.horizonMonths }, (_, month) => monthAfter(plan.startMonth, month));
  const tiers = plan.workloads.flatMap(({ id, tiers: own }) => own.map((tier) => `${id}/${tier.id}`));
  const [first] = stresses;
  stresses.forEach((stress, index) => {
    const path = `replay.stresses[${index}]`;
    checkCounted(found, `${path}.ruinProbability`, stress.ruinProbability, stress.pathCount);
    checkCounted(found, `${path}.ruinProbabilityWithout`, stress.ruinProbabilityWithout, stress.pathCount);
    checkShare(found, `${path}.shortageProbability`, stress.shortageProbability.estimate);
    checkShare(found, `${path}.worstUnservedFraction`, stress.worstUnservedFraction);
    const isOfSamePaths =
      stress.pathCount === first!.pathCount &&
      stress.ruinProbabilityWithout.estimate === first!.ruinProbabilityWithout.estimate;
    const isPossible =
      months.includes(stress.worstMonth) &&
      (stress.monthsToRecover ?? 0) < plan.horizonMonths &&
      stress.tiersHit.every(({ tier, lostFraction }) => tiers.includes(tier) && lostFraction > 0 && lostFraction <= 1);
    found.that(isOfSamePaths && isPossible, 'replay-stresses', () => ({
      path,
      what: `"${stress.name}" is worst in ${stress.worstMonth} and over after ${stress.monthsToRecover} months on ${stress.pathCount} paths: not possible beside the others`,
    }));
  });
}
