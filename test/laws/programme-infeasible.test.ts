/** Laws of why nothing is feasible: what is named contradicts itself, all of it is needed, and the changes suffice. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  nodeBuilder,
  optimise,
  whyInfeasible,
  type LinearModel,
  type Programme,
  type Solver,
} from '../../src/core/index.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

type Named = ReturnType<typeof whyInfeasible>['conflict'][number];

interface RandomRow {
  readonly coefficients: readonly number[];
  readonly lower: number | null;
  readonly width: number | null;
}

const COLUMNS = 4;

const rowArbitrary: fc.Arbitrary<RandomRow> = fc.record({
  coefficients: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: COLUMNS, maxLength: COLUMNS }),
  lower: fc.option(fc.integer({ min: -20, max: 20 })),
  width: fc.option(fc.integer({ min: 0, max: 5 })),
});

/** Even coefficients against an odd bound now and then: no whole number fits. */
function even({ coefficients, lower, width }: RandomRow): RandomRow {
  return { coefficients: coefficients.map((value) => 2 * value), lower, width: width === null ? null : width % 2 };
}

function programmeOf(rows: readonly RandomRow[], isInteger: boolean): Programme {
  const node = nodeBuilder('here', 0);
  const columns = Array.from({ length: COLUMNS }, (_, column) =>
    node.addColumn(`x${column}`, {
      lower: column === 0 && !isInteger ? -Infinity : -2,
      upper: 3 + column,
      isInteger,
      objective: 1,
    }),
  );
  rows.forEach(({ coefficients, lower, width }, index) => {
    const terms = columns.flatMap((column) => {
      const value = coefficients[column]!;
      return value === 0 ? [] : [[column, value] as const];
    });
    const upper = width === null ? Infinity : (lower ?? -5) + width;
    node.addRow(`r${index}`, { columns: terms, lower: lower ?? -Infinity, upper });
  });
  return { sense: 'maximise', states: [], parameterNames: [], parameters: [], nodes: [node.build()], arcs: [] };
}

/** The model with no other limits than these (and the bounds of whole numbers), `moved` to where it needs to be. */
function within(
  model: LinearModel,
  limits: readonly Named[],
  { relax, moved }: { readonly relax: boolean; readonly moved?: Named },
): LinearModel {
  const bounds = {
    columnLower: model.columnLower.map((bound) => (relax ? -Infinity : bound)),
    columnUpper: model.columnUpper.map((bound) => (relax ? Infinity : bound)),
    rowLower: model.rowLower.map(() => -Infinity),
    rowUpper: model.rowUpper.map(() => Infinity),
  };
  for (const limit of limits) {
    const { kind, side, index, have, need } = limit;
    const value = limit === moved ? need : have;
    const at = side === 'lower' ? (['columnLower', 'rowLower'] as const) : (['columnUpper', 'rowUpper'] as const);
    bounds[at[kind === 'column' ? 0 : 1]][index] = value;
  }
  return { ...model, ...bounds, cost: new Float64Array(model.columnCount) };
}

function withChanges(model: LinearModel, changes: readonly Named[]): LinearModel {
  const all = { columnLower: model.columnLower.slice(), columnUpper: model.columnUpper.slice() };
  const rows = { rowLower: model.rowLower.slice(), rowUpper: model.rowUpper.slice() };
  for (const { kind, side, index, need } of changes) {
    const room = (side === 'lower' ? -1 : 1) * 1e-7 * (1 + Math.abs(need));
    if (kind === 'column') all[side === 'lower' ? 'columnLower' : 'columnUpper'][index] = need + room;
    else rows[side === 'lower' ? 'rowLower' : 'rowUpper'][index] = need + room;
  }
  return { ...model, ...all, ...rows };
}

function isFeasible(model: LinearModel, relax = false): boolean {
  const { status, message } = optimise(model, solver, { relax });
  expect(['optimal', 'infeasible', 'unbounded'], message).toContain(status);
  return status !== 'infeasible';
}

describe('why nothing is feasible', () => {
  for (const isInteger of [false, true]) {
    it(`is an irreducible conflict and changes that suffice, whole numbers: ${isInteger}`, () => {
      let spoken = 0;
      let onlyWhole = 0;
      fc.assert(
        fc.property(fc.array(rowArbitrary, { minLength: 2, maxLength: isInteger ? 4 : 7 }), (rows) => {
          const programme = programmeOf(isInteger ? rows.map(even) : rows, isInteger);
          const { model } = extensiveForm(programme);
          const why = whyInfeasible(programme, solver);
          expect(why.status === 'optimal').toBe(isFeasible(model));
          if (why.status === 'optimal') return;
          spoken++;
          if (why.needsIntegers) onlyWhole++;
          const { conflict, changes } = why;
          const relax = !why.needsIntegers;
          expect([why.status, why.isIrreducible]).toEqual(['infeasible', true]);
          expect(isFeasible(within(model, conflict, { relax }), relax)).toBe(false);
          for (const limit of conflict) {
            expect(model.columnName(0)).toBe('here / x0');
            const others = conflict.filter((other) => other !== limit);
            expect(isFeasible(within(model, others, { relax }), relax)).toBe(true);
            const eased = { ...limit, need: limit.need + (limit.side === 'upper' ? 1e-7 : -1e-7) };
            expect(isFeasible(within(model, [...others, eased], { relax, moved: eased }), relax)).toBe(true);
            const short = { ...limit, need: limit.need + (limit.side === 'upper' ? -1e-3 : 1e-3) };
            expect(isFeasible(within(model, [...others, short], { relax, moved: short }), relax)).toBe(false);
          }
          expect(changes.length).toBeGreaterThan(0);
          expect(isFeasible(withChanges(model, changes), relax)).toBe(true);
        }),
        { numRuns: 60, seed: 80 },
      );
      expect(spoken).toBeGreaterThan(20);
      expect(onlyWhole > 0).toBe(isInteger);
    });
  }

  it('names rows and bounds as the programme does, with what each has and needs', () => {
    const node = nodeBuilder('plan', 0);
    const [small, large] = [node.addColumn('small', { upper: 3 }), node.addColumn('large', { upper: 4 })];
    node.addRow('demand', {
      lower: 10,
      columns: [
        [small, 1],
        [large, 1],
      ],
    });
    node.addRow('unrelated', {
      upper: 1,
      columns: [
        [small, 1],
        [large, -1],
      ],
    });
    const programme: Programme = { ...programmeOf([], false), nodes: [node.build()] };
    const why = whyInfeasible(programme, solver);
    expect(why.conflict.map(({ name, side, have, need }) => [name, side, have, Math.round(need * 1e6) / 1e6])).toEqual([
      ['plan / demand', 'lower', 10, 7],
      ['plan / small', 'upper', 3, 6],
      ['plan / large', 'upper', 4, 7],
    ]);
    // The share moved is least where the bound is largest.
    expect(why.changes.map(({ name }) => name)).toEqual(['plan / demand']);
  });

  it('stops at its cap and says so', () => {
    const rows = Array.from({ length: 5 }, () => ({ coefficients: [1, 1, 1, 1], lower: 20, width: 5 }));
    const why = whyInfeasible(programmeOf(rows, false), solver, { solveLimit: 1 });
    expect([why.status, why.isIrreducible]).toEqual(['infeasible', false]);
    expect(why.conflict.length).toBeGreaterThan(0);
  });
});
