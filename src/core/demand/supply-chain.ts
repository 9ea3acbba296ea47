import type { Market } from '../domain/index.ts';
import { normalCdf, normalQuantile } from '../numeric/index.ts';
import { longRunShares } from './growth-chain.ts';
import type { GrowthChain } from './growth-chain.ts';

export const SUPPLY_REGIME_COUNT = 3;
/** Correlations are held within ±this: at 1 a growth regime would fix the move, and no mean duration could be met. */
export const SUPPLY_CORRELATION_MAX = 0.98;

/** Calibration stops when every long-run rate is within this part of the plan's, or after so many rounds. */
const RATE_TOLERANCE = 1e-9;
const CALIBRATION_ROUNDS_MAX = 200;

/** Monthly chances of the supply regime's moves given the month's growth regime, [growth regime × supply regime]. */
export interface SupplyChain {
  readonly startRegime: number;
  /** one step towards glut */
  readonly loosenProbability: Float64Array;
  /** one step towards tight; with loosenProbability at most 1 */
  readonly tightenProbability: Float64Array;
}

/** By supply regime: thresholds on the normal scale, or long-run rates a month. */
interface Moves {
  readonly loosen: readonly number[];
  readonly tighten: readonly number[];
}

/**
 * The supply regime's monthly moves, one step at a time between glut, normal and tight.
 *
 * With u = Φ(r ζ + √(1 − r²) ε), r the plan's `correlationWithGrowth`, ζ the growth regime's rank score and ε standard
 * normal: the market loosens when u < a and tightens when u > 1 − b, with a and b by supply regime. Given the growth
 * regime, P(u < a) = Φ((Φ⁻¹(a) − r ζ) / √(1 − r²)), so that ε alone is drawn.
 *
 * At r = 0, a = 1/mean for tight, b = 1/mean for glut, and a = b = 1/(2 mean) for normal: durations are geometric with
 * exactly the plan's means. At other r the same a and b would stretch them, because a tight market coincides with growth
 * that keeps it tight (over 48 months of the frontier-lab example at r = 0.5, 8 months became 13.8). So a and b are
 * calibrated: the long-run share of a regime's months that end in each move equals 1/mean, or 1/(2 mean) from normal.
 */
export function supplyChainOf(market: Market, growth: GrowthChain): SupplyChain {
  const [glut, normal, tight] = market.regimeMeanMonths;
  const wanted: Moves = { loosen: [0, 1 / (2 * normal), 1 / tight], tighten: [1 / glut, 1 / (2 * normal), 0] };
  let thresholds: Moves = { loosen: wanted.loosen.map(scoreOf), tighten: wanted.tighten.map(scoreOf) };
  let chain = chainAt(thresholds, market, growth);
  for (let round = 0; round < CALIBRATION_ROUNDS_MAX; round += 1) {
    const rates = longRunRates(chain, growth);
    if (isClose(rates.loosen, wanted.loosen) && isClose(rates.tighten, wanted.tighten)) break;
    thresholds = {
      loosen: corrected(thresholds.loosen, wanted.loosen, rates.loosen),
      tighten: corrected(thresholds.tighten, wanted.tighten, rates.tighten),
    };
    chain = chainAt(thresholds, market, growth);
  }
  return chain;
}

function scoreOf(share: number): number {
  if (share <= 0) return -Infinity;
  return share >= 1 ? Infinity : normalQuantile(share);
}

/** Moves each threshold by the distance between wanted and reached rate on the normal scale; certain moves stay. */
function corrected(thresholds: readonly number[], wanted: readonly number[], rates: readonly number[]): number[] {
  return thresholds.map((threshold, supply) => {
    const rate = rates[supply]!;
    if (Math.abs(threshold) === Infinity || !(rate > 0 && rate < 1)) return threshold;
    return threshold + normalQuantile(wanted[supply]!) - normalQuantile(rate);
  });
}

function isClose(rates: readonly number[], wanted: readonly number[]): boolean {
  // A regime that is never entered has no rate (NaN), and none to miss.
  return rates.every((rate, supply) => !(Math.abs(rate - wanted[supply]!) > RATE_TOLERANCE * wanted[supply]!));
}

function chainAt(thresholds: Moves, market: Market, growth: GrowthChain): SupplyChain {
  const correlation = Math.min(SUPPLY_CORRELATION_MAX, Math.max(-SUPPLY_CORRELATION_MAX, market.correlationWithGrowth));
  const rest = Math.sqrt(1 - correlation * correlation);
  const loosenProbability = new Float64Array(growth.regimeCount * SUPPLY_REGIME_COUNT);
  const tightenProbability = new Float64Array(growth.regimeCount * SUPPLY_REGIME_COUNT);
  growth.rankScore.forEach((score, regime) => {
    const push = correlation * score;
    for (let supply = 0; supply < SUPPLY_REGIME_COUNT; supply += 1) {
      const index = regime * SUPPLY_REGIME_COUNT + supply;
      const loosen = normalCdf((thresholds.loosen[supply]! - push) / rest);
      // u > 1 − b is 1 − u < b, and 1 − u has the opposite push.
      const tighten = normalCdf((thresholds.tighten[supply]! + push) / rest);
      loosenProbability[index] = loosen;
      tightenProbability[index] = Math.min(tighten, 1 - loosen);
    }
  });
  return { startRegime: market.startRegime, loosenProbability, tightenProbability };
}

/** Long-run share of each supply regime's months that end in each move; NaN for a regime that is never entered. */
function longRunRates(chain: SupplyChain, growth: GrowthChain): Moves {
  const start = jointStart(chain, growth);
  const shares = longRunShares(start, jointTransition(chain, growth));
  const months = [0, 0, 0];
  const loosen = [0, 0, 0];
  const tighten = [0, 0, 0];
  shares.forEach((share, state) => {
    const supply = state % SUPPLY_REGIME_COUNT;
    months[supply]! += share;
    loosen[supply]! += share * chain.loosenProbability[state]!;
    tighten[supply]! += share * chain.tightenProbability[state]!;
  });
  return {
    loosen: loosen.map((rate, supply) => rate / months[supply]!),
    tighten: tighten.map((rate, supply) => rate / months[supply]!),
  };
}

/** Probability of each (growth regime, supply regime) at month 0, [growth regime × supply regime]. */
export function jointStart(chain: SupplyChain, growth: GrowthChain): Float64Array {
  const mass = new Float64Array(growth.regimeCount * SUPPLY_REGIME_COUNT);
  growth.startProbability.forEach((p, regime) => (mass[regime * SUPPLY_REGIME_COUNT + chain.startRegime] = p));
  return mass;
}

/** Monthly transition of (growth regime, supply regime): both moves look at the month's growth regime. [from × to] */
export function jointTransition(chain: SupplyChain, growth: GrowthChain): Float64Array {
  const stateCount = growth.regimeCount * SUPPLY_REGIME_COUNT;
  const joint = new Float64Array(stateCount * stateCount);
  for (let from = 0; from < stateCount; from += 1) {
    const regime = Math.floor(from / SUPPLY_REGIME_COUNT);
    const level = from % SUPPLY_REGIME_COUNT;
    const loosen = chain.loosenProbability[from]!;
    const tighten = chain.tightenProbability[from]!;
    for (let to = 0; to < growth.regimeCount; to += 1) {
      const chance = growth.transition[regime * growth.regimeCount + to]!;
      const target = from * stateCount + to * SUPPLY_REGIME_COUNT + level;
      joint[target]! += chance * (1 - loosen - tighten);
      if (level > 0) joint[target - 1]! += chance * loosen;
      if (level < SUPPLY_REGIME_COUNT - 1) joint[target + 1]! += chance * tighten;
    }
  }
  return joint;
}
