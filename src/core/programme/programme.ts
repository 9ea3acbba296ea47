/**
 * A multistage stochastic linear (or mixed-integer) programme on a policy graph. It knows nothing of GPUs.
 *
 * At each node: incoming state s, decisions x in [lower, upper], rows lower <= T s + W x <= upper, stage objective
 * c x + g s, outgoing state s' = M s + A x + b. A state that no update mentions is carried unchanged. A node may have
 * noise, seen on entering it and before its decisions. The value of a node is its stage objective plus the values of its
 * successors, weighted by probability x discount; under a nested risk measure the weights are the measure's.
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
  /** independent sources of noise; the node's outcomes are their product, and no group = one outcome that changes nothing */
  readonly noise?: readonly NoiseGroup[];
}

/** Outcomes of one source of noise; their probabilities sum to 1 (unless `Programme.areProbabilitiesAsGiven`). */
export type NoiseGroup = readonly NoiseOutcome[];

/** What one outcome puts in the place of the node's own data; what it does not name stays. No parameters here. */
export interface NoiseOutcome {
  readonly probability: number;
  readonly rowBounds?: readonly { readonly row: number; readonly lower: number; readonly upper: number }[];
  readonly columnBounds?: readonly { readonly column: number; readonly lower: number; readonly upper: number }[];
  /** coefficients of rows on this node's columns, and on the incoming state */
  readonly rowColumns?: readonly Coefficient[];
  readonly rowStates?: readonly Coefficient[];
  readonly objectiveConstant?: number;
  readonly objectiveColumns?: readonly Entry[];
  readonly objectiveStates?: readonly Entry[];
  /** each replaces the whole update of its state: recalls, failures and slips act on the state here */
  readonly updates?: readonly StateUpdate[];
}

export interface Coefficient {
  readonly row: number;
  /** column or state */
  readonly index: number;
  readonly value: number;
}

export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly probability: number;
  /** factor on the successor's value, in (0, 1]; left out = 1. A cycle needs factors whose product is below 1 */
  readonly discount?: number;
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
  /** node 0 is the root, entered once with the initial state */
  readonly nodes: readonly ProgrammeNode[];
  readonly arcs: readonly Arc[];
  /** true: probabilities of arcs and noise are weights to be used as they stand, whatever they sum to */
  readonly areProbabilitiesAsGiven?: boolean;
}
