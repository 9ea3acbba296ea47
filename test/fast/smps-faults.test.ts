/** Readers of MPS and SMPS on damaged files: no text makes them throw or hang, and every fault has a file and a line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Reading, readMps, readSmps, validateProgramme, type SmpsFiles } from '../../src/core/index.ts';
import { BLOCKS, CORE, INDEPENDENT, SCENARIOS, smpsFiles, TIME } from '../support/smps-texts.ts';

const PARTS = ['core', 'time', 'stochastic'] as const;
const STOCHASTIC = [INDEPENDENT, BLOCKS, SCENARIOS, INDEPENDENT.replace('ENDATA', 'INDEP NORMAL\n RHS D3 9 1\nENDATA')];

/** What damages a text; numbers choose the place. */
type Damage = (text: string, at: number, other: number) => string;

const lineDamage =
  (change: (lines: string[], at: number, other: number) => void): Damage =>
  (text, at, other) => {
    const lines = text.split('\n');
    change(lines, at % lines.length, other % lines.length);
    return lines.join('\n');
  };
const wordDamage =
  (change: (word: string) => string): Damage =>
  (text, at) => {
    const words = text.split(/(\s+)/);
    const index = at % words.length;
    words[index] = /^\s*$/.test(words[index]!) ? words[index]! : change(words[index]!);
    return words.join('');
  };

const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (text, at) => text.slice(0, at % (text.length + 1)),
  'a line gone': lineDamage((lines, at) => lines.splice(at, 1)),
  'a line twice': lineDamage((lines, at) => lines.splice(at, 0, lines[at]!)),
  'lines swapped': lineDamage((lines, at, other) => ([lines[at], lines[other]] = [lines[other]!, lines[at]!])),
  'a huge number': wordDamage(() => '1e308'),
  'beyond numbers': wordDamage(() => '-1e999'),
  'no number': wordDamage(() => 'NaN'),
  'an unknown name': wordDamage((word) => `${word}x`),
  'a word gone': wordDamage(() => ''),
  'a word of the language': wordDamage(() => '__proto__'),
  'a keyword': wordDamage(() => 'RHS'),
  'blank in a name': wordDamage((word) => `${word} ${word}`),
  'returns and feeds': (text) => text.replaceAll('\n', '\r\n'),
  tabs: (text) => text.replaceAll(' ', '\t'),
  'a byte order mark': (text) => `\ufeff${text}`,
  'no indent': (text) => text.replaceAll(/^ +/gm, ''),
  junk: (text, at, other) =>
    `${text.slice(0, at % text.length)}\0\u0007\ufffd${String.fromCharCode(other % 65536)}${text.slice(at % text.length)}`,
  'a letter changed': (text, at, other) => {
    const place = at % text.length;
    return text.slice(0, place) + String.fromCharCode(32 + (other % 95)) + text.slice(place + 1);
  },
};

/** Either a sound programme, or faults that stand in a file that was given, on a line that it has. */
function expectHonest(
  files: SmpsFiles,
  reading: Reading<{ readonly programme: Parameters<typeof validateProgramme>[0] }>,
): void {
  const lineCounts = new Map(PARTS.map((part) => [files[part].fileName, files[part].text.split(/\r\n|\r|\n/).length]));
  const remarks = reading.isRead ? reading.warnings : [...reading.faults, ...reading.warnings];
  const unlocated = remarks.filter(({ fileName, line }) => !(line >= 1 && line <= (lineCounts.get(fileName) ?? 0)));
  const unreadable = remarks.filter(
    ({ message, howToFix }) => !/^[\x20-\x7e\u00a0-\ufffd]{1,400}$/.test(message) || howToFix === '',
  );
  const unsound = reading.isRead ? validateProgramme(reading.value.programme) : [];
  const isSilent = !reading.isRead && reading.faults.length === 0;
  expect({ unlocated, unreadable, unsound, isSilent }).toEqual({
    unlocated: [],
    unreadable: [],
    unsound: [],
    isSilent: false,
  });
}

describe('damaged SMPS files', () => {
  it.each(Object.entries(DAMAGES))('%s', (_, damage) => {
    const places = fc.tuple(
      fc.constantFrom(...PARTS),
      fc.constantFrom(...STOCHASTIC),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.boolean(),
    );
    const property = fc.property(places, ([part, stochastic, at, other, again, isTwice]) => {
      const whole = smpsFiles({ stochastic });
      const once = damage(whole[part].text, at, other);
      const text = isTwice && once.length > 0 ? damage(once, again, at) : once;
      const files = { ...whole, [part]: { ...whole[part], text } };
      expectHonest(files, readSmps(files));
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('cut at any letter are found to be cut, unless nothing but the end of a line is gone', () => {
    for (const part of PARTS) {
      const whole = smpsFiles({ stochastic: SCENARIOS });
      const { text } = whole[part];
      for (let end = 0; end < text.trimEnd().length; end++) {
        const files = { ...whole, [part]: { ...whole[part], text: text.slice(0, end) } };
        const reading = readSmps(files);
        expect(reading.isRead, `${part} cut at ${end}`).toBe(false);
        expectHonest(files, reading);
      }
    }
  });

  it('of nothing but noise', () => {
    const words = fc.constantFrom(...`${CORE}${TIME}${SCENARIOS}`.split(/(\s+)/));
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.array(words, { maxLength: 99 }).map((list) => list.join('')),
    );
    const property = fc.property(noise, noise, noise, (core, time, stochastic) => {
      const files = smpsFiles({ core, time, stochastic });
      expectHonest(files, readSmps(files));
    });
    fc.assert(property, { numRuns: 100 });
  });
});

describe('large damaged files take time in proportion', () => {
  const long = 'x'.repeat(1_000_000);
  const texts: readonly (readonly [string, string])[] = [
    ['a line of a million letters', CORE.replace(' L  CAP', ` L  ${long}`)],
    ['a number of a million digits and a letter', CORE.replace('100.0', `${'1'.repeat(1_000_000)}x`)],
    ['a million blanks', CORE.replace(' L  CAP', ` L${' '.repeat(1_000_000)}CAP x`)],
    [
      'thirty thousand unknown names',
      CORE.replace('RHS\n', `${Array.from({ length: 30_000 }, (_, i) => `    c${i} r${i} 1`).join('\n')}\nRHS\n`),
    ],
    ['a hundred thousand words on a line', CORE.replace('RHS\n', `${' x'.repeat(100_000)}\nRHS\n`)],
  ];
  it.each(texts)('%s', (_, text) => {
    const startedAt = performance.now();
    const reading = readMps(text, 'a');
    expect(reading.isRead ? 1 : reading.faults.length).toBeLessThanOrEqual(101);
    // Linear reading takes well under a second; anything quadratic in these sizes takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('a small file that asks for billions of values', () => {
    const first = Array.from({ length: 9000 }, (_, i) => `    x${i} D2 1`).join('\n');
    const columns = Array.from({ length: 9000 }, (_, i) => `    x${i} COST 1`).join('\n');
    const core = CORE.replace('COLUMNS\n', `COLUMNS\n${columns}\n`);
    const time = TIME.replace('    x         CAP', '    x0        CAP');
    const later = ' BL B SOON 0.0001\n'.repeat(9000);
    const stochastic = `STOCH\nBLOCKS DISCRETE\n BL B SOON 0.1\n${first}\n${later}ENDATA\n`;
    const reading = readSmps(smpsFiles({ core, time, stochastic }));
    expect(reading.isRead ? [] : reading.faults.map(({ line, message }) => [line, message])).toEqual([
      [3, 'block "B" has more than 20000000 values'],
    ]);
  });
});
