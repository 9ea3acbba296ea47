import { withFixedParameters } from '../programme/index.ts';
import { expectedValuePolicy, waitAndSee, type Solver } from '../solve/index.ts';
import { holding, type RootDecision } from './question.ts';
import type { TreeSession } from './tree-session.ts';

/**
 * What one sampled tree says, solved exactly: a cross-check of the engine, and what information is worth. After its last
 * branching every path of a tree is known, so its values are too good by what that foresight is worth.
 */
export interface TreeCheck extends TreeReading {
  readonly recommendedUsd: number;
  readonly worstResidualFraction: number;
}

/** What a tree says whatever is recommended. */
export interface TreeReading {
  /** the tree's own best decision and its value */
  readonly decision: RootDecision;
  readonly bestUsd: number;
  /** none of the quotes, at any date */
  readonly signNothingUsd: number;
  readonly meanPlanUsd: number;
  readonly staticMeanPlanUsd: number;
  readonly perfectForesightUsd: number;
  readonly nodeCount: number;
}

/** Checks a root decision on one tree; NaN where the tree's programme has no answer. */
export function checkOf(session: TreeSession, reading: TreeReading, decision: RootDecision): TreeCheck {
  const held = session.ask(holding(decision));
  return { ...reading, recommendedUsd: held.valueUsd, worstResidualFraction: held.worstResidualFraction };
}

/** Reads one tree before anything is recommended. */
export function readingOf(session: TreeSession, solver: Solver): TreeReading {
  const best = session.base();
  return {
    decision: best.decision,
    bestUsd: best.valueUsd,
    signNothingUsd: session.ask({ removed: session.quotes.map((_, quote) => quote) }).valueUsd,
    ...informationValues(session, solver),
    nodeCount: session.planner.graph.nodes.length,
  };
}

function informationValues(
  session: TreeSession,
  solver: Solver,
): Pick<TreeReading, 'meanPlanUsd' | 'staticMeanPlanUsd' | 'perfectForesightUsd'> {
  const { planner, form } = session;
  const { usd } = planner.frame.units;
  const programme = withFixedParameters(planner.programme);
  const policyUsd = (kind: 'static' | 'rolling'): number => {
    const policy = expectedValuePolicy(programme, solver, { kind, solving: WARM });
    if (policy.status !== 'optimal') return NaN;
    const fixed = policy.commitments.flatMap((columns, node) =>
      columns.map(({ column, value }): [number, number] => [form.columnOf(node, column), value]),
    );
    return session.ask({ fixed }).valueUsd;
  };
  return {
    meanPlanUsd: policyUsd('rolling'),
    staticMeanPlanUsd: policyUsd('static'),
    perfectForesightUsd:
      waitAndSee(programme, solver, { risk: planner.frame.plan.risk, solving: WARM }).objective * usd,
  };
}

/** Small problems with few integers: branch and bound over warm LPs is quicker than a MIP solver's own start. */
const WARM = { integerMethod: 'warm' } as const;
