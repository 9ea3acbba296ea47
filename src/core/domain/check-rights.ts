import { noticeDaysToMonths } from '../units/index.ts';
import { checkAccelerator } from './check-quantity.ts';
import { refuseAt, type AnyContract, type TermsPlace } from './contract-place.ts';

/** A right to give capacity back lies within the term, and above the floor. */
export function checkRampDown({ rampDown, floorFraction }: AnyContract, place: TermsPlace): void {
  if (rampDown === undefined) {
    if (floorFraction === undefined) return;
    const what = 'a floor limits a right to give capacity back, and there is none';
    refuseAt(place, 'floorFraction', { code: 'floor-alone', what, fix: 'add rampDown, or delete the line' });
    return;
  }
  checkFirstDate('rampDown', rampDown, place);
  const floor = floorFraction ?? 0;
  const given = rampDown.fractionMax ?? 0;
  if (given <= 1 - floor + 1e-9) return;
  const what = `${given} of the capacity may be given back, and ${floor} of it is the floor`;
  const fix = `give at most ${Number((1 - floor).toPrecision(6))}`;
  refuseAt(place, 'rampDown.fractionMax', { code: 'ramp-down-below-floor', what, fix });
}

/** The host gives notice before it leaves. */
export function checkRecall({ hostExit }: AnyContract, place: TermsPlace): void {
  if (hostExit?.noticeDays !== 0) return;
  const what = 'the host may leave without notice: that is a failure, not a right';
  const fix = 'give the days of notice, or failureHazardPerYear instead of hostExit';
  refuseAt(place, 'hostExit.noticeDays', { code: 'recall-without-notice', what, fix });
}

/** Rights with a first date, which must lie within the term. */
export function checkFirstDates({ sublet, options }: AnyContract, place: TermsPlace): void {
  if (sublet !== undefined) checkFirstDate('sublet', { ...sublet, noticeDays: 0 }, place);
  if (options === undefined) return;
  const { extend, expand, firstRefusal, swap, buyout } = options;
  if (extend !== undefined && place.termMonths !== undefined) {
    const noticeMonths = noticeDaysToMonths(extend.noticeDays);
    const what = `notice of ${noticeMonths} months is longer than the contract of ${place.termMonths}`;
    if (noticeMonths > place.termMonths)
      refuseAt(place, 'options.extend.noticeDays', {
        code: 'notice-over-term',
        what,
        fix: 'give days, 30 to the month',
      });
  }
  checkAdditions({ expand, firstRefusal }, place);
  if (swap !== undefined) {
    checkFirstDate('options.swap', swap, place);
    const path = `${place.path}.options.swap.accelerator`;
    checkAccelerator(swap.accelerator, { plan: place.plan, path }, place.issues);
  }
  if (buyout !== undefined) checkFirstDate('options.buyout', { ...buyout, noticeDays: 0 }, place);
}

function checkAdditions(
  additions: Pick<NonNullable<AnyContract['options']>, 'expand' | 'firstRefusal'>,
  place: TermsPlace,
): void {
  for (const [name, more] of Object.entries(additions)) {
    if (more === undefined) continue;
    const { afterMonths = 0, untilMonths = Infinity } = more;
    checkFirstDate(`options.${name}`, { afterMonths, noticeDays: 0 }, place);
    if (untilMonths >= afterMonths) continue;
    const what = `the right ends in month ${untilMonths}, before it begins in month ${afterMonths}`;
    refuseAt(place, `options.${name}.untilMonths`, { code: 'right-never-open', what, fix: 'swap the two' });
  }
}

function checkFirstDate(
  field: string,
  right: { readonly afterMonths: number; readonly noticeDays: number },
  place: TermsPlace,
): void {
  const first = right.afterMonths + noticeDaysToMonths(right.noticeDays);
  if (place.termMonths === undefined || first < place.termMonths) return;
  const what = `the right is of use after ${first} months at the earliest, and the contract serves ${place.termMonths}`;
  refuseAt(place, `${field}.afterMonths`, { code: 'right-after-term', what, fix: `give less, or delete ${field}` });
}
