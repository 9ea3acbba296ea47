import type { Estimate } from '../decide/index.ts';
import type { Offer } from '../domain/index.ts';
import { HOURS_PER_MONTH } from '../units/index.ts';
import { repliesTo, valueLess, type Ground } from './studies.ts';
import { quotesOf, withOffer } from './variants.ts';

/** Question 11: one clause of one offer, and what it is worth to us. */
export interface ClauseAnswer {
  readonly offerId: string;
  readonly clause: string;
  /** `held`: the offer has it, and loses it; `wanted`: it does not, and gains it */
  readonly kind: 'held' | 'wanted';
  /** value with the clause less without it, everything re-optimised, paired; negative: a clause of the host's */
  readonly valueUsd: Estimate;
  /** the same per billed GPU-hour of the offer over its whole term */
  readonly valueUsdPerGpuHour: Estimate;
}

interface ClauseChange {
  readonly clause: string;
  readonly kind: ClauseAnswer['kind'];
  readonly change: (offer: Offer) => Offer;
}

/** What each clause of each quote is worth: a study of the plan for each change of one term. */
export async function clauseAnswers(ground: Ground): Promise<ClauseAnswer[]> {
  const { plan, ask } = ground;
  const asItIs = repliesTo(ground.base, 'best');
  const changes = quotesOf(plan).flatMap((offer) => clausesOf(offer).map((change) => ({ offer, ...change })));
  const answers = await Promise.all(
    changes.map(async ({ offer, clause, kind, change }) => {
      const changed = repliesTo(
        await ask({ plan: withOffer(plan, offer.id, change), questions: { best: {} } }),
        'best',
      );
      const valueUsd = kind === 'held' ? valueLess(asItIs, changed) : valueLess(changed, asItIs);
      return { offerId: offer.id, clause, kind, valueUsd, valueUsdPerGpuHour: perGpuHour(valueUsd, offer) };
    }),
  );
  return answers.toSorted((a, b) => Math.abs(b.valueUsd.estimate) - Math.abs(a.valueUsd.estimate));
}

/** Months of notice and of service before it in the exit that is tried where an offer has none: out on 90 days after a year. */
const WANTED_EXIT = { afterMonths: 12, noticeMonths: 3 };

function clausesOf(offer: Offer): ClauseChange[] {
  const { buyerExit, hostExit, takeOrPayFraction, upfrontFraction, price } = offer;
  const changes: ClauseChange[] = [];
  const isLease = price.kind !== 'owned';
  if (buyerExit) {
    changes.push({ clause: 'our exit', kind: 'held', change: (known) => ({ ...known, buyerExit: null }) });
  } else if (isLease) {
    const clause = 'our exit on 90 days, after a year';
    changes.push({ clause, kind: 'wanted', change: (known) => ({ ...known, buyerExit: WANTED_EXIT }) });
  }
  if (hostExit)
    changes.push({ clause: "the host's exit", kind: 'held', change: (known) => ({ ...known, hostExit: null }) });
  if (upfrontFraction > 0) {
    const clause = `prepayment of ${upfrontFraction}`;
    changes.push({ clause, kind: 'held', change: (known) => ({ ...known, upfrontFraction: 0 }) });
  }
  if (isLease && takeOrPayFraction > WANTED_TAKE_OR_PAY) {
    const clause = `take-or-pay ${WANTED_TAKE_OR_PAY}, not ${takeOrPayFraction}`;
    changes.push({ clause, kind: 'wanted', change: (known) => ({ ...known, takeOrPayFraction: WANTED_TAKE_OR_PAY }) });
  }
  if (offer.leadTimeMonths.p50 > 1) {
    changes.push({ clause: 'a month earlier', kind: 'wanted', change: aMonthEarlier });
  }
  return changes;
}

/** Take-or-pay asked for where an offer's is higher. */
const WANTED_TAKE_OR_PAY = 0.7;

/** Every quantile of the lead time, or of a build's longest gate, a month shorter. */
function aMonthEarlier(offer: Offer): Offer {
  const shorter = ({ p10, p50, p90 }: Offer['leadTimeMonths']) => ({
    p10: Math.max(0, p10 - 1),
    p50: Math.max(0, p50 - 1),
    p90: Math.max(0, p90 - 1),
  });
  const longest = offer.gates.reduce(
    (at, gate, index) => (gate.months.p50 > offer.gates[at]!.months.p50 ? index : at),
    0,
  );
  const gates = offer.gates.map((gate, index) =>
    index === longest ? { ...gate, months: shorter(gate.months) } : gate,
  );
  return { ...offer, leadTimeMonths: shorter(offer.leadTimeMonths), gates };
}

function perGpuHour({ estimate, low, high, method }: Estimate, offer: Offer): Estimate {
  const gpus = offer.quantities.reduce((sum, quantity) => sum + quantity.gpus, 0);
  const hours = gpus * offer.termMonths * HOURS_PER_MONTH;
  return {
    estimate: estimate / hours,
    low: low === null ? null : low / hours,
    high: high === null ? null : high / hours,
    method: `${method}, over all GPU-hours of the term`,
  };
}
