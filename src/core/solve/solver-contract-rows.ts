/** Contract cases of added, moved and deleted rows. */
import { expect, expectNear, expectRefused, type ContractCase } from './contract-case.ts';
import { modelFromDense, type DenseModel } from './dense-model.ts';
import type { RowBlock, SolveOutcome } from './port.ts';

/** Rows terms >= lower, as a block. */
function blockOf(rows: readonly { readonly terms: readonly number[]; readonly lower: number }[]): RowBlock {
  const { rowLower, rowUpper, rowStarts, columnIndices, values } = modelFromDense({ cost: rows[0]!.terms, rows });
  return { lower: rowLower, upper: rowUpper, starts: rowStarts, columnIndices, values };
}

/** Cases of rows; see `solverContract`. */
export function rowCases(): readonly ContractCase[] {
  return [...lifeOfRows(), ...refusedRows()];
}

/** min z, z >= -100, x and y in [0, 4]. */
const UNKNOWNS: DenseModel = { cost: [0, 0, 1], lower: [0, 0, -100], upper: [4, 4, Infinity], rows: [] };

function lifeOfRows(): readonly ContractCase[] {
  return [
    {
      name: 'added rows bind, move together and are deleted again',
      run: (solver) => {
        const session = solver.open(modelFromDense({ ...UNKNOWNS, rows: [{ terms: [1, 1, 0], lower: 3, upper: 3 }] }));
        try {
          const expectNext = (value: number): SolveOutcome => {
            const outcome = session.solve({ isBrief: true });
            expectNear(outcome.objective, value, 'warm objective');
            expectNear(session.solve({ basis: null }).objective, value, 'cold objective');
            return outcome;
          };
          expectNext(-100);
          // z >= x + 1 and z >= 2 y - 1 with x + y = 3: equal at x = 4/3, z = 7/3.
          session.addRows(
            blockOf([
              { terms: [-1, 0, 1], lower: 1 },
              { terms: [0, -2, 1], lower: -1 },
            ]),
          );
          const outcome = expectNext(7 / 3);
          expectNear(outcome.rowDuals[1]! + outcome.rowDuals[2]!, 1, 'sum of the duals of two cuts');
          expect(outcome.basis === null, 'a basis that was not asked for');
          session.setRowBoundsMany(1, Float64Array.of(5, 2), Float64Array.of(Infinity, Infinity)); // x + 5 = 2 y + 2
          expectNext(6);
          session.deleteRows(Int32Array.of(1)); // z >= 2 y + 2, y = 0
          expectNext(2);
          session.setRowBounds(1, 9, Infinity); // z >= 2 y + 9
          expectNext(9);
          session.addRows(blockOf([{ terms: [1, 0, 0], lower: 5 }])); // x >= 5 beyond its bound
          expect(session.solve().status === 'infeasible', 'an infeasible added row');
          session.deleteRows(Int32Array.of(2));
          expectNext(9);
        } finally {
          session.dispose();
        }
      },
    },
    {
      name: 'deleting a slack row leaves the optimum where it was',
      run: (solver) => {
        const session = solver.open(modelFromDense(UNKNOWNS));
        try {
          session.addRows(blockOf([-3, -2, -1].map((lower) => ({ terms: [1, 1, 1], lower }))));
          expectNear(session.solve().objective, -9, 'objective');
          session.deleteRows(Int32Array.of(0, 1));
          const outcome = session.solve();
          expectNear(outcome.objective, -9, 'objective');
          expect(outcome.iterations === 0, `${outcome.iterations} iterations after deleting slack rows`);
        } finally {
          session.dispose();
        }
      },
    },
  ];
}

function refusedRows(): readonly ContractCase[] {
  return [
    {
      name: 'added rows with numbers that are none, or that would be dropped, are refused',
      run: (solver) => {
        const session = solver.open(modelFromDense(UNKNOWNS));
        try {
          for (const value of [NaN, Infinity, 1e-13]) {
            expectRefused(() => session.addRows(blockOf([{ terms: [1, value, 1], lower: 0 }])), `coefficient ${value}`);
          }
          expectRefused(() => session.addRows(blockOf([{ terms: [1, 1, 1], lower: NaN }])), 'a NaN bound');
          expectNear(session.solve().objective, -100, 'objective after refusals');
        } finally {
          session.dispose();
        }
      },
    },
  ];
}
