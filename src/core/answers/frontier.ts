import type { Estimate, RootDecision, StudyAnswer } from '../decide/index.ts';
import { estimateOf } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { namedBlocks, type NamedBlocks } from './decisions.ts';
import { figureOf } from './studies.ts';

/** Question 10: one set of signings by what it costs in the mean and what it leaves in the worst futures. */
export interface FrontierPoint {
  readonly signNow: NamedBlocks;
  readonly isRecommended: boolean;
  /** no other set has both a better mean and better worst outcomes, by their estimates */
  readonly isEfficient: boolean;
  /** mean outcome of the recommended signings less this one's, paired: what less loss costs; negative: it brings more */
  readonly costUsd: Estimate;
  /** mean of the worst share of outcomes (the plan's `risk.tailFraction`) */
  readonly tailMeanUsd: Estimate;
  /** the same less that of the recommended signings, paired */
  readonly tailGainUsd: Estimate;
}

/** A set of signings and its answers on every tree. */
export interface TriedSet {
  readonly held: RootDecision;
  readonly answers: readonly StudyAnswer[];
}

/** Sets shown beside the efficient ones. */
const POINTS_MAX = 24;

/**
 * The frontier of mean against worst outcomes over every set that was tried: the efficient ones, the best mean first,
 * then the others nearest to the recommended signings by cost. Outcomes are discounted value before risk is weighed.
 */
export function frontierOf(plan: Plan, tried: readonly TriedSet[], recommended: TriedSet): FrontierPoint[] {
  const points = tried
    .filter(({ answers }) => answers.every(({ expectedUsd }) => !Number.isNaN(expectedUsd)))
    .map(({ held, answers }) => ({
      signNow: namedBlocks(plan, held),
      isRecommended: held.join('/') === recommended.held.join('/'),
      costUsd: paired(recommended.answers, answers, ({ expectedUsd }) => expectedUsd),
      tailMeanUsd: figureOf(answers, ({ tailMeanUsd }) => tailMeanUsd),
      tailGainUsd: paired(answers, recommended.answers, ({ tailMeanUsd }) => tailMeanUsd),
    }));
  const marked = points.map((point) => ({ ...point, isEfficient: !points.some((other) => dominates(other, point)) }));
  const byCost = marked.toSorted((a, b) => a.costUsd.estimate - b.costUsd.estimate);
  const [efficient, others] = [byCost.filter(isShown), byCost.filter((point) => !isShown(point))];
  const near = others.toSorted((a, b) => Math.abs(a.costUsd.estimate) - Math.abs(b.costUsd.estimate));
  return [...efficient, ...near.slice(0, Math.max(0, POINTS_MAX - efficient.length))];
}

const isShown = ({ isEfficient, isRecommended }: FrontierPoint) => isEfficient || isRecommended;

type Point = Omit<FrontierPoint, 'isEfficient'>;

/** At least as good in both, and better in one. */
function dominates(a: Point, b: Point): boolean {
  const [cost, tail] = [b.costUsd.estimate - a.costUsd.estimate, a.tailMeanUsd.estimate - b.tailMeanUsd.estimate];
  return cost >= 0 && tail >= 0 && cost + tail > 0;
}

function paired(
  first: readonly StudyAnswer[],
  second: readonly StudyAnswer[],
  read: (answer: StudyAnswer) => number,
): Estimate {
  const differences = first.map((answer, tree) => read(answer) - read(second[tree]!));
  return estimateOf(differences, 'mean paired difference', 'trees');
}
