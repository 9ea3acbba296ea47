/**
 * Why money moves: the closed list of causes of every line of cash. A new kind of payment is added here first, so that
 * the ledger, the objective and the reports name it alike.
 */
export const LEDGER_CAUSES = [
  /** paid ahead of service, credited against later committed payments */
  'upfront',
  /** what of it is credited back in stated months */
  'creditBack',
  /** owed on delivered capacity whatever the use */
  'committed',
  /** owed only when capacity beyond the committed share is used */
  'usage',
  /** paid to us while a delivery is late */
  'lateDamages',
  /** paid to us for availability below what was promised */
  'serviceCredit',
  /** energy passed through beside the price */
  'power',
  /** setup, storage, support and the like beside the price */
  'adders',
  /** paid at signing and returned at the end */
  'deposit',
  /** what using an option costs */
  'optionFee',
  /** what our exit costs */
  'exitFee',
  /** what the host pays when it leaves, and what of a prepayment comes back */
  'refund',
  /** what capacity that we let on brings in */
  'sublet',
  /** kit of our own that an offer needs */
  'ownHardware',
  /** warrants, rebates, backstops and guarantees, expected */
  'warrant',
  'rebate',
  'backstop',
  'residualGuarantee',
  /** what the kit brings at its end, less what taking it away costs */
  'endOfLife',
  /** people of ours that a relationship takes */
  'relationship',
  /** a gate of a build, whole price */
  'capex',
  /** the lender's share of a gate, cash in */
  'debtDrawn',
  /** level repayments of what was lent, interest included */
  'debtService',
  /** running owned kit */
  'operations',
  /** earned by serving demand, net of non-compute variable cost */
  'servedMargin',
  /** capacity bought by the hour */
  'onDemand',
  /** non-compute fixed cost of the business */
  'fixedCost',
] as const;
export type LedgerCause = (typeof LEDGER_CAUSES)[number];

/** Causes that cease when we stop using what we have: they are in the headline and never firm. */
const AVOIDABLE_CAUSES: ReadonlySet<LedgerCause> = new Set(['usage', 'operations', 'power', 'relationship']);

/** Whether a payment stays due when the capacity is not used. */
export function isFirm({ cause }: Pick<CashLine, 'cause'>): boolean {
  return !AVOIDABLE_CAUSES.has(cause);
}

/** One cause's cash over the months of the horizon. */
export interface CashLine {
  readonly cause: LedgerCause;
  /** [month index 0..horizon-1], nominal USD for the whole offer, cost negative */
  readonly usdByMonth: Float64Array;
  /** when in its month the cash moves: discount by (1+r)^(-t/12) at the start of month t, by (1+r)^(-(t+1)/12) at its end */
  readonly timing: 'monthStart' | 'monthEnd';
  /** scales with the offer's price multiple (a build: with its capex, what is lent and repaid included) */
  readonly isPriceLinked: boolean;
  /** stops when the contract stops (exit, failure, recall) */
  readonly followsService: boolean;
  /** months by which it is paid after the month it is for; absent = 0 */
  readonly lagMonths?: number;
}
