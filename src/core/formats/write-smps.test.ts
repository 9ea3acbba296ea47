import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BLOCKS, INDEPENDENT, SCENARIOS, smpsFiles, valueRead } from '../../../test/support/smps-texts.ts';
import { extensiveForm, type LinearModel, nodeBuilder, type Programme } from '../programme/index.ts';
import { fileNames } from './file-names.ts';
import { linearModelOf } from './mps-core.ts';
import { readMps } from './read-mps.ts';
import { readSmps } from './read-smps.ts';
import { writeMps } from './write-mps.ts';
import { writeSmps } from './write-smps.ts';

const numbersOf = (model: LinearModel): unknown => ({ ...model, columnName: null, rowName: null });

/** The programme written and read again. */
function again(programme: Programme): Programme {
  const { core, time, stochastic } = writeSmps(programme);
  return valueRead(readSmps(smpsFiles({ core, time, stochastic }))).programme;
}

/** Numbers of an extensive form that do not depend on the order of terms in a row. */
function formOf(programme: Programme): unknown {
  const { model } = extensiveForm(programme);
  return { ...(numbersOf(model) as object), sense: null };
}

/** Two stages on a policy graph whose successors are shared: recourse after a Markov step. */
function markov(sense: Programme['sense'] = 'maximise'): Programme {
  const node = (name: string, stage: number, price: number) => {
    const builder = nodeBuilder(name, stage);
    const sold = builder.addColumn('sold here', { upper: 6, objective: price, isInteger: stage === 2 });
    builder.addRow('stock', { upper: 0, columns: [[sold, 1]], states: [[0, -1]] });
    builder.objectiveState(0, -0.1);
    builder.objectiveConstant(1.5);
    builder.update(0, { columns: [[sold, -1]], states: [[0, 1]], constant: 0.25 });
    return builder.build();
  };
  return {
    sense,
    states: [{ name: 'stock', initial: 10, isCarried: true }],
    parameterNames: [],
    parameters: [],
    nodes: [
      node('root', 0, 2),
      node('low', 1, 1),
      node('high', 1, 4),
      node('last low', 2, 1.5),
      node('last high', 2, 3),
    ],
    arcs: [
      { from: 0, to: 1, probability: 0.25, discount: 0.5 },
      { from: 0, to: 2, probability: 0.75, discount: 0.5 },
      ...[1, 2].flatMap((from) => [
        { from, to: 3, probability: 0.5 },
        { from, to: 4, probability: 0.5 },
      ]),
    ],
  };
}

describe('a written MPS file', () => {
  const number = fc.oneof(
    fc.double({ min: -1e15, max: 1e15, minExcluded: true, maxExcluded: true, noNaN: true }),
    fc.integer({ min: -9, max: 9 }),
  );
  const bounds = fc
    .tuple(fc.oneof(number, fc.constant(-Infinity)), fc.oneof(number, fc.constant(Infinity)))
    .map(([one, other]) => (one <= other ? [one + 0, other + 0] : [other + 0, one + 0]) as [number, number]);
  const models = fc.record({
    columns: fc.array(fc.record({ bounds, cost: number, isInteger: fc.boolean(), name: fc.string() }), {
      minLength: 1,
    }),
    rows: fc.array(
      fc.record({
        sides: fc.oneof(
          bounds,
          number.map((side) => [side + 0, side + 0] as [number, number]),
        ),
        // Solvers drop smaller coefficients, and the reader with them.
        terms: fc.dictionary(
          fc.nat({ max: 9 }).map(String),
          number.filter((value) => Math.abs(value) >= 1e-10),
        ),
        name: fc.string(),
      }),
    ),
    offset: number,
    isMaximised: fc.boolean(),
  });

  it('reads back to the same numbers, bit for bit', () => {
    const property = fc.property(models, ({ columns, rows, offset, isMaximised }) => {
      const terms = rows.map((row) =>
        columns.flatMap((_, index) => (row.terms[index] ? [{ index, value: row.terms[index] }] : [])),
      );
      const model: LinearModel = {
        sense: isMaximised ? 'maximise' : 'minimise',
        columnCount: columns.length,
        rowCount: rows.length,
        objectiveOffset: offset + 0,
        cost: Float64Array.from(columns, ({ cost }) => cost + 0),
        columnLower: Float64Array.from(columns, (column) => column.bounds[0]),
        columnUpper: Float64Array.from(columns, (column) => column.bounds[1]),
        integrality: Uint8Array.from(columns, ({ isInteger }) => Number(isInteger)),
        rowLower: Float64Array.from(rows, ({ sides }) => sides[0]),
        rowUpper: Float64Array.from(rows, ({ sides }) => sides[1]),
        rowStarts: Int32Array.from([0, ...terms].map((_, row) => terms.slice(0, row).flat().length)),
        columnIndices: Int32Array.from(terms.flat(), ({ index }) => index),
        values: Float64Array.from(terms.flat(), ({ value }) => value),
        parametric: [],
        columnName: (column) => columns[column]!.name,
        rowName: (row) => rows[row]!.name,
      };
      const read = linearModelOf(valueRead(readMps(writeMps(model), 'a')));
      const { rowLower, rowUpper, ...exact } = read;
      expect(numbersOf({ ...read, ...exact })).toEqual(numbersOf({ ...model, rowLower, rowUpper }));
      // A range has no exact double at times; its nearest one is within a rounding of the wider end.
      for (let row = 0; row < rows.length; row++) {
        const [lower, upper] = rows[row]!.sides;
        const size = Math.max(...[lower, upper].filter(Number.isFinite).map(Math.abs), 0);
        const slack = Number.EPSILON * size;
        for (const [found, given] of [
          [rowLower[row]!, lower],
          [rowUpper[row]!, upper],
        ] as const) {
          expect(found === given || Math.abs(found - given) <= slack).toBe(true);
        }
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('names everything once, without blanks or words of the format', () => {
    expect(fileNames(['a b', 'a b', '', 'rhs', 'a_b~1', 'sc', 'a b'])).toEqual([
      'a_b',
      'a_b~1',
      'unnamed',
      'rhs~1',
      'a_b~1~1',
      'sc~1',
      'a_b~2',
    ]);
  });
});

describe('a written SMPS problem', () => {
  it.each([
    ['independent sources', INDEPENDENT],
    ['blocks', BLOCKS],
    ['scenarios', SCENARIOS],
  ])('reads back to the same programme: %s', (_, stochastic) => {
    const { programme } = valueRead(readSmps(smpsFiles({ stochastic })));
    expect(formOf(again(programme))).toEqual(formOf(programme));
  });

  it('keeps independent noise independent', () => {
    const { programme } = valueRead(readSmps(smpsFiles({ stochastic: INDEPENDENT })));
    expect(again(programme).nodes).toEqual(programme.nodes);
    const { stochastic, notes } = writeSmps(programme);
    expect(stochastic).toContain('INDEP DISCRETE');
    expect(notes).toEqual([]);
  });

  it('unrolls a Markov graph with discounts, carried states and integers, negating what is maximised', () => {
    const { notes, core } = writeSmps(markov());
    expect(notes).toEqual(['SMPS minimises: the objective is negated', 'the policy graph is unrolled into scenarios']);
    expect(core).toContain('INTORG');
    const [before, after] = [extensiveForm(markov()).model, extensiveForm(again(markov())).model];
    expect([after.rowCount, after.columnCount, after.values.length]).toEqual([
      before.rowCount,
      before.columnCount,
      before.values.length,
    ]);
    expect(after.objectiveOffset).toBeCloseTo(-before.objectiveOffset, 12);
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    expect(sum(after.cost)).toBeCloseTo(-sum(before.cost), 12);
    expect(sum(after.values)).toBeCloseTo(sum(before.values), 12);
    expect(sum(Float64Array.from(after.integrality))).toBe(sum(Float64Array.from(before.integrality)));
  });

  it('reads the same in both dialects of scenarios', () => {
    const { core, time, stochastic } = writeSmps(valueRead(readSmps(smpsFiles({ stochastic: SCENARIOS }))).programme);
    const files = smpsFiles({ core, time, stochastic });
    const [parent, inCore] = (['from-parent', 'from-core'] as const).map((scenarioValues) =>
      formOf(valueRead(readSmps(files, { scenarioValues })).programme),
    );
    expect(parent).toEqual(inCore);
  });

  it('refuses in words what SMPS cannot hold', () => {
    const cyclic = {
      ...markov(),
      arcs: [...markov().arcs.slice(0, 4), { from: 3, to: 0, probability: 1, discount: 0.9 }],
    };
    expect(() => writeSmps(cyclic)).toThrow(/cycle/);
    const { nodes } = markov();
    const uneven = { ...markov(), nodes: [...nodes.slice(0, 4), { ...nodes[4]!, rows: [] }] };
    expect(() => writeSmps(uneven)).toThrow(
      'SMPS has one set of rows and columns for each period: node "last high" has 0 rows',
    );
    const open = { ...nodes[4]!, rows: nodes[4]!.rows.map((row) => ({ ...row, lower: -5 })) };
    expect(() => writeSmps({ ...markov(), nodes: [...nodes.slice(0, 4), open] })).toThrow('an end of row');
  });
});
