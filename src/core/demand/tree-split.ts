/** What is seen at a stage's start, in the order in which ties between splits are broken. */
export const OBSERVABLES = ['demandMultiple', 'expectedLogGrowthPerYear', 'supplyRegime'] as const;
export type Observable = (typeof OBSERVABLES)[number];

/** atLeast ≤ observable < below at the start of the node's stage; null is no bound. */
export interface SplitCondition {
  readonly observable: Observable;
  readonly atLeast: number | null;
  readonly below: number | null;
}

/** Fewest paths of a node made by a split: means and probabilities of fewer would be noise. */
export const NODE_PATHS_MIN = 30;
/** Least share of its parent's paths that such a node holds. */
export const NODE_SHARE_OF_PARENT_MIN = 0.08;

/** Thresholds tried are the node's quantiles 1/20 .. 19/20. */
const THRESHOLD_QUANTILE_COUNT = 20;
/** A split must explain more than this part of the parent's standardised variance, or it is rounding. */
const GAIN_SHARE_MIN = 1e-9;

/** A stage as the splitter sees it: all arrays [path]. */
export interface StageView {
  /** seen at the stage's start, in the order of OBSERVABLES */
  readonly observables: readonly Float64Array[];
  /** what splits should explain: functions of the future */
  readonly targets: readonly Float64Array[];
  /** importance of each target's variance */
  readonly targetWeights: readonly number[];
}

/** A child: its paths in ascending order, and the thresholds that made it. */
export interface Leaf {
  readonly pathIndices: Int32Array;
  readonly conditions: readonly SplitCondition[];
}

interface Split {
  readonly observableIndex: number;
  readonly threshold: number;
  readonly gain: number;
}

interface Candidate {
  readonly leaf: Leaf;
  readonly split: Split | null;
}

/** What stays fixed while one parent is split. */
interface SplitRules {
  readonly view: StageView;
  /** importance over variance in the parent, by target; 0 where the target does not vary */
  readonly scales: readonly number[];
  /** the parent's mean by target, taken off before sums of squares */
  readonly centres: readonly number[];
  readonly pathsMin: number;
  readonly gainMin: number;
}

/**
 * Splits a node's paths into at most `branches` children, like a regression tree grown best-first.
 *
 * Each step applies, over the children so far, the binary split "observable < threshold" that explains most of
 * Σ weight_j · Var(target_j) / Var_parent(target_j), that is, the largest
 * Σ_j scale_j · n_low n_high / n · (mean_low,j − mean_high,j)². Ties keep the earlier child, observable and threshold.
 * Stops early when nothing can be split: no variation, or a child would fall below max(30 paths, `shareMin` of the
 * parent's). Until then more branches only split the children of fewer.
 */
export function splitPaths(
  view: StageView,
  parent: Int32Array,
  branches: number,
  shareMin = NODE_SHARE_OF_PARENT_MIN,
): readonly Leaf[] {
  const rules = rulesFor(view, parent, shareMin);
  const candidates = [candidateOf(rules, { pathIndices: parent, conditions: [] })];
  while (candidates.length < branches) {
    let best = -1;
    candidates.forEach(({ split }, index) => {
      if (split !== null && split.gain > (candidates[best]?.split?.gain ?? 0)) best = index;
    });
    const chosen = candidates[best];
    if (!chosen?.split) break;
    const [low, high] = splitLeaf(view, chosen.leaf, chosen.split);
    candidates.splice(best, 1, candidateOf(rules, low), candidateOf(rules, high));
  }
  return candidates.map(({ leaf }) => leaf);
}

function rulesFor(view: StageView, parent: Int32Array, shareMin: number): SplitRules {
  const centres = view.targets.map((target) => meanAt(target, parent));
  const scales = view.targets.map((target, j) => {
    let squares = 0;
    for (const path of parent) squares += (target[path]! - centres[j]!) * (target[path]! - centres[j]!);
    const variance = squares / parent.length;
    const isConstant = variance <= 1e-18 * centres[j]! * centres[j]! || variance === 0;
    return isConstant ? 0 : view.targetWeights[j]! / variance;
  });
  const pathsMin = Math.max(NODE_PATHS_MIN, Math.ceil(shareMin * parent.length));
  return { view, scales, centres, pathsMin, gainMin: GAIN_SHARE_MIN * parent.length };
}

/** The mean of `values` over the paths at `indices`. */
export function meanAt(values: Float64Array, indices: Int32Array): number {
  let sum = 0;
  for (const index of indices) sum += values[index]!;
  return sum / indices.length;
}

function candidateOf(rules: SplitRules, leaf: Leaf): Candidate {
  let best: Split | null = null;
  if (leaf.pathIndices.length >= 2 * rules.pathsMin) {
    OBSERVABLES.forEach((_, observableIndex) => {
      const split = bestThreshold(rules, leaf.pathIndices, observableIndex);
      if (split !== null && split.gain > (best?.gain ?? rules.gainMin)) best = split;
    });
  }
  return { leaf, split: best };
}

/** The best threshold of one observable: paths are counted into bins between the thresholds, then bins are summed up. */
function bestThreshold(rules: SplitRules, paths: Int32Array, observableIndex: number): Split | null {
  const values = rules.view.observables[observableIndex]!;
  const thresholds = thresholdsOf(values, paths);
  if (thresholds.length === 0) return null;
  const bins = sumsByBin(rules, paths, { values, thresholds });
  const targetCount = rules.scales.length;
  const total = new Float64Array(targetCount);
  for (let index = 0; index < bins.sums.length; index += 1) total[index % targetCount]! += bins.sums[index]!;
  const low = new Float64Array(targetCount);
  let lowCount = 0;
  let best: Split | null = null;
  for (let bin = 0; bin < thresholds.length; bin += 1) {
    lowCount += bins.counts[bin]!;
    for (let j = 0; j < targetCount; j += 1) low[j]! += bins.sums[bin * targetCount + j]!;
    const highCount = paths.length - lowCount;
    if (lowCount < rules.pathsMin || highCount < rules.pathsMin) continue;
    let gain = 0;
    for (let j = 0; j < targetCount; j += 1) {
      const distance = low[j]! / lowCount - (total[j]! - low[j]!) / highCount;
      gain += rules.scales[j]! * distance * distance;
    }
    gain *= (lowCount * highCount) / paths.length;
    if (gain > (best?.gain ?? 0)) best = { observableIndex, threshold: thresholds[bin]!, gain };
  }
  return best;
}

/** Distinct quantiles of the paths' values above the least, ascending; none when the values do not vary. */
function thresholdsOf(values: Float64Array, paths: Int32Array): readonly number[] {
  const sorted = Float64Array.from(paths, (path) => values[path]!).sort();
  const thresholds: number[] = [];
  let last = sorted[0]!;
  for (let quantile = 1; quantile < THRESHOLD_QUANTILE_COUNT; quantile += 1) {
    const value = sorted[Math.floor((quantile * sorted.length) / THRESHOLD_QUANTILE_COUNT)]!;
    if (value > last) thresholds.push(value);
    last = value;
  }
  return thresholds;
}

interface Binning {
  readonly values: Float64Array;
  readonly thresholds: readonly number[];
}

/** Counts, and sums of centred targets [bin × target], of the paths by how many thresholds they reach. */
function sumsByBin(rules: SplitRules, paths: Int32Array, { values, thresholds }: Binning) {
  const targets = rules.view.targets;
  const counts = new Int32Array(thresholds.length + 1);
  const sums = new Float64Array(counts.length * targets.length);
  for (const path of paths) {
    const value = values[path]!;
    let bin = 0;
    while (bin < thresholds.length && value >= thresholds[bin]!) bin += 1;
    counts[bin]! += 1;
    for (let j = 0; j < targets.length; j += 1) {
      sums[bin * targets.length + j]! += targets[j]![path]! - rules.centres[j]!;
    }
  }
  return { counts, sums };
}

function splitLeaf(view: StageView, leaf: Leaf, { observableIndex, threshold }: Split): readonly [Leaf, Leaf] {
  const values = view.observables[observableIndex]!;
  const observable = OBSERVABLES[observableIndex]!;
  const known = leaf.conditions.find((condition) => condition.observable === observable);
  const others = leaf.conditions.filter((condition) => condition !== known);
  const bounded = (bounds: Partial<SplitCondition>): readonly SplitCondition[] =>
    [...others, { observable, atLeast: known?.atLeast ?? null, below: known?.below ?? null, ...bounds }].toSorted(
      (a, b) => OBSERVABLES.indexOf(a.observable) - OBSERVABLES.indexOf(b.observable),
    );
  return [
    {
      pathIndices: leaf.pathIndices.filter((path) => values[path]! < threshold),
      conditions: bounded({ below: threshold }),
    },
    {
      pathIndices: leaf.pathIndices.filter((path) => values[path]! >= threshold),
      conditions: bounded({ atLeast: threshold }),
    },
  ];
}
