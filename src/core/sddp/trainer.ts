/** What all parts of training share: the pool, the policy as it grows, and how answers become cuts. */
import type { RiskMeasure } from '../programme/index.ts';
import { CutArchive } from './cut-archive.ts';
import type { Cut, FeasibilityCut } from './cut.ts';
import type { NodeAnswer, NodeCuts, NodePool, NodeTask } from './node-pool.ts';
import type { Family, PolicyGraph } from './policy-graph.ts';
import type { Policy } from './policy.ts';
import { riskWeights } from './risk-weights.ts';

/** A node LP solved on the way: what was decided and left behind. */
export interface Visit {
  readonly node: number;
  readonly outcome: number;
  /** [state] leaving the node */
  readonly nextState: Float64Array;
  readonly stageObjective: number;
}

/** A cut must beat what is known at its own point by this share to be kept. */
const IMPROVEMENT_FRACTION = 1e-10;

/** A policy in training. */
export class Trainer {
  readonly graph: PolicyGraph;
  readonly risk: RiskMeasure;
  readonly cuts: Cut[][];
  readonly feasibilityCuts: FeasibilityCut[][];
  firstInfeasible: { readonly node: number; readonly outcome: number } | null = null;
  lpCount = 0;
  readonly #pool: NodePool;
  /** feasibility cuts that nodes have, as text */
  readonly #barred = new Set<string>();
  readonly #archives: readonly CutArchive[];
  /** [node][branch] values of what follows at the state last looked at; empty before the first */
  readonly #lastValues: (readonly number[])[];
  readonly #sign: 1 | -1;
  readonly #tailFraction: number;

  constructor(
    graph: PolicyGraph,
    pool: NodePool,
    options: { readonly risk: RiskMeasure; readonly tailFraction: number },
  ) {
    const { nodes, states, sense } = graph.programme;
    this.graph = graph;
    this.risk = options.risk;
    this.#pool = pool;
    this.#sign = sense === 'minimise' ? 1 : -1;
    this.#tailFraction = options.tailFraction;
    this.cuts = nodes.map(() => []);
    this.feasibilityCuts = nodes.map(() => []);
    this.#lastValues = nodes.map(() => []);
    this.#archives = nodes.map(() => new CutArchive(states.length, this.#sign));
  }

  /** Takes over what an earlier policy knows, and tells the pool unless it knows too. */
  async start(policy: Policy | undefined, isPoolTrained: boolean): Promise<void> {
    if (!policy) return;
    const known = this.graph.programme.nodes.map((_, node) => ({
      node,
      cuts: policy.cuts[node] ?? [],
      feasibilityCuts: policy.feasibilityCuts[node] ?? [],
    }));
    if (isPoolTrained) this.#keep(known);
    else await this.add(known);
  }

  async solve(tasks: readonly NodeTask[]): Promise<readonly NodeAnswer[]> {
    this.lpCount += tasks.length;
    return this.#pool.solve(tasks);
  }

  async add(found: readonly NodeCuts[]): Promise<void> {
    const fresh = this.#withoutRepeats(found);
    this.#keep(fresh);
    if (fresh.length > 0) await this.#pool.addCuts(fresh);
  }

  /** Outcomes of one node often are infeasible for one reason. */
  #withoutRepeats(found: readonly NodeCuts[]): readonly NodeCuts[] {
    const seen = this.#barred;
    return found.flatMap(({ node, cuts, feasibilityCuts }) => {
      const fresh = feasibilityCuts.filter(({ intercept, slope }) => {
        const key = `${node}:${intercept}:${slope.join()}`;
        const isFresh = !seen.has(key);
        seen.add(key);
        return isFresh;
      });
      return cuts.length + fresh.length > 0 ? [{ node, cuts, feasibilityCuts: fresh }] : [];
    });
  }

  #keep(found: readonly NodeCuts[]): void {
    for (const { node, cuts, feasibilityCuts } of found) {
      this.cuts[node]!.push(...cuts);
      this.feasibilityCuts[node]!.push(...feasibilityCuts);
      for (const cut of cuts) this.#archives[node]!.add(cut);
    }
  }

  /** Bars the states that an infeasible node has shown: a cut at every node that leads to it, unless it has it. */
  barredBy(task: NodeTask, answer: NodeAnswer): readonly NodeCuts[] {
    this.firstInfeasible ??= { node: task.node, outcome: task.outcome };
    const cut = answer.feasibilityCut;
    if (!cut) return [];
    return this.graph.predecessors[task.node]!.map((node) => ({ node, cuts: [], feasibilityCuts: [cut] }));
  }

  /** Cuts that a family's members learn from the answers at a state. @param answers [question] undefined = not asked */
  cutsFrom(family: Family, state: Float64Array, answers: readonly (NodeAnswer | undefined)[]): readonly NodeCuts[] {
    const found: NodeCuts[] = [];
    family.questions.forEach((question, index) => {
      const answer = answers[index];
      if (answer?.status === 'infeasible') found.push(...this.barredBy({ ...question, state }, answer));
    });
    family.members.forEach((node, member) => {
      const own = Array.from(family.answersOf[member]!, (place) => answers[place]);
      if (own.every((answer): answer is NodeAnswer => answer?.status === 'optimal' && answer.isProper)) {
        const cut = this.#cutOf(node, state, own);
        if (cut) found.push({ node, cuts: [cut], feasibilityCuts: [] });
      }
    });
    return found;
  }

  /** The risk-adjusted mean of answers over a node's branches, as a cut; null when it teaches nothing at its own point. */
  #cutOf(node: number, state: Float64Array, answers: readonly NodeAnswer[]): Cut | null {
    const branches = this.graph.branches[node]!;
    const { sense } = this.graph.programme;
    const values = answers.map(({ value }, branch) => branches[branch]!.discount * value);
    const probabilities = branches.map(({ probability }) => probability);
    const weights = riskWeights(this.risk, values, probabilities, sense);
    this.#lastValues[node] = values;
    const slope = new Float64Array(state.length);
    let value = 0;
    answers.forEach((answer, branch) => {
      const weight = weights[branch]!;
      if (weight === 0) return;
      value += weight * values[branch]!;
      const factor = weight * branches[branch]!.discount;
      for (let index = 0; index < slope.length; index++) slope[index]! += factor * answer.slope[index]!;
    });
    if (!this.#isNews(node, state, value)) return null;
    let atState = 0;
    for (let index = 0; index < slope.length; index++) atState += slope[index]! * state[index]!;
    return { intercept: value - atState, slope };
  }

  #isNews(node: number, state: Float64Array, value: number): boolean {
    const archive = this.#archives[node]!;
    const known = new Float64Array(archive.count);
    archive.evaluate(state, known);
    const best = known.reduce((most, each) => Math.max(most, each), -Infinity);
    return !(this.#sign * value <= best + IMPROVEMENT_FRACTION * Math.abs(value));
  }

  /** [branch] weights of the worst share of what follows a node, at the state last looked at; empty before the first. */
  tailWeights(node: number): Float64Array {
    const values = this.#lastValues[node]!;
    if (values.length === 0) return new Float64Array(0);
    const branches = this.graph.branches[node]!;
    const total = branches.reduce((sum, { probability }) => sum + probability, 0);
    const normalised = branches.map(({ probability }) => probability / total);
    const measure = { kind: 'meanCvar', weight: 1, tailFraction: this.#tailFraction } as const;
    return riskWeights(measure, values, normalised, this.graph.programme.sense);
  }
}
