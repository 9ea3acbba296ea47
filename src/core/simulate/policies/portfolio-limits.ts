import type { IssueList, Plan } from '../../domain/index.ts';
import { deliveryAtScore, firmLiability, hostOf } from '../../supply/index.ts';
import type { PortfolioSigning } from './portfolio.ts';

/** Money is compared to a billionth. */
const ROUNDING = 1 + 1e-9;

/**
 * Hard limits of the plan that a portfolio does not keep, as warnings: it is scored all the same, and its score is that of a
 * plan that may not be signed. Shares of hosts depend on what is there and are not looked at.
 */
export function warnOfLimits(signings: readonly PortfolioSigning[], plan: Plan, issues: IssueList): void {
  warnOfLiability(signings, plan, issues);
  warnOfNewPartners(signings, plan, issues);
  warnOfRequired(signings, plan, issues);
}

function warn(issues: IssueList, what: string, fix: string): void {
  issues.warn({ code: 'portfolio-limit', path: 'signings', what, fix });
}

/** Undiscounted firm liability of all quotes signed, each at its nominal delivery. */
function warnOfLiability(signings: readonly PortfolioSigning[], plan: Plan, issues: IssueList): void {
  const { firmLiabilityUsdMax } = plan.limits;
  if (firmLiabilityUsdMax === null) return;
  const totalUsd = signings.reduce((sum, { offerIndex, month, blocks }) => {
    const offer = plan.offers[offerIndex]!;
    if (offer.kind !== 'quote') return sum;
    const at = { signMonth: month, signingRegime: 1, delivery: deliveryAtScore(offer, 0) } as const;
    return sum + (firmLiability(offer, at).totalUsd * blocks) / offer.blocks;
  }, 0);
  if (totalUsd <= firmLiabilityUsdMax * ROUNDING) return;
  const what = `${Math.round(totalUsd)} USD is firmly owed, above limits.firmLiabilityUsdMax ${firmLiabilityUsdMax}`;
  warn(issues, what, 'sign less, or read its score as that of a plan without this limit');
}

/** Partners that the fleet does not know and that settle in at once. */
function warnOfNewPartners(signings: readonly PortfolioSigning[], plan: Plan, issues: IssueList): void {
  const { newPartners } = plan.limits;
  if (newPartners === null) return;
  const known = new Set(plan.fleet.map(hostOf));
  const firstMonths = new Map<string, number>();
  for (const { offerIndex, month } of signings) {
    const offer = plan.offers[offerIndex]!;
    const host = hostOf(offer);
    if (offer.route === 'build' || known.has(host)) continue;
    firstMonths.set(host, Math.min(month, firstMonths.get(host) ?? Infinity));
  }
  const months = [...firstMonths.values()];
  const most = Math.max(
    0,
    ...months.map((month) => months.filter((other) => other <= month && other > month - newPartners.months).length),
  );
  if (most <= newPartners.atOnceMax) return;
  const what = `${most} new partners would settle in at once; limits.newPartners allows ${newPartners.atOnceMax}`;
  warn(issues, what, 'sign some later, or read its score as that of a plan without this limit');
}

/** Blocks that have to be signed at the start. */
function warnOfRequired(signings: readonly PortfolioSigning[], plan: Plan, issues: IssueList): void {
  plan.offers.forEach(({ id, blocksMin }, offerIndex) => {
    const signed = signings.reduce(
      (sum, row) => sum + (row.offerIndex === offerIndex && row.month === 0 ? row.blocks : 0),
      0,
    );
    if (signed >= blocksMin) return;
    const what = `${signed} blocks of "${id}" are signed at the start, and the plan has to sign ${blocksMin}`;
    warn(issues, what, 'add the signing, or read its score as that of a plan without it');
  });
}
