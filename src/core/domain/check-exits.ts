import { noticeDaysToMonths } from '../units/index.ts';
import { refuseAt, type ContractPlace } from './contract-place.ts';
import type { OfferInput } from './schema-offers.ts';

/** Rights to leave that lie within the term. */
export function checkExits(
  offer: Pick<OfferInput, 'buyerExit' | 'hostExit' | 'termRuns'>,
  termMonths: number | undefined,
  place: ContractPlace,
): void {
  if (termMonths === undefined) return;
  for (const side of ['buyerExit', 'hostExit'] as const) {
    const exit = offer[side];
    if (exit === undefined) continue;
    if (exit.afterMonths >= termMonths) {
      const what = `the right to leave begins after ${exit.afterMonths} months, and the contract serves ${termMonths}`;
      refuseAt(place, `${side}.afterMonths`, {
        code: 'exit-after-term',
        what,
        fix: `give less than ${termMonths}, or delete ${side}`,
      });
    } else if (noticeDaysToMonths(exit.noticeDays) > termMonths) {
      const what = `a notice of ${exit.noticeDays} days is longer than the term of ${termMonths} months`;
      refuseAt(place, `${side}.noticeDays`, { code: 'notice-over-term', what, fix: 'give days, 30 to the month' });
    } else if (offer.termRuns !== 'byTranche' && exit.afterMonths + noticeDaysToMonths(exit.noticeDays) >= termMonths) {
      const first = exit.afterMonths + noticeDaysToMonths(exit.noticeDays);
      const what = `the right ends the contract after ${first} months at the earliest, and it serves ${termMonths}: it changes nothing`;
      const fix = `give fewer months or days, or delete ${side}`;
      place.issues.warn({ code: 'exit-of-no-use', path: `${place.path}.${side}.afterMonths`, what, fix });
    }
  }
}
