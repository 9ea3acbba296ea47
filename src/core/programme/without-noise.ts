import { hasNoise, nodeUnder, outcomeCount, outcomesOf } from './noise.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Arc, Programme, ProgrammeNode } from './programme.ts';

/** Programmes that would have more nodes and arcs than this without noise are refused. */
export const SPELT_OUT_LIMIT = 1_000_000;

/**
 * An equal programme whose nodes have no noise; the programme itself when it has none.
 *
 * Each outcome k of positive probability becomes the node "name / outcome k" (k as in `outcomesOf`), and an arc to a
 * noisy node becomes one to each of its outcomes, probabilities multiplied. A noisy root gets an empty root in front
 * (`withEmptyRoot`). It grows with the outcomes, not with the histories.
 *
 * @throws ProgrammeError above `limit` nodes and arcs
 */
export function withoutNoise(programme: Programme, limit: number = SPELT_OUT_LIMIT): Programme {
  if (!programme.nodes.some(hasNoise)) return programme;
  const fronted = hasNoise(programme.nodes[0]!) ? withEmptyRoot(programme) : programme;
  refuseSize(fronted, limit);
  const nodes: ProgrammeNode[] = [];
  const spelt = fronted.nodes.map((node) =>
    speltOut(node).map((outcome) => ({ index: nodes.push(outcome.node) - 1, probability: outcome.probability })),
  );
  const arcs = fronted.arcs.flatMap((arc): Arc[] =>
    spelt[arc.from]!.flatMap((from) =>
      spelt[arc.to]!.map((to) => ({
        ...arc,
        from: from.index,
        to: to.index,
        probability: arc.probability * to.probability,
      })),
    ),
  );
  return { ...fronted, nodes, arcs };
}

/**
 * The programme behind an empty root that leads to the old one with probability 1. The old nodes keep their stages and
 * move up by one in `nodes`; the new root's stage is the old root's less 1.
 */
export function withEmptyRoot(programme: Programme): Programme {
  const root: ProgrammeNode = {
    name: 'before the root',
    stage: programme.nodes[0]!.stage - 1,
    columns: [],
    rows: [],
    updates: [],
    objectiveConstant: 0,
    objectiveColumns: [],
    objectiveStates: [],
  };
  const arcs = programme.arcs.map((arc) => ({ ...arc, from: arc.from + 1, to: arc.to + 1 }));
  return { ...programme, nodes: [root, ...programme.nodes], arcs: [{ from: 0, to: 1, probability: 1 }, ...arcs] };
}

function speltOut(node: ProgrammeNode): readonly { readonly node: ProgrammeNode; readonly probability: number }[] {
  if (!hasNoise(node)) return [{ node, probability: 1 }];
  return outcomesOf(node).flatMap((outcome, k) =>
    outcome.probability > 0
      ? [
          {
            node: { ...nodeUnder(node, outcome), name: `${node.name} / outcome ${k}` },
            probability: outcome.probability,
          },
        ]
      : [],
  );
}

function refuseSize(programme: Programme, limit: number): void {
  const counts = programme.nodes.map(outcomeCount);
  const nodeCount = counts.reduce((sum, count) => sum + count, 0);
  const arcCount = programme.arcs.reduce((sum, { from, to }) => sum + counts[from]! * counts[to]!, 0);
  if (nodeCount + arcCount <= limit) return;
  const largest = programme.nodes[counts.indexOf(Math.max(...counts))]!;
  throw new ProgrammeError(
    `without noise the programme would have ${nodeCount} nodes and ${arcCount} arcs, above ${limit} together; ` +
      `node "${largest.name}" alone has ${outcomeCount(largest)} outcomes`,
  );
}
