import type { Offer, Plan } from '../domain/index.ts';
import type { Findings } from './findings.ts';
import type { ClaimedPolicy } from './replay-claim.ts';
import { checkShare } from './replay-intervals.ts';

type Share = ClaimedPolicy['concentration'][number];

/** Of dollars shares are read from what is paid for each contract; of capacity only that they are shares. */
const TOLERANCE = 1e-9;

/** The largest shares of dollars follow from the policy's contracts, each kind at most once. */
export function checkConcentration(
  found: Findings,
  plan: Plan,
  { policy, path }: { readonly policy: ClaimedPolicy; readonly path: string },
): void {
  const { concentration } = policy;
  const keys = concentration.map(({ by, of }) => `${of} by ${by}`);
  found.that(new Set(keys).size === keys.length, 'replay-figures', () => ({
    path: `${path}.concentration`,
    what: 'a largest share is there twice',
  }));
  concentration.forEach((share, index) => {
    checkShare(found, `${path}.concentration[${index}].fraction`, share.fraction);
    if (share.of === 'dollars') checkDollars(found, plan, { policy, share, path: `${path}.concentration[${index}]` });
  });
}

function checkDollars(
  found: Findings,
  plan: Plan,
  { policy, share, path }: { readonly policy: ClaimedPolicy; readonly share: Share; readonly path: string },
): void {
  const known = [...plan.fleet, ...plan.offers];
  const paid = policy.contracts.flatMap(({ contractId, paidUsd }) => {
    const offer = known.find(({ id }) => id === contractId);
    return offer && paidUsd > 0 ? [{ names: namesOf(offer, share.by, plan), paidUsd }] : [];
  });
  const totalUsd = paid.reduce((sum, { paidUsd }) => sum + paidUsd, 0);
  const usdOf = (name: string) => paid.reduce((sum, one) => sum + (one.names.includes(name) ? one.paidUsd : 0), 0);
  const names = [...new Set(paid.flatMap((one) => one.names))];
  const largestUsd = Math.max(0, ...names.map(usdOf));
  const isLargest = usdOf(share.name) >= largestUsd * (1 - TOLERANCE);
  const isIts = Math.abs(share.fraction * totalUsd - largestUsd) <= TOLERANCE * totalUsd;
  found.that(isLargest && isIts && totalUsd > 0, 'replay-figures', () => ({
    path,
    what: `of ${totalUsd} USD paid the largest part by ${share.by} is ${largestUsd}, not ${share.fraction} for ${share.name}`,
  }));
  if (share.herfindahlIndex === null) return;
  const squares = names.reduce((sum, name) => sum + (usdOf(name) / totalUsd) * (usdOf(name) / totalUsd), 0);
  found.that(Math.abs(share.herfindahlIndex - squares) <= TOLERANCE, 'replay-figures', () => ({
    path: `${path}.herfindahlIndex`,
    what: `the squares of the shares sum to ${squares}, not to ${share.herfindahlIndex}`,
  }));
}

function namesOf(offer: Offer, by: string, plan: Plan): readonly string[] {
  const factorsOf = (...kinds: string[]) => offer.factors.filter((name) => kinds.includes(name.split('-')[0]!));
  switch (by) {
    case 'host':
      return [offer.host];
    case 'parent':
      return [offer.terms.parent ?? offer.host];
    case 'route':
      return [offer.route];
    case 'accelerator':
      return offer.quantities.map(({ acceleratorIndex }) => plan.accelerators[acceleratorIndex]!.id);
    case 'other':
      return offer.factors.filter((name) => !factorsOf('site', 'grid', 'vendor').includes(name));
    default:
      return factorsOf(by);
  }
}
