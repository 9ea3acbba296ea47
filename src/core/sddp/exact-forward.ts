/** The forward pass over every history: nested Benders on a tree, the L-shaped method on a fan. */
import { ProgrammeError } from '../programme/index.ts';
import type { Trial } from './backward.ts';
import type { NodeAnswer, NodeCuts, NodeTask } from './node-pool.ts';
import { riskWeights } from './risk-weights.ts';
import { visitOf } from './sampled-forward.ts';
import type { Trainer, Visit } from './trainer.ts';

/** Every history visited once. */
export interface ExactPass {
  /** [step] trials, for the backward pass */
  readonly steps: readonly (readonly Trial[])[];
  /** exact value of the decisions taken, under the risk measure */
  readonly value: number;
}

interface History {
  readonly visit: Visit;
  /** children of this history: a range of the next level, in the order of the node's branches */
  firstChild: number;
  /** answers of the children, when none of them has successors */
  answers: readonly NodeAnswer[] | null;
}

/** Times that the pass may start over from states that turn out infeasible. */
const MOST_RESTARTS = 2000;

/**
 * Decides at every history under the cuts there are. Where histories are infeasible the nodes before them learn
 * feasibility cuts, and the pass starts over.
 *
 * @param enter decides at the root: [outcome] visits, or null when the root is infeasible
 * @returns null when the root is infeasible
 */
export async function exactForward(
  trainer: Trainer,
  enter: () => Promise<readonly Visit[] | null>,
): Promise<ExactPass | null> {
  for (let restart = 0; restart < MOST_RESTARTS; restart++) {
    const roots = await enter();
    if (!roots) return null;
    const levels = await levelsFrom(trainer, roots);
    if (levels) return { steps: levels.map((level) => level.map(trialOf)), value: valueOf(trainer, levels) };
  }
  throw new ProgrammeError(`no feasible decisions were found in ${MOST_RESTARTS} passes`);
}

function trialOf({ visit, answers }: History): Trial {
  return answers ? { visit, answers } : { visit };
}

/** Levels of histories; null when some were infeasible and cuts were added. */
async function levelsFrom(trainer: Trainer, roots: readonly Visit[]): Promise<History[][] | null> {
  const { branches } = trainer.graph;
  const levels: History[][] = [roots.map((visit) => ({ visit, firstChild: 0, answers: null }))];
  for (;;) {
    const level = levels.at(-1)!;
    const tasks: NodeTask[] = [];
    for (const history of level) {
      history.firstChild = tasks.length;
      for (const { node, outcome } of branches[history.visit.node]!) {
        tasks.push({ node, outcome, state: history.visit.nextState, wantsDecision: true });
      }
    }
    if (tasks.length === 0) return levels;
    const answers = await trainer.solve(tasks);
    const barred: NodeCuts[] = [];
    answers.forEach((answer, index) => {
      if (answer.status === 'infeasible') barred.push(...trainer.barredBy(tasks[index]!, answer));
    });
    if (barred.length > 0) {
      await trainer.add(barred);
      return null;
    }
    for (const history of level) history.answers = finalAnswers(trainer, history, answers);
    levels.push(tasks.map((task, index) => ({ visit: visitOf(task, answers[index]!), firstChild: 0, answers: null })));
  }
}

/** Answers of a history's children in the order of its family's questions, when no later cut can change them. */
function finalAnswers(
  trainer: Trainer,
  { visit, firstChild }: History,
  answers: readonly NodeAnswer[],
): NodeAnswer[] | null {
  const { branches, families, familyOf } = trainer.graph;
  const own = branches[visit.node]!;
  if (own.length === 0 || own.some(({ node }) => branches[node]!.length > 0)) return null;
  const family = families[familyOf[visit.node]!]!;
  if (family.members.length > 1) return null;
  const ordered: NodeAnswer[] = [];
  family.answersOf[0]!.forEach((question, branch) => (ordered[question] = answers[firstChild + branch]!));
  return ordered;
}

function valueOf(trainer: Trainer, levels: readonly (readonly History[])[]): number {
  const { graph, risk } = trainer;
  const { sense } = graph.programme;
  let below: readonly number[] = [];
  for (const level of levels.toReversed()) {
    below = level.map(({ visit, firstChild }) => {
      const own = graph.branches[visit.node]!;
      const values = own.map(({ discount }, branch) => discount * below[firstChild + branch]!);
      return (
        visit.stageObjective +
        weighted(
          values,
          own.map(({ probability }) => probability),
        )
      );
    });
  }
  return weighted(
    below,
    graph.entries.map(({ probability }) => probability),
  );

  function weighted(values: readonly number[], probabilities: readonly number[]): number {
    if (values.length === 0) return 0;
    const weights = riskWeights(risk, values, probabilities, sense);
    return values.reduce((sum, value, index) => sum + weights[index]! * value, 0);
  }
}
