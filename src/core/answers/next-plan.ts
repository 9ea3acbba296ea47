import type { Offer, Plan, PlanEdit, SourceMap, SourceValue } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { deliveryAtScore } from '../supply/index.ts';
import { monthIndexOf, MONTHS_PER_YEAR } from '../units/index.ts';
import type { ActualMonth } from './actuals.ts';
import type { SignedDeal, Tracked } from './track.ts';

/** The changes that make the next plan of a plan's text, and what they cannot say, in words. */
export interface NextPlan {
  readonly edits: readonly PlanEdit[];
  readonly remarks: readonly string[];
}

/** A plan and its own text. */
export interface PlanSource {
  readonly plan: Plan;
  readonly source: SourceMap;
}

/**
 * Moves a plan to the month after its actuals: dates, belief, demand, values, market and cash as they are known now; what
 * was signed frozen with the months and payments that are left; what has lapsed or ended taken out.
 */
export function nextPlanOf(given: PlanSource, tracked: Tracked, months: readonly ActualMonth[]): NextPlan {
  const remarks = [...tracked.remarks];
  const elapsed = monthIndexOf(tracked.startMonth, given.plan.startMonth);
  const edits = [
    set(['asOf'], tracked.asOf),
    set(['startMonth'], tracked.startMonth),
    ...beliefEdits(given, tracked, remarks),
    ...demandEdits(given, tracked, elapsed),
    ...moneyEdits(tracked, months),
    ...offerEdits(given, { tracked, elapsed, remarks }),
    ...endedEdits(given, tracked),
    ...futureEdits(given, tracked),
  ];
  return { edits, remarks };
}

function set(path: readonly (string | number)[], value: SourceValue): PlanEdit {
  return { kind: 'set', path, value };
}

/** Digits of a belief in a plan file: more would be read as knowledge. */
const BELIEF_DIGITS = 4;

function beliefEdits({ source }: PlanSource, { belief }: Tracked, remarks: string[]): PlanEdit[] {
  const path = ['demand', 'growth', 'regimes'];
  const regimes = listAt(source, path);
  if (regimes.length !== belief.length) {
    const hasHistory = mapOf(source['demand'] ?? null)['history'] !== undefined;
    remarks.push(
      hasHistory
        ? 'growth is fitted to a usage table: add the new months to it, and put it beside the next plan'
        : 'growth is not stated as regimes: the belief is not written, state it again by hand',
    );
    return [];
  }
  const probabilities = roundedToOne(belief.map(({ nowProbability }) => nowProbability));
  return probabilities.map((probability, regime) => set([...path, regime, 'startProbability'], probability));
}

/** Probabilities of few digits that sum to 1: the largest takes the rest. */
function roundedToOne(probabilities: readonly number[]): number[] {
  const rounded = probabilities.map((probability) => Number(probability.toFixed(BELIEF_DIGITS)));
  const largest = rounded.indexOf(Math.max(...rounded));
  const others = rounded.reduce((sum, probability, index) => sum + (index === largest ? 0 : probability), 0);
  return rounded.with(largest, Number((1 - others).toFixed(BELIEF_DIGITS)));
}

/** Demand of every workload that grows, in proportion; values of an hour as they have declined. */
function demandEdits({ plan, source }: PlanSource, tracked: Tracked, elapsed: number): PlanEdit[] {
  const growing = plan.workloads.filter(isGrowing);
  const before = growing.reduce((sum, { busyReferenceGpus }) => sum + busyReferenceGpus, 0);
  const multiple = tracked.busyReferenceGpus / before;
  return listAt(source, ['demand', 'workloads']).flatMap((written, index) => {
    const workload = plan.workloads[index];
    if (!workload) return [];
    const path = ['demand', 'workloads', index];
    const level = isGrowing(workload)
      ? [set([...path, 'busyReferenceGpus'], rounded(workload.busyReferenceGpus * multiple))]
      : [];
    const drivers: PlanEdit[] =
      'drivers' in mapOf(written) ? [{ kind: 'remove', path: [...path, 'drivers'], comment: '' }] : [];
    const kept = pow(1 - workload.valueDeclinePerYear, elapsed / MONTHS_PER_YEAR);
    return [...level, ...drivers, ...(kept === 1 ? [] : valueEdits(mapOf(written), path, kept))];
  });
}

function isGrowing({ tiers }: Plan['workloads'][number]): boolean {
  return tiers.some(({ demandFraction }) => demandFraction !== null);
}

const VALUE_FIELDS = ['valueUsdPerReferenceGpuHour', 'floorValueUsdPerReferenceGpuHour'];

/** Every value of an hour under a workload, as it has declined since. */
function valueEdits(value: SourceValue, path: readonly (string | number)[], kept: number): PlanEdit[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => valueEdits(item, [...path, index], kept));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, child]) =>
    VALUE_FIELDS.includes(name) && typeof child === 'number'
      ? [set([...path, name], rounded(child * kept))]
      : valueEdits(child, [...path, name], kept),
  );
}

function moneyEdits(tracked: Tracked, months: readonly ActualMonth[]): PlanEdit[] {
  const liquidityUsd = months.at(-1)!.liquidityUsd;
  return [
    ...(tracked.supplyRegime === null ? [] : [set(['market', 'supplyRegimes', 'start'], tracked.supplyRegime)]),
    ...(liquidityUsd === null ? [] : [set(['money', 'openingLiquidityUsd'], liquidityUsd)]),
  ];
}

interface OffersAt {
  readonly tracked: Tracked;
  readonly elapsed: number;
  readonly remarks: string[];
}

/** What was signed becomes an offer of its own, frozen; what is left of a quote stays until it lapses. */
function offerEdits({ plan, source }: PlanSource, at: OffersAt): PlanEdit[] {
  return listAt(source, ['offers']).flatMap((written, index): PlanEdit[] => {
    const fields = mapOf(written);
    const offer = plan.offers.find(({ id }) => id === fields['id']);
    if (!offer) return [];
    const deal = at.tracked.signed.find(({ offerId }) => offerId === offer.id);
    const path = ['offers', index];
    if (deal) return signedEdits({ plan, fields, offer, deal, path }, at);
    if (fields['status'] === 'signed' || fields['required'] === true) {
      // Frozen by an earlier tracking, or by hand: its months go on.
      const before = { offerId: offer.id, blocks: offer.blocks, month: plan.startMonth };
      return inPlace(fields, frozenOffer({ plan, fields, offer, deal: before }, at), path);
    }
    const isLapsed = at.tracked.lapsedIds.includes(offer.id);
    return isLapsed ? [{ kind: 'remove', path, comment: `${offer.id} lapsed before ${at.tracked.asOf}` }] : [];
  });
}

/** What ends the id of the part of a quote that was signed, where the rest of it stays on offer. */
export const SIGNED_SUFFIX = '-signed';

interface SignedOffer {
  readonly plan: Plan;
  readonly fields: SourceMap;
  readonly offer: Offer;
  readonly deal: SignedDeal;
}

/** The fields of an offer that differ, set or taken out where they stand: comments stay. */
function inPlace(fields: SourceMap, wanted: SourceMap, path: readonly (string | number)[]): PlanEdit[] {
  const isSame = (name: string) => JSON.stringify(wanted[name]) === JSON.stringify(fields[name]);
  const gone = Object.keys(fields).filter((name) => !(name in wanted));
  return [
    ...Object.entries(wanted).flatMap(([name, value]) => (isSame(name) ? [] : [set([...path, name], value)])),
    ...gone.map((name): PlanEdit => ({ kind: 'remove', path: [...path, name], comment: '' })),
  ];
}

function signedEdits(of: SignedOffer & { readonly path: (string | number)[] }, at: OffersAt): PlanEdit[] {
  const { offer, deal, path, fields } = of;
  const frozen = frozenOffer(of, at);
  const left = offer.blocks - deal.blocks;
  if (left === 0) return inPlace(fields, frozen, path);
  const comment = `${offer.id}: ${deal.blocks} of ${offer.blocks} blocks signed in ${deal.month}`;
  const apart: PlanEdit = { kind: 'append', path: ['offers'], value: frozen, comment };
  if (offer.signByMonth < at.elapsed) {
    return [{ kind: 'remove', path, comment: `the rest of ${offer.id} lapsed before ${at.tracked.asOf}` }, apart];
  }
  return [...inPlace(fields, { ...scaledTo(fields, left / offer.blocks), blocks: left }, path), apart];
}

/** Fields of a term sheet whose months count from signing and that are not moved on by hand here. */
const NOT_MOVED = ['tranches', 'prepayment', 'late', 'valueFlows', 'priceSteps', 'takeOrPaySteps'];

/** A signed offer as it stands at the new start: fewer months to go, what was paid at signing left out. */
function frozenOffer({ plan, fields, offer, deal }: SignedOffer, at: OffersAt): SourceMap {
  const elapsed = Math.max(0, at.elapsed - monthIndexOf(deal.month, plan.startMonth));
  const { inServiceMonths } = deliveryAtScore(offer, 0);
  const served = Math.max(0, elapsed - inServiceMonths);
  const scaled = scaledTo(fields, deal.blocks / offer.blocks);
  for (const name of ['blocks', 'required', 'blocksMin', 'decideBy', 'upfrontFraction']) delete scaled[name];
  NOT_MOVED.filter((name) => name in scaled).forEach((name) =>
    at.remarks.push(`${offer.id}: months in "${name}" are not moved on; look at them`),
  );
  const frozen: SourceMap = {
    ...scaled,
    id: deal.blocks < offer.blocks ? `${offer.id}${SIGNED_SUFFIX}` : offer.id,
    status: 'signed',
    ...priceLeft(scaled, offer.upfrontFraction),
  };
  if (offer.gates.length > 0) frozen['gates'] = gatesLeft(scaled, offer, elapsed);
  else if (!('startMonth' in scaled)) frozen['leadTimeMonths'] = later(offer.leadTimeMonths, elapsed);
  const life = 'usefulLifeMonths' in scaled ? 'usefulLifeMonths' : 'termMonths';
  if (served > 0) frozen[life] = Math.max(1, offer.termMonths - served);
  for (const name of ['buyerExit', 'hostExit']) {
    const right = frozen[name];
    if (served > 0 && right !== undefined) {
      const { afterMonths, ...rest } = mapOf(right);
      frozen[name] = { afterMonths: Math.max(0, Number(afterMonths) - served), ...rest };
    }
  }
  return frozen;
}

/** What was prepaid has left the cash already: the price is what is still to be paid. */
function priceLeft(fields: SourceMap, upfrontFraction: number): SourceMap {
  if (upfrontFraction === 0) return {};
  const names = ['priceUsdPerGpuHour', 'priceUsdPerMonth', 'priceUsdPerKwMonth', 'priceUsdPerMillionTokens'];
  const priced = names.filter((name) => typeof fields[name] === 'number');
  return Object.fromEntries(priced.map((name) => [name, rounded(Number(fields[name]) * (1 - upfrontFraction))]));
}

/** The gates still to end; the one that runs has been paid for. */
function gatesLeft(fields: SourceMap, offer: Offer, elapsed: number): SourceValue[] {
  let left = elapsed;
  return listAt(fields, ['gates']).flatMap((written, index) => {
    const { months } = offer.gates[index]!;
    const takes = Math.ceil(months.p50);
    const passed = Math.min(left, takes);
    left -= passed;
    // A gate has started when the one before has ended, and its capex has been paid then.
    const hasStarted = passed > 0 || (left === 0 && index === 0 && elapsed > 0);
    if (passed === takes) return [];
    return [{ ...mapOf(written), months: later(months, passed), ...(hasStarted ? { capexUsd: 0 } : {}) }];
  });
}

/** Least months to go of what has not come yet: no time at all cannot be told from having come. */
const MONTHS_LEFT_MIN = 0.5;

/** What is left of a duration: nothing where even a late one is over. */
function later({ p10, p50, p90 }: Offer['leadTimeMonths'], elapsed: number): SourceValue {
  if (p90 <= elapsed) return 0;
  const less = (months: number) => rounded(Math.max(MONTHS_LEFT_MIN, months - elapsed));
  return { p10: less(p10), p50: less(p50), p90: less(p90) };
}

/** Fields that are for the whole offer: quantities, and money that is not a price by quantity. */
function isOfTheWhole(name: string): boolean {
  if (['gpus', 'facilityMegawatts', 'tokensPerMinute'].includes(name)) return true;
  return /Usd(PerMonth)?$/.test(name) && !/PerGpuHour|PerKwMonth/.test(name);
}

/** An offer's fields for a share of its quantity. */
function scaledTo(fields: SourceMap, fraction: number): SourceMap {
  const scale = (value: SourceValue, name: string, isWhole: boolean): SourceValue => {
    if (typeof value === 'number') return isWhole || isOfTheWhole(name) ? rounded(value * fraction) : value;
    if (Array.isArray(value)) return value.map((item) => scale(item, name, isWhole));
    if (value === null || typeof value !== 'object') return value;
    const isQuantity = name === 'accelerators' || name === 'referenceGpus';
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, scale(child, key, isQuantity)]));
  };
  return fraction === 1 ? { ...fields } : mapOf(scale(fields, '', false));
}

/** Contracts of the fleet that have run out. */
function endedEdits({ source }: PlanSource, { endedIds, asOf }: Tracked): PlanEdit[] {
  return listAt(source, ['fleet']).flatMap((written, index): PlanEdit[] => {
    const id = mapOf(written)['id'];
    return typeof id === 'string' && endedIds.includes(id)
      ? [{ kind: 'remove', path: ['fleet', index], comment: `${id} ended before ${asOf}` }]
      : [];
  });
}

/** Offers that may come later come from the new start on at the earliest. */
function futureEdits({ source }: PlanSource, { startMonth }: Tracked): PlanEdit[] {
  return listAt(source, ['futureOffers']).flatMap((written, index) => {
    const from = mapOf(written)['fromMonth'];
    return typeof from === 'string' && from < startMonth ? [set(['futureOffers', index, 'fromMonth'], startMonth)] : [];
  });
}

function listAt(source: SourceMap, path: readonly string[]): readonly SourceValue[] {
  let at: SourceValue | undefined = source;
  for (const key of path) at = at === undefined ? undefined : mapOf(at)[key];
  return Array.isArray(at) ? at : [];
}

function mapOf(value: SourceValue): SourceMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** Six digits: what is measured has no more. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
