import type { Plan } from '../domain/index.ts';
import type { Claim } from './claim.ts';
import { isWithin, MONTH_OPERATIONS, roundingOf, type Findings } from './findings.ts';
import { fixed, sizeOf, times } from './fixed-point.ts';

/** What the verifying machine runs, and the plan file that it was given. */
export interface Machine {
  readonly planHash: string;
  /** of the usage table that the plan names; null where it names none, left out where it is not at hand */
  readonly historyHash?: string | null;
  readonly engineVersion: string;
  readonly solver: string;
  readonly solverVersion: string;
}

/** The result is of this plan, and was made by what runs here. */
export function checkRecipe(found: Findings, at: { plan: Plan; claim: Claim; machine: Machine }): void {
  const { plan, claim, machine } = at;
  checkHash(found, claim, machine);
  checkHistory(found, claim, machine);
  for (const field of ['name', 'asOf', 'startMonth', 'horizonMonths'] as const) {
    found.that(claim.plan[field] === plan[field], 'plan-facts', () => ({
      path: `plan.${field}`,
      what: `the result says ${claim.plan[field]}, the plan ${plan[field]}`,
    }));
  }
  checkVersions(found, claim, machine);
  checkCounts(found, plan, claim);
}

function checkHash(found: Findings, { plan }: Claim, machine: Machine): void {
  found.that(plan.hash === machine.planHash, 'plan-hash', () => ({
    path: 'plan.hash',
    what: `the result is of another plan file: it was made from ${plan.hash}, this one is ${machine.planHash}`,
    fix: 'give the plan file that the result was made from, unchanged to the byte',
  }));
}

function checkHistory(found: Findings, { recipe }: Claim, { historyHash }: Machine): void {
  const made = recipe.history?.hash ?? null;
  if (historyHash === undefined) return;
  found.that(made === historyHash, 'history-hash', () => ({
    path: 'recipe.history.hash',
    what: `growth was fitted to ${made ?? 'no usage table'}, and the one that the plan names is ${historyHash ?? 'none'}`,
    fix: 'give the usage table that the result was made from, unchanged to the byte, or plan again',
  }));
}

function checkVersions(found: Findings, { recipe }: Claim, machine: Machine): void {
  const versions = [
    ['engine-version', 'engineVersion', machine.engineVersion],
    ['solver-version', 'solver', machine.solver],
    ['solver-version', 'solverVersion', machine.solverVersion],
  ] as const;
  for (const [code, field, here] of versions) {
    found.that(recipe[field] === here, code, () => ({
      path: `recipe.${field}`,
      what: `the result was made with ${recipe[field]}, this is ${here}`,
      fix: 'verify with the version that made the result, or plan again with this one',
    }));
  }
}

/** The seed is the run's own, for `--seed` may replace the plan's; all other counts are the plan's. */
function checkCounts(found: Findings, plan: Plan, { recipe, value }: Claim): void {
  const counts = [
    ['lattices', plan.lattice.lattices],
    ['trees', plan.tree.trees],
    ['paths', plan.lattice.paths],
    ['iterations', plan.lattice.iterations],
    ['rounds', plan.lattice.rounds],
    ['replayPaths', plan.lattice.replayPaths],
  ] as const;
  for (const [field, asked] of counts) {
    found.that(recipe[field] === asked, 'recipe', () => ({
      path: `recipe.${field}`,
      what: `the result used ${recipe[field]} where the plan asks for ${asked}`,
    }));
  }
  checkRelativeGap(found, recipe, value);
}

/** The gap is this share of what the recommendation adds; nothing added has none. */
function checkRelativeGap(found: Findings, recipe: Claim['recipe'], value: Claim['value']): void {
  const recommended = fixed(value.recommendedUsd.estimate);
  const nothing = fixed(value.signNothingUsd.estimate);
  const gap = recommended > nothing ? fixed(recipe.gapUsd.estimate) : 0n;
  const claimed = fixed(recipe.relativeGap);
  // The difference of two values is as good as their own digits.
  const operations = MONTH_OPERATIONS + recipe.lattices;
  const ofAdded = roundingOf(sizeOf(recommended) + sizeOf(nothing), operations);
  const tolerance = roundingOf(gap, operations) + times(sizeOf(claimed), ofAdded);
  found.that(isWithin(times(claimed, recommended - nothing), gap, tolerance), 'recipe', () => ({
    path: 'recipe.relativeGap',
    what: `a gap of ${recipe.gapUsd.estimate} USD is not ${recipe.relativeGap} of what the recommendation adds`,
  }));
}
