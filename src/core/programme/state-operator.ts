import type { Coefficient, Entry, NoiseOutcome, ProgrammeNode } from './programme.ts';

/**
 * The outcome in which the incoming state s is D s before anything else happens at a node: D is diagonal, its entries
 * `factors` by state, 1 where none is given. So a loss acts on everything that reads the state, and on what is carried on.
 *
 * The node must be without noise and parameters on those states (a replaced coefficient has none).
 */
export function outcomeOfScaledStates(
  node: ProgrammeNode,
  factors: ReadonlyMap<number, number>,
  probability: number,
): NoiseOutcome {
  const scaled = (entries: readonly Entry[]): Entry[] => {
    const sums = new Map<number, number>();
    for (const { index, value } of entries) sums.set(index, (sums.get(index) ?? 0) + value);
    return [...sums].map(([index, value]) => ({ index, value: value * (factors.get(index) ?? 1) }));
  };
  const isTouched = (entries: readonly Entry[]) => entries.some(({ index }) => factors.has(index));
  const rowStates = node.rows.flatMap(({ states }, row): Coefficient[] =>
    isTouched(states) ? scaled(states).flatMap((entry) => (factors.has(entry.index) ? [{ row, ...entry }] : [])) : [],
  );
  const updated = new Set(node.updates.map(({ state }) => state));
  const carried = [...factors]
    .filter(([state]) => !updated.has(state))
    .map(([state, value]) => ({ state, constant: 0, columns: [], states: [{ index: state, value }] }));
  return {
    probability,
    rowStates,
    objectiveStates: scaled(node.objectiveStates.filter(({ index }) => factors.has(index))),
    updates: [
      ...node.updates
        .filter(({ states }) => isTouched(states))
        .map((update) => ({ ...update, states: scaled(update.states) })),
      ...carried,
    ],
  };
}
