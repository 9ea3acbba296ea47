import { arcsByOrigin } from './graph.ts';
import { hasNoise } from './noise.ts';
import { refuseUnevenProbabilities } from './probabilities.ts';
import { ProgrammeError } from './programme-error.ts';
import type {
  Coefficient,
  Column,
  Entry,
  NoiseOutcome,
  Programme,
  ProgrammeNode,
  Row,
  StateUpdate,
} from './programme.ts';
import { withEmptyRoot } from './without-noise.ts';

export interface TerminalRisk {
  /** share of worst outcomes that the tail mean is over, in (0, 1]; 1 = expectation */
  readonly tailFraction: number;
  /** weight of the tail mean against the expectation, in [0, 1] */
  readonly weight: number;
  /** objective already accumulated before the root; default 0 */
  readonly initial?: number;
}

export interface RiskProgramme {
  readonly programme: Programme;
  /** root column of the quantile z; -1 when weight is 0 */
  readonly quantileColumn: number;
  /** [node of the programme returned] column of the shortfall beyond z at leaves, -1 elsewhere */
  readonly shortfallColumns: Int32Array;
  /** state holding the objective accumulated so far; -1 when weight is 0 */
  readonly accumulatedState: number;
}

/**
 * The programme under mean-CVaR of its total objective W at the leaves:
 * (1 - weight) E[W] + weight CVaR[W], CVaR[W] = max over z of z - E[(z - W)+] / tailFraction when maximising, and
 * min over z of z + E[(W - z)+] / tailFraction when minimising.
 *
 * z is a free column of the root, carried as a state; W accumulates in a carried state; the shortfall is a column of
 * each leaf. It is time-consistent in this extended state. z is chosen before anything is seen, so a noisy root gets an
 * empty root in front. Weight 0 returns the programme itself.
 *
 * @throws ProgrammeError when tailFraction is outside (0, 1] or weight outside [0, 1]; when an arc has a discount, which
 *   would weigh the shortfall too (put discounts into the objective's coefficients); and where probabilities used as
 *   given do not sum to 1
 * @source Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), 21-41
 */
export function withTerminalRisk(given: Programme, risk: TerminalRisk): RiskProgramme {
  refuseTailOutOfRange(risk);
  if (risk.weight === 0) {
    const shortfallColumns = new Int32Array(given.nodes.length).fill(-1);
    return { programme: given, quantileColumn: -1, shortfallColumns, accumulatedState: -1 };
  }
  refuseUnevenProbabilities(given, 'a terminal measure');
  refuseDiscounts(given);
  const programme = hasNoise(given.nodes[0]!) ? withEmptyRoot(given) : given;
  const shortfallColumns = new Int32Array(programme.nodes.length).fill(-1);
  const accumulatedState = programme.states.length;
  const states = [
    ...programme.states,
    { name: 'accumulated objective', initial: risk.initial ?? 0, isCarried: true },
    { name: 'quantile of the objective', initial: 0, isCarried: false },
  ];
  const isLeaf = arcsByOrigin(programme).map((arcs) => arcs.length === 0);
  const sign = programme.sense === 'maximise' ? 1 : -1;
  const nodes = programme.nodes.map((node, index) => {
    const place: Place = { isRoot: index === 0, isLeaf: isLeaf[index]!, accumulatedState, sign };
    const extended = extendNode(node, risk, place);
    if (place.isLeaf) shortfallColumns[index] = extended.columns.length - 1;
    return extended;
  });
  const quantileColumn = programme.nodes[0]!.columns.length;
  return { programme: { ...programme, states, nodes }, quantileColumn, shortfallColumns, accumulatedState };
}

function refuseDiscounts({ nodes, arcs }: Programme): void {
  const arc = arcs.find(({ discount = 1 }) => discount !== 1);
  if (!arc) return;
  const [from, to] = [nodes[arc.from]!.name, nodes[arc.to]!.name];
  throw new ProgrammeError(
    `a terminal measure needs objectives in one money, but the arc from "${from}" to "${to}" has discount ${arc.discount}`,
  );
}

/** @throws ProgrammeError when a mean and tail are out of range */
export function refuseTailOutOfRange({ tailFraction, weight }: Pick<TerminalRisk, 'tailFraction' | 'weight'>): void {
  if (!(tailFraction > 0 && tailFraction <= 1))
    throw new ProgrammeError(`tailFraction ${tailFraction} is not in (0, 1]`);
  if (!(weight >= 0 && weight <= 1)) throw new ProgrammeError(`risk weight ${weight} is not in [0, 1]`);
}

interface Place {
  readonly isRoot: boolean;
  readonly isLeaf: boolean;
  readonly accumulatedState: number;
  /** 1 when maximising, -1 when minimising */
  readonly sign: 1 | -1;
}

/** A node while it is extended. */
interface Extension {
  readonly node: ProgrammeNode;
  readonly columns: Column[];
  readonly rows: Row[];
  readonly updates: StateUpdate[];
  readonly objectiveColumns: Entry[];
}

/** A row that holds the stage objective times `factor`; its bounds under an objective constant. */
interface TotalRow {
  readonly row: number;
  readonly factor: number;
  readonly bounds: (objectiveConstant: number) => { readonly lower: number; readonly upper: number };
}

function extendNode(node: ProgrammeNode, risk: TerminalRisk, place: Place): ProgrammeNode {
  const expectationWeight = 1 - risk.weight;
  const extension: Extension = {
    node,
    columns: [...node.columns],
    rows: [...node.rows],
    updates: [...node.updates],
    objectiveColumns: scaledEntries(node.objectiveColumns, expectationWeight),
  };
  const quantile = place.isRoot ? addQuantile(extension, risk, place) : -1;
  const total = place.isLeaf ? addShortfall(extension, { risk, place, quantile }) : addTotal(extension, place);
  const { columns, rows, updates, objectiveColumns } = extension;
  const extended = {
    ...node,
    columns,
    rows,
    updates,
    objectiveColumns,
    objectiveStates: scaledEntries(node.objectiveStates, expectationWeight),
    objectiveConstant: expectationWeight * (node.objectiveConstant + (place.isRoot ? (risk.initial ?? 0) : 0)),
  };
  if (!node.noise) return extended;
  const noise = node.noise.map((group) => group.map((outcome) => extendOutcome(outcome, total, expectationWeight)));
  return { ...extended, noise };
}

/** Adds the quantile, a column of the root; returns its index. */
function addQuantile({ columns, objectiveColumns, updates }: Extension, risk: TerminalRisk, place: Place): number {
  const quantile = columns.push(freeColumn('quantile of the objective')) - 1;
  objectiveColumns.push({ index: quantile, value: risk.weight });
  updates.push({
    state: place.accumulatedState + 1,
    constant: 0,
    columns: [{ index: quantile, value: 1 }],
    states: [],
  });
  return quantile;
}

/** Adds the shortfall of a leaf: at least z - W when maximising, W - z when minimising. */
function addShortfall(
  { node, columns, rows, objectiveColumns }: Extension,
  at: { readonly risk: TerminalRisk; readonly place: Place; readonly quantile: number },
): TotalRow {
  const { isRoot, sign, accumulatedState } = at.place;
  const shortfall = columns.push({ ...freeColumn('shortfall'), lower: 0 }) - 1;
  objectiveColumns.push({ index: shortfall, value: (-sign * at.risk.weight) / at.risk.tailFraction });
  const quantile: Entry = { index: isRoot ? at.quantile : accumulatedState + 1, value: -sign };
  const bounds = (objectiveConstant: number) => ({ lower: -sign * objectiveConstant, upper: Infinity });
  const row = rows.push({
    name: 'shortfall',
    ...bounds(node.objectiveConstant),
    columns: [
      ...scaledEntries(node.objectiveColumns, sign),
      { index: shortfall, value: 1 },
      ...(isRoot ? [quantile] : []),
    ],
    states: [
      ...scaledEntries([...node.objectiveStates, { index: accumulatedState, value: 1 }], sign),
      ...(isRoot ? [] : [quantile]),
    ],
  });
  return { row: row - 1, factor: sign, bounds };
}

/**
 * Lets the stage objective flow into the accumulated state. Where noise changes the objective it goes through a column
 * of its own: outcomes of several sources can change one row together, but only one of them an update.
 */
function addTotal({ node, columns, rows, updates }: Extension, { accumulatedState }: Place): TotalRow | null {
  const carried: Entry = { index: accumulatedState, value: 1 };
  if (!isObjectiveNoisy(node)) {
    updates.push({
      state: accumulatedState,
      constant: node.objectiveConstant,
      columns: node.objectiveColumns,
      states: [...node.objectiveStates, carried],
    });
    return null;
  }
  const total = columns.push(freeColumn('stage objective')) - 1;
  const bounds = (objectiveConstant: number) => ({ lower: -objectiveConstant, upper: -objectiveConstant });
  const row = rows.push({
    name: 'stage objective',
    ...bounds(node.objectiveConstant),
    columns: [...node.objectiveColumns, { index: total, value: -1 }],
    states: node.objectiveStates,
  });
  updates.push({ state: accumulatedState, constant: 0, columns: [{ index: total, value: 1 }], states: [carried] });
  return { row: row - 1, factor: 1, bounds };
}

function isObjectiveNoisy({ noise = [] }: ProgrammeNode): boolean {
  return noise
    .flat()
    .some((outcome) => 'objectiveColumns' in outcome || 'objectiveStates' in outcome || 'objectiveConstant' in outcome);
}

function extendOutcome(outcome: NoiseOutcome, total: TotalRow | null, expectationWeight: number): NoiseOutcome {
  const { objectiveColumns = [], objectiveStates = [], objectiveConstant } = outcome;
  if (total === null) return outcome;
  const inTotal = (entries: readonly Entry[]): Coefficient[] =>
    entries.map(({ index, value }) => ({ row: total.row, index, value: total.factor * value }));
  const extended = {
    ...outcome,
    objectiveColumns: scaledEntries(objectiveColumns, expectationWeight),
    objectiveStates: scaledEntries(objectiveStates, expectationWeight),
    rowColumns: [...(outcome.rowColumns ?? []), ...inTotal(objectiveColumns)],
    rowStates: [...(outcome.rowStates ?? []), ...inTotal(objectiveStates)],
  };
  if (objectiveConstant === undefined) return extended;
  const rowBounds = [...(outcome.rowBounds ?? []), { row: total.row, ...total.bounds(objectiveConstant) }];
  return { ...extended, objectiveConstant: expectationWeight * objectiveConstant, rowBounds };
}

function freeColumn(name: string): Column {
  return { name, lower: -Infinity, upper: Infinity, isInteger: false, isCommitment: false };
}

function scaledEntries(entries: readonly Entry[], factor: number): Entry[] {
  return entries.map((entry) => ({ ...entry, value: entry.value * factor }));
}

/**
 * The same measure of a discrete distribution of totals: (1 - weight) mean + weight tail mean, the tail being the worst
 * `tailFraction` of probability (lowest values when maximising).
 *
 * @param values [outcome]
 * @param probabilities [outcome], summing to 1
 */
export function terminalRiskOf(
  values: readonly number[],
  probabilities: readonly number[],
  risk: TerminalRisk & { readonly sense: Programme['sense'] },
): number {
  refuseTailOutOfRange(risk);
  const initial = risk.initial ?? 0;
  const mean = values.reduce((sum, value, index) => sum + value * probabilities[index]!, initial);
  const sign = risk.sense === 'maximise' ? 1 : -1;
  const worstFirst = values.map((_, index) => index).toSorted((a, b) => sign * (values[a]! - values[b]!));
  let left = risk.tailFraction;
  let tail = 0;
  for (const index of worstFirst) {
    const mass = Math.min(left, probabilities[index]!);
    tail += mass * values[index]!;
    left -= mass;
  }
  // Probabilities that sum to 1 within rounding leave a sliver: it belongs to the best outcome.
  if (left > 0 && worstFirst.length > 0) tail += left * values[worstFirst.at(-1)!]!;
  return (1 - risk.weight) * mean + risk.weight * (initial + tail / risk.tailFraction);
}
