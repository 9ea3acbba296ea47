import type { Offer } from '../../domain/index.ts';
import { isUsedUp, type EndingRight } from '../../supply/index.ts';
import type { Volume } from '../cohorts/attribution.ts';
import type { Cohort, Departure } from '../cohorts/cohort.ts';
import type { PlannerFrame } from './layout.ts';
import { addRow, addVolume, expression, type CohortPart, type NodeWork } from './node-work.ts';

/** Name of the column that signs an offer, the same at every node of its window. */
export function signColumnName(offerId: string): string {
  return `sign ${offerId}`;
}

/** Name of the root's column that signs a quote at its trial price; held at 0 unless a question is about that price. */
export function trialColumnName(offerId: string): string {
  return `sign ${offerId} at its trial price`;
}

/** Name of the root's column that keeps blocks of a quote open for later. */
export function rightColumnName(offerId: string): string {
  return `keep open ${offerId}`;
}

/**
 * Signing and notice at one node: a column for each offer whose window holds the stage start (integer blocks for quotes
 * at the root), a column for each cohort that may be given notice, and the rows that keep them within what is left.
 */
export function addCommitments(work: Omit<NodeWork, 'parts'>): CohortPart[] {
  const { frame, node, flows } = work;
  const parts: CohortPart[] = [];
  if (work.isRoot) grantRightsOfLaterQuotes(work);
  frame.cohorts.forEach((cohort, cohortIndex) => {
    if (cohort.signStage > node.stage) return;
    const volume =
      cohort.signStage === node.stage ? signColumn(work, cohort, cohortIndex) : priorVolume(frame, cohortIndex);
    parts.push({ cohort, cohortIndex, volume, flow: flows[cohortIndex]!.running[node.index]!, sign: 1 });
    parts.push(...endedParts(work, { cohort, cohortIndex, volume }));
  });
  return parts;
}

/** Quotes whose window opens after the root: their right is granted here all the same. */
function grantRightsOfLaterQuotes(work: Omit<NodeWork, 'parts'>): void {
  const { cohorts, layout, plan } = work.frame;
  for (const offer of plan.offers) {
    const isHere = cohorts.some(({ contract, signStage }) => contract === offer && signStage === 0);
    if (offer.kind === 'quote' && !isHere && layout.right.has(offer.id)) grantRight(work, offer);
  }
}

function priorVolume(frame: PlannerFrame, cohortIndex: number): Volume {
  const state = frame.layout.volume[cohortIndex]!;
  return state < 0 ? { kind: 'constant', index: 0 } : { kind: 'state', index: state };
}

function signColumn(work: Omit<NodeWork, 'parts'>, cohort: Cohort, cohortIndex: number): Volume {
  const { builder, frame, isRoot } = work;
  const { contract, isTrial } = cohort;
  const index = builder.addColumn(isTrial ? trialColumnName(contract.id) : signColumnName(contract.id), {
    lower: isRoot && !isTrial ? contract.blocksMin : 0,
    // Questions about the trial price open it.
    upper: isTrial ? 0 : contract.blocks * availableFraction(work, contract),
    isInteger: isRoot && contract.kind === 'quote',
    isCommitment: true,
  });
  builder.update(frame.layout.volume[cohortIndex]!, { columns: [[index, 1]] });
  if (!isTrial) spendRight(work, contract, index);
  return { kind: 'column', index };
}

/**
 * Blocks signed here come out of the blocks left. At the root a quote's blocks left are granted by a column of its own
 * (at most what is not signed now), so that a question about the root alone can take an offer away for good.
 */
function spendRight(work: Omit<NodeWork, 'parts'>, contract: Offer, signed: number): void {
  const { builder, frame, isRoot } = work;
  const right = frame.layout.right.get(contract.id);
  if (right === undefined) return;
  if (isRoot && contract.kind === 'quote') {
    const kept = grantRight(work, contract);
    builder.addRow(`blocks of ${contract.id}`, {
      upper: contract.blocks,
      columns: [
        [signed, 1],
        [kept, 1],
      ],
    });
    return;
  }
  builder.addRow(`blocks left of ${contract.id}`, { upper: 0, columns: [[signed, 1]], states: [[right, -1]] });
  builder.update(right, { columns: [[signed, -1]], states: [[right, 1]] });
}

function grantRight({ builder, frame }: Omit<NodeWork, 'parts'>, contract: Offer): number {
  const kept = builder.addColumn(rightColumnName(contract.id), { upper: contract.blocks });
  builder.update(frame.layout.right.get(contract.id)!, { columns: [[kept, 1]] });
  return kept;
}

/** Mean share of the blocks on offer over the supply regimes seen at the node's start; all blocks for a quote. */
function availableFraction(work: Omit<NodeWork, 'parts'>, contract: Offer): number {
  return contract.availableFraction.reduce(
    (sum, fraction, regime) => sum + fraction * work.node.supplyProbability[regime]!,
    0,
  );
}

function endedParts(
  work: Omit<NodeWork, 'parts'>,
  signed: { cohort: Cohort; cohortIndex: number; volume: Volume },
): CohortPart[] {
  const { builder, frame, node, flows } = work;
  const { cohort, cohortIndex, volume } = signed;
  const states = frame.layout.ended[cohortIndex]!;
  const parts: CohortPart[] = [];
  const noticesHere: number[] = [];
  cohort.departures.forEach(({ right, stage, given }, departure) => {
    if (stage > node.stage) return;
    const atNode = flows[cohortIndex]!;
    const state = states[departure]!;
    const used: Volume =
      stage < node.stage
        ? { kind: 'state', index: state }
        : { kind: 'column', index: builder.addColumn(noticeColumnName(cohort, right.kind), { isCommitment: false }) };
    const use = { right: { kind: right.kind, contractId: cohort.contract.id } };
    const taken = { cohort, cohortIndex, volume: used, flow: atNode.ended[departure]![node.index]!, sign: -1 } as const;
    parts.push(given === null ? { ...taken, ...use } : taken);
    if (given !== null) {
      const flow = atNode.given[departure]![node.index]!;
      parts.push({ cohort: given, cohortIndex, volume: used, flow, sign: 1, ...use });
    }
    if (used.kind === 'state') return;
    builder.update(state, { columns: [[used.index, 1]] });
    if (isUsedUp(right)) noticesHere.push(used.index);
    if (right.fractionMax !== 1 || !isUsedUp(right)) {
      keepWithin(({ right: other }) => other === right, right.fractionMax, [used.index]);
    }
    if (given !== null && given.contract.availableFraction.some((fraction) => fraction < 1)) {
      keepWithin(() => false, right.fractionMax * availableFraction(work, given.contract), [used.index]);
    }
  });
  if (noticesHere.length > 0) keepWithin(({ right }) => isUsedUp(right), 1, noticesHere);
  return parts;

  /** What ends here and ended before, by departures that count, is within a share of what was signed. */
  function keepWithin(counts: (departure: Departure) => boolean, fractionMax: number, here: readonly number[]): void {
    const terms = expression();
    for (const column of here) terms.columns.push([column, 1]);
    cohort.departures.forEach((departure, index) => {
      if (departure.stage < node.stage && counts(departure)) terms.states.push([states[index]!, 1]);
    });
    addVolume(terms, volume, { value: -fractionMax });
    addRow(builder, `notice within what runs of ${cohort.contract.id}`, { lower: -Infinity, upper: 0, terms });
  }
}

function noticeColumnName({ contract, signStage }: Cohort, kind: EndingRight['kind']): string {
  return `${RIGHT_VERBS[kind]} ${contract.id} of stage ${signStage}`;
}

/** What using a right does to a contract, in words. */
export const RIGHT_VERBS: Readonly<Record<EndingRight['kind'], string>> = {
  exit: 'end',
  rampDown: 'give back',
  sublet: 'let on',
  endLate: 'end what is late of',
  stopBuild: 'stop',
  extend: 'extend',
  expand: 'expand',
  firstRefusal: 'match for',
  swap: 'swap',
  buyout: 'buy out',
};
