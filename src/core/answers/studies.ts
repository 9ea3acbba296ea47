import {
  estimateOf,
  estimateOfFraction,
  type Estimate,
  type RootDecision,
  type SampleCaller,
  type StudyAnswer,
  type StudyQuestion,
} from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';

/** Independent trees behind every answer here, whatever the plan takes to check its own: intervals need a few. */
export const STUDY_TREES = 4;

/** The plan in one of its possible changes, and the questions about it by name. */
export interface NamedStudy<Name extends string = string> {
  readonly plan: Plan;
  readonly questions: Readonly<Record<Name, StudyQuestion>>;
}

/** [tree] the answers to a study's questions by name. */
export type StudyReplies<Name extends string = string> = readonly Readonly<Record<Name, StudyAnswer>>[];

/** Asks studies; which thread answers changes nothing. */
export type AskStudy = <Name extends string>(study: NamedStudy<Name>) => Promise<StudyReplies<Name>>;

/** What is asked under every belief: freely, the recommended signings held, nothing signed, and one route only. */
export type RegimeQuestion = 'best' | 'held' | 'nothing' | 'build' | 'lease' | 'partner';

/** What the answers build on. */
export interface Ground {
  readonly plan: Plan;
  /** the recommended root decision, by quote */
  readonly decision: RootDecision;
  readonly ask: AskStudy;
  /** the plan as it is */
  readonly base: StudyReplies<RegimeQuestion>;
  /** [growth regime] the plan with that regime known */
  readonly regimes: readonly StudyReplies<RegimeQuestion>[];
}

/** Serves studies through the planner's threads, each tree in the thread that holds what it starts from. */
export function studyAsker(
  caller: SampleCaller,
  isCancelled: () => boolean,
): { readonly ask: AskStudy; treeSolves(): number } {
  let solves = 0;
  const ask: AskStudy = async <Name extends string>({ plan, questions }: NamedStudy<Name>) => {
    if (isCancelled()) throw new StudiesCancelled();
    const names = Object.keys(questions) as Name[];
    const study = { plan, questions: names.map((name) => questions[name]) };
    const ofTree = async (sampleIndex: number) => {
      const answers = await caller.ask(sampleIndex, { kind: 'study', study, sampleIndex });
      if (isCancelled()) throw new StudiesCancelled();
      return Object.fromEntries(names.map((name, index) => [name, answers[index]!])) as Record<Name, StudyAnswer>;
    };
    solves += names.length * STUDY_TREES;
    return Promise.all(Array.from({ length: STUDY_TREES }, (_, tree) => ofTree(tree)));
  };
  return { ask, treeSolves: () => solves };
}

/** Carries a cancellation out of the studies. */
export class StudiesCancelled extends Error {}

/** Mean of a figure over the trees. */
export function figureOf(answers: readonly StudyAnswer[], read: (answer: StudyAnswer) => number): Estimate {
  return estimateOf(answers.map(read), 'mean', 'trees');
}

/** Mean over the trees of a share, whose interval cannot leave [0, 1]. */
export function shareOf(answers: readonly StudyAnswer[], read: (answer: StudyAnswer) => number): Estimate {
  return estimateOfFraction(answers.map(read), 'trees');
}

/** Mean of the differences in value, tree by tree. */
export function valueLess(first: readonly StudyAnswer[], second: readonly StudyAnswer[]): Estimate {
  const differences = first.map(({ valueUsd }, tree) => valueUsd - second[tree]!.valueUsd);
  return estimateOf(differences, 'mean paired difference', 'trees');
}

/** What each tree answered to one question. */
export function repliesTo<Name extends string>(replies: StudyReplies<Name>, name: Name): readonly StudyAnswer[] {
  return replies.map((reply) => reply[name]);
}
