import { ProgrammeError, type Programme, type RiskMeasure } from '../programme/index.ts';

const PROBABILITY_TOLERANCE = 1e-9;

/**
 * The probabilities under which a risk measure's value is a plain mean: sum of weight x value = measure of the values.
 * They are those of the supporting (worst) distribution, so a mean of cuts under them is a cut.
 *
 * Expectation: the probabilities themselves, whatever they sum to. Mean-CVaR: worst outcomes first, ties in the order
 * given; the outcome at the edge of the tail counts in part. Worst case: all weight on the first worst outcome of
 * positive probability. Modified chi-squared: the maximiser of q v over q >= 0, sum q = 1, |q - p| <= radius.
 *
 * @param values [outcome]; worst is highest when minimising, lowest when maximising
 * @param probabilities [outcome], summing to 1 unless the measure is the expectation
 * @throws ProgrammeError for parameters outside their ranges, or probabilities that do not sum to 1
 */
export function riskWeights(
  measure: RiskMeasure,
  values: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  sense: Programme['sense'],
): Float64Array {
  const nominal = Float64Array.from(probabilities);
  if (measure.kind === 'expectation') return nominal;
  const total = nominal.reduce((sum, probability) => sum + probability, 0);
  // Written so that NaN fails.
  if (!(Math.abs(total - 1) <= PROBABILITY_TOLERANCE)) {
    throw new ProgrammeError(
      `probabilities sum to ${Number(total.toPrecision(12))}: the measure ${measure.kind} needs 1`,
    );
  }
  const losses = Float64Array.from(values, (value) => (sense === 'minimise' ? value : -value));
  if (measure.kind === 'worstCase') return worstCase(losses, nominal);
  if (measure.kind === 'meanCvar') return meanCvar(measure, losses, nominal);
  // Differences of near ties are exact, so the weights sum to 1 however small they are against the losses.
  const differences = losses.map((loss) => loss - losses[0]!);
  return modifiedChiSquared(measure.radius, differences, nominal);
}

/** Outcomes, highest loss first, ties in order. */
function worstFirst(losses: Float64Array): readonly number[] {
  return Array.from(losses, (_, outcome) => outcome).toSorted((a, b) => losses[b]! - losses[a]! || a - b);
}

function worstCase(losses: Float64Array, nominal: Float64Array): Float64Array {
  const weights = new Float64Array(losses.length);
  const worst = worstFirst(losses).find((outcome) => nominal[outcome]! > 0);
  if (worst !== undefined) weights[worst] = 1;
  return weights;
}

function meanCvar(
  { weight, tailFraction }: { readonly weight: number; readonly tailFraction: number },
  losses: Float64Array,
  nominal: Float64Array,
): Float64Array {
  if (!(tailFraction > 0 && tailFraction <= 1)) {
    throw new ProgrammeError(`tailFraction ${tailFraction} is not in (0, 1]`);
  }
  if (!(weight >= 0 && weight <= 1)) throw new ProgrammeError(`risk weight ${weight} is not in [0, 1]`);
  const weights = nominal.map((probability) => (1 - weight) * probability);
  let left = tailFraction;
  let last = -1;
  for (const outcome of worstFirst(losses)) {
    const mass = Math.min(left, nominal[outcome]!);
    if (mass <= 0) continue;
    weights[outcome]! += (weight * mass) / tailFraction;
    left -= mass;
    last = outcome;
  }
  // Probabilities that sum to 1 within rounding leave a sliver: it belongs to the best outcome.
  if (left > 0 && last >= 0) weights[last]! += (weight * left) / tailFraction;
  return weights;
}

/**
 * Maximiser of q v over the simplex within Euclidean distance `radius` of p: q = max(0, p + step v - level), the level
 * making the sum 1. As the step grows outcomes reach 0 one by one and stay there, so they are dropped in that order
 * until the step that uses up the radius drops none.
 *
 * @source Philpott, de Matos and Kapelevich (2018), Distributionally robust SDDP, Computational Management Science 15
 */
function modifiedChiSquared(radius: number, losses: Float64Array, nominal: Float64Array): Float64Array {
  if (!(radius >= 0)) throw new ProgrammeError(`radius ${radius} is below 0`);
  let inPlay = Array.from(losses, (_, outcome) => outcome);
  let droppedMass = 0;
  let droppedSquares = 0;
  for (;;) {
    const mean = inPlay.reduce((sum, outcome) => sum + losses[outcome]!, 0) / inPlay.length;
    const share = droppedMass / inPlay.length;
    const spread = inPlay.reduce((sum, outcome) => sum + (losses[outcome]! - mean) * (losses[outcome]! - mean), 0);
    const room = Math.max(0, radius * radius - droppedSquares - droppedMass * share);
    const step = spread > 0 ? Math.sqrt(room / spread) : 0;
    const first = firstToVanish(inPlay, (outcome) => (nominal[outcome]! + share) / (mean - losses[outcome]!));
    if (first.outcome < 0 || step <= first.step) {
      const weights = new Float64Array(losses.length);
      for (const outcome of inPlay) weights[outcome] = nominal[outcome]! + share + step * (losses[outcome]! - mean);
      return weights;
    }
    inPlay = inPlay.filter((outcome) => outcome !== first.outcome);
    droppedMass += nominal[first.outcome]!;
    droppedSquares += nominal[first.outcome]! * nominal[first.outcome]!;
  }
}

/** The outcome that reaches weight 0 at the least step, which is negative or NaN for outcomes that never do. */
function firstToVanish(
  inPlay: readonly number[],
  stepOf: (outcome: number) => number,
): { readonly outcome: number; readonly step: number } {
  let first = { outcome: -1, step: Infinity };
  for (const outcome of inPlay) {
    const step = stepOf(outcome);
    if (step >= 0 && step < first.step) first = { outcome, step };
  }
  return first;
}
