import { outcomeCount, outcomesOf, type Programme, type ProgrammeNode, type StateUpdate } from '../programme/index.ts';
import type { NodeTask } from './node-pool.ts';

/** Outcomes of one node that share one model: few enough to spread a fan over threads, many enough to stay warm. */
export const OUTCOMES_PER_MODEL = 125;

/** Which model solves a task: a function of the programme alone, so that it is the same for any number of threads. */
export interface NodePlaces {
  readonly modelCount: number;
  /** index in [0, modelCount) */
  readonly placeOf: (task: Pick<NodeTask, 'node' | 'outcome'>) => number;
}

/**
 * Places of a programme's node LPs: one model per (node, chunk of at most `outcomesPerModel` outcomes), and outcomes
 * whose decisions move the state differently are kept apart, for cuts hold other coefficients there.
 */
export function nodePlaces(programme: Programme, outcomesPerModel: number = OUTCOMES_PER_MODEL): NodePlaces {
  let modelCount = 0;
  const placesByNode = programme.nodes.map((node) => {
    const places = placesWithin(node, outcomesPerModel).map((place) => place + modelCount);
    modelCount = places.reduce((most, place) => Math.max(most, place + 1), modelCount);
    return places;
  });
  return { modelCount, placeOf: ({ node, outcome }) => placesByNode[node]![outcome]! };
}

/** [outcome] place, counted from 0 */
function placesWithin(node: ProgrammeNode, outcomesPerModel: number): readonly number[] {
  const hasMaps = (node.noise ?? []).flat().some((outcome) => (outcome.updates ?? []).length > 0);
  if (!hasMaps) {
    return Array.from({ length: outcomeCount(node) }, (_, outcome) => Math.floor(outcome / outcomesPerModel));
  }
  const open = new Map<string, { place: number; count: number }>();
  let next = 0;
  return outcomesOf(node).map((outcome) => {
    const key = decisionsKey(node.updates, outcome.updates ?? []);
    let place = open.get(key);
    if (!place || place.count === outcomesPerModel) open.set(key, (place = { place: next++, count: 0 }));
    place.count++;
    return place.place;
  });
}

function decisionsKey(own: readonly StateUpdate[], replaced: readonly StateUpdate[]): string {
  const columns = new Map(own.map((update) => [update.state, update.columns]));
  for (const update of replaced) columns.set(update.state, update.columns);
  return JSON.stringify([...columns].filter(([, terms]) => terms.length > 0).toSorted(([a], [b]) => a - b));
}
