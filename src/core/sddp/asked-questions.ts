/** Which questions a backward pass asks at a trial state, and what stands for the answers of the others. */
import { KnownAnswers } from './known-answers.ts';
import type { NodeAnswer } from './node-pool.ts';
import type { Family, PolicyGraph } from './policy-graph.ts';

/** Iterations that ask all: what they hear is what later ones lean on, and a training of few iterations needs each cut. */
const ALL_ASKED_AT_FIRST = 12;
/** Share of the probability of what may follow a visit that is asked each time (0.8 is as good). */
const LIKELY_SHARE = 0.9;
/** Every so many iterations all that may follow a visit is asked: without them cuts stay low by what is never asked. */
const ALL_FOLLOWING_EVERY = 3;
/** Share of the probability of what may follow a sibling that has to be answered for it to get a cut; 0 costs more. */
const ANSWERED_SHARE = 0.5;

type Reach = 'family' | 'following' | 'likely';

/**
 * Questions by what may follow the node that was visited.
 *
 * A state gives cuts to all nodes of its family, but was left by one of them, from which few of the family's successors
 * are reached: on a lattice of 15 nodes a stage seven, four of them nearly always. Only those are asked. The cuts of the
 * visited node are made from answers, those of the siblings that share most of them partly from what is known
 * (`KnownAnswers`): lower, yet valid, and for states that concern them less. An iteration costs a quarter to a half of
 * the LPs, so two to three times as many states are looked at (bench/README.md, "Tried for the gap").
 *
 * @source Birge and Louveaux (1988), A multicut algorithm for two-stage stochastic linear programs, EJOR 34(3), 384-392,
 *   for what each successor's answers are worth apart; Zakeri, Philpott and Ryan (2000), Inexact cuts in Benders
 *   decomposition, SIAM J. Optim. 10(3), 643-657, for cuts below the value at their own point
 */
export class AskedQuestions {
  readonly #graph: PolicyGraph;
  readonly #known: KnownAnswers;
  /** [node] places among its family's questions of what follows, the likely ones first; made when first wanted */
  readonly #following = new Map<number, { readonly places: readonly number[]; readonly likelyCount: number }>();
  #reach: Reach = 'family';

  constructor(graph: PolicyGraph) {
    this.#graph = graph;
    const { nodes, sense } = graph.programme;
    this.#known = new KnownAnswers(nodes.length, sense === 'minimise' ? 1 : -1);
  }

  /** @param iteration counts those of earlier trainings too */
  begin(iteration: number): void {
    const isThorough = iteration % ALL_FOLLOWING_EVERY === 0;
    this.#reach = iteration < ALL_ASKED_AT_FIRST ? 'family' : isThorough ? 'following' : 'likely';
  }

  /** Whether this iteration asks less than all. */
  get isSparing(): boolean {
    return this.#reach !== 'family';
  }

  /** Places among a family's questions to be asked at a state that the visited nodes left, ascending. */
  placesFor(family: Family, visited: readonly number[]): readonly number[] {
    const wanted = new Set(visited.flatMap((node) => this.#placesAfter(family, node)));
    return family.questions.flatMap((question, place) =>
      this.#reach === 'family' || wanted.has(place) || !this.#known.has(question) ? [place] : [],
    );
  }

  /**
   * Answers to a family's questions at a state: those given, which are noted, and what is known in place of others;
   * undefined where no cut may be made, for those whose questions were hardly asked would not learn much.
   *
   * @param answers to the questions at `places`
   */
  completed(
    { family, state }: { readonly family: Family; readonly state: Float64Array },
    places: readonly number[],
    answers: readonly NodeAnswer[],
  ): readonly (NodeAnswer | undefined)[] {
    const all: (NodeAnswer | undefined)[] = family.questions.map(() => undefined);
    places.forEach((place, index) => (all[place] = answers[index]!));
    const isAsked = all.map((answer) => answer !== undefined);
    for (const place of this.#placesOfConcerned(family, isAsked)) {
      all[place] ??= this.#known.at({ ...family.questions[place]!, state }) ?? undefined;
    }
    places.forEach((place, index) => this.#known.note({ ...family.questions[place]!, state }, answers[index]!));
    return all;
  }

  /** Questions of the members of whose following enough is asked. */
  #placesOfConcerned({ members, answersOf }: Family, isAsked: readonly boolean[]): ReadonlySet<number> {
    const concerned = members.flatMap((node, member) => {
      const places = answersOf[member]!;
      let asked = 0;
      let total = 0;
      this.#graph.branches[node]!.forEach(({ probability }, branch) => {
        total += probability;
        if (isAsked[places[branch]!] === true) asked += probability;
      });
      return asked >= ANSWERED_SHARE * total ? [...places] : [];
    });
    return new Set(concerned);
  }

  #placesAfter(family: Family, node: number): readonly number[] {
    let known = this.#following.get(node);
    if (!known) this.#following.set(node, (known = followingOf(this.#graph, family, node)));
    return this.#reach === 'likely' ? known.places.slice(0, known.likelyCount) : known.places;
  }
}

/** Successors by falling probability, all outcomes of each. */
function followingOf(
  { branches }: PolicyGraph,
  { members, answersOf }: Family,
  node: number,
): { readonly places: readonly number[]; readonly likelyCount: number } {
  const placeOf = answersOf[members.indexOf(node)]!;
  const bySuccessor = new Map<number, { probability: number; readonly places: number[] }>();
  branches[node]!.forEach((branch, index) => {
    const successor = bySuccessor.get(branch.node) ?? { probability: 0, places: [] };
    bySuccessor.set(branch.node, successor);
    successor.probability += branch.probability;
    successor.places.push(placeOf[index]!);
  });
  const ordered = [...bySuccessor.values()].toSorted((a, b) => b.probability - a.probability);
  const total = ordered.reduce((sum, { probability }) => sum + probability, 0);
  let reached = 0;
  let likelyCount = 0;
  for (const { probability, places } of ordered) {
    if (reached >= LIKELY_SHARE * total) break;
    reached += probability;
    likelyCount += places.length;
  }
  return { places: ordered.flatMap(({ places }) => places), likelyCount };
}
