import { arcsByOrigin } from './graph.ts';
import type { Entry, Programme, ProgrammeNode } from './programme.ts';

const PROBABILITY_TOLERANCE = 1e-12;

/**
 * Faults of a programme, each with its place; empty when it is sound. Checked: indices in range, finite data, lower <=
 * upper, one update per state and node, arcs' probabilities in [0, 1] and summing to 1 at every node that has arcs,
 * every node reachable from the root (node 0), parameters with values.
 */
export function validateProgramme(programme: Programme): readonly string[] {
  const faults: string[] = [];
  if (programme.nodes.length === 0) return ['the programme has no nodes'];
  if (programme.parameterNames.length !== programme.parameters.length) {
    faults.push(`${programme.parameterNames.length} parameter names but ${programme.parameters.length} values`);
  }
  programme.parameters.forEach((value, index) => noteUnlessFinite(faults, value, `parameters[${index}]`));
  programme.states.forEach((state, index) => noteUnlessFinite(faults, state.initial, `states[${index}].initial`));
  programme.nodes.forEach((node, index) => checkNode(faults, programme, node, `nodes[${index}] "${node.name}"`));
  checkArcs(faults, programme);
  return faults;
}

function noteUnlessFinite(faults: string[], value: number, where: string): void {
  if (!Number.isFinite(value)) faults.push(`${where} is ${value}, not a finite number`);
}

function checkNode(faults: string[], programme: Programme, node: ProgrammeNode, where: string): void {
  const check = (entries: readonly Entry[], kind: 'columns' | 'states', place: string): void => {
    const count = kind === 'columns' ? node.columns.length : programme.states.length;
    for (const entry of entries) checkEntry(faults, entry, { count, parameters: programme.parameters.length, place });
  };
  node.columns.forEach((column, index) => checkBounds(faults, column, `${where}.columns[${index}] "${column.name}"`));
  node.rows.forEach((row, index) => {
    const place = `${where}.rows[${index}] "${row.name}"`;
    checkBounds(faults, row, place);
    check(row.columns, 'columns', `${place}.columns`);
    check(row.states, 'states', `${place}.states`);
  });
  const updated = new Set<number>();
  node.updates.forEach((update, index) => {
    const place = `${where}.updates[${index}]`;
    if (!isIndex(update.state, programme.states.length)) faults.push(`${place} names state ${update.state}`);
    if (updated.has(update.state)) faults.push(`${place} updates state ${update.state} a second time`);
    updated.add(update.state);
    noteUnlessFinite(faults, update.constant, `${place}.constant`);
    check(update.columns, 'columns', `${place}.columns`);
    check(update.states, 'states', `${place}.states`);
  });
  noteUnlessFinite(faults, node.objectiveConstant, `${where}.objectiveConstant`);
  check(node.objectiveColumns, 'columns', `${where}.objectiveColumns`);
  check(node.objectiveStates, 'states', `${where}.objectiveStates`);
}

function isIndex(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

function checkEntry(
  faults: string[],
  entry: Entry,
  limits: { readonly count: number; readonly parameters: number; readonly place: string },
): void {
  if (!isIndex(entry.index, limits.count)) faults.push(`${limits.place} has index ${entry.index} of ${limits.count}`);
  if (!Number.isFinite(entry.value)) faults.push(`${limits.place}, index ${entry.index}: value ${entry.value}`);
  if (entry.parameter !== undefined && !isIndex(entry.parameter, limits.parameters)) {
    faults.push(`${limits.place}, index ${entry.index}: parameter ${entry.parameter} of ${limits.parameters}`);
  }
}

function checkBounds(faults: string[], bounds: { lower: number; upper: number }, where: string): void {
  // Written so that NaN fails.
  if (!(bounds.lower <= bounds.upper)) faults.push(`${where} has lower ${bounds.lower} above upper ${bounds.upper}`);
  else if (bounds.lower === Infinity || bounds.upper === -Infinity) faults.push(`${where} has no finite value`);
}

function checkArcs(faults: string[], programme: Programme): void {
  const nodeCount = programme.nodes.length;
  const sums = new Float64Array(nodeCount);
  const hasArcs = new Uint8Array(nodeCount);
  let areIndicesSound = true;
  programme.arcs.forEach((arc, index) => {
    if (!isIndex(arc.from, nodeCount) || !isIndex(arc.to, nodeCount)) {
      faults.push(`arcs[${index}] leads from node ${arc.from} to node ${arc.to} of ${nodeCount}`);
      areIndicesSound = false;
      return;
    }
    if (!(arc.probability >= 0 && arc.probability <= 1 + PROBABILITY_TOLERANCE)) {
      faults.push(`arcs[${index}] has probability ${arc.probability}`);
    }
    sums[arc.from]! += arc.probability;
    hasArcs[arc.from] = 1;
  });
  sums.forEach((sum, node) => {
    if (hasArcs[node] === 1 && !(Math.abs(sum - 1) <= PROBABILITY_TOLERANCE)) {
      faults.push(`nodes[${node}] "${programme.nodes[node]!.name}": probabilities sum to ${sum}`);
    }
  });
  if (areIndicesSound) checkReachable(faults, programme);
}

function checkReachable(faults: string[], programme: Programme): void {
  const arcsFrom = arcsByOrigin(programme);
  const reached = new Set([0]);
  for (const node of reached) for (const arc of arcsFrom[node]!) reached.add(arc.to);
  programme.nodes.forEach((node, index) => {
    if (!reached.has(index)) faults.push(`nodes[${index}] "${node.name}" cannot be reached from the root`);
  });
}
