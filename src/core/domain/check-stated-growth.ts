import { log, SCORE_P90 } from '../numeric/index.ts';
import { regimesOfBelief, type GrowthBelief } from './belief-regimes.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';
import { levelSpreadOf } from './normalise-demand.ts';
import type { GrowthInput } from './schema-demand.ts';
import { statedBelief } from './stated-growth.ts';
import type { Quantiles } from './term-sheet.ts';

/** Beliefs and drivers: whether they can be had as regimes. */
export function checkStatedGrowth(growth: GrowthInput, plan: CheckablePlan, issues: IssueList): void {
  const { beliefs, jumps } = growth;
  const path = `demand.growth.${beliefs ? 'beliefs' : 'drivers'}`;
  if (jumps !== undefined) {
    const what = 'jumps are between regimes, and no regimes are stated';
    issues.error({ code: 'unknown-name', path: 'demand.growth.jumps', what, fix: 'delete jumps' });
  }
  if (beliefs && (beliefs.annualisedMultiple === undefined) === (beliefs.realisedMultiple === undefined)) {
    const what = 'a belief is one of two: the rate held for a year, or what will have been realised at the end';
    const fix = 'give annualisedMultiple or realisedMultiple, not both';
    issues.error({ code: 'belief-form', path, what, fix });
    return;
  }
  if (!beliefs && growth.of === 'gpuDemand') {
    const what = 'drivers grow usage, and of says gpuDemand';
    issues.error({ code: 'growth-of', path: 'demand.growth.of', what, fix: 'write of: usage' });
  }
  const belief = statedBelief(growth, levelSpreadOf(plan.workloads));
  if (belief === null) return;
  const { realisedMultiple, overMonths } = belief;
  const found = regimesOfBelief(belief);
  const told = `p10, p50, p90 ${listOf(realisedMultiple)} realised over ${overMonths} months`;
  if (found === null) {
    const what = `volatilityPerMonth ${growth.volatilityPerMonth} alone spreads growth wider than ${told}`;
    const spread = realisedMultiple.p90 / realisedMultiple.p10;
    const most = log(spread) / (2 * SCORE_P90 * Math.sqrt(overMonths));
    const fix = `lower volatilityPerMonth well below ${figuresOf(most)}, or widen the quantiles`;
    issues.error({ code: 'belief-narrow', path, what, fix });
    return;
  }
  if (isNear(found.realisedMultiple, realisedMultiple)) return;
  const what = `you said ${told}; no regimes do: the nearest realise ${listOf(found.realisedMultiple)}`;
  issues.error({ code: 'belief-not-met', path, what, fix: remedyOf(belief) });
}

/** How much longer a rate may have to last, months, and how much calmer growth may have to be, until regimes meet a belief. */
const LASTS_TRIED = [1, 2, 3, 6, 12, 24, 48, 120];
const CALMER_TRIED = [0.75, 0.5, 0.25, 0.1];

/** The least change of one field, or else of two, under which regimes meet the belief. */
function remedyOf(belief: GrowthBelief): string {
  const longer = LASTS_TRIED.filter((months) => months > belief.lastsMonths).map((lastsMonths) => ({ lastsMonths }));
  const calmer = CALMER_TRIED.map((share) => ({
    volatilityPerMonth: Number((share * belief.volatilityPerMonth).toPrecision(2)),
  }));
  const both = calmer.map((change) => ({ ...change, lastsMonths: Math.max(...LASTS_TRIED) }));
  const change = [...longer, ...calmer, ...both].find((each) => {
    const found = regimesOfBelief({ ...belief, ...each });
    return found !== null && isNear(found.realisedMultiple, belief.realisedMultiple);
  });
  if (change === undefined) return 'state the quantiles that are realised, or give regimes';
  const told = Object.entries(change).map(([field, value]) => `${field}: ${value}`);
  return `${told.join(' with ')} would do; or state the quantiles that are realised`;
}

/** Quantiles within a hundredth of each other. */
function isNear(a: Quantiles, b: Quantiles): boolean {
  return ([a.p10 / b.p10, a.p50 / b.p50, a.p90 / b.p90] as const).every((ratio) => Math.abs(ratio - 1) < 0.01);
}

function listOf({ p10, p50, p90 }: Quantiles): string {
  return [p10, p50, p90].map((value) => `${figuresOf(value)}x`).join(', ');
}

/** A number in three digits. */
export function figuresOf(value: number): string {
  return String(Number(value.toPrecision(3)));
}
