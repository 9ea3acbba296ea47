/**
 * Node LPs as they cross between threads: each batch is one array of numbers, handed over and not copied. Whole numbers
 * and flags are exact in it, and every other number keeps its bits.
 */
import type { Cut, NodeAnswer, NodeCuts, NodeModelOptions, NodeTask, Programme } from '../../core/index.ts';
import type { SentError } from './sample-messages.ts';

/** What a worker is started with. */
export interface NodeWorkerStart {
  readonly programme: Programme;
  readonly options: NodeModelOptions;
}

/** Asked of a worker, which takes requests in the order in which they were sent. */
export interface NodeRequest {
  readonly kind: 'solve' | 'addCuts';
  /** of `packTasks` or `packCuts` */
  readonly packed: Packed;
}

/** `ready` once, then one `answers` or `error` for each `solve`; cuts are taken in silence, or with an `error`. */
export type NodeReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answers'; readonly packed: Packed }
  | { readonly kind: 'error'; readonly to: NodeRequest['kind']; readonly error: SentError };

export type Packed = Float64Array<ArrayBuffer>;

const TASK_NUMBERS = 4;

/** Tasks: their number; for each its node, outcome, wish for a decision and row of state; then the distinct states. */
export function packTasks(tasks: readonly NodeTask[], stateCount: number): Packed {
  const rowOf = new Map<Float64Array, number>();
  for (const { state } of tasks) if (!rowOf.has(state)) rowOf.set(state, rowOf.size);
  const statesStart = 1 + TASK_NUMBERS * tasks.length;
  const packed = new Float64Array(statesStart + rowOf.size * stateCount);
  packed[0] = tasks.length;
  tasks.forEach(({ node, outcome, state, wantsDecision }, index) => {
    packed.set([node, outcome, wantsDecision === true ? 1 : 0, rowOf.get(state)!], 1 + TASK_NUMBERS * index);
  });
  for (const [state, row] of rowOf) packed.set(state, statesStart + row * stateCount);
  return packed;
}

/** The tasks again. Those that shared a state share it still. */
export function unpackTasks(packed: Packed, stateCount: number): readonly NodeTask[] {
  const count = packed[0]!;
  const statesStart = 1 + TASK_NUMBERS * count;
  const states = new Map<number, Float64Array>();
  return Array.from({ length: count }, (_, index) => {
    const [node, outcome, wantsDecision, row] = packed.subarray(1 + TASK_NUMBERS * index);
    const start = statesStart + row! * stateCount;
    const state = states.get(row!) ?? packed.subarray(start, start + stateCount);
    states.set(row!, state);
    return { node: node!, outcome: outcome!, state, wantsDecision: wantsDecision === 1 };
  });
}

/** What stands before an answer's vectors: five numbers, then the vectors' four lengths. */
const ANSWER_NUMBERS = 9;

/** Answers: their number, then each with its numbers and vectors one after the other. */
export function packAnswers(answers: readonly NodeAnswer[]): Packed {
  const vectorsOf = (answer: NodeAnswer): readonly Float64Array[] => [
    answer.slope,
    answer.columnValues,
    answer.nextState,
    answer.feasibilityCut?.slope ?? NO_VALUES,
  ];
  let size = 1;
  for (const answer of answers) {
    size += ANSWER_NUMBERS;
    for (const vector of vectorsOf(answer)) size += vector.length;
  }
  const packed = new Float64Array(size);
  packed[0] = answers.length;
  let at = 1;
  for (const answer of answers) {
    const { status, isProper, value, stageObjective, feasibilityCut } = answer;
    const vectors = vectorsOf(answer);
    const flags = [status === 'optimal' ? 1 : 0, isProper ? 1 : 0];
    const numbers = [value, stageObjective, feasibilityCut?.intercept ?? NaN];
    packed.set([...flags, ...numbers, ...vectors.map(({ length }) => length)], at);
    at += ANSWER_NUMBERS;
    for (const vector of vectors) {
      packed.set(vector, at);
      at += vector.length;
    }
  }
  return packed;
}

const NO_VALUES = new Float64Array(0);

/** The answers again, their vectors views on the array that came. */
export function unpackAnswers(packed: Packed): readonly NodeAnswer[] {
  let at = 1;
  const take = (length: number): Float64Array => packed.subarray(at, (at += length));
  return Array.from({ length: packed[0]! }, () => {
    const [isOptimal, isProper, value, stageObjective, intercept, ...lengths] = take(ANSWER_NUMBERS);
    const [slope, columnValues, nextState, cutSlope] = lengths.map(take);
    return {
      status: isOptimal === 1 ? 'optimal' : 'infeasible',
      value: value!,
      slope: slope!,
      stageObjective: stageObjective!,
      columnValues: columnValues!,
      nextState: nextState!,
      feasibilityCut: Number.isNaN(intercept) ? null : { intercept: intercept!, slope: cutSlope! },
      isProper: isProper === 1,
    };
  });
}

const CUT_NUMBERS = 3;

/** Cuts, each with its node, whether it is a feasibility cut, its intercept and its slope. */
export function packCuts(cuts: readonly NodeCuts[], stateCount: number): Packed {
  const count = cuts.reduce((sum, ofNode) => sum + ofNode.cuts.length + ofNode.feasibilityCuts.length, 0);
  const packed = new Float64Array(count * (CUT_NUMBERS + stateCount));
  let at = 0;
  const write = (node: number, isFeasibility: 0 | 1, { intercept, slope }: Cut): void => {
    packed.set([node, isFeasibility, intercept], at);
    packed.set(slope, at + CUT_NUMBERS);
    at += CUT_NUMBERS + stateCount;
  };
  for (const { node, cuts: ofNode, feasibilityCuts } of cuts) {
    for (const cut of ofNode) write(node, 0, cut);
    for (const cut of feasibilityCuts) write(node, 1, cut);
  }
  return packed;
}

/** The cuts again, one at a time and in their order. */
export function unpackCuts(packed: Packed, stateCount: number): readonly NodeCuts[] {
  const size = CUT_NUMBERS + stateCount;
  return Array.from({ length: packed.length / size }, (_, index) => {
    const [node, isFeasibility, intercept] = packed.subarray(index * size);
    const cut = { intercept: intercept!, slope: packed.subarray(index * size + CUT_NUMBERS, (index + 1) * size) };
    const isBarring = isFeasibility === 1;
    return { node: node!, cuts: isBarring ? [] : [cut], feasibilityCuts: isBarring ? [cut] : [] };
  });
}
