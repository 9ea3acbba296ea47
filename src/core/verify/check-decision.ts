import type { Offer, Plan, SupplyRegime } from '../domain/index.ts';
import type { Claim } from './claim.ts';
import { contractLife, medianUnfolding, shownReferenceGpus, usefulShare } from './contract-life.ts';
import { isWithin, LIFE_OPERATIONS, roundingOf, usdText, type Findings } from './findings.ts';
import { fixed, numberOf, times, whole, type Fixed } from './fixed-point.ts';
import { liabilityOf } from './liability.ts';

/** The supply regime at which quotes are described and limits are met. */
export const NOMINAL_REGIME: SupplyRegime = 'normal';

export const quotesOf = (plan: Plan): readonly Offer[] => plan.offers.filter(({ kind }) => kind === 'quote');

/** Blocks of a quote in the decision; 0 where it is not named. */
export function blocksOf(claim: Claim, offerId: string): number {
  return claim.decision.find((one) => one.offerId === offerId)?.blocks ?? 0;
}

/** The decision names every quote once and keeps every hard rule of the plan. */
export function checkDecision(found: Findings, plan: Plan, claim: Claim): void {
  const quotes = quotesOf(plan);
  found.that(
    claim.decision.length === quotes.length && quotes.every(({ id }, index) => claim.decision[index]?.offerId === id),
    'decision-quotes',
    () => ({
      path: 'decision',
      what: `the decision names ${claim.decision.map(({ offerId }) => offerId).join(', ') || 'no quote'}; the plan's quotes are ${quotes.map(({ id }) => id).join(', ') || 'none'}`,
    }),
  );
  claim.decision.forEach((signing, index) => {
    const offer = quotes.find(({ id }) => id === signing.offerId);
    if (offer) checkSigning(found, { offer, signing, path: `decision[${index}]` });
  });
  checkHostShares(found, plan, claim);
  checkLiabilityCap(found, plan, claim);
  checkNewPartners(found, plan, claim);
}

function checkSigning(found: Findings, at: { offer: Offer; signing: Claim['decision'][number]; path: string }): void {
  const { offer, signing, path } = at;
  const { blocks } = signing;
  found.that(signing.blocksOffered === offer.blocks, 'blocks-offered', () => ({
    path: `${path}.blocksOffered`,
    what: `"${offer.id}" is offered in ${offer.blocks} blocks, not ${signing.blocksOffered}`,
  }));
  found.that(Number.isInteger(blocks) && blocks >= 0 && blocks <= offer.blocks, 'blocks', () => ({
    path: `${path}.blocks`,
    what: `${blocks} blocks of "${offer.id}" cannot be signed: it has ${offer.blocks} whole ones`,
  }));
  found.that(blocks >= offer.blocksMin, 'blocks-min', () => ({
    path: `${path}.blocks`,
    what: `the plan requires ${offer.blocksMin} blocks of "${offer.id}", the decision signs ${blocks}`,
  }));
  const isOpen = offer.signFromMonth <= 0 && offer.signByMonth >= 0;
  found.that(blocks === 0 || isOpen, 'window', () => ({
    path: `${path}.blocks`,
    what: `"${offer.id}" cannot be signed now: its window is from month ${offer.signFromMonth} to month ${offer.signByMonth}${offer.decideBy === null ? '' : ` (decide by ${offer.decideBy})`}`,
  }));
}

/** Share of the whole contract that the decision signs. */
function signedShare(claim: Claim, offer: Offer): Fixed {
  return (whole(1) * BigInt(Math.round(blocksOf(claim, offer.id)))) / BigInt(offer.blocks);
}

/**
 * In every month in which something signed enters service at its median delivery, its host holds at most the cap of all
 * capacity, plus what the fleet alone is over it. Own builds depend on no host: they count in the whole only.
 */
function checkHostShares(found: Findings, plan: Plan, claim: Claim): void {
  if (plan.limits.hostFractionMax >= 1) return;
  const cap = fixed(plan.limits.hostFractionMax);
  const signed = quotesOf(plan)
    .filter(({ id }) => blocksOf(claim, id) > 0)
    .map((offer) => ({ offer, capacity: nominalCapacity(plan, offer, signedShare(claim, offer)) }));
  const fleet = plan.fleet.map((offer) => ({ offer, capacity: nominalCapacity(plan, offer, whole(1)) }));
  const inMonth = (all: typeof fleet, month: number, host?: string) =>
    all.reduce(
      (sum, { offer, capacity }) => (host === undefined || isOfHost(offer, host) ? sum + capacity[month]! : sum),
      0n,
    );
  for (const { offer, capacity } of signed) {
    if (offer.route === 'build') continue;
    capacity.forEach((units, month) => {
      if (units <= (capacity[month - 1] ?? 0n)) return;
      const inherited = times(cap, inMonth(fleet, month)) - inMonth(fleet, month, hostOf(offer));
      const room = inherited > 0n ? inherited : 0n;
      const all = inMonth(signed, month);
      const used = inMonth(signed, month, hostOf(offer)) - times(cap, all);
      found.that(used <= room + roundingOf(all + inMonth(fleet, month), LIFE_OPERATIONS), 'host-share', () => ({
        path: 'decision',
        what: `in month ${month} host "${hostOf(offer)}" would hold more than hostFractionMax ${plan.limits.hostFractionMax}: ${Math.round(numberOf(used - room))} reference GPUs too many`,
      }));
    });
  }
}

/** Hosts of one parent are one. */
const hostOf = ({ host, terms }: Offer): string => terms.parent ?? host;
const isOfHost = (offer: Offer, name: string): boolean => hostOf(offer) === name && offer.route !== 'build';

/** No more partners that the fleet does not know than may settle in at once. */
function checkNewPartners(found: Findings, plan: Plan, claim: Claim): void {
  const { newPartners } = plan.limits;
  if (newPartners === null) return;
  const known = new Set(plan.fleet.map(hostOf));
  const signed = quotesOf(plan).filter((offer) => offer.route !== 'build' && blocksOf(claim, offer.id) > 0);
  const partners = [...new Set(signed.map(hostOf))].filter((host) => !known.has(host));
  found.that(partners.length <= newPartners.atOnceMax, 'new-partners', () => ({
    path: 'decision',
    what: `the decision takes on ${partners.length} new partners (${partners.join(', ')}), limits.newPartners at most ${newPartners.atOnceMax}`,
  }));
}

/** [month 0..horizon-1] reference GPUs in service at the median delivery. */
function nominalCapacity(plan: Plan, offer: Offer, share: Fixed): Fixed[] {
  const life = contractLife(offer, medianUnfolding(offer, { signMonth: 0, supplyRegime: NOMINAL_REGIME }));
  const size = times(shownReferenceGpus(offer), share);
  return Array.from({ length: plan.horizonMonths }, (_, month) => times(usefulShare(life, month), size));
}

/** Undiscounted firm liability of what is signed now stays within the cap. */
function checkLiabilityCap(found: Findings, plan: Plan, claim: Claim): void {
  const { firmLiabilityUsdMax } = plan.limits;
  if (firmLiabilityUsdMax === null) return;
  const total = quotesOf(plan).reduce((sum, offer) => {
    if (blocksOf(claim, offer.id) === 0) return sum;
    const unfolding = medianUnfolding(offer, { signMonth: 0, supplyRegime: NOMINAL_REGIME });
    return sum + times(liabilityOf(offer, unfolding).firm, signedShare(claim, offer));
  }, 0n);
  const max = fixed(firmLiabilityUsdMax);
  found.that(total <= max || isWithin(total, max, roundingOf(total, LIFE_OPERATIONS)), 'firm-liability', () => ({
    path: 'decision',
    what: `the decision is firmly liable for ${usdText(total)}, above limits.firmLiabilityUsdMax ${usdText(max)}`,
  }));
}
