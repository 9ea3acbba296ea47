import { unitsInService, type Holding } from '../contracts/holding.ts';
import type { Column } from '../dispatch/column.ts';
import { emptySources, type Sources } from '../dispatch/sources.ts';
import type { BlockState } from './block-state.ts';
import type { Surroundings } from './surroundings.ts';

/** Finds what each path may use at a price in a month. */
export function fillSources({ sources, byUse, byUseMost, surroundings }: BlockState, month: number): void {
  emptySources(sources, 1 + byUseMost);
  const { market } = surroundings;
  if (sources.slotCount === 1) return offerMarket(sources, market, month);
  for (let path = 0; path < byUse.length; path++) {
    let source = path;
    for (const holding of byUse[path]!) {
      addContract(sources, source, { holding, month });
      source += sources.pathCount;
    }
    if (market === null) continue;
    sources.classIndex[source] = market.classIndex;
    sources.units[source] = market.units[month]![path]!;
    sources.usdPerUnit[source] = market.usdPerUnit[month]![path]!;
    sources.paidFraction[source] = 0;
  }
}

/** Where no contract is paid by use. */
function offerMarket(sources: Sources, market: Surroundings['market'], month: number): void {
  if (market === null) return;
  sources.classIndex.fill(market.classIndex, 0, sources.pathCount);
  sources.units.set(market.units[month]!);
  sources.usdPerUnit.set(market.usdPerUnit[month]!);
}

function addContract(
  sources: Sources,
  source: number,
  { holding, month }: { readonly holding: Holding; readonly month: number },
): void {
  const { course } = holding.fate;
  const units = unitsInService(holding, month);
  const paid = course.committedUnits[month]! / Math.max(course.capacity[month]!, Number.MIN_VALUE);
  const rolled = holding.rolledUnits / Math.max(units, Number.MIN_VALUE);
  sources.classIndex[source] = course.classIndex;
  sources.units[source] = units;
  sources.usdPerUnit[source] = course.usageUsdPerUnit[month]!;
  sources.paidFraction[source] = Math.min(1, paid + rolled);
}

/** Adds what is paid for use in the month: contracts beyond their paid share, and the market. */
export function payForUse(state: BlockState, month: number, spentUsd: Column): void {
  const { sources, byUse } = state;
  const { units, usdPerUnit, paidFraction, used, slotCount, pathCount } = sources;
  const { sourceUse } = state.dispatcher.result;
  for (let source = 0; source < used;) {
    for (let path = 0; path < pathCount; path++, source++) {
      const unpaid = sourceUse[source]! - units[source]! * paidFraction[source]!;
      if (unpaid > 0) spentUsd[path]! += unpaid * usdPerUnit[source]!;
    }
  }
  for (let path = 0; path < pathCount && slotCount > 1; path++) {
    for (const [slot, holding] of byUse[path]!.entries()) {
      const source = slot * pathCount + path;
      recordUse(state, path, { month, holding, use: sourceUse[source]!, units: units[source]! });
    }
  }
}

function recordUse(
  { outcome, world }: BlockState,
  path: number,
  at: { readonly month: number; readonly holding: Holding; readonly use: number; readonly units: number },
): void {
  const { holding, use, units } = at;
  if (units === 0) return;
  const contract = holding.isFleet ? holding.offerIndex : world.plan.fleet.length + holding.offerIndex;
  const { course } = holding.fate;
  const paid = (units * course.committedUnits[at.month]!) / course.capacity[at.month]!;
  outcome.contractUsedMonths[contract]! += use;
  const rolled = holding.rolledUnits;
  outcome.contractPaidUsd[contract]! += Math.max(0, use - paid - rolled) * course.usageUsdPerUnit[at.month]!;
  const lostFraction = lostCommitment(holding, { use, paid });
  if (!(lostFraction > 0)) return;
  const whole = units / course.capacity[at.month]!;
  const stranded = whole * course.committedUsd[at.month]! * lostFraction;
  outcome.strandedUsd[path]! += stranded;
  outcome.contractStrandedUsd[contract]! += stranded;
}

/**
 * Share of a month's commitment that is lost: what was not used of it, or where that rolls over, what was left of the
 * month before and is not used now either. What rolls over is used first.
 */
function lostCommitment(holding: Holding, { use, paid }: { readonly use: number; readonly paid: number }): number {
  if (paid === 0) return 0;
  if (!holding.fate.course.offer.terms.hasRollover) return 1 - use / paid;
  const rolled = holding.rolledUnits;
  holding.rolledUnits = Math.max(0, paid - Math.max(0, use - rolled));
  return Math.max(0, rolled - use) / paid;
}
