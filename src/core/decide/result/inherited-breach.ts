import type { Issue, Plan } from '../../domain/index.ts';
import { hostOf, shownReferenceGpus } from '../../supply/index.ts';

/** Hosts whose share of the fleet in service today is above the plan's cap: shown, for new signings may not worsen it. */
export function inheritedBreaches(plan: Plan): Issue[] {
  const { hostFractionMax } = plan.limits;
  const inService = plan.fleet.filter((contract) => contract.serviceFromMonth === 0);
  const total = inService.reduce((sum, contract) => sum + shownReferenceGpus(contract), 0);
  const hosts = [...new Set(inService.filter(({ route }) => route !== 'build').map(hostOf))];
  return hosts.flatMap((host) => {
    const ofHost = inService.reduce(
      (sum, contract) => sum + (hostOf(contract) === host ? shownReferenceGpus(contract) : 0),
      0,
    );
    const fraction = ofHost / total;
    if (!(fraction > hostFractionMax)) return [];
    return {
      code: 'inherited-breach',
      severity: 'warning' as const,
      what: `host "${host}" holds ${fraction.toFixed(2)} of the fleet's capacity, above hostFractionMax ${hostFractionMax}: new signings with it may not worsen that`,
      path: 'limits.hostFractionMax',
      line: null,
      column: null,
      fix: 'raise the cap if that share is accepted, or let contracts with this host expire',
    };
  });
}
