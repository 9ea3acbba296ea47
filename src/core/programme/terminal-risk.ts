import { ProgrammeError } from './programme-error.ts';
import type { Column, Entry, Programme, ProgrammeNode, Row } from './programme.ts';
import { arcsByOrigin } from './unroll.ts';

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
  /** [node] column of the shortfall beyond z at leaves, -1 elsewhere */
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
 * each leaf. It is time-consistent in this extended state. Weight 0 returns the programme itself.
 *
 * @throws ProgrammeError when tailFraction is outside (0, 1] or weight outside [0, 1]
 * @source Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), 21-41
 */
export function withTerminalRisk(programme: Programme, risk: TerminalRisk): RiskProgramme {
  checkRisk(risk);
  const shortfallColumns = new Int32Array(programme.nodes.length).fill(-1);
  if (risk.weight === 0) return { programme, quantileColumn: -1, shortfallColumns, accumulatedState: -1 };
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

function checkRisk({ tailFraction, weight }: TerminalRisk): void {
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

function extendNode(node: ProgrammeNode, risk: TerminalRisk, place: Place): ProgrammeNode {
  const { accumulatedState, sign } = place;
  const quantileState = accumulatedState + 1;
  const expectationWeight = 1 - risk.weight;
  const columns: Column[] = [...node.columns];
  const rows: Row[] = [...node.rows];
  const updates = [...node.updates];
  const objectiveColumns = scaledEntries(node.objectiveColumns, expectationWeight);
  if (place.isRoot) {
    columns.push(freeColumn('quantile of the objective'));
    objectiveColumns.push({ index: columns.length - 1, value: risk.weight });
    updates.push({ state: quantileState, constant: 0, columns: [{ index: columns.length - 1, value: 1 }], states: [] });
  }
  const quantile: Entry = { index: place.isRoot ? columns.length - 1 : quantileState, value: -sign };
  const ownTotal = {
    columns: node.objectiveColumns,
    states: [...node.objectiveStates, { index: accumulatedState, value: 1 }],
  };
  if (place.isLeaf) {
    columns.push({ ...freeColumn('shortfall'), lower: 0 });
    objectiveColumns.push({ index: columns.length - 1, value: (-sign * risk.weight) / risk.tailFraction });
    // shortfall >= z - W when maximising, W - z when minimising.
    rows.push({
      name: 'shortfall',
      lower: -sign * node.objectiveConstant,
      upper: Infinity,
      columns: [
        ...scaledEntries(ownTotal.columns, sign),
        { index: columns.length - 1, value: 1 },
        ...(place.isRoot ? [quantile] : []),
      ],
      states: [...scaledEntries(ownTotal.states, sign), ...(place.isRoot ? [] : [quantile])],
    });
  } else updates.push({ state: accumulatedState, constant: node.objectiveConstant, ...ownTotal });
  return {
    ...node,
    columns,
    rows,
    updates,
    objectiveColumns,
    objectiveStates: scaledEntries(node.objectiveStates, expectationWeight),
    objectiveConstant: expectationWeight * (node.objectiveConstant + (place.isRoot ? (risk.initial ?? 0) : 0)),
  };
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
  checkRisk(risk);
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
