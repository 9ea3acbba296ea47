import type { SplitCondition } from '../../demand/index.ts';
import { SUPPLY_REGIMES, type Offer } from '../../domain/index.ts';
import { exp } from '../../numeric/index.ts';
import { shownReferenceGpus } from '../../supply/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import { rightsAt, signingsAt } from './contract-reading.ts';
import type { UsedRight } from './node-work.ts';
import type { Solution } from './reading.ts';

export interface LaterSigning {
  /** the contract that is signed, ended, or given by an option: as it stands in the ledger */
  readonly offerId: string;
  /** the right of whose use it comes; null for an offer that is signed */
  readonly right: UsedRight | null;
  readonly startMonth: string;
  /** what one would have seen, in words: "demand at least 1.6x, supply tight" */
  readonly condition: string;
  /** probability of that branch */
  readonly probability: number;
  /** mean blocks over the branch on the first lattice's replayed paths (later decisions are continuous) */
  readonly blocks: number;
  readonly referenceGpus: number;
}

/** Volumes below this share of a block are rounding of continuous later decisions. */
const NOTICEABLE_BLOCKS = 0.05;

/**
 * Later signings and rights used at every visit after the root, by month, then likelihood x size; continuous, so blocks
 * may be broken.
 */
export function laterSignings(solution: Solution): LaterSigning[] {
  const { graph, nodes, frame } = solution.planner;
  const rights = rightsAt(solution);
  const signed = signedOffersAt(solution);
  const found = solution.visits.flatMap((visit, index) => {
    if (visit.parent < 0) return [];
    const at = {
      startMonth: calendarMonthOf(graph.nodes[visit.node]!.startMonth, frame.plan.startMonth),
      condition: conditionOf(nodes[visit.node]!.seen),
      probability: visit.probability,
    };
    return [...signed[index]!, ...rights[index]!].flatMap(({ contract, right, blocks }) => {
      if (blocks < NOTICEABLE_BLOCKS) return [];
      return [{ offerId: contract.id, right, ...at, blocks, referenceGpus: gpusOf(contract, blocks) }];
    });
  });
  const weight = (volume: LaterSigning) => volume.probability * volume.referenceGpus;
  return mergeAlike(found).toSorted((a, b) => compareText(a.startMonth, b.startMonth) || weight(b) - weight(a));
}

function signedOffersAt(solution: Solution): { contract: Offer; right: null; blocks: number }[][] {
  const offerById = new Map(solution.planner.frame.plan.offers.map((offer) => [offer.id, offer]));
  return signingsAt(solution).map((signed) =>
    [...signed].flatMap(([id, blocks]) => {
      const contract = offerById.get(id);
      return contract === undefined ? [] : [{ contract, right: null, blocks }];
    }),
  );
}

/** What is done at the start beside signing quotes: a right used, or a renewal or future offer taken up by its id. */
export interface ActNow {
  readonly kind: UsedRight['kind'] | 'takeUp';
  readonly contractId: string;
}

/** A right of the fleet used at the root, or an offer beside the quotes taken up there, expected over its visits. */
export interface RightAtRoot {
  readonly right: ActNow;
  readonly usedFraction: number;
  readonly referenceGpus: number;
}

/** Rights used at the root, and the renewals and future offers taken up there: quotes are decided on their own. */
export function rightsAtRoot(solution: Solution): RightAtRoot[] {
  const rights = rightsAt(solution);
  const signed = signedOffersAt(solution);
  const byKey = new Map<string, RightAtRoot>();
  solution.visits.forEach((visit, index) => {
    if (visit.parent >= 0) return;
    const taken = signed[index]!.flatMap(({ contract, blocks }) =>
      contract.kind === 'quote'
        ? []
        : [{ right: { kind: 'takeUp' as const, contractId: contract.id }, contract, blocks }],
    );
    for (const { right, contract, blocks } of [...rights[index]!, ...taken]) {
      const key = `${right.kind}/${right.contractId}`;
      const known = byKey.get(key) ?? { right, usedFraction: 0, referenceGpus: 0 };
      byKey.set(key, {
        right,
        usedFraction: known.usedFraction + (visit.probability * blocks) / contract.blocks,
        referenceGpus: known.referenceGpus + visit.probability * gpusOf(contract, blocks),
      });
    }
  });
  return [...byKey.values()];
}

function gpusOf(contract: Offer, blocks: number): number {
  return (blocks / contract.blocks) * shownReferenceGpus(contract);
}

/** Nodes that read alike are one row: probabilities add, volumes are meaned. */
function mergeAlike(volumes: readonly LaterSigning[]): LaterSigning[] {
  const byKey = new Map<string, LaterSigning>();
  for (const volume of volumes) {
    const key = `${volume.right?.kind ?? ''}/${volume.offerId}/${volume.startMonth}/${volume.condition}`;
    const known = byKey.get(key);
    const probability = volume.probability + (known?.probability ?? 0);
    const meaned = (own: number, before: number) =>
      (own * volume.probability + before * (known?.probability ?? 0)) / probability;
    byKey.set(key, {
      ...volume,
      probability,
      blocks: meaned(volume.blocks, known?.blocks ?? 0),
      referenceGpus: meaned(volume.referenceGpus, known?.referenceGpus ?? 0),
    });
  }
  return [...byKey.values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What has been seen: for each observable its latest thresholds, in words. */
function conditionOf(seen: readonly SplitCondition[]): string {
  const latest = new Map(seen.map((condition) => [condition.observable, condition]));
  const words = [...latest.values()].toReversed().map(wordsOf);
  return words.length === 0 ? 'always' : words.join(', ');
}

function wordsOf({ observable, atLeast, below }: SplitCondition): string {
  if (observable === 'supplyRegime') return `supply ${regimeWords(atLeast, below)}`;
  const [what, read] =
    observable === 'demandMultiple'
      ? ['demand', (value: number) => `${value.toFixed(2)}x`]
      : ['expected growth', (value: number) => `${exp(value).toFixed(1)}x a year`];
  if (atLeast !== null && below !== null) return `${what} ${read(atLeast)} to ${read(below)}`;
  return atLeast === null ? `${what} under ${read(below!)}` : `${what} at least ${read(atLeast)}`;
}

function regimeWords(atLeast: number | null, below: number | null): string {
  return SUPPLY_REGIMES.filter((_, regime) => regime >= (atLeast ?? 0) && regime < (below ?? 3)).join(' or ');
}
