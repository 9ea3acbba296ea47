/**
 * Replay: policies carried out month by month on futures that no planner has seen. Main function: `simulateBlock`.
 *
 * Invariants: a policy is handed what can be seen and nothing else; a draw is a function of (seed, cause, path, step);
 * blocks of paths are of fixed size and merged in order, so the number of workers changes nothing; every policy runs on
 * the same paths through the same contracts (`supply`), dispatch and money.
 */
export { BLOCK_PATHS, blockChances } from './chances/chances.ts';
export type { BlockChances } from './chances/chances.ts';
export { compared, COMPARED_FIGURES } from './figures/comparison.ts';
export type { BetterFigure, PolicyComparison } from './figures/comparison.ts';
export type { Concentration } from './figures/concentration.ts';
export { figuresOf, REPLAY_CONFIDENCE } from './figures/figures.ts';
export type { ContractFigures, PolicyFigures } from './figures/figures.ts';
export { FORECAST_REPLICATION, forecasterOf } from './policies/forecast.ts';
export type { Forecaster } from './policies/forecast.ts';
export { limitChecks } from './figures/limit-check.ts';
export type { LimitCheck } from './figures/limit-check.ts';
export { mergedOutcome } from './months/outcome.ts';
export type { ReplayOutcome } from './months/outcome.ts';
export { NO_DECISION } from './policies/policy.ts';
export type { Decision, ReplayPolicy, Seen, SeenHolding } from './policies/policy.ts';
export { chancesOfPath } from './chances/one-path.ts';
export { parsePortfolio } from './policies/parse-portfolio.ts';
export type { ParsedPortfolio } from './policies/parse-portfolio.ts';
export { portfolioPolicy } from './policies/portfolio.ts';
export type { FixedPortfolio, PortfolioNotice, PortfolioSigning } from './policies/portfolio.ts';
export { QUOTED_RULES, quotedRule } from './policies/rules.ts';
export type { QuotedRuleId } from './policies/rules.ts';
export { NO_SHOCK, shockedChances } from './chances/shock.ts';
export type { Shock } from './chances/shock.ts';
export { growthFigures, stressesOf, stressFigures } from './figures/stress.ts';
export type { GrowthFigures, Stress, StressFigures } from './figures/stress.ts';
export { simulateBlock, traceBlock } from './months/simulate-block.ts';
export type { ContractTrace } from './contracts/trace.ts';
export { blocksOnOffer, replayWorld } from './contracts/world.ts';
export type { ReplayWorld } from './contracts/world.ts';
