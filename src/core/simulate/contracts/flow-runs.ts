/** What a whole contract, or what a notice leaves of one, brings to the months of a path, losses and outages taken off. */
export interface PathFlow {
  /** [run of equal months × MONEY_FIELDS] */
  readonly money: Float64Array;
  /** [run of equal months in service × SERVED_FIELDS]; none for what is paid by use */
  readonly served: Float64Array;
  /** cash within the horizon, net of what lenders paid in, nominal */
  readonly cashUsd: number;
}

/** First month of a run and one after its last; each month's USD at start and at end, and units paid whatever their use. */
export const MONEY_FIELDS = 5;

/** The same months; units, USD committed for one a month, and how many tiers are worth that. */
export const SERVED_FIELDS = 5;
