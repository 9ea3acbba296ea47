import { contractSeries, deliveryAtScore, firmLiability, hostOf, shownReferenceGpus } from '../../supply/index.ts';
import type { Cohort } from '../cohorts/cohort.ts';
import type { PlannerFrame } from './layout.ts';
import { addNewPartnerLimit } from './new-partners.ts';
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

/** The hard limits on what is newly signed at this node; signing nothing always meets them. */
export function addSigningLimits(work: NodeWork): void {
  addHostShares(work);
  const { firmLiabilityUsdMax } = work.frame.plan.limits;
  if (firmLiabilityUsdMax !== null) addFirmLiabilityCap(work, firmLiabilityUsdMax);
  addNewPartnerLimit(work);
}

/**
 * Firm liability of all quotes signed along the path, at their nominal schedules and the prices in force, wherever one
 * more could be signed.
 */
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
    const value = (totalUsd * wholePerVolume(cohort)) / work.frame.units.usd;
    addVolume(terms, volume, { value, parameter: cohort.parameter });
  }
  addRow(work.builder, FIRM_LIABILITY_ROW, {
    lower: -Infinity,
    upper: firmLiabilityUsdMax / work.frame.units.usd,
    terms,
  });
}

export const FIRM_LIABILITY_ROW = 'limits.firmLiabilityUsdMax';

/** Name of the row that caps a host's share in a month. */
function hostShareRowName(host: string, month: number): string {
  return `limits.hostFractionMax of ${host} in month ${month}`;
}

/**
 * Share of each host in the months in which a contract signed here, with that host, enters service at its nominal
 * schedule: capacity of the host <= hostFractionMax x all capacity + what the fleet alone is over. Own builds have no
 * host to depend on: they count in the total only. At the root what is signed together counts together; later, what was
 * signed earlier with the same host is not held against a new signing, so that signing nothing is always allowed.
 */
function addHostShares(work: NodeWork): void {
  const { frame } = work;
  if (frame.plan.limits.hostFractionMax >= 1) return;
  const checks = new Map<string, HostCheck>();
  for (const part of work.parts) {
    const { cohort } = part;
    if (!isSignedHere(work, part) || cohort.contract.route === 'build') continue;
    const host = hostOf(cohort.contract);
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
  const { frame, builder } = work;
  const { hostFractionMax } = frame.plan.limits;
  const terms = expression();
  let unitsAlreadyThere = 0;
  for (const part of work.parts) {
    if (part.sign < 0 || part.cohort.signStage < 0 || part.cohort.contract.kind === 'option') continue;
    const whole = nominalUnits(part.cohort, frame, check.month);
    const counts = isSignedHere(work, part) && isOfHost(part.cohort, check.host);
    addVolume(terms, part.volume, { value: whole * wholePerVolume(part.cohort) * (Number(counts) - hostFractionMax) });
    if (counts && !check.entering.includes(part)) unitsAlreadyThere += whole;
  }
  const name = hostShareRowName(check.host, check.month);
  const room = inheritedRoom(frame, check);
  if (unitsAlreadyThere === 0) addRow(builder, name, { lower: -Infinity, upper: room, terms });
  else
    for (const part of check.entering) addSwitchedRow(work, { name, terms, room, part, slackUnits: unitsAlreadyThere });
}

/** What the fleet alone leaves to a host under the cap; never below zero, for what is inherited need not be undone. */
function inheritedRoom(frame: PlannerFrame, check: HostCheck): number {
  let units = 0;
  let unitsOfHost = 0;
  for (const cohort of frame.cohorts) {
    if (cohort.signStage >= 0) continue;
    const whole = nominalUnits(cohort, frame, check.month);
    units += whole;
    if (isOfHost(cohort, check.host)) unitsOfHost += whole;
  }
  return Math.max(0, frame.plan.limits.hostFractionMax * units - unitsOfHost);
}

function isOfHost({ contract }: Cohort, host: string): boolean {
  return hostOf(contract) === host && contract.route !== 'build';
}

function isSignedHere(work: NodeWork, part: CohortPart): boolean {
  // What an option gives is the partner's that we have already: it is not held against the caps.
  return part.sign > 0 && part.cohort.signStage === work.node.stage && part.cohort.contract.kind !== 'option';
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
    builder.addRow(`switch of ${contract.id}`, {
      upper: 0,
      columns: [
        [signed, 1],
        [indicator, -contract.blocks],
      ],
    });
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

/** Capacity of the whole contract in service in a month at its nominal schedule, in capacity units. */
function nominalUnits(cohort: Cohort, frame: PlannerFrame, month: number): number {
  return (shownReferenceGpus(cohort.contract) * nominalFractions(cohort, frame)[month]!) / frame.units.referenceGpus;
}

const fractionsByCohort = new WeakMap<Cohort, Float64Array>();

/** [month] fraction in service at the median lead time. */
function nominalFractions(cohort: Cohort, frame: PlannerFrame): Float64Array {
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
