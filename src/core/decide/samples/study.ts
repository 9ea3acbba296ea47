import type { Plan } from '../../domain/index.ts';
import type { Basis, SolveStatus, Solver } from '../../solve/index.ts';
import { signColumnName } from '../planner/commitments.ts';
import { demotionsOf, type TierDemotion } from '../planner/demotions.ts';
import { liquidityOf, type LiquidityReading } from '../planner/liquidity-reading.ts';
import { leafValues, linesOf, tailMeanOf, type ReadLine } from '../planner/reading.ts';
import { serviceByTier, shortageByStage, type TierService } from '../planner/service-reading.ts';
import { holding, type RootDecision } from './question.ts';
import { openTree, type Answer, type TreeSample, type TreeSession } from './tree-session.ts';

/**
 * A plan, as it is or changed in some term, and what to ask of it. Studies of different changes share every draw that
 * the change does not touch, so differences between their answers on one sample are paired.
 */
export interface Study {
  readonly plan: Plan;
  readonly questions: readonly StudyQuestion[];
}

/** What is held; everything else is re-optimised. */
export interface StudyQuestion {
  /** blocks of each quote signed now */
  readonly held?: RootDecision;
  /** offers that cannot be signed before the stage that starts in that month; Infinity = at no date */
  readonly barred?: readonly { readonly offerId: string; readonly beforeMonth: number }[];
}

/** The optimum of one question on one sampled tree. */
export interface StudyAnswer {
  readonly status: SolveStatus;
  readonly message: string;
  readonly decision: RootDecision;
  /** risk-adjusted, NaN without a solution, as are all figures */
  readonly valueUsd: number;
  readonly expectedUsd: number;
  readonly tailMeanUsd: number;
  readonly lines: readonly ReadLine[];
  /** [stage] */
  readonly shortage: readonly { readonly fraction: number; readonly probability: number }[];
  readonly liquidity: LiquidityReading;
  /** [tier in each stage] */
  readonly service: readonly TierService[];
  readonly demotions: readonly TierDemotion[];
}

/**
 * Where the relaxation of the plan as it is ends on one sampled tree: changed plans start there, for it is most of the
 * way to their own. They always do, so an answer does not depend on what was asked before.
 */
export function studyBasisOf(plan: Plan, sample: TreeSample, solver: Solver): Basis | null {
  const session = openTree(plan, sample, solver);
  try {
    return session.firstBasis();
  } finally {
    session.dispose();
  }
}

/** Answers a study on one sampled tree, solved exactly. @param sample as for `openTree` */
export function studyOn(study: Study, sample: TreeSample, solver: Solver): StudyAnswer[] {
  const session = openTree(study.plan, sample, solver);
  try {
    return study.questions.map((question) => {
      const held = question.held ? holding(question.held) : {};
      return figuresOf(session, session.ask({ ...held, fixed: barredColumns(session, question) }));
    });
  } finally {
    session.dispose();
  }
}

/** Columns that sign a barred offer, at 0. */
function barredColumns({ form, planner }: TreeSession, { barred = [] }: StudyQuestion): [number, number][] {
  const fixed: [number, number][] = [];
  form.treeNodes.forEach(({ origin }, treeNode) => {
    const { columns } = planner.programme.nodes[origin]!;
    const { startMonth } = planner.graph.nodes[origin]!;
    for (const { offerId, beforeMonth } of barred) {
      if (startMonth >= beforeMonth) continue;
      const column = columns.findIndex(({ name }) => name === signColumnName(offerId));
      if (column >= 0) fixed.push([form.columnOf(treeNode, column), 0]);
    }
  });
  return fixed;
}

const NO_FIGURES = {
  decision: [],
  valueUsd: NaN,
  expectedUsd: NaN,
  tailMeanUsd: NaN,
  lines: [],
  shortage: [],
  liquidity: { troughUsd: NaN, creditProbability: NaN, rescueProbability: NaN },
  service: [],
  demotions: [],
};

function figuresOf(session: TreeSession, answer: Answer): StudyAnswer {
  const { status, message, decision, valueUsd, solution } = answer;
  if (status !== 'optimal') return { ...NO_FIGURES, status, message };
  const leaves = leafValues(solution);
  return {
    status,
    message,
    decision,
    valueUsd,
    expectedUsd: leaves.reduce((sum, leaf) => sum + leaf.probability * leaf.usd, 0),
    tailMeanUsd: tailMeanOf(leaves, session.planner.frame.plan.risk.tailFraction),
    lines: linesOf(solution),
    shortage: shortageByStage(solution),
    liquidity: liquidityOf(solution),
    service: serviceByTier(solution),
    demotions: demotionsOf(solution),
  };
}
