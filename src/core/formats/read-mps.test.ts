import { describe, expect, it } from 'vitest';

import { CORE, faultLines, valueRead, warningLines } from '../../../test/support/smps-texts.ts';
import { linearModelOf, rowBounds } from './mps-core.ts';
import { readMps } from './read-mps.ts';

/** A core whose sections after COLUMNS are given. */
function withEnd(end: string, columns: string = ' x OBJ 1 R 1\n y OBJ 1 S 1\n z OBJ 1 T 1'): string {
  return `NAME T\nROWS\n N OBJ\n L R\n G S\n E T\nCOLUMNS\n${columns}\n${end}\nENDATA\n`;
}

const boundsOf = (end: string): unknown =>
  valueRead(readMps(withEnd(end), 'a.mps')).columns.map(({ lower, upper }) => [lower, upper]);

describe('an MPS file', () => {
  it('becomes rows, columns and costs in its own order', () => {
    const core = valueRead(readMps(CORE, 'a.cor'));
    expect(core).toMatchObject({
      name: 'THREE',
      sense: 'minimise',
      objectiveName: 'COST',
      rhsSet: 'RHS',
      layout: 'free',
    });
    expect(core.columns.map(({ name, cost, upper }) => [name, cost, upper])).toEqual([
      ['x', 1, 40],
      ['y', 3, Infinity],
      ['z', 5, Infinity],
    ]);
    expect(core.rows.map(({ name, kind, rhs, entries }) => [name, kind, rhs, entries.length])).toEqual([
      ['CAP', 'L', 100, 1],
      ['D2', 'G', 10, 2],
      ['D3', 'G', 20, 2],
    ]);
    expect(Array.from(linearModelOf(core).rowLower)).toEqual([-Infinity, 10, 20]);
  });

  it('reads the same with other line ends, a byte order mark, tabs, and keywords indented or in lower case', () => {
    const plain = valueRead(readMps(CORE, 'a'));
    const keywords = /^(NAME|ROWS|COLUMNS|RHS|BOUNDS|ENDATA)/gm;
    const others = [
      CORE.replaceAll('\n', '\r\n'),
      CORE.replaceAll('\n', '\r'),
      `\ufeff${CORE}`,
      CORE.replaceAll(/(?<=\S) +/g, '\t'),
      CORE.replaceAll(keywords, (word) => word.toLowerCase()),
      CORE.replaceAll(keywords, (word) => `  ${word}`),
      CORE.replace('RHS\n', '  * an indented comment\n  *\nRHS\n'),
    ];
    for (const text of others) expect(valueRead(readMps(text, 'a'))).toEqual(plain);
  });

  it('may have blanks in names when its fields stand in their columns', () => {
    const card = (...fields: readonly string[]): string => {
      const [kind = '', first = '', second = '', value = '', third = '', other = ''] = fields;
      const left = ` ${kind.padEnd(3)}${first.padEnd(10)}${second.padEnd(10)}${value.padStart(12)}`;
      return `${left.padEnd(39)}${third.padEnd(10)}${other}`.trimEnd();
    };
    const columns = [
      card('', 'M', "'MARKER'", '', "'INTORG'"),
      card('', 'x one', 'COST', '1.0', 'D 2', '2.0'),
      card('', 'M', "'MARKER'", '', "'INTEND'"),
    ].join('\n');
    const rows = `ROWS\n N  COST\n${card('G', 'D 2')}`;
    const ends = `RHS\n${card('', '', 'D 2', '10.0')}\nBOUNDS\n${card('UP', 'B', 'x one', '40')}\nENDATA\n`;
    const fixed = `NAME          BLANKS\n${rows}\nCOLUMNS\n${columns}\n${ends}`;
    const core = valueRead(readMps(fixed, 'a'));
    expect(core).toMatchObject({ layout: 'fixed', rhsSet: '' });
    expect(core.columns).toEqual([{ name: 'x one', line: 7, cost: 1, lower: 0, upper: 40, isInteger: true }]);
    expect(core.rows).toMatchObject([{ name: 'D 2', rhs: 10, entries: [{ index: 0, value: 2 }] }]);
  });

  it('bounds columns as the kind says', () => {
    expect(boundsOf('BOUNDS\n LO B x 2\n UP B x 3\n FX B y 4\n FR B z')).toEqual([
      [2, 3],
      [4, 4],
      [-Infinity, Infinity],
    ]);
    expect(boundsOf('BOUNDS\n MI B x\n UP B x 3\n PL B y\n BV B z')).toEqual([
      [-Infinity, 3],
      [0, Infinity],
      [0, 1],
    ]);
    expect(boundsOf('BOUNDS\n LI B x 2\n UI B x 1e30\n UP B y 7\n FR B z')).toEqual([
      [2, Infinity],
      [0, 7],
      [-Infinity, Infinity],
    ]);
  });

  it('takes coefficients of rows that solvers drop as 0, and says so', () => {
    const reading = readMps(CORE.replace(/(x +D2 +)[\d.]+/, '$1-1e-11'), 'a');
    expect(valueRead(reading).rows[1]!.entries.map(({ index }) => index)).not.toContain(0);
    expect(reading.warnings.map(({ message }) => message)).toEqual([
      '"-1e-11" is read as 0: solvers drop coefficients so small',
    ]);
  });

  it('finds columns of bounds without sets', () => {
    expect(boundsOf('BOUNDS\n UP x 7\n FR y\n BV z 1')).toEqual([
      [0, 7],
      [-Infinity, Infinity],
      [0, 1],
    ]);
  });

  it('takes a negative upper bound alone as open below, and a bare integer as binary, and says so', () => {
    const integer = " M 'MARKER' 'INTORG'\n x OBJ 1 R 1\n M 'MARKER' 'INTEND'\n y OBJ 1 S 1\n z OBJ 1 T 1";
    const reading = readMps(withEnd('BOUNDS\n UP B y -3', integer), 'a.mps');
    expect(valueRead(reading).columns.map(({ lower, upper, isInteger }) => [lower, upper, isInteger])).toEqual([
      [0, 1, true],
      [-Infinity, -3, false],
      [0, Infinity, false],
    ]);
    expect(warningLines(reading)).toEqual([
      'a.mps:9: integer column "x" has no bound: 0 to 1 is assumed; give its bounds',
      'a.mps:14: column "y" has the upper bound -3 and no lower one: minus infinity is assumed; give the lower bound too, with LO or MI',
    ]);
  });

  it('ranges rows by kind and sign', () => {
    expect(rowBounds('L', 5, 2)).toEqual({ lower: 3, upper: 5 });
    expect(rowBounds('L', 5, -2)).toEqual({ lower: 3, upper: 5 });
    expect(rowBounds('G', 5, -2)).toEqual({ lower: 5, upper: 7 });
    expect(rowBounds('E', 5, 2)).toEqual({ lower: 5, upper: 7 });
    expect(rowBounds('E', 5, -2)).toEqual({ lower: 3, upper: 5 });
    expect(rowBounds('L', Infinity, null)).toEqual({ lower: -Infinity, upper: Infinity });
  });

  it('turns the sense, names the objective and takes its right-hand side as minus the constant', () => {
    const core = valueRead(readMps(withEnd('RHS\n RHS OBJ -7').replace('ROWS', 'OBJSENSE\n    MAX\nROWS'), 'a'));
    expect(core).toMatchObject({ sense: 'maximise', objectiveConstant: 7 });
    const named = withEnd('').replace('ROWS\n', 'OBJSENSE MAX\nOBJNAME\n    SECOND\nROWS\n N FREE\n N SECOND\n');
    expect(valueRead(readMps(named, 'a'))).toMatchObject({ sense: 'maximise', objectiveName: 'SECOND' });
  });

  it('takes a column up again after others, its terms in the order of columns', () => {
    const [before, after] = CORE.split('    x         D2            1.0\n');
    const apart = `${before}${after!.replace('RHS\n', '    x         D2            1.0\nRHS\n')}`;
    const reading = readMps(apart, 'a');
    const { rows, columns } = valueRead(reading);
    expect(rows.map(({ entries }) => entries)).toEqual(
      valueRead(readMps(CORE, 'a')).rows.map(({ entries }) => entries),
    );
    expect(columns.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
    expect(reading.warnings.map(({ message }) => message)).toEqual(['lines of column "x" do not stand together']);
    const twice = apart.replace('RHS\n', '    x         CAP           2.0\nRHS\n');
    expect(faultLines(readMps(twice, 'a'))).toEqual([
      'a:14: row "CAP" has a second entry for column "x"; remove one of them',
    ]);
  });

  it('uses bounds of all sets where each set is a name for one column', () => {
    expect(boundsOf('BOUNDS\n UP XLIM x 7\n LO XLIM x 1\n LO YLIM y 2')).toEqual([
      [1, 7],
      [2, Infinity],
      [0, Infinity],
    ]);
    expect(boundsOf('BOUNDS\n UP ONE x 7\n UP TWO x 5\n LO TWO y 2')).toEqual([
      [0, 7],
      [0, Infinity],
      [0, Infinity],
    ]);
  });

  it('uses the first of several sets and says so', () => {
    const reading = readMps(withEnd('RHS\n ONE R 5\n TWO R 6\n TWO S 7'), 'a.mps');
    expect(valueRead(reading).rows.map(({ rhs }) => rhs)).toEqual([5, 0, 0]);
    expect(warningLines(reading)).toEqual([
      'a.mps:13: RHS holds more sets than "ONE"; "TWO" and others are not used; leave only one set in the section',
    ]);
  });

  it.each([
    [
      'a cut file',
      CORE.slice(0, CORE.indexOf('BOUNDS')),
      ['a:16: the file ends without ENDATA; complete the file: it may be cut short'],
    ],
    [
      'an unknown row',
      CORE.replace('D2            1.0\n    y', 'D22           1.0\n    y'),
      ['a:10: row "D22" is not known; did you mean "D2"?'],
    ],
    [
      'a second entry',
      CORE.replace('    x         D2 ', '    x         CAP'),
      ['a:10: row "CAP" has a second entry for column "x"; remove one of them'],
    ],
    [
      'a row twice',
      CORE.replace(' G  D3', ' G  D2'),
      [
        'a:7: row "D2" is declared twice; rename or remove one',
        'a:12: row "D3" is not known; did you mean "D2"?',
        'a:13: row "D3" is not known; did you mean "D2"?',
        'a:16: row "D3" is not known; did you mean "D2"?',
      ],
    ],
    [
      'no number',
      CORE.replace('100.0', 'NaN'),
      ['a:15: "NaN" is not a finite number; write a number such as 12.5 or 1e-3'],
    ],
    [
      'a huge number',
      CORE.replace('100.0', '1e999'),
      ['a:15: "1e999" is not a finite number; write a number such as 12.5 or 1e-3'],
    ],
    [
      'a sense that is no section',
      CORE.replace('ROWS', 'OBJSENSE: MAX\nROWS'),
      ['a:3: data stand before any section; begin with NAME, then ROWS'],
    ],
    [
      'a coefficient beyond solvers',
      CORE.replace('    x         COST          1.0', '    x         COST          1e15'),
      ['a:9: "1e15" is too large for a solver; give it in larger units'],
    ],
    [
      'crossing bounds',
      CORE.replace(' UP BND', ' LO BND       x 50\n UP BND'),
      ['a:19: column "x" can have no value: lower bound 50, upper bound 40; correct its bounds'],
    ],
    [
      'semi-continuous',
      CORE.replace(' UP BND', ' SC BND'),
      ['a:18: semi-continuous columns (SC) are not supported; model the column with a binary one and a row'],
    ],
    [
      'a quadratic section',
      CORE.replace('ENDATA', 'QUADOBJ\nENDATA'),
      ['a:19: section QUADOBJ is not supported in an MPS file; remove it, or write it as rows'],
    ],
    ['a misspelt section', CORE.replace('BOUNDS', 'BOUND'), ['a:17: "BOUND" is no section; did you mean BOUNDS?']],
    [
      'no objective',
      CORE.replace(' N  COST', ' E  COST'),
      ['a:19: there is no objective row; declare it in ROWS with kind N'].map((line) => line.replace('a:19', 'a:4')),
    ],
    [
      'sections swapped',
      'COLUMNS\n x R 1\nROWS\n N R\nENDATA\n',
      [
        'a:1: section COLUMNS stands before ROWS; order: ROWS, COLUMNS, RHS, RANGES, BOUNDS',
        'a:2: row "R" is not known; use a name that the core file declares',
      ],
    ],
    [
      'nothing',
      '',
      [
        'a:1: the file ends without ROWS; complete the file: it may be cut short',
        'a:1: the file ends without COLUMNS; complete the file: it may be cut short',
        'a:1: the file ends without ENDATA; complete the file: it may be cut short',
        'a:1: there is no objective row; declare it in ROWS with kind N',
      ],
    ],
  ])('with %s has its fault named with its line', (_, text, expected) => {
    expect(faultLines(readMps(text, 'a'))).toEqual(expected);
  });
});
