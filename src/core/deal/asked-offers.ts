import { checkReference, IssueList, type Issue, type Plan } from '../domain/index.ts';

/**
 * The offers that the desk is asked about, each once and in the order asked; all quotes of the plan when none is named.
 * @param alsoNamed ids that must be the plan's as well, though nothing is asked about them
 * @returns an issue for every name that no offer of the plan bears, and one for a plan without quotes
 */
export function offerIdsAsked(
  plan: Plan,
  named: readonly string[],
  alsoNamed: readonly string[] = [],
): { readonly offerIds: readonly string[]; readonly issues: readonly Issue[] } {
  const issues = new IssueList(new Map());
  const known = plan.offers.map(({ id }) => id);
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id);
  const asked = named.length > 0 ? [...new Set(named)] : quotes;
  for (const id of new Set([...asked, ...alsoNamed])) {
    const undeclaredFix = `name one of ${known.join(', ') || 'the plan, which has none'}`;
    checkReference({ id, path: 'offers', kind: 'offer' }, { known, undeclaredFix }, issues);
  }
  if (asked.length === 0) {
    const what = 'the plan has no quote to put on the desk';
    issues.error({ code: 'no-offer', path: 'offers', what, fix: 'add one under offers, or name a future offer' });
  }
  return { offerIds: asked, issues: issues.sorted() };
}
