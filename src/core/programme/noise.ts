import { ProgrammeError } from './programme-error.ts';
import type { Coefficient, Entry, NoiseOutcome, ProgrammeNode, Row, StateUpdate } from './programme.ts';

/** Nodes with more joint outcomes than this are refused: sample them, or split what is separable. */
export const OUTCOME_LIMIT = 100_000;

const CERTAIN: NoiseOutcome = { probability: 1 };

/** True when the node has a source of noise. */
export function hasNoise(node: ProgrammeNode): boolean {
  return (node.noise?.length ?? 0) > 0;
}

/** Number of joint outcomes of a node, 1 without noise. */
export function outcomeCount(node: ProgrammeNode): number {
  return (node.noise ?? []).reduce((count, group) => count * group.length, 1);
}

/**
 * Joint outcomes of a node, the last group varying fastest; one certain outcome without noise.
 *
 * @throws ProgrammeError above `OUTCOME_LIMIT` outcomes
 */
export function outcomesOf(node: ProgrammeNode): readonly NoiseOutcome[] {
  const count = outcomeCount(node);
  if (count > OUTCOME_LIMIT) throw new ProgrammeError(`node "${node.name}" has ${count} outcomes of noise`);
  const [first, ...others] = node.noise ?? [];
  if (!first) return [CERTAIN];
  return others.reduce<readonly NoiseOutcome[]>(
    (joint, group) => joint.flatMap((before) => group.map((outcome) => together(before, outcome))),
    first,
  );
}

/** Two independent outcomes at once; where both name the same datum the later group's stands. */
function together(first: NoiseOutcome, second: NoiseOutcome): NoiseOutcome {
  return {
    probability: first.probability * second.probability,
    rowBounds: chained(first.rowBounds, second.rowBounds),
    columnBounds: chained(first.columnBounds, second.columnBounds),
    rowColumns: chained(first.rowColumns, second.rowColumns),
    rowStates: chained(first.rowStates, second.rowStates),
    objectiveColumns: chained(first.objectiveColumns, second.objectiveColumns),
    objectiveStates: chained(first.objectiveStates, second.objectiveStates),
    updates: chained(first.updates, second.updates),
    ...constantOf(second.objectiveConstant ?? first.objectiveConstant),
  };
}

function chained<Part>(first: readonly Part[] = [], second: readonly Part[] = []): readonly Part[] {
  return [...first, ...second];
}

function constantOf(objectiveConstant: number | undefined): { objectiveConstant?: number } {
  return objectiveConstant === undefined ? {} : { objectiveConstant };
}

/** The node as it is under one outcome, without noise. A replaced coefficient loses its parameter. */
export function nodeUnder(node: ProgrammeNode, outcome: NoiseOutcome): ProgrammeNode {
  const { noise: _, ...certain } = node;
  return {
    ...certain,
    columns: withBounds(
      node.columns,
      outcome.columnBounds?.map(({ column, ...bounds }) => ({ at: column, ...bounds })),
    ),
    rows: rowsUnder(node.rows, outcome),
    updates: replaceUpdates(node.updates, outcome.updates ?? []),
    objectiveConstant: outcome.objectiveConstant ?? node.objectiveConstant,
    objectiveColumns: replaceEntries(node.objectiveColumns, outcome.objectiveColumns ?? []),
    objectiveStates: replaceEntries(node.objectiveStates, outcome.objectiveStates ?? []),
  };
}

interface BoundsAt {
  readonly at: number;
  readonly lower: number;
  readonly upper: number;
}

function withBounds<Part extends { lower: number; upper: number }>(
  parts: readonly Part[],
  bounds: readonly BoundsAt[] = [],
): readonly Part[] {
  if (bounds.length === 0) return parts;
  const changed = parts.slice();
  for (const { at, lower, upper } of bounds) changed[at] = { ...changed[at]!, lower, upper };
  return changed;
}

function rowsUnder(rows: readonly Row[], outcome: NoiseOutcome): readonly Row[] {
  const bounds = outcome.rowBounds?.map(({ row, lower, upper }) => ({ at: row, lower, upper }));
  const changed = withBounds(rows, bounds).slice();
  const replace = (coefficients: readonly Coefficient[] = [], kind: 'columns' | 'states'): void => {
    for (const { row, ...entry } of coefficients) {
      changed[row] = { ...changed[row]!, [kind]: replaceEntries(changed[row]![kind], [entry]) };
    }
  };
  replace(outcome.rowColumns, 'columns');
  replace(outcome.rowStates, 'states');
  return changed;
}

function replaceEntries(entries: readonly Entry[], replacements: readonly Entry[]): readonly Entry[] {
  if (replacements.length === 0) return entries;
  const replaced = new Map(replacements.map((entry) => [entry.index, entry]));
  return [...entries.filter(({ index }) => !replaced.has(index)), ...replaced.values()];
}

function replaceUpdates(updates: readonly StateUpdate[], replacements: readonly StateUpdate[]): readonly StateUpdate[] {
  if (replacements.length === 0) return updates;
  const replaced = new Map(replacements.map((update) => [update.state, update]));
  return [...updates.filter(({ state }) => !replaced.has(state)), ...replaced.values()];
}
