import type { Coefficient, Entry, NoiseOutcome, Programme, ProgrammeNode, StateUpdate } from './programme.ts';
import {
  checkBounds,
  checkEntry,
  checkFinite,
  checkProbability,
  checkState,
  checkSum,
  isIndex,
  type Fault,
  type Place,
} from './validate-parts.ts';

interface NodeAt {
  readonly programme: Programme;
  readonly node: ProgrammeNode;
  readonly where: string;
}

/** Checks a node's sources of noise; see `validateProgramme`. */
export function checkNoise(fault: Fault, at: NodeAt): void {
  at.node.noise?.forEach((group, groupIndex) => {
    const where = `${at.where}.noise[${groupIndex}]`;
    if (group.length === 0) fault(where, ' has no outcomes');
    else checkSum(fault, sumOf(group), at.programme, () => where);
    group.forEach((outcome, index) => checkOutcome(fault, outcome, { ...at, where: `${where}[${index}]` }));
  });
}

function sumOf(group: readonly NoiseOutcome[]): number {
  return group.reduce((sum, { probability }) => sum + probability, 0);
}

function checkOutcome(fault: Fault, outcome: NoiseOutcome, at: NodeAt): void {
  const { programme, node, where } = at;
  checkProbability(fault, outcome.probability, programme, () => where);
  outcome.rowBounds?.forEach(({ row, ...bounds }, index) => {
    const place = () => `${where}.rowBounds[${index}]`;
    if (isNamed(fault, node.rows, row, place))
      checkBounds(fault, bounds, () => `${place()} of "${node.rows[row]!.name}"`);
  });
  outcome.columnBounds?.forEach(({ column, ...bounds }, index) => {
    const place = () => `${where}.columnBounds[${index}]`;
    if (!isNamed(fault, node.columns, column, place)) return;
    checkBounds(fault, bounds, () => `${place()} of "${node.columns[column]!.name}"`);
  });
  checkCoefficients(fault, outcome.rowColumns ?? [], { ...at, kind: 'columns' });
  checkCoefficients(fault, outcome.rowStates ?? [], { ...at, kind: 'states' });
  if (outcome.objectiveConstant !== undefined) {
    checkFinite(fault, outcome.objectiveConstant, () => `${where}.objectiveConstant`);
  }
  checkReplacements(fault, outcome.objectiveColumns ?? [], node.objectiveColumns, {
    programme,
    parts: node.columns,
    place: () => `${where}.objectiveColumns`,
  });
  checkReplacements(fault, outcome.objectiveStates ?? [], node.objectiveStates, {
    programme,
    parts: programme.states,
    place: () => `${where}.objectiveStates`,
  });
  checkUpdates(fault, outcome.updates ?? [], at);
}

function isNamed(fault: Fault, parts: readonly { readonly name: string }[], index: number, place: Place): boolean {
  if (isIndex(index, parts.length)) return true;
  const what = `: index ${index} of ${parts.length}`;
  fault(place(), what);
  return false;
}

function checkCoefficients(
  fault: Fault,
  coefficients: readonly Coefficient[],
  at: NodeAt & { readonly kind: 'columns' | 'states' },
): void {
  const { programme, node, kind } = at;
  const parts = kind === 'columns' ? node.columns : programme.states;
  coefficients.forEach((coefficient, index) => {
    const place = () => `${at.where}.${kind === 'columns' ? 'rowColumns' : 'rowStates'}[${index}]`;
    const { row } = coefficient;
    if (!isNamed(fault, node.rows, row, place)) return;
    const inRow = () => `${place()} in "${node.rows[row]!.name}"`;
    checkReplacement(fault, coefficient, node.rows[row]![kind], { programme, parts, place: inRow });
  });
}

interface Replacing {
  readonly programme: Programme;
  readonly parts: readonly { readonly name: string }[];
  readonly place: Place;
}

function checkReplacements(fault: Fault, entries: readonly Entry[], replaced: readonly Entry[], at: Replacing): void {
  entries.forEach((entry, index) => {
    checkReplacement(fault, entry, replaced, { ...at, place: () => `${at.place()}[${index}]` });
  });
}

/** A new coefficient is a plain number, and what it replaces must not have been more. */
function checkReplacement(fault: Fault, entry: Entry, replaced: readonly Entry[], at: Replacing): void {
  const { programme, parts, place } = at;
  checkEntry(fault, entry, at, place);
  const on = () => `${place()} on "${parts[entry.index]?.name}"`;
  if (entry.parameter !== undefined) fault(on(), ': noise takes no parameter');
  const scaled = replaced.find(({ index, parameter }) => index === entry.index && parameter !== undefined);
  if (scaled) fault(on(), ` replaces a coefficient that ${parameterName(programme, scaled)} scales`);
}

function checkUpdates(fault: Fault, updates: readonly StateUpdate[], at: NodeAt): void {
  const { programme, node, where } = at;
  const updated = new Set<number>();
  updates.forEach((update, index) => {
    const place = () => `${where}.updates[${index}]`;
    checkState(fault, update.state, { programme, updated, place });
    checkFinite(fault, update.constant, () => `${place()}.constant`);
    checkReplacements(fault, update.columns, [], { programme, parts: node.columns, place: () => `${place()}.columns` });
    checkReplacements(fault, update.states, [], {
      programme,
      parts: programme.states,
      place: () => `${place()}.states`,
    });
    const own = node.updates.find(({ state }) => state === update.state);
    const scaled = [...(own?.columns ?? []), ...(own?.states ?? [])].find(({ parameter }) => parameter !== undefined);
    if (scaled) fault(place(), ` replaces an update that ${parameterName(programme, scaled)} scales`);
  });
}

function parameterName({ parameterNames }: Programme, { parameter }: Entry): string {
  return `parameter "${parameter === undefined ? '' : (parameterNames[parameter] ?? parameter)}"`;
}
