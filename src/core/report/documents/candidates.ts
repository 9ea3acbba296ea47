import type { Result } from '../../decide/index.ts';
import { formatCount, formatUsdRange } from '../words/format.ts';
import { listed } from '../words/listed.ts';
import { plainText } from '../words/plain-text.ts';

/** One root decision read back: blocks signed by offer. */
type BlocksByOffer = ReadonlyMap<string, number>;

/**
 * How settled the root decision is: on how many lattices the recommended one and the others came out best, how far apart
 * their means are, and in what they differ; empty when no other was best on any lattice.
 */
export function candidatePhrases({ candidates, decision, recipe: { lattices } }: Result): readonly string[] {
  const signed = new Map(decision.map(({ offerId, blocks }) => [plainText(offerId), blocks]));
  const read = candidates.map((candidate) => ({ ...candidate, blocks: blocksByOffer(candidate.signNow) }));
  const recommended = read.find(({ blocks }) => blocks !== null && differences(signed, blocks).length === 0);
  const others = read.filter((candidate) => candidate !== recommended && candidate.bestInLattices > 0);
  if (others.length === 0) return [];
  const bestOn = (best: number) => `on ${formatCount(best)} of ${formatCount(lattices)}`;
  const known = others.flatMap(({ blocks }) => (blocks === null ? [] : [blocks]));
  const [only] = known.length === 1 && others.length === 1 ? known : [];
  const apart = only && differences(signed, only).map((offerId) => `${offerId} ${formatCount(only.get(offerId) ?? 0)}`);
  const what = others.length === 1 ? 'another' : `${formatCount(others.length)} others`;
  const best = others.reduce((sum, { bestInLattices }) => sum + bestInLattices, 0);
  return [
    `samples differ: recommended best ${bestOn(recommended?.bestInLattices ?? 0)}, ${what}${apart ? ` (${listed(apart)})` : ''} ${bestOn(best)}`,
    ...(recommended ? apartPhrase(recommended, others) : []),
    ...(others.length > 1 && known.length === others.length ? comparison([signed, ...known]) : []),
  ];
}

type Candidate = Result['candidates'][number];

/** The difference of the means, not of their roundings: all of them are means over the same lattices. */
function apartPhrase(recommended: Candidate, others: readonly Candidate[]): readonly string[] {
  const usd = others.map(({ valueUsd }) => Math.abs(valueUsd.estimate - recommended.valueUsd.estimate));
  if (!usd.every(Number.isFinite)) return [];
  return [`${formatUsdRange(Math.min(...usd), Math.max(...usd))} apart on the mean`];
}

/** The offers of which two decisions sign different blocks, in the order of the first. */
function differences(one: BlocksByOffer, other: BlocksByOffer): readonly string[] {
  const offerIds = [...new Set([...one.keys(), ...other.keys()])];
  return offerIds.filter((offerId) => (one.get(offerId) ?? 0) !== (other.get(offerId) ?? 0));
}

function comparison(decisions: readonly BlocksByOffer[]): readonly string[] {
  const offerIds = [...new Set(decisions.flatMap((decision) => [...decision.keys()]))];
  const shared: string[] = [];
  const different: string[] = [];
  for (const offerId of offerIds) {
    const blocks = decisions.map((decision) => decision.get(offerId) ?? 0);
    const [least, most] = [Math.min(...blocks), Math.max(...blocks)];
    if (least < most) different.push(`${offerId} ${least} to ${most}`);
    else if (most > 0) shared.push(`${offerId} ${most}`);
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
