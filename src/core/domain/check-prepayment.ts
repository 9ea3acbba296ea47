import { HOURS_PER_MONTH, KILOWATTS_PER_MEGAWATT, MINUTES_PER_HOUR } from '../units/index.ts';
import { refuseAt, type AnyOffer, type TermsPlace } from './contract-place.ts';

/** What is paid ahead, and whether it can come back. */
export function checkPrepayment(offer: AnyOffer, place: TermsPlace): void {
  const { upfrontFraction, upfrontUsd, creditBack, upfrontMonthsBeforeDelivery } = offer;
  if (upfrontFraction !== undefined && upfrontUsd !== undefined) {
    const what = 'upfrontFraction and upfrontUsd say the same thing twice';
    refuseAt(place, 'upfrontUsd', { code: 'two-prepayments', what, fix: 'keep one of the two' });
  }
  const isPrepaid = upfrontFraction !== undefined || upfrontUsd !== undefined;
  for (const [field, value] of Object.entries({ creditBack, upfrontMonthsBeforeDelivery })) {
    if (value === undefined || isPrepaid) continue;
    const what = `${field} speaks of a prepayment, and there is none`;
    refuseAt(place, field, { code: 'no-prepayment', what, fix: 'give upfrontFraction or upfrontUsd' });
  }
  if ((upfrontFraction ?? 0) > 0 && offer.takeOrPayFraction === 0) {
    const what = 'the prepayment is a share of what is owed whatever the use, and without take-or-pay that is nothing';
    const fix = 'give takeOrPayFraction, or upfrontUsd, or delete the line';
    place.issues.warn({ code: 'prepayment-of-nothing', path: `${place.path}.upfrontFraction`, what, fix });
  }
  checkTotal(offer, place);
  checkCredits(offer, place);
}

/** A prepayment is part of what the term costs at the stated price. */
function checkTotal(offer: AnyOffer, place: TermsPlace): void {
  const monthlyUsd = highestUsdPerMonth(offer);
  const { termMonths } = place;
  if (offer.upfrontUsd === undefined || monthlyUsd === null || termMonths === undefined) return;
  const totalUsd = monthlyUsd * termMonths;
  if (offer.upfrontUsd <= totalUsd) return;
  const what = `the prepayment of ${offer.upfrontUsd} USD is more than the whole term costs, ${totalUsd} USD`;
  refuseAt(place, 'upfrontUsd', { code: 'prepay-above-total', what, fix: 'check for thousands or millions' });
}

/** Level payments of the credit months must be able to take the credit. */
function checkCredits({ creditBack, upfrontFraction, termRuns }: AnyOffer, place: TermsPlace): void {
  const { termMonths } = place;
  if (creditBack === undefined || termMonths === undefined) return;
  if (creditBack.fromMonths >= termMonths) {
    const what = `the credit begins in month ${creditBack.fromMonths} of a term of ${termMonths}`;
    refuseAt(place, 'creditBack.fromMonths', { code: 'credit-after-term', what, fix: 'credit within the term' });
    return;
  }
  const months = Math.min(creditBack.months, termMonths - creditBack.fromMonths);
  if (months < creditBack.months && termRuns !== 'byTranche') {
    const what = `${creditBack.months} months of credit from month ${creditBack.fromMonths} run past a term of ${termMonths}: ${months} take it all`;
    const fix = `give months: ${months}`;
    place.issues.warn({ code: 'credit-past-term', path: `${place.path}.creditBack.months`, what, fix });
  }
  const prepaidMonths = (upfrontFraction ?? 0) * termMonths;
  if (prepaidMonths <= months) return;
  const what = `${Number(prepaidMonths.toPrecision(4))} months' fees are prepaid, and ${months} months take the credit`;
  refuseAt(place, 'creditBack.months', { code: 'prepay-above-credits', what, fix: 'credit over more months' });
}

/** The stated price of a month at full use, dearest regime; null where the file does not tell without its kilowatts. */
function highestUsdPerMonth(offer: AnyOffer): number | null {
  const gpus = offer.gpus ?? Object.values(offer.accelerators ?? {}).reduce((sum, count) => sum + count, 0);
  if (offer.priceUsdPerMonth !== undefined) return highest(offer.priceUsdPerMonth);
  if (offer.priceUsdPerMillionTokens !== undefined && offer.tokensPerMinute !== undefined) {
    const millionsPerMonth = (offer.tokensPerMinute * MINUTES_PER_HOUR * HOURS_PER_MONTH) / 1e6;
    return highest(offer.priceUsdPerMillionTokens) * millionsPerMonth;
  }
  if (offer.priceUsdPerGpuHour !== undefined && gpus > 0)
    return highest(offer.priceUsdPerGpuHour) * gpus * HOURS_PER_MONTH;
  if (offer.priceUsdPerKwMonth !== undefined && offer.facilityMegawatts !== undefined)
    return highest(offer.priceUsdPerKwMonth) * offer.facilityMegawatts * KILOWATTS_PER_MEGAWATT;
  return null;
}

function highest(price: number | { readonly glut: number; readonly normal: number; readonly tight: number }): number {
  return typeof price === 'number' ? price : Math.max(price.glut, price.normal, price.tight);
}
