import { arcsByOrigin } from './graph.ts';
import { hasNoise } from './noise.ts';
import type { Entry, NoiseGroup, NoiseOutcome, Programme, ProgrammeNode } from './programme.ts';

/**
 * The programme with every noisy leaf split into parts that share nothing: an equal expectation with far fewer outcomes.
 *
 * Rows and columns of a leaf hang together through coefficients (states are data there) and through a source of noise
 * that touches them. What hangs together and has noise becomes a node "name / part k" with its own sources; the rest of
 * the leaf becomes one more part. Each arc to the leaf becomes one to each part, of the same probability and discount, so
 * the parts' values add up. Outcomes of different parts are never joined: where each of n rows has its own k outcomes,
 * n k nodes stand for k^n.
 *
 * Valid for the expectation alone: a measure of risk looks at the sum of the parts, which no longer occurs anywhere. The
 * result uses its probabilities as given, which measures refuse. A root that is a leaf stays whole. The programme itself
 * is returned when nothing can be split.
 */
export function splitSeparable(programme: Programme): Programme {
  const arcsFrom = arcsByOrigin(programme);
  const parts = programme.nodes.map((node, index) => {
    const isSplit = index > 0 && arcsFrom[index]!.length === 0 && hasNoise(node);
    return isSplit ? partsOf(node, programme.areProbabilitiesAsGiven === true) : [{ node, factor: 1 }];
  });
  if (parts.every(({ length }) => length === 1)) return programme;
  const nodes: ProgrammeNode[] = [];
  const placed = parts.map((all) => all.map(({ node, factor }) => ({ index: nodes.push(node) - 1, factor })));
  const arcs = programme.arcs.flatMap((arc) =>
    placed[arc.to]!.map(({ index, factor }) => ({
      ...arc,
      from: placed[arc.from]![0]!.index,
      to: index,
      probability: arc.probability * factor,
    })),
  );
  return { ...programme, nodes, arcs, areProbabilitiesAsGiven: true };
}

/** A part of a leaf, and what the sources of the other parts would multiply its probability by. */
interface Part {
  readonly node: ProgrammeNode;
  readonly factor: number;
}

function partsOf(node: ProgrammeNode, areProbabilitiesAsGiven: boolean): readonly Part[] {
  const { labels, groupLabels } = connected(node);
  const noisy = new Set(groupLabels.filter((label) => label >= 0));
  const certain = new Set(labels.filter((label) => !noisy.has(label)));
  const kept = [...[...noisy].map((label) => new Set([label])), ...(certain.size > 0 ? [certain] : [])];
  const parts = kept.map((within) => partWithin(node, { labels, groupLabels, within }));
  const sound = parts.filter((part) => !isEmpty(part));
  if (sound.length <= 1) return [{ node, factor: 1 }];
  const sums = (node.noise ?? []).map((group) =>
    areProbabilitiesAsGiven ? group.reduce((sum, { probability }) => sum + probability, 0) : 1,
  );
  return parts.flatMap((part, index) => {
    if (isEmpty(part)) return [];
    const others = sums.filter((_, group) => !kept[index]!.has(groupLabels[group]!));
    const factor = others.reduce((product, sum) => product * sum, 1);
    return [{ node: { ...part, name: `${node.name} / part ${sound.indexOf(part)}` }, factor }];
  });
}

function isEmpty({ columns, rows, objectiveConstant, objectiveStates, noise }: ProgrammeNode): boolean {
  const isCertain = columns.length + rows.length + objectiveStates.length === 0 && objectiveConstant === 0;
  return isCertain && noise === undefined;
}

interface Connected {
  /** [rows, then columns, then what the objective takes from elsewhere]: smallest element that it hangs together with */
  readonly labels: readonly number[];
  /** [source of noise]; -1 where it touches nothing of a leaf */
  readonly groupLabels: readonly number[];
}

function connected(node: ProgrammeNode): Connected {
  const parents = Array.from({ length: node.rows.length + node.columns.length + 1 }, (_, element) => element);
  const find = (element: number): number => {
    let root = element;
    while (parents[root] !== root) root = parents[root]!;
    for (let at = element; at !== root;) [parents[at], at] = [root, parents[at]!];
    return root;
  };
  const join = (elements: readonly number[]): void => {
    const roots = elements.map(find);
    const smallest = Math.min(...roots);
    for (const root of roots) parents[root] = smallest;
  };
  node.rows.forEach((row, index) => join([index, ...row.columns.map((entry) => node.rows.length + entry.index)]));
  const touched = (node.noise ?? []).map((group) => [...new Set(group.flatMap((one) => touchedBy(one, node)))]);
  for (const elements of touched) if (elements.length > 0) join(elements);
  const labels = parents.map((_, element) => find(element));
  return { labels, groupLabels: touched.map(([first]) => (first === undefined ? -1 : labels[first]!)) };
}

/** Rows, columns and the objective's rest that an outcome changes; updates at a leaf have no reader. */
function touchedBy(outcome: NoiseOutcome, { rows, columns }: ProgrammeNode): readonly number[] {
  const { rowBounds = [], columnBounds = [], rowColumns = [], rowStates = [], objectiveColumns = [] } = outcome;
  const isRestTouched = outcome.objectiveConstant !== undefined || (outcome.objectiveStates ?? []).length > 0;
  return [
    ...rowBounds.map(({ row }) => row),
    ...rowStates.map(({ row }) => row),
    ...rowColumns.flatMap(({ row, index }) => [row, rows.length + index]),
    ...columnBounds.map(({ column }) => rows.length + column),
    ...objectiveColumns.map(({ index }) => rows.length + index),
    ...(isRestTouched ? [rows.length + columns.length] : []),
  ];
}

function partWithin(
  node: ProgrammeNode,
  { labels, groupLabels, within }: Connected & { readonly within: ReadonlySet<number> },
): ProgrammeNode {
  const { rows, columns } = node;
  const rowAt = places(labels.slice(0, rows.length), within);
  const columnAt = places(labels.slice(rows.length, -1), within);
  const hasRest = within.has(labels.at(-1)!);
  const moved = (entries: readonly Entry[]): Entry[] =>
    entries.flatMap((entry) => (columnAt[entry.index]! < 0 ? [] : [{ ...entry, index: columnAt[entry.index]! }]));
  const noise = (node.noise ?? [])
    .filter((_, group) => within.has(groupLabels[group]!))
    .map((group): NoiseGroup => group.map((outcome) => movedOutcome(outcome, rowAt, columnAt)));
  const { noise: _, ...certain } = node;
  return {
    ...certain,
    columns: columns.filter((_, index) => columnAt[index]! >= 0),
    rows: rows.filter((_, index) => rowAt[index]! >= 0).map((row) => ({ ...row, columns: moved(row.columns) })),
    updates: [],
    objectiveConstant: hasRest ? node.objectiveConstant : 0,
    objectiveColumns: moved(node.objectiveColumns),
    objectiveStates: hasRest ? node.objectiveStates : [],
    ...(noise.length === 0 ? {} : { noise }),
  };
}

/** [element] its place among those within; -1 for the others */
function places(labels: readonly number[], within: ReadonlySet<number>): readonly number[] {
  let count = 0;
  return labels.map((label) => (within.has(label) ? count++ : -1));
}

/** An outcome in a part's own places; a source lies whole in one part. */
function movedOutcome(outcome: NoiseOutcome, rowAt: readonly number[], columnAt: readonly number[]): NoiseOutcome {
  const { updates: _, rowBounds, columnBounds, rowColumns, rowStates, objectiveColumns, ...others } = outcome;
  return {
    ...others,
    ...(rowBounds && { rowBounds: rowBounds.map((each) => ({ ...each, row: rowAt[each.row]! })) }),
    ...(columnBounds && { columnBounds: columnBounds.map((each) => ({ ...each, column: columnAt[each.column]! })) }),
    ...(rowStates && { rowStates: rowStates.map((each) => ({ ...each, row: rowAt[each.row]! })) }),
    ...(rowColumns && {
      rowColumns: rowColumns.map((each) => ({ ...each, row: rowAt[each.row]!, index: columnAt[each.index]! })),
    }),
    ...(objectiveColumns && {
      objectiveColumns: objectiveColumns.map((each) => ({ ...each, index: columnAt[each.index]! })),
    }),
  };
}
