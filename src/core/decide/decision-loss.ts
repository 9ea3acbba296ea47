import type { LatticeErrorReport } from '../demand/index.ts';
import type { Plan } from '../domain/index.ts';
import { mean } from '../numeric/index.ts';
import { ProgrammeError } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import type { Progress } from './decide.ts';
import { openLattice } from './samples/lattice-session.ts';
import { holding, type RootDecision } from './samples/question.ts';

/** What one lattice of a plan decides, and its own proved bounds. */
export interface LatticeDecision {
  readonly sampleIndex: number;
  readonly decision: RootDecision;
  readonly valueUsd: number;
  /** with every quote removed */
  readonly nothingUsd: number;
  readonly nodeCount: number;
  readonly error: LatticeErrorReport['means'];
}

/**
 * The decision on one lattice; null where there is none, the plan infeasible or a node's programme unsolved.
 *
 * @param plan its `lattice.nodesPerStage` is the size
 */
export async function decisionOnLattice(
  plan: Plan,
  solver: Solver,
  sampleIndex: number,
): Promise<LatticeDecision | null> {
  return unlessUnsolved(async () => {
    const session = await openLattice(plan, solver, { sampleIndex });
    const nothing = { removed: session.quotes.map((_, quote) => quote) };
    await session.train([{}, nothing], { isDecisionAsked: true });
    const best = session.ask({});
    const found = {
      sampleIndex,
      decision: best.decision,
      valueUsd: best.valueUsd,
      nothingUsd: session.ask(nothing).valueUsd,
      nodeCount: session.planner.graph.nodes.length,
      error: session.errorReport.means,
    };
    await session.dispose();
    return best.status === 'optimal' ? found : null;
  });
}

/** What each decision falls short of the best on one lattice, USD; null where that lattice cannot say. */
export async function lossesOnLattice(
  plan: Plan,
  solver: Solver,
  on: { readonly decisions: readonly RootDecision[]; readonly sampleIndex: number },
): Promise<number[] | null> {
  return unlessUnsolved(async () => {
    const session = await openLattice(plan, solver, { sampleIndex: on.sampleIndex });
    const questions = on.decisions.map((decision) => holding(decision));
    await session.train([{}, ...questions]);
    const best = session.ask({});
    const found = questions.map((question) => best.valueUsd - session.ask(question).valueUsd);
    await session.dispose();
    return best.status === 'optimal' ? found : null;
  });
}

async function unlessUnsolved<T>(run: () => Promise<T | null>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProgrammeError) return null;
    throw error;
  }
}

/** What deciding on one lattice of a plan's size costs. */
export interface DecisionLoss {
  readonly nodesPerStage: number;
  /** of the lattices that judge */
  readonly judgeNodesPerStage: number;
  readonly judges: number;
  /** ids of the quotes, in the order of a decision's blocks */
  readonly quoteIds: readonly string[];
  readonly samples: readonly {
    readonly decision: RootDecision;
    readonly worthUsd: number;
    /** mean over the judges */
    readonly lossUsd: number;
  }[];
  readonly meanLossUsd: number;
  readonly worstLossUsd: number;
  /** mean loss over the mean worth of the quotes; null where they are worth nothing */
  readonly ofWorthFraction: number | null;
}

const SAMPLES = [0, 1, 2] as const;
/** Samples that no lattice of the planner uses. */
const JUDGES = [100, 101] as const;
const FINER = 2;

/**
 * The error of the root decision's value: decisions of three lattices of the plan's own size, each held on two lattices of
 * twice as many nodes from other samples, less the best there. What condensing and sampling cost a decision, not a value.
 *
 * @param options `between` is awaited before each lattice: the place to hear that nobody waits any more
 * @returns null where no lattice decides, or none can judge
 */
export async function decisionLoss(
  plan: Plan,
  solver: Solver,
  options: { readonly between?: (progress: Progress) => Promise<void> } = {},
): Promise<DecisionLoss | null> {
  const { nodesPerStage } = plan.lattice;
  const finer: Plan = { ...plan, lattice: { ...plan.lattice, nodesPerStage: FINER * nodesPerStage } };
  const total = SAMPLES.length + JUDGES.length;
  const found: LatticeDecision[] = [];
  for (const sampleIndex of SAMPLES) {
    await options.between?.({ done: sampleIndex, total, what: `lattice of ${nodesPerStage} nodes a stage` });
    const one = await decisionOnLattice(plan, solver, sampleIndex);
    if (one) found.push(one);
  }
  const judged: number[][] = [];
  for (const [judge, sampleIndex] of JUDGES.entries()) {
    if (found.length === 0) return null;
    await options.between?.({ done: SAMPLES.length + judge, total, what: `lattice of ${FINER * nodesPerStage}` });
    const decisions = found.map(({ decision }) => decision);
    const losses = await lossesOnLattice(finer, solver, { decisions, sampleIndex });
    if (losses) judged.push(losses);
  }
  return judged.length === 0 ? null : summed(plan, found, judged);
}

function summed(plan: Plan, found: readonly LatticeDecision[], judged: readonly number[][]): DecisionLoss {
  const samples = found.map(({ decision, valueUsd, nothingUsd }, sample) => ({
    decision,
    worthUsd: valueUsd - nothingUsd,
    lossUsd: mean(judged.map((losses) => losses[sample]!)),
  }));
  const meanLossUsd = mean(samples.map(({ lossUsd }) => lossUsd));
  const worthUsd = mean(samples.map((sample) => sample.worthUsd));
  return {
    nodesPerStage: plan.lattice.nodesPerStage,
    judgeNodesPerStage: FINER * plan.lattice.nodesPerStage,
    judges: judged.length,
    quoteIds: plan.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id),
    samples,
    meanLossUsd,
    worstLossUsd: Math.max(...samples.map(({ lossUsd }) => lossUsd)),
    ofWorthFraction: worthUsd > 0 ? meanLossUsd / worthUsd : null,
  };
}
