import type { RootDecision } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { quotesOf } from './variants.ts';

/** Signings by name, in plan order. */
export type NamedBlocks = readonly { readonly offerId: string; readonly blocks: number }[];

/** A decision by the names of its quotes. */
export function namedBlocks(plan: Plan, decision: RootDecision): NamedBlocks {
  return quotesOf(plan).flatMap(({ id }, quote) =>
    (decision[quote] ?? 0) > 0 ? [{ offerId: id, blocks: decision[quote]! }] : [],
  );
}

/** The root decision of signings by name; quotes that are not named are not signed. */
export function decisionOf(plan: Plan, signNow: NamedBlocks): RootDecision {
  return quotesOf(plan).map(({ id }) => signNow.find(({ offerId }) => offerId === id)?.blocks ?? 0);
}

/** The decision found most often and how often; the earliest on a tie. */
export function commonestOf(decisions: readonly RootDecision[]): { decision: RootDecision; count: number } {
  return ranked(decisions)[0] ?? { decision: [], count: 0 };
}

/** Every decision once, the commonest first. */
export function ranked(decisions: readonly RootDecision[]): { decision: RootDecision; count: number }[] {
  const counts = new Map<string, { decision: RootDecision; count: number }>();
  for (const decision of decisions) {
    const key = keyOf(decision);
    counts.set(key, { decision: counts.get(key)?.decision ?? decision, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}

/** A text that equal decisions share. */
export function keyOf(decision: RootDecision): string {
  return decision.join('/');
}
