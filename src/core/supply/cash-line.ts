/**
 * Why money moves: the closed list of causes of every line of cash. A new kind of payment is added here first, so that
 * the ledger, the objective and the reports name it alike.
 */
export const LEDGER_CAUSES = [
  /** paid at signing, credited against later committed payments */
  'upfront',
  /** owed on delivered capacity whatever the use */
  'committed',
  /** owed only when capacity beyond the committed share is used */
  'usage',
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
}
