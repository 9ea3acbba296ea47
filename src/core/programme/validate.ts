import type { Entry, Programme, ProgrammeNode } from './programme.ts';
import { checkArcs } from './validate-arcs.ts';
import { checkNoise } from './validate-noise.ts';
import { checkBounds, checkEntry, checkFinite, checkState, type Fault } from './validate-parts.ts';

/**
 * Faults of a programme, each with its place in the programme's own names; empty when it is sound.
 *
 * Checked: indices in range, finite data, lower <= upper, one update per state and node (and per noise outcome),
 * parameters with values and none that noise would replace, probabilities of arcs and noise in [0, 1] and summing to 1
 * (at least 0 where they are used as given), discounts in (0, 1], a discount below 1 on every cycle, no other arc into
 * the root, every node reachable from it (node 0).
 */
export function validateProgramme(programme: Programme): readonly string[] {
  const faults: string[] = [];
  const fault: Fault = (where, what) => faults.push(`${where}${what}`);
  if (programme.nodes.length === 0) return ['the programme has no nodes'];
  if (programme.parameterNames.length !== programme.parameters.length) {
    fault('', `${programme.parameterNames.length} parameter names but ${programme.parameters.length} values`);
  }
  programme.parameters.forEach((value, index) => {
    checkFinite(fault, value, () => `parameters[${index}] "${programme.parameterNames[index]}"`);
  });
  programme.states.forEach((state, index) => {
    checkFinite(fault, state.initial, () => `states[${index}] "${state.name}".initial`);
  });
  programme.nodes.forEach((node, index) => {
    const where = `nodes[${index}] "${node.name}"`;
    checkNode(fault, { programme, node, where });
    checkNoise(fault, { programme, node, where });
  });
  checkArcs(fault, programme);
  return faults;
}

interface NodeAt {
  readonly programme: Programme;
  readonly node: ProgrammeNode;
  readonly where: string;
}

function checkNode(fault: Fault, { programme, node, where }: NodeAt): void {
  const check = (entries: readonly Entry[], kind: 'columns' | 'states', place: () => string): void => {
    const among = { parts: kind === 'columns' ? node.columns : programme.states, programme };
    entries.forEach((entry, index) => checkEntry(fault, entry, among, () => `${place()}[${index}]`));
  };
  if (!Number.isInteger(node.stage)) fault(where, `.stage is ${node.stage}, not a whole number`);
  node.columns.forEach((column, index) => {
    checkBounds(fault, column, () => `${where}.columns[${index}] "${column.name}"`);
  });
  node.rows.forEach((row, index) => {
    const place = () => `${where}.rows[${index}] "${row.name}"`;
    checkBounds(fault, row, place);
    check(row.columns, 'columns', () => `${place()}.columns`);
    check(row.states, 'states', () => `${place()}.states`);
  });
  const updated = new Set<number>();
  node.updates.forEach((update, index) => {
    const place = () => `${where}.updates[${index}]`;
    checkState(fault, update.state, { programme, updated, place });
    checkFinite(fault, update.constant, () => `${place()}.constant`);
    check(update.columns, 'columns', () => `${place()}.columns`);
    check(update.states, 'states', () => `${place()}.states`);
  });
  checkFinite(fault, node.objectiveConstant, () => `${where}.objectiveConstant`);
  check(node.objectiveColumns, 'columns', () => `${where}.objectiveColumns`);
  check(node.objectiveStates, 'states', () => `${where}.objectiveStates`);
}
