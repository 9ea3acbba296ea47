import type { Estimate, LaterSigning, OfferAnswer, Result, SignNow } from '../../decide/index.ts';
import { formatCount, formatUsd, formatUsdEstimate, formatUsdRange } from './format.ts';

/** Of the signings those that are still to be made. */
export function toSign(signNow: readonly SignNow[]): readonly SignNow[] {
  return signNow.filter(({ isAlreadySigned }) => !isAlreadySigned);
}

/** The others: signed before the plan's start. */
export function alreadySigned(signNow: readonly SignNow[]): readonly SignNow[] {
  return signNow.filter(({ isAlreadySigned }) => isAlreadySigned);
}

/** What stands for an offer's verdict, flip and cost of waiting once it is signed. */
export const ALREADY_SIGNED = 'already signed';

/** What waiting with a signing costs, or that it has been signed already. */
export function waitingText({ isAlreadySigned, deferralCostUsd }: SignNow): string {
  return isAlreadySigned ? ALREADY_SIGNED : deferralText(deferralCostUsd);
}

/** True when the range of what waiting costs reaches down to nothing. */
export function canWait({ low }: Estimate): boolean {
  return low !== null && low <= 0;
}

/** What waiting until the next date costs: with its range, or that it can wait and the range that says so. */
export function deferralText(deferralCostUsd: Estimate): string {
  const { low, high } = deferralCostUsd;
  if (!canWait(deferralCostUsd) || low === null || high === null) return formatUsdEstimate(deferralCostUsd);
  return `may wait (${formatUsdRange(low, high)})`;
}

/** Later signings that move the most GPUs in expectation, in order of time. */
export function topLaterSignings(later: readonly LaterSigning[], count: number): readonly LaterSigning[] {
  const expectedGpus = (signing: LaterSigning) => signing.probability * signing.referenceGpus;
  const top = new Set([...later].sort((a, b) => expectedGpus(b) - expectedGpus(a)).slice(0, Math.max(0, count)));
  return later.filter((signing) => top.has(signing)).sort((a, b) => compareText(a.startMonth, b.startMonth));
}

/** Firm liability of everything signed now, undiscounted nominal USD. */
export function firmLiabilityUsd(result: Result): number {
  return result.signNow.reduce((total, signing) => total + signing.firmLiabilityUsd, 0);
}

/** The most to pay for an offer that is signed now: its walk-away price; null when it is not among the offers. */
export function walkAwayPriceOf(result: Result, offerId: string): number | null {
  return result.offers.find((offer) => offer.offerId === offerId)?.walkAwayPriceUsdPerGpuHour.estimate ?? null;
}

/** "2027-01 to 2027-10": when the first and the last of it serve; one month where all of it does at once. */
export function serviceText({ inServiceMonth, lastServiceMonth }: SignNow | OfferAnswer): string {
  return lastServiceMonth === undefined ? inServiceMonth : `${inServiceMonth} to ${lastServiceMonth}`;
}

/** "2 of 4"; blocks of later signings are means and may be fractions. */
export function blocksText(blocks: number, blocksOffered: number): string {
  return `${formatCount(blocks)} of ${formatCount(blocksOffered)}`;
}

/** What a headline figure says beside the sign-list: everything signed now costs at most this, whatever happens. */
export function firmLiabilityText(result: Result): string {
  return formatUsd(firmLiabilityUsd(result));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
