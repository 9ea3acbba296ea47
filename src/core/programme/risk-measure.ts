/**
 * A coherent measure of a discrete distribution, applied at every node over (successor, noise outcome) jointly.
 *
 * meanCvar: (1 - weight) mean + weight x mean of the worst `tailFraction` of probability, tailFraction in (0, 1].
 * worstCase: the worst value of positive probability.
 * modifiedChiSquared: worst mean over probabilities within Euclidean distance `radius` of the nominal ones.
 */
export type RiskMeasure =
  | { readonly kind: 'expectation' }
  | { readonly kind: 'meanCvar'; readonly weight: number; readonly tailFraction: number }
  | { readonly kind: 'worstCase' }
  | { readonly kind: 'modifiedChiSquared'; readonly radius: number };
