import type { CompiledNode, StateMap } from './compiled-node.ts';
import type { CutArchive } from './cut-archive.ts';

/** All that a thread knows of one node: shared by the models of its outcomes. */
export interface NodeKnowledge {
  readonly compiled: CompiledNode;
  readonly hasSuccessors: boolean;
  /** proved bound on the value of what follows, from below; -Infinity when none is known */
  readonly valueBound: number;
  readonly cuts: CutArchive;
  readonly feasibilityCuts: CutArchive;
  /** 1 when minimising, -1 when maximising: answers are turned back to the programme's sense */
  readonly sign: 1 | -1;
  /** cuts that a model holds as rows before it lets go of idle ones; Infinity = never */
  readonly activeCutLimit: number;
}

/** A term of A on one link column. */
export interface LinkTerm {
  readonly state: number;
  readonly value: number;
}

/** Columns that move the state, ascending, and on which states. */
export function linksOf(map: StateMap): { readonly columns: Int32Array; readonly terms: readonly LinkTerm[][] } {
  const termsByColumn = new Map<number, LinkTerm[]>();
  const { starts, indices, values } = map.columnTerms;
  map.states.forEach((state, update) => {
    for (let position = starts[update]!; position < starts[update + 1]!; position++) {
      const column = indices[position]!;
      if (!termsByColumn.has(column)) termsByColumn.set(column, []);
      termsByColumn.get(column)!.push({ state, value: values[position]! });
    }
  });
  const ascending = [...termsByColumn].toSorted(([a], [b]) => a - b);
  return { columns: Int32Array.from(ascending, ([column]) => column), terms: ascending.map(([, terms]) => terms) };
}

/** [column] bounds that hold under every outcome. */
export function widestBounds(compiled: CompiledNode): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const { columns, noise = [] } = compiled.node;
  const lower = Float64Array.from(columns, (column) => column.lower);
  const upper = Float64Array.from(columns, (column) => column.upper);
  for (const outcome of noise.flat()) {
    for (const bounds of outcome.columnBounds ?? []) {
      lower[bounds.column] = Math.min(lower[bounds.column]!, bounds.lower);
      upper[bounds.column] = Math.max(upper[bounds.column]!, bounds.upper);
    }
  }
  return { lower, upper };
}
