import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Programme } from '../programme/index.ts';
import { writeMspJson } from './msp-json-writer.ts';
import { readMspJson, type MspProblem } from './msp-json.ts';

/** A news vendor who buys before demand is known; stage 2 under two outcomes. */
const VENDOR = {
  schema: 'msp-json-1',
  name: 'vendor',
  sense: 'max',
  states: [{ name: 'x', initial: 3, lb: 0, ub: 'inf', integer: true }],
  graph: { type: 'linear', transition: [[[1]], [[1]]] },
  nodes: {
    '1,1': { variables: [], constraints: [], state_out_obj: { x: -1 }, noise: [{ p: 1 }] },
    '2,1': {
      variables: [{ name: 's', lb: '-inf', ub: 4, obj: 2, integer: false }],
      constraints: [
        { name: 'stock', sense: '<=', rhs: 0, terms: { s: 1, 'x.in': -1 } },
        { name: 'demand', sense: '>=', rhs: 1, terms: { s: 2, 'x.out': -0.5 } },
      ],
      state_in_obj: { x: 0.25 },
      noise: [
        { p: 0.4, rhs: { demand: 2 } },
        { p: 0.6, rhs: { demand: 3 }, obj: { s: 1 }, bounds: { s: [0, 5] }, terms: { demand: { s: 3, 'x.in': 1 } } },
      ],
    },
  },
};

function problemOf(file: unknown): MspProblem {
  const reading = readMspJson(JSON.stringify(file), 'vendor.json');
  if (!reading.isRead) throw new Error(JSON.stringify(reading.faults));
  return reading.value;
}

/** Faults as "line message". */
function faultsOf(text: string): readonly string[] {
  const reading = readMspJson(text, 'vendor.json');
  return reading.isRead ? [] : reading.faults.map(({ line, message }) => `${line} ${message}`);
}

describe('a problem file', () => {
  test('becomes a programme: variables, then one column for each state that leaves', () => {
    const { programme, risk, name } = problemOf(VENDOR);
    expect([name, programme.sense, risk]).toEqual(['vendor', 'maximise', { kind: 'expectation' }]);
    expect(programme.states).toEqual([{ name: 'x', initial: 3, isCarried: false }]);
    expect(programme.arcs).toEqual([{ from: 0, to: 1, probability: 1 }]);
    expect(programme.nodes[0]).toMatchObject({ name: '1,1', stage: 0, objectiveColumns: [{ index: 0, value: -1 }] });
    const out = { name: 'x.out', lower: 0, upper: Infinity, isInteger: true, isCommitment: false };
    expect(programme.nodes[0]!.columns).toEqual([out]);
    expect(programme.nodes[1]).toEqual({
      name: '2,1',
      stage: 1,
      columns: [{ name: 's', lower: -Infinity, upper: 4, isInteger: false, isCommitment: false }, out],
      rows: [
        {
          name: 'stock',
          lower: -Infinity,
          upper: 0,
          columns: [{ index: 0, value: 1 }],
          states: [{ index: 0, value: -1 }],
        },
        {
          name: 'demand',
          lower: 1,
          upper: Infinity,
          columns: [
            { index: 0, value: 2 },
            { index: 1, value: -0.5 },
          ],
          states: [],
        },
      ],
      updates: [{ state: 0, constant: 0, columns: [{ index: 1, value: 1 }], states: [] }],
      objectiveConstant: 0,
      objectiveColumns: [{ index: 0, value: 2 }],
      objectiveStates: [{ index: 0, value: 0.25 }],
      noise: [[expect.objectContaining({ probability: 0.4 }), expect.objectContaining({ probability: 0.6 })]],
    });
    expect(programme.nodes[1]!.noise![0]![1]).toMatchObject({
      rowBounds: [{ row: 1, lower: 3, upper: Infinity }],
      columnBounds: [{ column: 0, lower: 0, upper: 5 }],
      rowColumns: [{ row: 1, index: 0, value: 3 }],
      rowStates: [{ row: 1, index: 0, value: 1 }],
      objectiveColumns: [{ index: 0, value: 1 }],
    });
  });

  test('has an empty root put in front of noise, of several first nodes and of a cycle', () => {
    const { '1,1': first, '2,1': second } = VENDOR.nodes;
    const noisy = problemOf({ ...VENDOR, graph: { type: 'linear', transition: [[[1]]] }, nodes: { '1,1': second } });
    expect(noisy.programme.nodes.map(({ name, stage }) => [name, stage])).toEqual([
      ['root', 0],
      ['1,1', 1],
    ]);
    const two = { ...VENDOR, graph: { type: 'markov', transition: [[[0.25, 0.75]]] } };
    expect(problemOf({ ...two, nodes: { '1,1': first, '1,2': first } }).programme.arcs).toEqual([
      { from: 0, to: 1, probability: 0.25 },
      { from: 0, to: 2, probability: 0.75 },
    ]);
    const cycle = { from: 2, to: 1, discount: 0.9 };
    expect(problemOf({ ...VENDOR, graph: { ...VENDOR.graph, type: 'cyclic', cycle } }).programme.arcs).toEqual([
      { from: 0, to: 1, probability: 1 },
      { from: 1, to: 2, probability: 1 },
      { from: 2, to: 1, probability: 1, discount: 0.9 },
    ]);
  });

  test.each([
    [null, { kind: 'expectation' }],
    [
      { type: 'EAVaR', lambda: 0.75, beta: 0.1 },
      { kind: 'meanCvar', weight: 0.25, tailFraction: 0.1 },
    ],
    [{ type: 'EAVaR', lambda: 1, beta: 0.1 }, { kind: 'expectation' }],
    [{ type: 'EAVaR', lambda: 0.5, beta: 1 }, { kind: 'expectation' }],
    [
      { type: 'AVaR', beta: 0.1 },
      { kind: 'meanCvar', weight: 1, tailFraction: 0.1 },
    ],
    [{ type: 'AVaR', beta: 0 }, { kind: 'worstCase' }],
    [{ type: 'WorstCase' }, { kind: 'worstCase' }],
    [
      { type: 'ModifiedChiSquared', radius: 0.5 },
      { kind: 'modifiedChiSquared', radius: 0.5 },
    ],
  ])('measures risk by %j', (measure, risk) => {
    expect(problemOf({ ...VENDOR, risk: measure && { default: measure } }).risk).toEqual(risk);
  });
});

describe('what is wrong with a file', () => {
  test.each([
    ['{"a": 1,\n "a": 2}', '2 this is not JSON: the key "a" is given twice'],
    ['[1,\n 2', '2 this is not JSON: "," or "]" was expected'],
    ['{"a": 1e400}', '1 this is not JSON: the number 1e400 is too large'],
    ['{"a": "un\nclosed"}', '1 this is not JSON: a text in double quotes was expected'],
    ['{"a": 1} {', '1 this is not JSON: the end of the file was expected'],
    ['', '1 this is not JSON: a value was expected'],
    ['['.repeat(100_000), '1 this is not JSON: more than 64 brackets inside each other'],
    ['3', '1 this is a number, not an object'],
  ])('is told with its line: %.20s', (text, fault) => {
    expect(faultsOf(text)[0]).toBe(fault);
  });

  test.each([
    ['"ub": 4', '"ub": "four"', '47 nodes.2,1.variables[0].ub: "four" is not a bound'],
    ['"obj": 2', '"obj": 2e15', '48 nodes.2,1.variables[0].obj: 2000000000000000 is too large for a solver'],
    [
      '"x.in": -1',
      '"y.in": -1',
      '59 nodes.2,1.constraints[0].terms.y.in: "y.in" is no variable of this node, nor a state\'s .in or .out',
    ],
    ['"p": 0.4', '"p": 0.3', '75 nodes.2,1.noise: the probabilities sum to 0.9, not to 1'],
    ['"demand": 3', '"demnd": 3', '85 nodes.2,1.noise[1].rhs.demnd: this node has no constraint "demnd"'],
    ['"schema": "msp-json-1"', '"schema": 2', '2 schema: this is a number, not a text'],
    ['"sense": "max"', '"sense": "maximum"', '4 sense: neither min nor max'],
    ['"integer": true', '"whole": true', '11 states[0].whole: "whole" is not a field here'],
    ['"2,1"', '"2,2"', '42 nodes.2,2: the graph has no node "2,2"'],
  ])('is told in place: %s as %s', (from, to, fault) => {
    const text = JSON.stringify(VENDOR, null, 2);
    expect(faultsOf(text)).toEqual([]);
    expect(text).toContain(from);
    expect(faultsOf(text.replace(from, to))).toContain(fault);
  });

  test('never breaks the reader, whatever is cut, doubled or replaced', () => {
    const text = JSON.stringify(VENDOR, null, 1);
    const pieces = [
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '-',
      '1e999',
      'null',
      '0',
      '"x"',
      '\\u0000',
      '\ud800',
      '{}',
      '[]',
    ];
    const edit = fc.record({
      at: fc.nat(text.length),
      length: fc.integer({ min: 0, max: 30 }),
      piece: fc.constantFrom('', ...pieces),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const edited = edits.reduce(
          (before, { at, length, piece }) => before.slice(0, at) + piece + before.slice(at + length),
          text,
        );
        const reading = readMspJson(edited, 'edited.json');
        expect(reading.isRead || reading.faults.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('any value in the place of any other is read or refused', () => {
    const values = fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e14, 'x', 'inf', [], [[]], {}, [[[1]]], { x: 1 });
    fc.assert(
      fc.property(fc.nat(), values, (choice, value) => {
        const file = structuredClone(VENDOR) as unknown;
        const places = placesOf(file);
        const { holder, key } = places[choice % places.length]!;
        holder[key] = value;
        const reading = readMspJson(JSON.stringify(file), 'edited.json');
        expect(reading.isRead || reading.faults.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

interface Holder {
  [key: string]: unknown;
}

/** Every member and item below a value. */
function placesOf(value: unknown): { holder: Holder; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

test('a node that its chain never enters is left out, with a warning at its line', () => {
  const graph = { type: 'markov', transition: [[[1, 0]], [[1], [1]]] };
  const nodes = { ...VENDOR.nodes, '1,2': { ...VENDOR.nodes['1,1'], state_out_obj: { x: -2 } } };
  const text = JSON.stringify({ ...VENDOR, graph, nodes }, null, 1);
  const reading = readMspJson(text, 'vendor.json');
  if (!reading.isRead) throw new Error(JSON.stringify(reading.faults));
  expect(reading.value.programme).toEqual(problemOf(VENDOR).programme);
  const line = text.slice(0, text.indexOf('"1,2"')).split('\n').length;
  expect(reading.warnings).toEqual([
    {
      fileName: 'vendor.json',
      line,
      message: 'nodes.1,2: nothing leads to this node, so it is left out',
      howToFix: 'give an arc into it a positive probability',
    },
  ]);
});

test('what is written reads back as the same programme', () => {
  const { programme } = problemOf(VENDOR);
  const second = programme.nodes[1]!;
  const moved: Programme = {
    ...programme,
    states: [...programme.states, { name: 'x', initial: 1, isCarried: true }],
    nodes: [
      programme.nodes[0]!,
      {
        ...second,
        objectiveConstant: 7,
        rows: [...second.rows, { name: 'stock', lower: -1, upper: 2, columns: [{ index: 0, value: 1 }], states: [] }],
        updates: [
          { state: 1, constant: 2, columns: [{ index: 0, value: 3 }], states: [{ index: 1, value: 0.5 }] },
          ...second.updates,
        ],
      },
    ],
  };
  const risk = { kind: 'meanCvar', weight: 0.25, tailFraction: 0.1 } as const;
  const text = writeMspJson(moved, { name: 'moved', risk });
  const read = problemOf(JSON.parse(text));
  expect(read.risk).toEqual(risk);
  expect(read.programme.states.map(({ name }) => name)).toEqual(['x', 'x#2']);
  expect(read.programme.nodes[1]!.rows[2]).toEqual({ ...moved.nodes[1]!.rows[2], name: 'stock#2' });
  expect(read.programme.nodes[1]!.updates).toEqual(moved.nodes[1]!.updates);
  expect(read.programme.nodes[1]!.noise![0]![1]).toMatchObject(withoutUndefined(moved.nodes[1]!.noise![0]![1]));
  expect(writeMspJson(read.programme, { name: 'moved', risk })).toBe(text);
});

function withoutUndefined(value: unknown): object {
  return JSON.parse(JSON.stringify(value, (_key, part: unknown) => (part === Infinity ? undefined : part))) as object;
}
