/**
 * A multistage stochastic linear (or mixed-integer) programme on a policy graph. It knows nothing of GPUs.
 *
 * At each node: incoming state s, decisions x in [lower, upper], rows lower <= T s + W x <= upper, stage objective
 * c x + g s, outgoing state s' = M s + A x + b. A state that no update mentions is carried unchanged. The value of a
 * node is its stage objective plus the probability-weighted values of its successors.
 */

/** One term: coefficient `value`, times parameter `parameter` when that is given (a price scale, say). */
export interface Entry {
  readonly index: number;
  readonly value: number;
  /** index into `Programme.parameterNames`; left out = a constant coefficient */
  readonly parameter?: number;
}

export interface Column {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  readonly isInteger: boolean;
  /** a here-and-now commitment that plans are compared by (fixed when a policy is evaluated); the rest is recourse */
  readonly isCommitment: boolean;
}

export interface Row {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  /** terms on this node's columns */
  readonly columns: readonly Entry[];
  /** terms on the incoming state */
  readonly states: readonly Entry[];
}

export interface StateUpdate {
  readonly state: number;
  readonly constant: number;
  readonly columns: readonly Entry[];
  readonly states: readonly Entry[];
}

export interface ProgrammeNode {
  readonly name: string;
  readonly stage: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly updates: readonly StateUpdate[];
  /** stage objective: constant, terms on columns, terms on the incoming state */
  readonly objectiveConstant: number;
  readonly objectiveColumns: readonly Entry[];
  readonly objectiveStates: readonly Entry[];
}

export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly probability: number;
}

export interface State {
  readonly name: string;
  readonly initial: number;
  /** true: many terms flow into it (cash, say), so an extensive form carries it in a column of its own at each node */
  readonly isCarried: boolean;
}

export interface Programme {
  readonly sense: 'maximise' | 'minimise';
  readonly states: readonly State[];
  readonly parameterNames: readonly string[];
  /** value of each parameter in the base case */
  readonly parameters: readonly number[];
  /** node 0 is the root, entered with probability 1 and the initial state */
  readonly nodes: readonly ProgrammeNode[];
  readonly arcs: readonly Arc[];
}
