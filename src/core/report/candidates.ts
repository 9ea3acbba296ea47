import type { Result } from '../decide/index.ts';
import { formatUsdRange } from './format.ts';
import { plainText } from './plain-text.ts';
import { listed } from './sentences.ts';

/** One root decision read back: blocks signed by offer. */
type BlocksByOffer = ReadonlyMap<string, number>;

/**
 * How settled the root decision is: when several decisions were each the best on some lattice, how many, what they
 * are worth, what all of them sign and in what they differ; empty when one was best on every lattice.
 */
export function candidatePhrases(result: Result): readonly string[] {
  const best = result.candidates.filter((candidate) => candidate.bestInLattices > 0);
  if (best.length < 2) return [];
  const values = best.map((candidate) => candidate.valueUsd.estimate);
  const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const count = `samples differ: ${best.length} decisions, each best on one, ${formatUsdRange(lowest, highest)}`;
  const decisions = best.map((candidate) => blocksByOffer(candidate.signNow));
  const known = decisions.filter((decision) => decision !== null);
  return known.length < best.length ? [count] : [count, ...comparison(known)];
}

function comparison(decisions: readonly BlocksByOffer[]): readonly string[] {
  const offerIds = [...new Set(decisions.flatMap((decision) => [...decision.keys()]))];
  const shared: string[] = [];
  const different: string[] = [];
  for (const offerId of offerIds) {
    const blocks = decisions.map((decision) => decision.get(offerId) ?? 0);
    const [least, most] = [Math.min(...blocks), Math.max(...blocks)];
    if (least === most) shared.push(`${offerId} ${most}`);
    else different.push(`${offerId} ${least} to ${most}`);
  }
  return [
    shared.length === 0 ? 'no blocks of any offer in all of them' : `all sign ${listed(shared)}`,
    ...(different.length === 0 ? [] : [`differ in ${listed(different)}`]),
  ];
}

/** Reads "offer 2 of 4, other 1 of 1" or "nothing"; null when it is written in another way. */
function blocksByOffer(signNow: string): BlocksByOffer | null {
  const decision = new Map<string, number>();
  if (signNow === 'nothing') return decision;
  for (const part of signNow.split(', ')) {
    const [, offerId, blocks] = /^(.+) (\d+) of \d+$/.exec(part) ?? [];
    if (offerId === undefined || blocks === undefined) return null;
    decision.set(plainText(offerId), Number(blocks));
  }
  return decision;
}
