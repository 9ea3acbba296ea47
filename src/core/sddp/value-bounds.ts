/** What can be proved of values before any cut. */
import type { Programme } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import type { CompiledNode } from './compiled-node.ts';

/** What value bounds are made from. */
export interface BoundSource {
  readonly programme: Programme;
  readonly compiled: readonly CompiledNode[];
  readonly solver: Solver;
  /** the caller's bound, minimising; -Infinity for none */
  readonly given: number;
}

/** [node] proved bound from below, minimising, on the value of what follows the node at any state it can be left in. */
export function valueBounds({ programme, given }: BoundSource): Float64Array {
  return new Float64Array(programme.nodes.length).fill(given);
}
