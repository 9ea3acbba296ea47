import { arcsByOrigin, inOrder } from './graph.ts';
import { hasNoise } from './noise.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Entry, NoiseGroup, NoiseOutcome, Programme, ProgrammeNode, StateUpdate } from './programme.ts';

/** What an extensive form would measure. Counts are exact while they are below 2^53. */
export interface FormSize {
  readonly treeNodes: number;
  readonly rows: number;
  readonly columns: number;
  /** an upper bound: terms that meet in one coefficient of a row, or cancel there, are counted one by one */
  readonly nonzeros: number;
  /** solver memory at the peak of a solve; see `bytesEstimate` */
  readonly bytesEstimate: number;
  /** the node that takes most of the rows and columns, and how often histories and outcomes visit it */
  readonly largest: { readonly name: string; readonly visits: number };
}

/**
 * Size of `extensiveForm(programme)` without building it: one pass over the graph that counts, for each node, the
 * histories that reach it and the terms of their states' expressions, summed over the histories. The counts of even an
 * astronomic tree take no longer than reading the programme.
 *
 * @param options relax: the integers are relaxed; default false
 * @throws ProgrammeError when the graph has a cycle
 */
export function sizeOf(programme: Programme, options: { readonly relax?: boolean } = {}): FormSize {
  const arcsFrom = arcsByOrigin(programme);
  const arriving = programme.nodes.map((): Arrival => ({ histories: 0, terms: programme.states.map(() => 0) }));
  arriving[0]!.histories = 1;
  const total = { treeNodes: hasNoise(programme.nodes[0]!) ? 1 : 0, rows: 0, columns: 0, nonzeros: 0 };
  let largest = { name: '', visits: 0, extent: -1 };
  for (const index of inOrder(programme, arcsFrom)) {
    const node = programme.nodes[index]!;
    const isLeaf = arcsFrom[index]!.length === 0;
    const size = sizeAt(programme, { node, isLeaf, arrival: arriving[index]! });
    total.treeNodes += size.visits;
    total.rows += size.rows;
    total.columns += size.columns;
    total.nonzeros += size.nonzeros;
    const extent = size.rows + size.columns;
    if (extent > largest.extent) largest = { name: node.name, visits: size.visits, extent };
    for (const { to } of arcsFrom[index]!) {
      arriving[to]!.histories += size.visits;
      size.leavingTerms.forEach((terms, state) => (arriving[to]!.terms[state]! += terms));
    }
  }
  const isInteger = options.relax !== true && programme.nodes.some(hasIntegers);
  const { name, visits } = largest;
  return { ...total, bytesEstimate: bytesEstimate({ ...total, isInteger }), largest: { name, visits } };
}

/** Histories that reach a node, and for each state the terms of its expression, summed over them. */
interface Arrival {
  histories: number;
  readonly terms: number[];
}

interface VisitedNode {
  readonly node: ProgrammeNode;
  readonly isLeaf: boolean;
  readonly arrival: Arrival;
}

interface VisitSize {
  readonly visits: number;
  readonly rows: number;
  readonly columns: number;
  readonly nonzeros: number;
  /** [state] */
  readonly leavingTerms: readonly number[];
}

/** What all visits of a node add, its outcomes included. */
function sizeAt(programme: Programme, visited: VisitedNode): VisitSize {
  const { node, isLeaf, arrival } = visited;
  const groups = followed(node);
  const outcomes = outcomesIn(node);
  const visits = arrival.histories * outcomes;
  const rowTerms = node.rows.reduce((sum, row) => sum + termsOf(row, arrival), 0);
  const size = {
    visits,
    rows: visits * node.rows.length,
    columns: visits * node.columns.length,
    nonzeros: outcomes * rowTerms + addedTerms(visited, groups),
  };
  const leavingTerms = arrival.terms.map((terms) => outcomes * terms);
  if (isLeaf) return { ...size, leavingTerms };
  const lists = {
    own: byState(node.updates),
    groups: groups.map((group) => group.map(({ updates }) => byState(updates))),
  };
  for (const state of updatedStates(lists)) {
    const overUpdates = (updated: (update: StateUpdate) => number, untouched: number): number =>
      overOutcomes(lists, { state, updated, untouched });
    if (programme.states[state]!.isCarried) {
      const changed = overUpdates(() => arrival.histories, 0);
      size.rows += changed;
      size.columns += changed;
      size.nonzeros += overUpdates((update) => termsOf(update, arrival) + arrival.histories, 0);
      leavingTerms[state] = overUpdates(() => arrival.histories, arrival.terms[state]!);
    } else leavingTerms[state] = overUpdates((update) => termsOf(update, arrival), arrival.terms[state]!);
  }
  return { ...size, leavingTerms };
}

/** Outcomes of positive probability, as the form follows them: [source][outcome] */
function followed(node: ProgrammeNode): readonly NoiseGroup[] {
  return (node.noise ?? []).map((group) => group.filter(({ probability }) => probability > 0));
}

function outcomesIn(node: ProgrammeNode): number {
  return followed(node).reduce((count, group) => count * group.length, 1);
}

/** Terms on columns and on states, summed over the histories. */
function termsOf(
  { columns, states }: { readonly columns: readonly Entry[]; readonly states: readonly Entry[] },
  { histories, terms }: Arrival,
): number {
  return histories * columns.length + states.reduce((sum, { index }) => sum + terms[index]!, 0);
}

/** Row coefficients that outcomes put where the node itself has none. */
function addedTerms({ node, arrival }: VisitedNode, groups: readonly NoiseGroup[]): number {
  const outcomes = groups.reduce((count, group) => count * group.length, 1);
  const isNew = (row: number, index: number, kind: 'columns' | 'states') =>
    !node.rows[row]![kind].some((entry) => entry.index === index);
  const added = ({ rowColumns = [], rowStates = [] }: NoiseOutcome): number =>
    arrival.histories * rowColumns.filter(({ row, index }) => isNew(row, index, 'columns')).length +
    rowStates
      .filter(({ row, index }) => isNew(row, index, 'states'))
      .reduce((sum, { index }) => sum + arrival.terms[index]!, 0);
  return groups.reduce(
    (sum, group) => sum + (outcomes / group.length) * group.reduce((inGroup, outcome) => inGroup + added(outcome), 0),
    0,
  );
}

type UpdateByState = ReadonlyMap<number, StateUpdate>;

/** A node's updates and those of its outcomes, by state. */
interface UpdateLists {
  readonly own: UpdateByState;
  /** [source][outcome] */
  readonly groups: readonly (readonly UpdateByState[])[];
}

function byState(updates: readonly StateUpdate[] = []): UpdateByState {
  return new Map(updates.map((update) => [update.state, update]));
}

function updatedStates({ own, groups }: UpdateLists): ReadonlySet<number> {
  return new Set([own, ...groups.flat()].flatMap((updates) => [...updates.keys()]));
}

/**
 * Sum over the joint outcomes of what the state's update counts there: the last source that names the state has the say,
 * then the node's own update, then `untouched`.
 */
function overOutcomes(
  { own, groups }: UpdateLists,
  count: {
    readonly state: number;
    readonly updated: (update: StateUpdate) => number;
    readonly untouched: number;
  },
): number {
  const { state, updated, untouched } = count;
  const update = own.get(state);
  let total = update ? updated(update) : untouched;
  let joined = 1;
  for (const outcomes of groups) {
    const before = total;
    total = 0;
    for (const updates of outcomes) {
      const replacing = updates.get(state);
      total += replacing ? joined * updated(replacing) : before;
    }
    joined *= outcomes.length;
  }
  return total;
}

function hasIntegers({ columns }: ProgrammeNode): boolean {
  return columns.some(({ isInteger }) => isInteger);
}

/** Most memory that the solver's WebAssembly heap can have. */
export const SOLVER_HEAP_BYTES = 2_147_483_648;

/** Solver memory before any model. */
const BASE_BYTES = 22e6;
const BYTES_PER_ROW = 800;
const BYTES_PER_COLUMN = 600;
const BYTES_PER_NONZERO = 260;
/** A search over integers holds several copies of the model, and cuts and nodes that no size tells beforehand. */
const INTEGER_FACTOR = 2.2;
const SEARCH_BYTES = 100e6;

/**
 * Memory at the peak of a solve, from the heap's capacity (`memoryBytes` of npm highs 1.15.3, a fresh instance each) after
 * loading and solving, presolve on and then off. Rows / columns / coefficients: MB measured, MB by the formula.
 *
 * LPs: 11,034 / 15,364 / 66,425: 53, 57. 14,441 / 34,114 / 90,903: 64, 78. 66,185 / 157,496 / 418,321: 274, 278.
 * 181,289 / 431,958 / 1,146,659: 734, 724. 528,185 / 1,259,121 / 3,341,696: 1,964, 2,068. MIPs: the first, with 16
 * integers: 92, 200; 301 / 3,465 / 6,835 after 100 nodes: 132, 131; longer searches take more.
 */
function bytesEstimate({
  rows,
  columns,
  nonzeros,
  isInteger,
}: Pick<FormSize, 'rows' | 'columns' | 'nonzeros'> & { readonly isInteger: boolean }): number {
  const linear = BYTES_PER_ROW * rows + BYTES_PER_COLUMN * columns + BYTES_PER_NONZERO * nonzeros;
  return BASE_BYTES + (isInteger ? INTEGER_FACTOR * linear + SEARCH_BYTES : linear);
}

/**
 * Refuses a form that is too large, naming the node that makes it so. Integers count as relaxed: what a search over them
 * needs is the solver's to say.
 *
 * @throws ProgrammeError above `treeNodeLimit` tree nodes, above `SOLVER_HEAP_BYTES`, and on cycles
 */
export function refuseTooLarge(programme: Programme, treeNodeLimit: number): void {
  const { treeNodes, rows, columns, nonzeros, largest, bytesEstimate: bytes } = sizeOf(programme, { relax: true });
  const where = `node "${largest.name}" is visited ${largest.visits} times`;
  const fix = 'solve it by decomposition, or take fewer outcomes';
  if (treeNodes > treeNodeLimit) {
    throw new ProgrammeError(
      `the programme unrolls into more than ${treeNodeLimit} tree nodes: ${treeNodes}; ${where}; ${fix}`,
    );
  }
  if (bytes <= SOLVER_HEAP_BYTES) return;
  throw new ProgrammeError(
    `the extensive form needs about ${gibibytes(bytes)} GiB of solver memory and there are ${gibibytes(SOLVER_HEAP_BYTES)}: ` +
      `${rows} rows, ${columns} columns, ${nonzeros} coefficients; ${where}; ${fix}`,
  );
}

function gibibytes(bytes: number): string {
  return (bytes / 1_073_741_824).toFixed(1);
}
