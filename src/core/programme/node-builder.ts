import type { Column, Entry, NoiseGroup, ProgrammeNode, Row, StateUpdate } from './programme.ts';

/** A term as builders take it: [index, value] or [index, value, parameter]. */
export type Term = readonly [index: number, value: number, parameter?: number];

export interface ColumnOptions {
  readonly lower?: number;
  readonly upper?: number;
  readonly isInteger?: boolean;
  readonly isCommitment?: boolean;
  /** its coefficient in the stage objective, times `objectiveParameter` when that is given */
  readonly objective?: number;
  readonly objectiveParameter?: number;
}

/** Writes one node of a programme: returns indices as it goes, and the node at the end. */
export interface NodeBuilder {
  /** default bounds [0, infinity), continuous, recourse, objective 0; returns the column's index */
  addColumn(name: string, options?: ColumnOptions): number;
  /** lower <= columns + states <= upper, a bound left out being infinite; returns the row's index */
  addRow(name: string, row: RowTerms & { readonly lower?: number; readonly upper?: number }): number;
  /** state' = constant + columns + states. A state may be updated once per node. */
  update(state: number, terms: RowTerms & { readonly constant?: number }): void;
  objectiveColumn(column: number, value: number, parameter?: number): void;
  objectiveState(state: number, value: number, parameter?: number): void;
  objectiveConstant(value: number): void;
  /** adds a source of noise, independent of those added before */
  addNoise(group: NoiseGroup): void;
  build(): ProgrammeNode;
}

export interface RowTerms {
  readonly columns?: readonly Term[];
  readonly states?: readonly Term[];
}

/** A builder for the node `name` of stage `stage`. */
export function nodeBuilder(name: string, stage: number): NodeBuilder {
  const columns: Column[] = [];
  const rows: Row[] = [];
  const updates: StateUpdate[] = [];
  const objectiveColumns: Entry[] = [];
  const objectiveStates: Entry[] = [];
  const noise: NoiseGroup[] = [];
  let objectiveConstant = 0;
  return {
    addColumn(columnName, options = {}) {
      const { lower = 0, upper = Infinity, isInteger = false, isCommitment = false, objective = 0 } = options;
      columns.push({ name: columnName, lower, upper, isInteger, isCommitment });
      if (objective !== 0) objectiveColumns.push(entry(columns.length - 1, objective, options.objectiveParameter));
      return columns.length - 1;
    },
    addRow(rowName, row) {
      rows.push({ name: rowName, lower: row.lower ?? -Infinity, upper: row.upper ?? Infinity, ...entriesOf(row) });
      return rows.length - 1;
    },
    update(state, terms) {
      updates.push({ state, constant: terms.constant ?? 0, ...entriesOf(terms) });
    },
    objectiveColumn(column, value, parameter) {
      objectiveColumns.push(entry(column, value, parameter));
    },
    objectiveState(state, value, parameter) {
      objectiveStates.push(entry(state, value, parameter));
    },
    objectiveConstant(value) {
      objectiveConstant += value;
    },
    addNoise(group) {
      noise.push(group);
    },
    build() {
      const node = { name, stage, columns, rows, updates, objectiveConstant, objectiveColumns, objectiveStates };
      return noise.length === 0 ? node : { ...node, noise };
    },
  };
}

function entriesOf(terms: RowTerms): { columns: readonly Entry[]; states: readonly Entry[] } {
  return { columns: entries(terms.columns), states: entries(terms.states) };
}

function entries(terms: readonly Term[] = []): readonly Entry[] {
  return terms.map(([index, value, parameter]) => entry(index, value, parameter));
}

function entry(index: number, value: number, parameter: number | undefined): Entry {
  return parameter === undefined ? { index, value } : { index, value, parameter };
}
