import type { Plan } from '../../domain/index.ts';
import { hostOf } from '../../supply/index.ts';
import type { Cohort } from '../cohorts/cohort.ts';
import { addRow, addVolume, expression, wholePerVolume, type CohortPart, type NodeWork } from './node-work.ts';

export const NEW_PARTNERS_ROW = 'limits.newPartners';

/**
 * How many new partners may be taken on at once: hosts that the fleet does not know, signed here or in the months before
 * that one takes to settle in. At the root each counts as soon as a block of it is signed; later, as the share of its
 * largest offer that is signed. Signing nothing always meets it, for what was signed before met it then.
 */
export function addNewPartnerLimit(work: NodeWork): void {
  const { newPartners } = work.frame.plan.limits;
  if (newPartners === null) return;
  const partsByHost = new Map<string, CohortPart[]>();
  for (const part of work.parts) {
    if (part.sign < 0 || !isSettlingIn(work, part.cohort, newPartners.months)) continue;
    const host = hostOf(part.cohort.contract);
    partsByHost.set(host, [...(partsByHost.get(host) ?? []), part]);
  }
  const isSigningHere = [...partsByHost.values()].flat().some(({ cohort }) => cohort.signStage === work.node.stage);
  if (!isSigningHere) return;
  const terms = expression();
  for (const [host, parts] of partsByHost) terms.columns.push([partnerColumn(work, host, parts), 1]);
  addRow(work.builder, NEW_PARTNERS_ROW, { lower: -Infinity, upper: newPartners.atOnceMax, terms });
}

/** 1 when a partner is new here: at least the share signed of each of its offers. */
function partnerColumn({ builder, isRoot }: NodeWork, host: string, parts: readonly CohortPart[]): number {
  const column = builder.addColumn(`new partner ${host}`, { upper: 1, isInteger: isRoot });
  for (const { cohort, volume } of parts) {
    const terms = expression();
    addVolume(terms, volume, { value: wholePerVolume(cohort) });
    terms.columns.push([column, -1]);
    addRow(builder, `new partner ${host} is counted`, { lower: -Infinity, upper: 0, terms });
  }
  return column;
}

function isSettlingIn({ frame, node }: NodeWork, { contract, signStage, signMonth }: Cohort, months: number): boolean {
  const isRecent = signStage === node.stage || (signStage >= 0 && node.startMonth - signMonth < months);
  const isPartner = contract.route !== 'build' && contract.kind !== 'option';
  return isRecent && isPartner && !isKnown(frame.plan, hostOf(contract));
}

function isKnown({ fleet }: Plan, host: string): boolean {
  return fleet.some((contract) => hostOf(contract) === host);
}
