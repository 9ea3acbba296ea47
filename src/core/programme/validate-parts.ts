/** What the checks of nodes, noise and arcs share. Places are made only where there is a fault. */
import { PROBABILITY_TOLERANCE } from './probabilities.ts';
import type { Entry, Programme } from './programme.ts';

export type Fault = (where: string, what: string) => void;
export type Place = () => string;

export function isIndex(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

export function checkFinite(fault: Fault, value: number, place: Place): void {
  if (!Number.isFinite(value)) fault(place(), ` is ${value}, not a finite number`);
}

/** @param among the columns or states that the entry's index chooses from */
export function checkEntry(
  fault: Fault,
  entry: Entry,
  among: { readonly parts: readonly { readonly name: string }[]; readonly programme: Programme },
  place: Place,
): void {
  const { parts, programme } = among;
  const name = parts[entry.index]?.name;
  if (name === undefined) fault(place(), `: index ${entry.index} of ${parts.length}`);
  const on = () => (name === undefined ? place() : `${place()} on "${name}"`);
  if (!Number.isFinite(entry.value)) fault(on(), `: value ${entry.value}`);
  if (entry.parameter !== undefined && !isIndex(entry.parameter, programme.parameters.length)) {
    fault(on(), `: parameter ${entry.parameter} of ${programme.parameters.length}`);
  }
}

export function checkBounds(
  fault: Fault,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  place: Place,
): void {
  // Written so that NaN fails.
  if (!(lower <= upper)) fault(place(), ` has lower ${lower} above upper ${upper}`);
  else if (lower === Infinity || upper === -Infinity) fault(place(), ' has no finite value');
}

/** @param updated the states updated before; `state` joins them */
export function checkState(
  fault: Fault,
  state: number,
  at: { readonly programme: Programme; readonly updated: Set<number>; readonly place: Place },
): void {
  const { programme, updated, place } = at;
  if (!isIndex(state, programme.states.length)) fault(place(), `: state ${state} of ${programme.states.length}`);
  else if (updated.has(state)) fault(place(), ` updates state "${programme.states[state]!.name}" a second time`);
  updated.add(state);
}

/** Probabilities lie in [0, 1], or are at least 0 and finite when used as given. */
export function checkProbability(fault: Fault, value: number, programme: Programme, place: Place): void {
  const most = programme.areProbabilitiesAsGiven === true ? Number.MAX_VALUE : 1 + PROBABILITY_TOLERANCE;
  if (!(value >= 0 && value <= most)) fault(place(), ` has probability ${value}`);
}

export function checkSum(fault: Fault, sum: number, programme: Programme, place: Place): void {
  if (programme.areProbabilitiesAsGiven === true) return;
  if (!(Math.abs(sum - 1) <= PROBABILITY_TOLERANCE))
    fault(place(), `: probabilities sum to ${Number(sum.toPrecision(12))}`);
}
