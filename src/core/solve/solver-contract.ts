/** The contract every solver adapter passes; knows no test framework: a case fails by throwing. */
import type { LinearModel } from '../programme/index.ts';
import { expect, expectNear, expectRefused, type ContractCase } from './contract-case.ts';
import { modelFromDense, type DenseModel } from './dense-model.ts';
import { optimise } from './optimise.ts';
import type { Solver, SolveOptions, SolveOutcome } from './port.ts';
import { rowCases } from './solver-contract-rows.ts';

function solveOnce(solver: Solver, dense: DenseModel, options?: SolveOptions): SolveOutcome {
  const session = solver.open(modelFromDense(dense));
  try {
    return session.solve(options);
  } finally {
    session.dispose();
  }
}

function expectStatus(solver: Solver, dense: DenseModel, status: SolveOutcome['status']): void {
  const outcome = solveOnce(solver, dense);
  expect(outcome.status === status, `status is ${outcome.status}, not ${status}`);
  if (status !== 'optimal') expect(Number.isNaN(outcome.objective), `objective ${outcome.objective} beside ${status}`);
}

/** max 3 x + 2 y, x + y <= 4, x + 3 y <= 7, x <= 3: (3, 1), value 11; duals 2 and 0, reduced costs 1 and 0. By hand. */
const TWO_ROWS: DenseModel = {
  sense: 'maximise',
  cost: [3, 2],
  upper: [3, Infinity],
  rows: [
    { terms: [1, 1], upper: 4 },
    { terms: [1, 3], upper: 7 },
  ],
};

/** max 5 x + 4 y, 6 x + 4 y <= 24, x + 2 y <= 6, integer: (4, 0), value 20; LP value 21. By enumeration. */
const TWO_INTEGERS: DenseModel = {
  sense: 'maximise',
  cost: [5, 4],
  integers: [0, 1],
  rows: [
    { terms: [6, 4], upper: 24 },
    { terms: [1, 2], upper: 6 },
  ],
};

/** A 0-1 knapsack of 16 like items: enough to need branching. */
function knapsack(): DenseModel {
  const weights = Array.from({ length: 16 }, (_, item) => 37 + ((item * 17) % 23));
  return {
    sense: 'maximise',
    cost: weights.map((weight, item) => weight + ((item * 7) % 5) / 10),
    upper: weights.map(() => 1),
    integers: weights.map((_, item) => item),
    rows: [{ terms: weights, upper: 317 }],
  };
}

/**
 * 30 sites with fixed cost about 1000 each, flow at 0.0001 a unit, link x - 1e7 y <= 0 and demand 3.7: one site must be
 * paid for, the cheapest at 1000. A solver that accepts y = 3.7e-7 as whole reports 0.00037.
 */
export function trickleFlow(): LinearModel {
  const sites = Array.from({ length: 30 }, (_, site) => site);
  const flows = sites.map(() => 0);
  return modelFromDense({
    cost: [...sites.map(() => 1e-4), ...sites.map((site) => 1000 + site)],
    upper: [...sites.map(() => Infinity), ...sites.map(() => 1)],
    integers: sites.map((site) => 30 + site),
    rows: [
      { terms: [...sites.map(() => 1), ...flows], lower: 3.7 },
      ...sites.map((site) => ({
        terms: [...flows.with(site, 1), ...flows.with(site, -1e7)],
        upper: 0,
      })),
    ],
  });
}

/** Every case of the contract, in order; each opens and disposes its own sessions. */
export function solverContract(): readonly ContractCase[] {
  return [...statusCases(), ...linearCases(), ...changeCases(), ...rowCases(), ...integerCases(), ...refusalCases()];
}

function statusCases(): readonly ContractCase[] {
  const crossed: DenseModel = {
    cost: [1],
    rows: [
      { terms: [1], lower: 2, upper: 3 },
      { terms: [1], lower: 4 },
    ],
  };
  const unbounded: DenseModel = { sense: 'maximise', cost: [1, 0], rows: [{ terms: [1, -1], upper: 1 }] };
  return [
    { name: 'an infeasible LP says so', run: (solver) => expectStatus(solver, crossed, 'infeasible') },
    {
      name: 'an infeasible MIP says so',
      run: (solver) => expectStatus(solver, { ...crossed, integers: [0] }, 'infeasible'),
    },
    {
      name: 'a MIP whose LP is feasible can be infeasible',
      run: (solver) =>
        expectStatus(solver, { cost: [1], integers: [0], rows: [{ terms: [2], lower: 1, upper: 1 }] }, 'infeasible'),
    },
    { name: 'an unbounded LP says so', run: (solver) => expectStatus(solver, unbounded, 'unbounded') },
    {
      name: 'an unbounded MIP says so',
      run: (solver) => expectStatus(solver, { ...unbounded, integers: [0] }, 'unbounded'),
    },
    {
      name: 'a model without columns is its offset',
      run: (solver) => {
        const outcome = solveOnce(solver, { cost: [], offset: 7, rows: [{ terms: [], lower: -1 }] });
        expectNear(outcome.objective, 7, 'objective');
        expectStatus(solver, { cost: [], rows: [{ terms: [], lower: 1 }] }, 'infeasible');
      },
    },
  ];
}

function linearCases(): readonly ContractCase[] {
  return [
    {
      name: 'maximising: duals are the change of the objective per unit of the bound',
      run: (solver) => {
        const outcome = solveOnce(solver, TWO_ROWS);
        expect(outcome.status === 'optimal', `status is ${outcome.status}`);
        [outcome.objective, outcome.bound].forEach((value) => expectNear(value, 11, 'objective and bound'));
        [3, 1].forEach((value, column) => expectNear(outcome.columnValues[column], value, `x${column}`));
        [2, 0].forEach((value, row) => expectNear(outcome.rowDuals[row], value, `dual ${row}`));
        [1, 0].forEach((value, column) => expectNear(outcome.columnDuals[column], value, `reduced cost ${column}`));
      },
    },
    {
      name: 'minimising: duals of lower bounds are positive',
      run: (solver) => {
        // min 2 x + 3 y, x + y >= 4, x <= 3: (3, 1), value 9; one more unit costs 3; x's reduced cost is 2 - 3.
        const outcome = solveOnce(solver, { cost: [2, 3], upper: [3, Infinity], rows: [{ terms: [1, 1], lower: 4 }] });
        expectNear(outcome.objective, 9, 'objective');
        expectNear(outcome.rowDuals[0], 3, 'dual');
        expectNear(outcome.columnDuals[0], -1, 'reduced cost');
      },
    },
    {
      name: 'free columns, equalities, ranges, fixed columns, empty rows and an offset',
      run: (solver) => {
        // x free, x + y = -5, 1 <= x - z <= 2, z = 3 fixed: x in [4, 5], y = -5 - x; min 2 x + y = x - 5 at x = 4.
        const outcome = solveOnce(solver, {
          offset: 10,
          cost: [2, 1, 0],
          lower: [-Infinity, -Infinity, 3],
          upper: [Infinity, Infinity, 3],
          rows: [
            { terms: [1, 1, 0], lower: -5, upper: -5 },
            { terms: [1, 0, -1], lower: 1, upper: 2 },
            { terms: [0, 0, 0], lower: -1, upper: 1 },
          ],
        });
        expectNear(outcome.objective, 9, 'objective');
        [4, -9, 3].forEach((value, column) => expectNear(outcome.columnValues[column], value, `x${column}`));
      },
    },
    {
      name: 'a model without rows sits at its bounds',
      run: (solver) =>
        expectNear(solveOnce(solver, { cost: [1, -1], lower: [2, 0], upper: [9, 5] }).objective, -3, 'objective'),
    },
    {
      name: 'the same model twice gives the same bytes',
      run: (solver) => {
        for (const dense of [TWO_ROWS, knapsack()]) {
          const [first, second] = [solveOnce(solver, dense), solveOnce(solver, dense)];
          const isSame = first.columnValues.every((value, column) => Object.is(value, second.columnValues[column]));
          expect(isSame && Object.is(first.objective, second.objective), 'two runs differ');
        }
      },
    },
  ];
}

function changeCases(): readonly ContractCase[] {
  return [
    {
      name: 'a basis starts another session at the same optimum',
      run: (solver) => {
        const { basis } = solveOnce(solver, TWO_ROWS);
        expect(basis !== null, 'no basis');
        const outcome = solveOnce(solver, TWO_ROWS, { basis });
        expectNear(outcome.objective, 11, 'objective');
        expect(outcome.iterations === 0, `${outcome.iterations} iterations from the optimal basis`);
      },
    },
    {
      name: 'changed bounds, rows, coefficients and costs are solved as changed',
      run: (solver) => {
        const session = solver.open(modelFromDense(TWO_ROWS));
        try {
          const expectNext = (value: number): void => {
            expectNear(session.solve().objective, value, 'warm objective');
            expectNear(session.solve({ basis: null }).objective, value, 'cold objective');
          };
          expectNext(11);
          session.setColumnBounds(0, 0, 2); // (2, 5/3)
          expectNext(6 + 10 / 3);
          session.setRowBounds(1, -Infinity, 12); // (2, 2)
          expectNext(10);
          session.setCoefficient(0, 1, 2); // x + 2 y <= 4: (2, 1)
          expectNext(8);
          session.setCost(1, 10); // y = 2, x = 0 gives 20; x = 2, y = 1 gives 16
          expectNext(20);
          session.setRowBounds(0, 30, Infinity);
          expect(session.solve().status === 'infeasible', 'an infeasible change');
          session.setRowBounds(0, -Infinity, 4);
          expectNext(20);
        } finally {
          session.dispose();
        }
      },
    },
    {
      name: 'relaxing and fixing integers alternate in one session',
      run: (solver) => {
        const session = solver.open(modelFromDense(TWO_INTEGERS));
        try {
          for (let round = 0; round < 2; round++) {
            expectNear(session.solve({ relax: true }).objective, 21, 'relaxed');
            expectNear(session.solve().objective, 20, 'integer');
          }
        } finally {
          session.dispose();
        }
      },
    },
  ];
}

function integerCases(): readonly ContractCase[] {
  return [
    {
      name: 'a MIP is solved to optimality with its bound',
      run: (solver) => {
        const outcome = solveOnce(solver, TWO_INTEGERS);
        expectNear(outcome.objective, 20, 'objective');
        expectNear(outcome.bound, 20, 'bound');
        [4, 0].forEach((value, column) => expectNear(outcome.columnValues[column], value, `x${column}`));
      },
    },
    {
      name: 'a node limit ends as limit with a valid bound, or optimal',
      run: (solver) => {
        const exact = solveOnce(solver, knapsack());
        const stopped = solveOnce(solver, knapsack(), { nodeLimit: 1 });
        expect(stopped.status === 'limit' || stopped.status === 'optimal', `status is ${stopped.status}`);
        expect(stopped.bound >= exact.objective - 1e-6, `bound ${stopped.bound} below the optimum ${exact.objective}`);
        const isConsistent = stopped.columnValues.length === 0 || stopped.objective <= exact.objective + 1e-6;
        expect(isConsistent, `objective ${stopped.objective} above the optimum ${exact.objective}`);
      },
    },
    {
      name: 'a trickle of flow does not open a site for free',
      run: (solver) => {
        const optimum = optimise(trickleFlow(), solver);
        const isTrue = optimum.status === 'optimal' && Math.abs(optimum.objective - 1000.00037) <= 1e-3;
        expect(isTrue || optimum.status === 'failed', `${optimum.status} at ${optimum.objective}`);
      },
    },
  ];
}

function refusalCases(): readonly ContractCase[] {
  const withCoefficient = (value: number): DenseModel => ({
    sense: 'maximise',
    cost: [1],
    upper: [1e13],
    rows: [{ terms: [value], upper: 100 }],
  });
  return [
    {
      name: 'numbers that are none are refused',
      run: (solver) => {
        expectRefused(() => solver.open(modelFromDense(withCoefficient(NaN))), 'a NaN coefficient');
        expectRefused(() => solver.open(modelFromDense({ cost: [NaN] })), 'a NaN cost');
        expectRefused(() => solver.open(modelFromDense({ cost: [1], lower: [NaN] })), 'a NaN bound');
        expectRefused(() => solver.open(modelFromDense(withCoefficient(Infinity))), 'an infinite coefficient');
        const session = solver.open(modelFromDense(TWO_ROWS));
        try {
          expectRefused(() => session.setCoefficient(0, 0, NaN), 'a NaN coefficient');
          expectRefused(() => session.setCost(0, NaN), 'a NaN cost');
          expectRefused(() => session.setRowBounds(0, NaN, 1), 'a NaN bound');
        } finally {
          session.dispose();
        }
      },
    },
    {
      name: 'a tiny coefficient is kept or refused, never dropped',
      run: (solver) => {
        for (const value of [5e-10, 5e-13]) {
          let found: number;
          try {
            found = solveOnce(solver, withCoefficient(value)).objective;
          } catch {
            continue;
          }
          expectNear(found, Math.min(100 / value, 1e13), `max x with ${value} x <= 100`);
        }
        const session = solver.open(modelFromDense(withCoefficient(1)));
        try {
          session.setCoefficient(0, 0, 5e-10);
          expectNear(session.solve().objective, 2e11, 'max x with a coefficient changed to 5e-10');
        } finally {
          session.dispose();
        }
      },
    },
  ];
}
