import {
  outcomesOf,
  type Entry,
  type NoiseOutcome,
  type Programme,
  type ProgrammeNode,
  type RiskMeasure,
  type Row,
  type StateUpdate,
} from '../programme/index.ts';

type Json = string | number | boolean | readonly Json[] | JsonObject;

interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * A programme as `msp-json-1`, parameters at their base values: states that `updates` move, the graph as arcs. Reading it
 * back gives the same programme, except that parameters and marks of commitments are gone, that names met twice carry
 * a number, and that joint outcomes of several sources of noise stand as one list.
 *
 * @throws ProgrammeError at a node with too many joint outcomes
 */
export function writeMspJson(
  programme: Programme,
  about: { readonly name: string; readonly risk: RiskMeasure; readonly note?: string },
): string {
  const stateNames = distinctNames(programme.states.map(({ name }) => name));
  const nodeNames = nodeNamesOf(programme);
  const file: Json = {
    schema: 'msp-json-1',
    name: about.name,
    ...(about.note === undefined ? {} : { note: about.note }),
    sense: programme.sense === 'maximise' ? 'max' : 'min',
    states: programme.states.map(({ initial, isCarried }, index) => ({
      name: stateNames[index]!,
      initial,
      decided: false,
      carried: isCarried,
    })),
    graph: {
      type: 'arcs',
      arcs: programme.arcs.map(({ from, to, probability, discount }) => ({
        from: nodeNames[from]!,
        to: nodeNames[to]!,
        p: probability,
        ...(discount === undefined ? {} : { discount }),
      })),
    },
    nodes: Object.fromEntries(
      programme.nodes.map((node, index) => [nodeNames[index]!, nodeJson(node, programme.parameters, stateNames)]),
    ),
    ...(about.risk.kind === 'expectation' ? {} : { risk: { default: riskJson(about.risk) } }),
  };
  return `${JSON.stringify(file)}\n`;
}

/** "stage,index", both counted from 1. */
function nodeNamesOf(programme: Programme): readonly string[] {
  const countByStage = new Map<number, number>();
  return programme.nodes.map(({ stage }) => {
    const index = (countByStage.get(stage) ?? 0) + 1;
    countByStage.set(stage, index);
    return `${stage + 1},${index}`;
  });
}

/** Names, a later one of equals followed by "#" and a number. */
function distinctNames(names: readonly string[], taken: Iterable<string> = []): readonly string[] {
  const used = new Set(taken);
  return names.map((name) => {
    let distinct = name;
    for (let number = 2; used.has(distinct); number++) distinct = `${name}#${number}`;
    used.add(distinct);
    return distinct;
  });
}

/** What a node's parts are called in the file, and the parameters that its coefficients may carry. */
interface Names {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly states: readonly string[];
  readonly parameters: readonly number[];
}

function nodeJson(node: ProgrammeNode, parameters: readonly number[], states: readonly string[]): Json {
  const names: Names = {
    columns: distinctNames(
      node.columns.map(({ name }) => name),
      states.map((name) => `${name}.in`),
    ),
    rows: distinctNames(node.rows.map(({ name }) => name)),
    states,
    parameters,
  };
  const costs = totals(node.objectiveColumns, parameters);
  return {
    variables: node.columns.map(({ lower, upper, isInteger }, index) => ({
      name: names.columns[index]!,
      lb: bound(lower),
      ub: bound(upper),
      obj: costs.get(index) ?? 0,
      integer: isInteger,
    })),
    constraints: node.rows.map((row, index) => rowJson({ ...row, name: names.rows[index]! }, names)),
    updates: updatesJson(node.updates, names),
    state_in_obj: byName(node.objectiveStates, names.states, parameters),
    ...(node.objectiveConstant === 0 ? {} : { constant_obj: node.objectiveConstant }),
    ...(node.noise ? { noise: outcomesOf(node).map((outcome) => outcomeJson(outcome, names)) } : {}),
  };
}

/** One-sided rows and equations as a sense and a right-hand side, others by their two bounds. */
function rowJson(row: Row, names: Names): Json {
  return { name: row.name, ...sideOf(row), terms: termsJson(row, names) };
}

function sideOf({ lower, upper }: Row): { readonly [field: string]: Json } {
  if (lower === upper) return { sense: '==', rhs: lower };
  if (lower === -Infinity && upper !== Infinity) return { sense: '<=', rhs: upper };
  if (upper === Infinity && lower !== -Infinity) return { sense: '>=', rhs: lower };
  return { lb: bound(lower), ub: bound(upper) };
}

function termsJson(part: Pick<Row, 'columns' | 'states'>, { columns, states, parameters }: Names): JsonObject {
  const incoming = states.map((name) => `${name}.in`);
  return { ...byName(part.columns, columns, parameters), ...byName(part.states, incoming, parameters) };
}

function updatesJson(updates: readonly StateUpdate[], names: Names): JsonObject {
  return Object.fromEntries(
    updates.map((update) => [
      names.states[update.state]!,
      { constant: update.constant, terms: termsJson(update, names) },
    ]),
  );
}

function outcomeJson(outcome: NoiseOutcome, names: Names): Json {
  const { rowBounds = [], columnBounds = [], objectiveConstant } = outcome;
  const changes: Readonly<Record<string, JsonObject>> = {
    ranges: Object.fromEntries(rowBounds.map(({ row, ...range }) => [names.rows[row]!, rangeJson(range)])),
    bounds: Object.fromEntries(columnBounds.map(({ column, ...range }) => [names.columns[column]!, rangeJson(range)])),
    terms: coefficientsJson(outcome, names),
    obj: byName(outcome.objectiveColumns ?? [], names.columns, names.parameters),
    state_in_obj: byName(outcome.objectiveStates ?? [], names.states, names.parameters),
    updates: updatesJson(outcome.updates ?? [], names),
  };
  return {
    p: outcome.probability,
    ...Object.fromEntries(Object.entries(changes).filter(([, change]) => Object.keys(change).length > 0)),
    ...(objectiveConstant === undefined ? {} : { constant_obj: objectiveConstant }),
  };
}

function coefficientsJson({ rowColumns = [], rowStates = [] }: NoiseOutcome, names: Names): JsonObject {
  const rows = new Set([...rowColumns, ...rowStates].map(({ row }) => row));
  const ofRow = <Part extends { readonly row: number }>(parts: readonly Part[], row: number): readonly Part[] =>
    parts.filter((part) => part.row === row);
  return Object.fromEntries(
    [...rows].map((row) => [
      names.rows[row]!,
      termsJson({ columns: ofRow(rowColumns, row), states: ofRow(rowStates, row) }, names),
    ]),
  );
}

function rangeJson({ lower, upper }: { readonly lower: number; readonly upper: number }): Json {
  return [bound(lower), bound(upper)];
}

function bound(value: number): Json {
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}

/** Coefficients by name at the parameters' base values, those of one name added up. */
function byName(entries: readonly Entry[], names: readonly string[], parameters: readonly number[]): JsonObject {
  return Object.fromEntries([...totals(entries, parameters)].map(([index, value]) => [names[index]!, value]));
}

function totals(entries: readonly Entry[], parameters: readonly number[]): ReadonlyMap<number, number> {
  const totalByIndex = new Map<number, number>();
  for (const { index, value, parameter } of entries) {
    const scale = parameter === undefined ? 1 : parameters[parameter]!;
    totalByIndex.set(index, (totalByIndex.get(index) ?? 0) + value * scale);
  }
  return totalByIndex;
}

function riskJson(risk: RiskMeasure): Json {
  switch (risk.kind) {
    case 'expectation':
      return { type: 'Expectation' };
    case 'worstCase':
      return { type: 'WorstCase' };
    case 'modifiedChiSquared':
      return { type: 'ModifiedChiSquared', radius: risk.radius };
    case 'meanCvar':
      return { type: 'EAVaR', lambda: 1 - risk.weight, beta: risk.tailFraction };
  }
}
