import { estimateOf, type Estimate, type StudyAnswer } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import { monthsToServiceOf } from './footprint.ts';
import { leadMoved } from './sensitivity.ts';
import { repliesTo, valueLess, type Ground } from './studies.ts';
import { quotesOf } from './variants.ts';

/** Question 5: one host, and one thing that it may do to us. */
export interface HostEventAnswer {
  readonly host: string;
  /**
   * `slips`: what is signed now comes later than quoted; `fails`: all it gives us ends in a month, with all payments;
   * `leaves`: it uses its right to leave as soon as it may
   */
  readonly event: 'slips' | 'fails' | 'leaves';
  /** months later, of a slip; month index of the end, of the others */
  readonly months: number;
  /** reference GPUs that are late or gone, of the first workload */
  readonly referenceGpus: number;
  /** value as it is less value then, the recommended signings held in both, paired; null: not known, see `unknown` */
  readonly lossUsd: Estimate | null;
  /** largest rise over the stages in the chance of shortage, and the month in which that stage starts; null: not known */
  readonly shortageRise: Estimate | null;
  readonly shortageMonth: string | null;
  /** months from the event until shortage is back within a point of what it would be; null: not within the horizon */
  readonly recoveryMonths: number | null;
  /** why none of the figures is known; null where they are */
  readonly unknown: string | null;
}

/** A slip that is tried, and the month in which a failing host stops. */
const SLIP_MONTHS = 6;
const FAIL_MONTH = 12;
/** Chance of shortage within which things count as recovered. */
const RECOVERED_PROBABILITY = 0.01;

interface HostEvent extends Pick<HostEventAnswer, 'host' | 'event' | 'months' | 'referenceGpus'> {
  readonly plan: Plan;
  /** month index from which it can be felt */
  readonly fromMonth: number;
}

/**
 * What each host of ours may do, one study each: the plan in which it happens for sure. Signings now are the recommended
 * ones, taken before one knows; everything later is re-optimised in the knowledge of it, so that losses are the least to
 * be reckoned with. A host's rights and hazards as such are in the plan's own values already.
 */
export async function hostAnswers({ plan, decision, ask, base }: Ground): Promise<HostEventAnswer[]> {
  const asItIs = repliesTo(base, 'held');
  const signed = quotesOf(plan).filter((_, quote) => (decision[quote] ?? 0) > 0);
  const shares = new Map(quotesOf(plan).map((offer, quote) => [offer.id, (decision[quote] ?? 0) / offer.blocks]));
  const hosts = [...new Set([...plan.fleet, ...signed].map(({ host }) => host))];
  const events = hosts.flatMap((host) => eventsOf(plan, { host, signed, shares }));
  const found = await Promise.all(
    events.map(async ({ plan: changed, fromMonth, ...event }) => {
      const after = repliesTo(await ask({ plan: changed, questions: { held: { held: decision } } }), 'held');
      return { ...event, ...consequencesOf(plan, { asItIs, after, fromMonth }) };
    }),
  );
  return found.toSorted((a, b) => sortedBy(b) - sortedBy(a));
}

/** Events of unknown loss stand last. */
function sortedBy({ lossUsd }: HostEventAnswer): number {
  return lossUsd?.estimate ?? -Number.MAX_VALUE;
}

type Consequences = Omit<HostEventAnswer, 'host' | 'event' | 'months' | 'referenceGpus'>;

interface Compared {
  readonly asItIs: readonly StudyAnswer[];
  readonly after: readonly StudyAnswer[];
  readonly fromMonth: number;
}

/** What an event does; nothing of it is known where some tree has no plan that holds the signings, and why. */
export function consequencesOf(plan: Plan, compared: Compared): Consequences {
  const unknown = unknownOf(compared);
  if (unknown !== null) {
    return { lossUsd: null, shortageRise: null, shortageMonth: null, recoveryMonths: null, unknown };
  }
  return { lossUsd: valueLess(compared.asItIs, compared.after), ...shortageOf(plan, compared), unknown };
}

function unknownOf({ asItIs, after }: Compared): string | null {
  const failed = [...asItIs, ...after].filter(({ valueUsd }) => Number.isNaN(valueUsd));
  if (failed.length === 0) return null;
  const isForbidden = failed.every(({ status }) => status === 'infeasible');
  return isForbidden
    ? 'with that known, the limits of the plan do not allow the recommended signings to be held'
    : 'not every tree could be solved';
}

function eventsOf(
  plan: Plan,
  of: { readonly host: string; readonly signed: readonly Offer[]; readonly shares: ReadonlyMap<string, number> },
): HostEvent[] {
  const { host, shares } = of;
  const signed = of.signed.filter((offer) => offer.host === host && offer.route !== 'build');
  const late = of.signed.filter((offer) => offer.host === host);
  const fleet = plan.fleet.filter((contract) => contract.host === host && contract.price.kind !== 'owned');
  const sizeOf = (offers: readonly Offer[]) =>
    offers.reduce((sum, { id, referenceGpus }) => sum + (referenceGpus[0] ?? 0) * (shares.get(id) ?? 1), 0);
  const events: HostEvent[] = [];
  if (late.length > 0) {
    const slipped = plan.offers.map((offer) => (late.includes(offer) ? leadMoved(offer, SLIP_MONTHS) : offer));
    const fromMonth = Math.min(...late.map((offer) => monthsToServiceOf(offer, plan.horizonMonths)));
    const size = { months: SLIP_MONTHS, referenceGpus: sizeOf(late), fromMonth };
    events.push({ host, event: 'slips', ...size, plan: { ...plan, offers: slipped } });
  }
  if ([...fleet, ...signed].length > 0 && FAIL_MONTH < plan.horizonMonths) {
    const size = { months: FAIL_MONTH, referenceGpus: sizeOf([...fleet, ...signed]), fromMonth: FAIL_MONTH };
    events.push({ host, event: 'fails', ...size, plan: endedIn(plan, host, FAIL_MONTH) });
  }
  const leaving = signed.filter(({ hostExit }) => hostExit !== null);
  if (leaving.length > 0) {
    const ends = leaving.map((offer) => leavingMonth(offer, plan));
    const months = Math.min(...ends);
    const offers = plan.offers.map((offer) =>
      leaving.includes(offer) ? endingIn(offer, leavingMonth(offer, plan), plan) : offer,
    );
    const size = { months, referenceGpus: sizeOf(leaving), fromMonth: months };
    events.push({ host, event: 'leaves', ...size, plan: { ...plan, offers } });
  }
  return events;
}

/** The month in which an offer signed now stops when its host gives notice as soon as it may. */
function leavingMonth(offer: Offer, plan: Plan): number {
  const { afterMonths = 0, noticeMonths = 0 } = offer.hostExit ?? {};
  return monthsToServiceOf(offer, plan.horizonMonths) + afterMonths + noticeMonths;
}

/** Everything a host gives us ends in a month, and nothing more comes from it. */
function endedIn(plan: Plan, host: string, month: number): Plan {
  const fleet = plan.fleet.map((contract) =>
    contract.host === host ? { ...contract, termMonths: Math.min(contract.termMonths, month) } : contract,
  );
  const offers = plan.offers.map((offer) => {
    if (offer.host !== host || offer.route === 'build') return offer;
    const mayCome = offer.kind === 'quote';
    return mayCome ? endingIn(offer, month, plan) : { ...offer, signByMonth: -1 };
  });
  return { ...plan, fleet, offers };
}

/** A quote that stops in a month however it was delivered; what would come later gives nothing worth paying for. */
function endingIn(offer: Offer, month: number, plan: Plan): Offer {
  const serves = monthsToServiceOf(offer, plan.horizonMonths);
  return { ...offer, termMonths: Math.max(1, month - serves), hostExit: null };
}

function shortageOf(
  plan: Plan,
  of: Compared,
): Pick<HostEventAnswer, 'shortageRise' | 'shortageMonth' | 'recoveryMonths'> {
  const { stageStartMonths } = plan.tree;
  const chance = (answers: readonly StudyAnswer[], tree: number, stage: number) =>
    answers[tree]?.shortage[stage]?.probability ?? Number.NaN;
  const rises = stageStartMonths.map((_, stage) => {
    const differences = of.after.map((_answer, tree) => chance(of.after, tree, stage) - chance(of.asItIs, tree, stage));
    return estimateOf(differences, 'mean paired difference', 'trees');
  });
  const worst = rises.reduce((at, { estimate }, stage) => (estimate > rises[at]!.estimate ? stage : at), 0);
  const end = (stage: number) => stageStartMonths[stage + 1] ?? plan.horizonMonths;
  const felt = stageStartMonths.findIndex((_, stage) => end(stage) > of.fromMonth);
  const recovered = stageStartMonths.findIndex(
    (start, stage) => stage >= felt && start >= of.fromMonth && rises[stage]!.estimate <= RECOVERED_PROBABILITY,
  );
  return {
    shortageRise: rises[worst]!,
    shortageMonth: calendarMonthOf(stageStartMonths[worst]!, plan.startMonth),
    recoveryMonths: recovered < 0 ? null : stageStartMonths[recovered]! - of.fromMonth,
  };
}
