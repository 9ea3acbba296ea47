import { isLast, type Solution } from './reading.ts';

/** What a plan does to liquidity over the tree. */
export interface LiquidityReading {
  /** lowest liquidity met at any node without rescue money: below zero by what has been drawn */
  readonly troughUsd: number;
  /** probability of paths that draw on the credit line, and of paths that need more than it */
  readonly creditProbability: number;
  readonly rescueProbability: number;
}

/** The lowest liquidity of a solution, and how likely it draws on more than its own. */
export function liquidityOf(solution: Solution): LiquidityReading {
  const { planner, visits } = solution;
  const { usd } = planner.frame.units;
  const drawn = new Float64Array(visits.length);
  const beyond = new Float64Array(visits.length);
  const reading = { troughUsd: Infinity, creditProbability: 0, rescueProbability: 0 };
  visits.forEach((visit, index) => {
    const { money } = planner.nodes[visit.node]!;
    drawn[index] = visit.parent < 0 ? 0 : drawn[visit.parent]!;
    beyond[index] = visit.parent < 0 ? 0 : beyond[visit.parent]!;
    money.liquidity.forEach((column, subIndex) => {
      const more = visit.column(money.rescueBeyond[subIndex]!);
      beyond[index]! += more;
      drawn[index]! += more + visit.column(money.rescueWithin[subIndex]!);
      reading.troughUsd = Math.min(reading.troughUsd, (visit.column(column) - drawn[index]!) * usd);
    });
    if (!isLast(solution, visit)) return;
    if (drawn[index]! > RESCUE_NOISE) reading.creditProbability += visit.probability;
    if (beyond[index]! > RESCUE_NOISE) reading.rescueProbability += visit.probability;
  });
  return reading;
}

/** Rescue below this many money units (a millionth of a month's value) is the solver's tolerance. */
const RESCUE_NOISE = 1e-3;
