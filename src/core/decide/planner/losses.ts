import { outcomeOfScaledStates, type Programme } from '../../programme/index.ts';
import type { CohortFlows } from '../cohorts/flow.ts';
import type { Layout } from './layout.ts';

/** What may have been lost on the way to a node: how likely, and what is left of each state it touches. */
export interface LossOutcome {
  readonly probability: number;
  /** by state, in [0, 1) */
  readonly factors: ReadonlyMap<number, number>;
}

/**
 * [node][outcome] recalls and failures as events of the transitions: on entering a node either nothing is lost or one
 * contract is, all its signings and what was ended of them with it. The chance of a contract's event is the largest of
 * its signings'; one that was less exposed (not yet in service, say) keeps a share, so that every signing's mean survival
 * is what its hazards say. Where the chances would sum to more than 1, contracts are lost independently of each other.
 */
export function lossOutcomesOf(
  nodeCount: number,
  planner: { readonly flows: readonly CohortFlows[]; readonly layout: Layout },
): readonly (readonly LossOutcome[])[] {
  return Array.from({ length: nodeCount }, (_, node) => {
    const losses = lossesAt(node, planner);
    const none = 1 - losses.reduce((sum, { probability }) => sum + probability, 0);
    return none >= 0 ? [{ probability: none, factors: NOTHING_LOST }, ...losses] : independent(losses);
  });
}

const NOTHING_LOST: ReadonlyMap<number, number> = new Map();

/** The programme with these outcomes as the noise of its nodes. */
export function withLosses(programme: Programme, outcomes: readonly (readonly LossOutcome[])[]): Programme {
  const nodes = programme.nodes.map((node, index) => {
    if (outcomes[index]!.length === 1) return node;
    const noise = outcomes[index]!.map(({ factors, probability }) => outcomeOfScaledStates(node, factors, probability));
    return { ...node, noise: [noise] };
  });
  return { ...programme, nodes };
}

function lossesAt(
  node: number,
  { flows, layout }: { readonly flows: readonly CohortFlows[]; readonly layout: Layout },
): LossOutcome[] {
  const exposed = flows.flatMap(({ cohort, lost }, index) =>
    lost[node]! > 0 ? [{ contractId: cohort.contract.id, index, chance: lost[node]! }] : [],
  );
  return [...new Set(exposed.map(({ contractId }) => contractId))].map((id) => {
    const signings = exposed.filter(({ contractId }) => contractId === id);
    const probability = Math.max(...signings.map(({ chance }) => chance));
    const factors = signings.flatMap(({ index, chance }) =>
      [layout.volume[index]!, ...layout.ended[index]!].map((state) => [state, 1 - chance / probability] as const),
    );
    return { probability, factors: new Map(factors) };
  });
}

/** Every combination; contracts have no state in common. */
function independent(losses: readonly LossOutcome[]): LossOutcome[] {
  return losses.reduce<LossOutcome[]>(
    (joint, { probability, factors }) =>
      joint.flatMap((before) => [
        { ...before, probability: before.probability * (1 - probability) },
        { probability: before.probability * probability, factors: new Map([...before.factors, ...factors]) },
      ]),
    [{ probability: 1, factors: NOTHING_LOST }],
  );
}
