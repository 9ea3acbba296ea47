import { contractSeries, deliveryAtScore, firmLiability } from '../supply/index.ts';
import type { Offer } from '../domain/index.ts';
import type { Volume } from './attribution.ts';
import { shownReferenceGpus } from './capacity-class.ts';
import type { Cohort } from './cohort.ts';
import type { PlannerFrame } from './layout.ts';
import {
  addRow,
  addVolume,
  expression,
  wholePerVolume,
  type CohortPart,
  type Expression,
  type NodeWork,
} from './node-work.ts';

/** Supply regime taken for nominal schedules: normal. */
const NOMINAL_REGIME = 1;

/** Name of the column that signs an offer, the same at every node of its window. */
export function signColumnName(offerId: string): string {
  return `sign ${offerId}`;
}

/**
 * Signing and notice at one node: a column for each offer whose window holds the stage start (integer blocks for quotes
 * at the root), a column for each cohort that may be given notice, and the rows that keep them within what is left.
 */
export function addCommitments(work: Omit<NodeWork, 'parts'>): CohortPart[] {
  const { frame, node, flows } = work;
  const parts: CohortPart[] = [];
  frame.cohorts.forEach((cohort, cohortIndex) => {
    if (cohort.signStage > node.stage) return;
    const volume = cohort.signStage === node.stage ? signColumn(work, cohort, cohortIndex) : priorVolume(frame, cohortIndex);
    parts.push({ cohort, cohortIndex, volume, flow: flows[cohortIndex]!.running[node.index]!, sign: 1 });
    parts.push(...endedParts(work, { cohort, cohortIndex, volume }));
  });
  return parts;
}

/** The hard limits on what is newly signed at this node; signing nothing always meets them. */
export function addSigningLimits(work: NodeWork): void {
  addHostShares(work);
  const { firmLiabilityUsdMax } = work.frame.plan.limits;
  if (firmLiabilityUsdMax !== null) addFirmLiabilityCap(work, firmLiabilityUsdMax);
}

function priorVolume(frame: PlannerFrame, cohortIndex: number): Volume {
  const state = frame.layout.volume[cohortIndex]!;
  return state < 0 ? { kind: 'constant', index: 0 } : { kind: 'state', index: state };
}

function signColumn(work: Omit<NodeWork, 'parts'>, cohort: Cohort, cohortIndex: number): Volume {
  const { builder, frame, isRoot, node } = work;
  const { contract } = cohort;
  const index = builder.addColumn(signColumnName(contract.id), {
    lower: isRoot ? contract.blocksMin : 0,
    upper: contract.blocks * availableFraction(work, contract),
    isInteger: isRoot && contract.kind === 'quote',
    isCommitment: true,
  });
  builder.update(frame.layout.volume[cohortIndex]!, { columns: [[index, 1]] });
  const earlier = frame.cohorts.flatMap((other, otherIndex) =>
    other.contract === contract && other.signStage >= 0 && other.signStage < node.stage ? [otherIndex] : [],
  );
  if (earlier.length > 0) {
    builder.addRow(`blocks left of ${contract.id}`, { upper: contract.blocks,
      columns: [[index, 1]],
      states: earlier.map((other) => [frame.layout.volume[other]!, 1]),
    });
  }
  return { kind: 'column', index };
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
  cohort.noticeStages.forEach((stage, notice) => {
    if (stage > node.stage) return;
    const flow = flows[cohortIndex]!.ended[notice]![node.index]!;
    const ended: Volume = { kind: 'state', index: states[notice]! };
    if (stage < node.stage) parts.push({ cohort, cohortIndex, volume: ended, flow, sign: -1 });
    else parts.push({ cohort, cohortIndex, volume: noticeColumn(), flow, sign: -1 });
  });
  return parts;

  function noticeColumn(): Volume {
    const position = cohort.noticeStages.indexOf(node.stage);
    const column = builder.addColumn(`end ${cohort.contract.id} of stage ${cohort.signStage}`, { isCommitment: false });
    builder.update(states[position]!, { columns: [[column, 1]] });
    const terms = expression();
    terms.columns.push([column, 1]);
    for (let before = 0; before < position; before++) terms.states.push([states[before]!, 1]);
    addVolume(terms, volume, { value: -1 });
    addRow(builder, `notice within what runs of ${cohort.contract.id}`, { lower: -Infinity, upper: 0, terms });
    return { kind: 'column', index: column };
  }
}

/** Firm liability of all quotes signed along the path, at their nominal schedules, wherever one more could be signed. */
function addFirmLiabilityCap(work: NodeWork, firmLiabilityUsdMax: number): void {
  const quotes = work.parts.filter(({ cohort, sign }) => sign > 0 && cohort.contract.kind === 'quote');
  if (!quotes.some(({ cohort }) => cohort.signStage === work.node.stage)) return;
  const terms = expression();
  for (const { cohort, volume } of quotes) {
    const { totalUsd } = firmLiability(cohort.contract, {
      signMonth: cohort.signMonth,
      delivery: deliveryAtScore(cohort.contract, 0),
      signingRegime: NOMINAL_REGIME,
    });
    addVolume(terms, volume, { value: (totalUsd * wholePerVolume(cohort)) / work.frame.units.usd });
  }
  addRow(work.builder, FIRM_LIABILITY_ROW, {
    lower: -Infinity,
    upper: firmLiabilityUsdMax / work.frame.units.usd,
    terms,
  });
}

export const FIRM_LIABILITY_ROW = 'limits.firmLiabilityUsdMax';

/** Name of the row that caps a host's share in a month. */
export function hostShareRowName(host: string, month: number): string {
  return `limits.hostFractionMax of ${host} in month ${month}`;
}

/**
 * Share of each host in the months in which a contract signed here, with that host, enters service at its nominal
 * schedule: capacity of the host <= hostFractionMax x all capacity + what the fleet alone is over. Own builds have no
 * host to depend on: they count in the total only. At the root what is signed together counts together; later, what was
 * signed earlier with the same host is not held against a new signing, so that signing nothing is always allowed.
 */
function addHostShares(work: NodeWork): void {
  const { frame, node } = work;
  if (frame.plan.limits.hostFractionMax >= 1) return;
  const checks = new Map<string, HostCheck>();
  for (const part of work.parts) {
    const { cohort, sign } = part;
    if (sign < 0 || cohort.signStage !== node.stage || cohort.contract.route === 'build') continue;
    const { host } = cohort.contract;
    for (const month of entryMonths(cohort, frame)) {
      const check = checks.get(`${host}/${month}`) ?? { host, month, entering: [] };
      check.entering.push(part);
      checks.set(`${host}/${month}`, check);
    }
  }
  for (const check of checks.values()) addHostShare(work, check);
}

interface HostCheck {
  readonly host: string;
  readonly month: number;
  /** signings of this node that enter service in that month */
  readonly entering: CohortPart[];
}

function addHostShare(work: NodeWork, check: HostCheck): void {
  const { frame, builder, node } = work;
  const { hostFractionMax } = frame.plan.limits;
  const terms = expression();
  let fleetUnits = 0;
  let fleetUnitsOfHost = 0;
  let unitsAlreadyThere = 0;
  for (const part of work.parts) {
    const { cohort, volume, sign } = part;
    if (sign < 0) continue;
    const whole = nominalUnits(cohort, frame, check.month) / frame.units.referenceGpus;
    const isOfHost = cohort.contract.host === check.host && cohort.contract.route !== 'build';
    const counts = isOfHost && (cohort.signStage < 0 || cohort.signStage === node.stage);
    if (cohort.signStage < 0) {
      fleetUnits += whole;
      fleetUnitsOfHost += counts ? whole : 0;
      continue;
    }
    addVolume(terms, volume, { value: whole * wholePerVolume(cohort) * ((counts ? 1 : 0) - hostFractionMax) });
    if (counts && !check.entering.includes(part)) unitsAlreadyThere += whole;
  }
  const room = Math.max(0, hostFractionMax * fleetUnits - fleetUnitsOfHost);
  const name = hostShareRowName(check.host, check.month);
  if (unitsAlreadyThere === 0) addRow(builder, name, { lower: -Infinity, upper: room, terms });
  else for (const part of check.entering) addSwitchedRow(work, { name, terms, room, part, slackUnits: unitsAlreadyThere });
}

/**
 * The share row of one signing where other signings of the host are in service already: it holds only when that offer is
 * signed, else by what those others can be at most (so that an offer merely on the table forbids nothing).
 */
function addSwitchedRow(
  work: NodeWork,
  row: { name: string; terms: Expression; room: number; part: CohortPart; slackUnits: number },
): void {
  const { builder, isRoot } = work;
  const { contract } = row.part.cohort;
  const signed = row.part.volume.index;
  // A later signing is continuous: half-signed is half-switched.
  const isOwnSwitch = !isRoot || contract.blocks === 1;
  const indicator = isOwnSwitch ? signed : builder.addColumn(`is signed ${contract.id}`, { upper: 1, isInteger: true });
  if (!isOwnSwitch) {
    builder.addRow(`switch of ${contract.id}`, { upper: 0, columns: [[signed, 1], [indicator, -contract.blocks]] });
  }
  const scale = isOwnSwitch ? 1 / contract.blocks : 1;
  addRow(builder, row.name, {
    lower: -Infinity,
    upper: row.room + row.slackUnits,
    terms: { ...row.terms, columns: [...row.terms.columns, [indicator, row.slackUnits * scale]] },
  });
}

/** Months within the horizon in which capacity of the cohort enters service at its nominal schedule. */
function entryMonths(cohort: Cohort, frame: PlannerFrame): number[] {
  const fractions = nominalFractions(cohort, frame);
  const months: number[] = [];
  fractions.forEach((fraction, month) => {
    if (fraction > (month === 0 ? 0 : fractions[month - 1]!)) months.push(month);
  });
  return months;
}

function nominalUnits(cohort: Cohort, frame: PlannerFrame, month: number): number {
  return shownReferenceGpus(cohort.contract) * nominalFractions(cohort, frame)[month]!;
}

const fractionsByCohort = new WeakMap<Cohort, Float64Array>();

/** [month] fraction in service at the median lead time. */
export function nominalFractions(cohort: Cohort, frame: PlannerFrame): Float64Array {
  let fractions = fractionsByCohort.get(cohort);
  if (!fractions) {
    const delivery =
      cohort.signStage < 0 ? { gateStartMonths: [], inServiceMonths: 0 } : deliveryAtScore(cohort.contract, 0);
    fractions = contractSeries(cohort.contract, {
      signMonth: cohort.signMonth,
      delivery,
      signingRegime: NOMINAL_REGIME,
      horizonMonths: frame.calendar.horizonMonths,
    }).capacityFraction;
    fractionsByCohort.set(cohort, fractions);
  }
  return fractions;
}
