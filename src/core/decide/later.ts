import type { SplitCondition } from '../demand/index.ts';
import { SUPPLY_REGIMES } from '../domain/index.ts';
import { exp } from '../numeric/index.ts';
import { shownReferenceGpus } from '../supply/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import { contractsOf } from './cohort.ts';
import { signingsAt, type Solution } from './reading.ts';

/** A later signing at one node of a tree: how much, and what one would have seen. */
export interface LaterVolume {
  readonly offerId: string;
  readonly startMonth: string;
  readonly condition: string;
  readonly probability: number;
  readonly blocks: number;
  readonly referenceGpus: number;
}

/** Volumes below this share of a block are rounding of continuous later decisions. */
const NOTICEABLE_BLOCKS = 0.05;

/** Later signings of every visit after the root, by month, then likelihood x size; continuous, so blocks may be broken. */
export function laterSignings(solution: Solution): LaterVolume[] {
  const { graph, nodes, frame } = solution.planner;
  const contracts = new Map(contractsOf(frame.cohorts).map((contract) => [contract.id, contract]));
  const found = signingsAt(solution).flatMap((signed, index) => {
    const visit = solution.visits[index]!;
    if (visit.parent < 0) return [];
    const node = graph.nodes[visit.node]!;
    return [...signed].flatMap(([offerId, blocks]) => {
      if (blocks < NOTICEABLE_BLOCKS) return [];
      const offer = contracts.get(offerId)!;
      return {
        offerId,
        startMonth: calendarMonthOf(node.startMonth, frame.plan.startMonth),
        condition: conditionOf(nodes[visit.node]!.seen),
        probability: visit.probability,
        blocks,
        referenceGpus: (blocks / offer.blocks) * shownReferenceGpus(offer),
      };
    });
  });
  const merged = mergeAlike(found);
  const weight = (volume: LaterVolume) => volume.probability * volume.referenceGpus;
  return merged.toSorted((a, b) => compareText(a.startMonth, b.startMonth) || weight(b) - weight(a));
}

/** Nodes that read alike are one row: probabilities add, volumes are meaned. */
function mergeAlike(volumes: readonly LaterVolume[]): LaterVolume[] {
  const byKey = new Map<string, LaterVolume>();
  for (const volume of volumes) {
    const key = `${volume.offerId}/${volume.startMonth}/${volume.condition}`;
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
