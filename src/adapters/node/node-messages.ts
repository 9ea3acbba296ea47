/** Node LPs as they cross between threads: a few large arrays, handed over and not copied. */
import type { Cut, NodeAnswer, NodeCuts, NodeModelOptions, NodeTask, Programme } from '../../core/index.ts';
import type { SentError } from './sample-messages.ts';

/** What a worker is started with. */
export interface NodeWorkerStart {
  readonly programme: Programme;
  readonly options: NodeModelOptions;
}

/** Asked of a worker, which takes requests in the order in which they were sent. */
export type NodeRequest =
  | { readonly kind: 'solve'; readonly tasks: PackedTasks }
  | { readonly kind: 'addCuts'; readonly cuts: readonly PackedCuts[] };

/** `ready` once, then one `answers` or `error` for each `solve`; cuts are taken in silence, or with an `error`. */
export type NodeReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answers'; readonly answers: PackedAnswers }
  | { readonly kind: 'error'; readonly to: NodeRequest['kind']; readonly error: SentError };

/** Tasks as columns of a table; states that several tasks share are sent once. */
export interface PackedTasks {
  readonly nodes: Int32Array<ArrayBuffer>;
  readonly outcomes: Int32Array<ArrayBuffer>;
  readonly wantsDecision: Uint8Array<ArrayBuffer>;
  /** [task] row of `states` */
  readonly stateRows: Int32Array<ArrayBuffer>;
  /** [distinct state x state] */
  readonly states: Float64Array<ArrayBuffer>;
  readonly stateCount: number;
}

/** Packs tasks. */
export function packTasks(tasks: readonly NodeTask[], stateCount: number): PackedTasks {
  const rowOf = new Map<Float64Array, number>();
  for (const { state } of tasks) if (!rowOf.has(state)) rowOf.set(state, rowOf.size);
  const states = new Float64Array(rowOf.size * stateCount);
  for (const [state, row] of rowOf) states.set(state, row * stateCount);
  return {
    nodes: Int32Array.from(tasks, ({ node }) => node),
    outcomes: Int32Array.from(tasks, ({ outcome }) => outcome),
    wantsDecision: Uint8Array.from(tasks, (task) => (task.wantsDecision === true ? 1 : 0)),
    stateRows: Int32Array.from(tasks, ({ state }) => rowOf.get(state)!),
    states,
    stateCount,
  };
}

/** The tasks again; those that shared a state share it still. */
export function unpackTasks(packed: PackedTasks): readonly NodeTask[] {
  const { nodes, outcomes, wantsDecision, stateRows, states, stateCount } = packed;
  const distinct = Array.from({ length: states.length / Math.max(1, stateCount) }, (_, row) =>
    states.subarray(row * stateCount, (row + 1) * stateCount),
  );
  const none = new Float64Array(0);
  return Array.from(nodes, (node, index) => ({
    node,
    outcome: outcomes[index]!,
    state: distinct[stateRows[index]!] ?? none,
    wantsDecision: wantsDecision[index] === 1,
  }));
}

/** Answers as columns of a table. */
export interface PackedAnswers {
  readonly isInfeasible: Uint8Array<ArrayBuffer>;
  readonly isProper: Uint8Array<ArrayBuffer>;
  /** [answer x 3] value, stage objective, intercept of the feasibility cut (NaN = no cut) */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** arrays of various lengths, one after the other: slope, column values, next state, slope of the feasibility cut */
  readonly vectors: Float64Array<ArrayBuffer>;
  /** [answer x 4] their lengths */
  readonly lengths: Int32Array<ArrayBuffer>;
}

/** Packs answers. */
export function packAnswers(answers: readonly NodeAnswer[]): PackedAnswers {
  const parts = answers.flatMap((answer) => [
    answer.slope,
    answer.columnValues,
    answer.nextState,
    answer.feasibilityCut?.slope ?? NO_VALUES,
  ]);
  const lengths = Int32Array.from(parts, (part) => part.length);
  const vectors = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    vectors.set(part, start);
    start += part.length;
  }
  return {
    isInfeasible: Uint8Array.from(answers, ({ status }) => (status === 'infeasible' ? 1 : 0)),
    isProper: Uint8Array.from(answers, ({ isProper }) => (isProper ? 1 : 0)),
    numbers: Float64Array.from(
      answers.flatMap((answer) => [answer.value, answer.stageObjective, answer.feasibilityCut?.intercept ?? NaN]),
    ),
    vectors,
    lengths,
  };
}

const NO_VALUES = new Float64Array(0);

/** The answers again, their arrays views on the one that came. */
export function unpackAnswers(packed: PackedAnswers): readonly NodeAnswer[] {
  const { isInfeasible, isProper, numbers, vectors, lengths } = packed;
  let part = 0;
  let start = 0;
  const next = (): Float64Array => {
    const end = start + lengths[part++]!;
    const values = vectors.subarray(start, end);
    start = end;
    return values;
  };
  return Array.from(isInfeasible, (infeasible, index) => {
    const [slope, columnValues, nextState, cutSlope] = [next(), next(), next(), next()];
    const intercept = numbers[3 * index + 2]!;
    return {
      status: infeasible === 1 ? 'infeasible' : 'optimal',
      value: numbers[3 * index]!,
      slope,
      stageObjective: numbers[3 * index + 1]!,
      columnValues,
      nextState,
      feasibilityCut: Number.isNaN(intercept) ? null : { intercept, slope: cutSlope },
      isProper: isProper[index] === 1,
    };
  });
}

/** Cuts of one node. */
export interface PackedCuts {
  readonly node: number;
  readonly intercepts: Float64Array<ArrayBuffer>;
  /** [cut x state] */
  readonly slopes: Float64Array<ArrayBuffer>;
  readonly feasibilityIntercepts: Float64Array<ArrayBuffer>;
  readonly feasibilitySlopes: Float64Array<ArrayBuffer>;
}

/** Packs one node's cuts. */
export function packCuts({ node, cuts, feasibilityCuts }: NodeCuts, stateCount: number): PackedCuts {
  const intercepts = (of: readonly Cut[]): Float64Array<ArrayBuffer> =>
    Float64Array.from(of, ({ intercept }) => intercept);
  const slopes = (of: readonly Cut[]): Float64Array<ArrayBuffer> => {
    const packed = new Float64Array(of.length * stateCount);
    of.forEach(({ slope }, cut) => packed.set(slope, cut * stateCount));
    return packed;
  };
  return {
    node,
    intercepts: intercepts(cuts),
    slopes: slopes(cuts),
    feasibilityIntercepts: intercepts(feasibilityCuts),
    feasibilitySlopes: slopes(feasibilityCuts),
  };
}

/** The cuts again. */
export function unpackCuts(packed: PackedCuts): NodeCuts {
  const cutsOf = (intercepts: Float64Array, slopes: Float64Array): readonly Cut[] => {
    const stateCount = slopes.length / Math.max(1, intercepts.length);
    return Array.from(intercepts, (intercept, cut) => ({
      intercept,
      slope: slopes.subarray(cut * stateCount, (cut + 1) * stateCount),
    }));
  };
  return {
    node: packed.node,
    cuts: cutsOf(packed.intercepts, packed.slopes),
    feasibilityCuts: cutsOf(packed.feasibilityIntercepts, packed.feasibilitySlopes),
  };
}

/** Buffers of a packed record, to be handed over with it. */
export function buffersOf(packed: object): ArrayBuffer[] {
  return Object.values(packed).flatMap((part: unknown) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
  );
}
