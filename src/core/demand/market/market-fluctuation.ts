/**
 * How prices and availability move within a supply regime, beside the regime's own moves. Calibrated by
 * `calibrateMarket` on the catalogue's H100 price history and spot availability; docs/market.md says from what, and what
 * it cannot tell.
 */
export interface MarketFluctuation {
  /** months after which half of a departure from the regime's level is left, > 0 */
  readonly halfLifeMonths: number;
  /** standard deviation of a month's ordinary move of a log price, ≥ 0 */
  readonly priceVolatilityPerMonth: number;
  /** jumps of a price a year, in [0, 12) */
  readonly jumpsPerYear: number;
  /** standard deviation of a jump of a log price, ≥ 0 */
  readonly jumpVolatility: number;
  /** long-run standard deviation of the logarithm of what is on offer over the regime's level, ≥ 0 */
  readonly availabilityVolatility: number;
}

/** The calibration in force: `calibrateMarket` on the catalogue, to two digits. */
export const MARKET_FLUCTUATION: MarketFluctuation = {
  halfLifeMonths: 3.9,
  priceVolatilityPerMonth: 0.069,
  jumpsPerYear: 0.22,
  jumpVolatility: 0.28,
  availabilityVolatility: 0.41,
};
