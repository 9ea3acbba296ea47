import type { Entry, Programme, ProgrammeNode } from './programme.ts';

/** The programme with every parametric coefficient evaluated at the base case: the same optimum, nothing left to vary. */
export function withFixedParameters(programme: Programme): Programme {
  const fixed = (entries: readonly Entry[]): Entry[] =>
    entries.map(({ index, value, parameter }) => ({
      index,
      value: parameter === undefined ? value : value * programme.parameters[parameter]!,
    }));
  const fixedNode = (node: ProgrammeNode): ProgrammeNode => ({
    ...node,
    rows: node.rows.map((row) => ({ ...row, columns: fixed(row.columns), states: fixed(row.states) })),
    updates: node.updates.map((update) => ({
      ...update,
      columns: fixed(update.columns),
      states: fixed(update.states),
    })),
    objectiveColumns: fixed(node.objectiveColumns),
    objectiveStates: fixed(node.objectiveStates),
  });
  return { ...programme, parameterNames: [], parameters: [], nodes: programme.nodes.map(fixedNode) };
}
