/**
 * Supply: what an offer means once signed, as monthly capacity, cash and liability. Main function: `contractSeries`.
 * Planner, simulator and reports all read these series: one meaning of a contract.
 *
 * Invariants: every number is for the WHOLE offer (blocks scale it); a month is 730 hours; payments fall at month end,
 * signing cash and gates at month start; costs are negative in cash lines and ledger, positive where the name says
 * liability, payments or usage; shifting the signing month shifts everything; months before 0 are spent and not shown.
 */
export { LEDGER_CAUSES } from './cash-line.ts';
export type { CashLine, LedgerCause } from './cash-line.ts';
export { isPaidByUse, physicalGpus } from './capacity.ts';
export { capacityClassesOf, hostOf, shownReferenceGpus } from './capacity-class.ts';
export type { CapacityClasses, ClassShare } from './capacity-class.ts';
export { contractSeries, fullPriceUsdPerMonth, lifeEndMonth } from './contract-series.ts';
export type { ContractSeries, Signing, SupplyRegimeIndex } from './contract-series.ts';
export { deliveryAtScore } from './delivery.ts';
export type { Delivery } from './delivery.ts';
export { discountFactor } from './discount.ts';
export { endingRights, isNoticeFelt, isUsedUp, seriesAfterNotice } from './ending.ts';
export type { EndingNotice, EndingRight } from './ending.ts';
export { allInPriceUsdPerGpuHour, usdPerGpuHour, usdPerMegawattYear } from './economics.ts';
export type { AllInPrice } from './economics.ts';
export { levelPaymentUsdPerMonth } from './financing.ts';
export { firmLiability } from './firm-liability.ts';
export type { FirmLiability } from './firm-liability.ts';
export { optionOffer, usedOption } from './options.ts';
export type { UsedOption } from './options.ts';
export { ledgerOf, sumCents } from './ledger.ts';
export type { LedgerLine, UnroundedLine } from './ledger.ts';
export { recalledByMonth, stopMonthAfterNotice, survivalByMonth } from './leaving.ts';
export { terminalValue } from './terminal-value.ts';
export type { TerminalValue } from './terminal-value.ts';
