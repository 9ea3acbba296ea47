import type { NoiseOutcome, Programme, ProgrammeNode } from '../programme/index.ts';
import { extensiveForm } from '../programme/index.ts';
import { fileNames } from './file-names.ts';
import { type OtherBounds, sideValues, sliced, type Slices } from './smps-slices.ts';
import { word } from './write-mps.ts';

/** Slices of a chain of nodes, and the lines of its independent sources. */
export interface ChainText {
  readonly slices: Slices;
  readonly periodNames: readonly string[];
  readonly stochastic: readonly string[];
}

/** What stands behind a state along a chain: a core column, or null for anything else. */
type Aliases = readonly (number | null)[];

interface Chain {
  readonly programme: Programme;
  readonly slices: Slices;
  /** [node] of its incoming states */
  readonly aliases: readonly Aliases[];
  /** [node] constants of its incoming states */
  readonly constants: readonly (readonly number[])[];
  /** [node] product of discounts, with the sign of the objective */
  readonly weights: readonly number[];
}

/**
 * A chain of nodes with independent noise as INDEP and BLOCKS, never multiplied out; null when the programme is no such
 * chain, or its noise is in updates, in constants or in coefficients of states that are no plain columns: SMPS holds
 * those as scenarios only.
 */
export function chainText(programme: Programme, title: string): ChainText | null {
  if (!isChain(programme)) return null;
  const certain = { ...programme, nodes: programme.nodes.map((node) => ({ ...node, noise: [] })) };
  const form = extensiveForm(certain);
  const bare = sliced(form, title);
  const chain = { programme, slices: bare, ...alongChain(certain, bare) };
  if (!programme.nodes.every((node, index) => isPlain(chain, node, index))) return null;
  const slices = sliced(form, title, otherBoundsOf(chain));
  return {
    slices,
    periodNames: fileNames(programme.nodes.map(({ name }) => name)),
    stochastic: sourceLines({ ...chain, slices }),
  };
}

/** Nodes one after the other in order, noise after the first only. */
function isChain({ nodes, arcs }: Programme): boolean {
  const isInOrder = arcs.every(
    ({ from, to, probability }, index) => from === index && to === index + 1 && probability === 1,
  );
  return isInOrder && arcs.length === nodes.length - 1 && (nodes[0]?.noise ?? []).length === 0;
}

function alongChain(programme: Programme, { form, columnStarts }: Slices): Omit<Chain, 'programme' | 'slices'> {
  const nothing = new Float64Array(form.model.columnCount);
  const sign = programme.sense === 'maximise' ? -1 : 1;
  const aliases: Aliases[] = [programme.states.map(() => null)];
  const weights = [sign];
  programme.nodes.forEach((node, index) => {
    const outgoing = [...aliases[index]!];
    let carriedColumn = columnStarts[index]! + node.columns.length;
    for (const { state, constant, columns, states } of node.updates) {
      const [only] = columns;
      const isPlain = constant === 0 && states.length === 0 && columns.length === 1 && only?.value === 1;
      if (programme.states[state]!.isCarried) outgoing[state] = carriedColumn++;
      else outgoing[state] = isPlain && only?.parameter === undefined ? columnStarts[index]! + only!.index : null;
    }
    aliases.push(outgoing);
    weights.push(weights[index]! * (programme.arcs[index]?.discount ?? 1));
  });
  const constants = programme.nodes.map((_, node) =>
    programme.states.map((__, state) => form.stateAt(node, state, nothing)),
  );
  return { aliases, weights, constants };
}

function isPlain(chain: Chain, node: ProgrammeNode, index: number): boolean {
  const groups = node.noise ?? [];
  return groups.every((group) =>
    group.every(
      ({ updates = [], objectiveStates = [], objectiveConstant, rowStates = [] }) =>
        updates.length === 0 &&
        objectiveStates.length === 0 &&
        objectiveConstant === undefined &&
        rowStates.every(({ row, index: state }) => isAlone(chain, index, { entries: node.rows[row]!.states, state })),
    ),
  );
}

/** Whether a state is a column that no other state of the row stands for. */
function isAlone(
  { aliases }: Chain,
  node: number,
  { entries, state }: { readonly entries: ProgrammeNode['objectiveStates']; readonly state: number },
): boolean {
  const column = aliases[node]![state];
  if (column === null) return false;
  return entries.every(
    ({ index }) => index === state || (aliases[node]![index] !== null && aliases[node]![index] !== column),
  );
}

/** Bounds of a node's row under an outcome, what its states hold of constants moved over. */
function boundsUnder(
  { programme, constants }: Chain,
  node: number,
  bounds: NonNullable<NoiseOutcome['rowBounds']>[number],
) {
  const { states } = programme.nodes[node]!.rows[bounds.row]!;
  const constant = states.reduce((sum, { index, value, parameter }) => {
    const factor = parameter === undefined ? 1 : programme.parameters[parameter]!;
    return sum + value * factor * constants[node]![index]!;
  }, 0);
  return { lower: bounds.lower - constant, upper: bounds.upper - constant };
}

function otherBoundsOf(chain: Chain): OtherBounds {
  return chain.programme.nodes.flatMap(({ noise = [] }, node) =>
    noise.flat().flatMap(({ rowBounds = [] }) =>
      rowBounds.map((bounds) => ({
        row: chain.slices.rowStarts[node]! + bounds.row,
        ...boundsUnder(chain, node, bounds),
      })),
    ),
  );
}

function sourceLines(chain: Chain): readonly string[] {
  const independent: string[] = [];
  const blocks: string[] = [];
  const periods = fileNames(chain.programme.nodes.map(({ name }) => name));
  chain.programme.nodes.forEach(({ noise = [] }, node) => {
    for (const group of noise) {
      const outcomes = group.map((outcome) => ({ outcome, values: new Map(valuesOf(chain, node, outcome)) }));
      const keys = [...new Set(outcomes.flatMap(({ values }) => [...values.keys()]))];
      if (keys.length === 0) continue;
      const coreValues = coreValuesOf(chain, node);
      const name = `BLOCK${blocks.length + 1}`;
      for (const { outcome, values } of outcomes) {
        const valueOf = (key: string): string => values.get(key) ?? coreValues(key);
        const { probability } = outcome;
        if (keys.length === 1)
          independent.push(`    ${keys[0]!} ${valueOf(keys[0]!)} ${periods[node]!} ${word(probability)}`);
        else
          blocks.push(
            ` BL ${name} ${periods[node]!} ${word(probability)}`,
            ...keys.map((key) => `    ${key} ${valueOf(key)}`),
          );
      }
    }
  });
  return [
    ...(independent.length > 0 ? ['INDEP DISCRETE', ...independent] : []),
    ...(blocks.length > 0 ? ['BLOCKS DISCRETE', ...blocks] : []),
  ];
}

/** Names of elements and their values as words. */
function* valuesOf(chain: Chain, node: number, outcome: NoiseOutcome): Generator<readonly [string, string]> {
  const { slices, aliases, weights } = chain;
  const { names, columnStarts, rowStarts } = slices;
  const rowName = (row: number): string => names.rows[rowStarts[node]! + row]!;
  const columnName = (column: number): string => names.columns[columnStarts[node]! + column]!;
  for (const bounds of outcome.rowBounds ?? []) {
    const { lower, upper } = boundsUnder(chain, node, bounds);
    yield* sideValues(slices, rowStarts[node]! + bounds.row, lower, upper);
  }
  for (const { column, lower, upper } of outcome.columnBounds ?? []) {
    yield [`LO BOUND ${columnName(column)}`, word(lower)];
    yield [`UP BOUND ${columnName(column)}`, word(upper)];
  }
  for (const { row, index, value } of outcome.rowColumns ?? [])
    yield [`${columnName(index)} ${rowName(row)}`, word(value)];
  for (const { row, index, value } of outcome.rowStates ?? []) {
    yield [`${names.columns[aliases[node]![index]!]!} ${rowName(row)}`, word(value)];
  }
  for (const { index, value } of outcome.objectiveColumns ?? []) {
    yield [`${columnName(index)} ${names.objective}`, word(weights[node]! * value)];
  }
}

/** The core's value of an element that an outcome of its group leaves as it is. */
function coreValuesOf(chain: Chain, node: number): (key: string) => string {
  const { rows, columns, objectiveColumns } = chain.programme.nodes[node]!;
  const { parameters } = chain.programme;
  const totals = (entries: ProgrammeNode['objectiveColumns']): { index: number; value: number }[] => {
    const sums = new Map<number, number>();
    for (const { index, value, parameter } of entries) {
      sums.set(index, (sums.get(index) ?? 0) + value * (parameter === undefined ? 1 : parameters[parameter]!));
    }
    return [...sums].map(([index, value]) => ({ index, value }));
  };
  const values = new Map(
    valuesOf(chain, node, {
      probability: 1,
      rowBounds: rows.map(({ lower, upper }, row) => ({ row, lower, upper })),
      columnBounds: columns.map(({ lower, upper }, column) => ({ column, lower, upper })),
      rowColumns: rows.flatMap((row, at) => totals(row.columns).map((entry) => ({ row: at, ...entry }))),
      rowStates: rows.flatMap((row, at) =>
        totals(row.states.filter(({ index }) => chain.aliases[node]![index] !== null)).map((entry) => ({
          row: at,
          ...entry,
        })),
      ),
      objectiveColumns: totals(objectiveColumns),
    }),
  );
  return (key) => values.get(key) ?? '0';
}
