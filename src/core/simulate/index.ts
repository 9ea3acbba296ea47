/**
 * Replay: policies carried out month by month on futures that no planner has seen. Main function: `simulateBlock`.
 *
 * Invariants: a policy is handed what can be seen and nothing else; a draw is a function of (seed, cause, path, step);
 * blocks of paths are of fixed size and merged in order, so the number of workers changes nothing; every policy runs on
 * the same paths through the same contracts (`supply`), dispatch and money.
 */
export { BLOCK_PATHS, blockChances } from './chances.ts';
export type { BlockChances } from './chances.ts';
export { compared, COMPARED_FIGURES } from './comparison.ts';
export type { BetterFigure, PolicyComparison } from './comparison.ts';
export type { Concentration } from './concentration.ts';
export { figuresOf, REPLAY_CONFIDENCE } from './figures.ts';
export type { ContractFigures, PolicyFigures } from './figures.ts';
export { FORECAST_REPLICATION, forecasterOf } from './forecast.ts';
export type { Forecaster } from './forecast.ts';
export { limitChecks } from './limit-check.ts';
export type { LimitCheck } from './limit-check.ts';
export { mergedOutcome } from './outcome.ts';
export type { ReplayOutcome } from './outcome.ts';
export { NO_DECISION } from './policy.ts';
export type { Decision, ReplayPolicy, Seen, SeenHolding } from './policy.ts';
export { chancesOfPath } from './one-path.ts';
export { parsePortfolio } from './parse-portfolio.ts';
export type { ParsedPortfolio } from './parse-portfolio.ts';
export { portfolioPolicy } from './portfolio.ts';
export type { FixedPortfolio, PortfolioNotice, PortfolioSigning } from './portfolio.ts';
export { QUOTED_RULES, quotedRule } from './rules.ts';
export type { QuotedRuleId } from './rules.ts';
export { NO_SHOCK, shockedChances } from './shock.ts';
export type { Shock } from './shock.ts';
export { growthFigures, stressesOf, stressFigures } from './stress.ts';
export type { GrowthFigures, Stress, StressFigures } from './stress.ts';
export { simulateBlock, traceBlock } from './simulate-block.ts';
export type { ContractTrace } from './trace.ts';
export { blocksOnOffer, replayWorld } from './world.ts';
export type { ReplayWorld } from './world.ts';
