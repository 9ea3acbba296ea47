import type { Plan } from '../domain/index.ts';
import { checkComparison } from './check-replay-comparisons.ts';
import { checkFigures } from './check-replay-figures.ts';
import type { Findings } from './findings.ts';
import type { ClaimedPolicy, ReplayClaim } from './replay-claim.ts';

const RECOMMENDED = 'recommended';
/** The rule that may have been replayed on fewer paths than all. */
const DEAREST_RULE = 'rolling-mean-plan';
/** Every rule that a replay is held against. */
const RULES = [
  'point-forecast-30',
  'peak-70',
  'split-70-20-10',
  'all-on-demand',
  'commit-p50',
  'nothing-new',
  'rolling-mean-forecast',
  DEAREST_RULE,
];

/** Ours comes first, every rule is there once, and each but ours is compared with ours once. */
export function checkPolicies(found: Findings, plan: Plan, replay: ReplayClaim): void {
  const { policies, comparisons } = replay;
  policies.forEach((policy, index) => {
    const path = `replay.policies[${index}]`;
    const isOurs = index === 0;
    found.that(policy.kind === kindOf(policy, isOurs), 'replay-policies', () => ({
      path: `${path}.kind`,
      what: `"${policy.policyId}" is no ${policy.kind}`,
    }));
    found.that(isOnItsPaths(policy, replay.pathCount), 'replay-policies', () => ({
      path: `${path}.pathCount`,
      what: `"${policy.policyId}" stands on ${policy.pathCount} paths, the replay on ${replay.pathCount}`,
    }));
    checkFigures(found, plan, { policy, path });
  });
  const ids = policies.map(({ policyId }) => policyId);
  for (const rule of [RECOMMENDED, ...RULES]) {
    found.that(ids.filter((id) => id === rule).length === 1, 'replay-policies', () => ({
      path: 'replay.policies',
      what: `"${rule}" is not there, or more than once`,
    }));
  }
  const others = ids.slice(1).toSorted().join();
  const compared = comparisons.map(({ policyId }) => policyId);
  found.that(compared.toSorted().join() === others, 'replay-policies', () => ({
    path: 'replay.comparisons',
    what: `ours is compared with ${compared.join(', ') || 'none'}, and replayed beside ${ids.slice(1).join(', ')}`,
  }));
  comparisons.forEach((comparison, index) => {
    const other = policies.find(({ policyId }) => policyId === comparison.policyId);
    if (!other || other.pathCount !== replay.pathCount) return;
    checkComparison(found, { comparison, path: `replay.comparisons[${index}]`, ours: policies[0]!, other });
  });
}

function kindOf({ policyId }: ClaimedPolicy, isOurs: boolean): ClaimedPolicy['kind'] {
  if (isOurs) return RECOMMENDED;
  return RULES.includes(policyId) ? 'rule' : 'portfolio';
}

function isOnItsPaths({ policyId, pathCount }: ClaimedPolicy, all: number): boolean {
  return policyId === DEAREST_RULE ? pathCount > 0 && pathCount <= all : pathCount === all;
}
