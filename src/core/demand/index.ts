/**
 * Demand: how much compute customers may ask for, month by month, and how tight the market is while they do.
 *
 * `samplePaths` draws joint paths of the hidden growth regime, GPU demand, the supply regime and the belief an observer
 * can hold; `growTree` condenses them into the scenario tree the planner decides on, and `treeError` measures what that lost.
 * `growLattice` condenses many more into a graph whose nodes recombine, `latticeError` measures its loss, and `routePaths`
 * says where on it other paths go. `readUsage` and `fitDemand` tell growth from a history of usage.
 *
 * Invariants: a draw is a function of (seed, cause, path, step), the replication being part of the cause; nothing at
 * month m depends on a later month; a tree's nodes are conditional means given what is seen at their stage's start, so
 * its mean demand equals the sample's in every month.
 */
export { chancesWith } from './chances.ts';
export { samplePaths } from './paths.ts';
export type { DemandPaths, ForcedGrowth, SampleOptions } from './paths.ts';
export { BELIEF_VOLATILITY_FLOOR_PER_MONTH } from './belief.ts';
export { growthBeliefAfter } from './growth-belief.ts';
export { deliveryScores, DELIVERY_VARIANCE_FRACTIONS, TIGHTNESS_MONTHS } from './delivery.ts';
export { demandQuantiles, meanDemandOver } from './quantiles.ts';
export type { DemandQuantiles } from './quantiles.ts';
export { growTree } from './tree.ts';
export type { GrowTreeSettings, ScenarioTree, TreeNode } from './tree.ts';
export type { NoisePoint } from './tree-noise.ts';
export { NODE_PATHS_MIN, NODE_SHARE_OF_PARENT_MIN } from './tree-split.ts';
export type { Observable, SplitCondition } from './tree-split.ts';
export { treeError } from './tree-error.ts';
export type { StageError, StageMoments, TreeErrorReport } from './tree-error.ts';
export type { DemandGraph, DemandNode } from './tree.ts';
export { growLattice } from './lattice.ts';
export type { DemandLattice, GrowLatticeSettings, LatticeArc } from './lattice.ts';
export { latticeError } from './lattice-error.ts';
export type { Compared, LatticeErrorMeans, LatticeErrorReport, LatticeStageError } from './lattice-error.ts';
export type { LatticeMoments } from './lattice-moments.ts';
export { csvRows, delimiterOf } from './history/csv-rows.ts';
export type { CsvRow as CsvLine } from './history/csv-rows.ts';
export { latticeNodeAt, routePaths } from './lattice-route.ts';
export type { LatticeObservation } from './lattice-route.ts';
export { readUsage, UsageReader } from './history/read-usage.ts';
export { USAGE_UNITS } from './history/usage-history.ts';
export type { Cadence, ReadUsage, UsageHistory, UsageOptions, UsageUnit } from './history/usage-history.ts';
export { DATE_FORMATS } from './history/date-formats.ts';
export { fitDemand } from './history/fit-demand.ts';
export type { DemandFit, FitOptions, FittedRegime, Posterior80, SeenMultiple } from './history/fit-demand.ts';
export { planHistoryOf } from './history/plan-history.ts';
export { GROWTH_PRIOR, priorAround } from './history/regime-prior.ts';
export type { RegimePrior, RegimePriorRow } from './history/regime-prior.ts';
export { fittedPlanText, takesFit } from './history/fitted-plan-text.ts';
export { growthYaml } from './history/growth-yaml.ts';
export type { GrowthBlock } from './history/growth-block.ts';
export type { RealisedMultiple } from './history/growth-fan.ts';
export type { Seasonality } from './history/seasonality.ts';
export { loadProfileOf, loadProfiles } from './load/load-profiles.ts';
export type { LoadProfile } from './load/load-profiles.ts';
export { LOAD_BLOCKS_DEFAULT, loadShapeOf } from './load/load-shape.ts';
export type { LoadShape, LoadShapeOptions } from './load/load-shape.ts';
export type { CommitmentAnswer, CommitmentCost, CommitmentPrices } from './load/commitment.ts';
export { commitmentOf } from './load/commitment.ts';
export { valleyLoads } from './load/valley-loads.ts';
export { withDeferred } from './load/load-curve.ts';
export type { LoadCurve } from './load/load-curve.ts';
export { loadBlocksYaml } from './load/load-blocks.ts';
export type { LoadBlockRow } from './load/load-blocks.ts';
export { backtestScores, backtestSeries } from './history/backtest.ts';
export type { BacktestCase, BacktestPlan, BacktestScore } from './history/backtest.ts';
export { FIXED_TEN, LAST_GROWTH, LOG_TREND, regimeRule } from './history/growth-rules.ts';
export type { ForecastRule, LevelSeries } from './history/growth-rules.ts';
export { dayNumberOf, daysOfMonth } from './history/civil-date.ts';
export { sampleMarketPaths } from './market/market-paths.ts';
export type { MarketPaths, MarketSampleOptions } from './market/market-paths.ts';
export { calibrateMarket } from './market/calibrate-market.ts';
export type { MarketCalibration, MarketPhase, PriceSeries } from './market/calibrate-market.ts';
export { demandView } from './view/demand-view.ts';
export type { DemandView, GrowthAhead, LatticeNodeView, MonthQuantiles, RegimeView } from './view/demand-view.ts';
export { growingReferenceGpusOf, leadTimeGaps } from './view/lead-time-gaps.ts';
export type { GapAt, LeadTimeGap } from './view/lead-time-gaps.ts';
export { historyBacktest } from './history/history-backtest.ts';
export type { HistoryBacktest } from './history/history-backtest.ts';
export type { ShortageBand, ShortageCost } from './view/shortage-cost.ts';
