import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { describeIssue } from '../../domain/index.ts';
import { civilDateOf, dateTextOf, dayNumberOf, daysOfMonth, weekdayOf } from './civil-date.ts';
import { readMoment } from './date-formats.ts';
import { growthStepsOf } from './growth-steps.ts';
import { readUsage, UsageReader } from './read-usage.ts';
import type { UsageOptions } from './usage-history.ts';

const MONTHS = 'month,gpu_hours\n2026-01,744\n2026-02,1344\n2026-03,2232\n';

/** Everything said about a table, errors and warnings only. */
function said(text: string, options: UsageOptions = {}): string[] {
  return readUsage(text, options)
    .issues.filter(({ severity }) => severity !== 'assumption')
    .map((issue) => describeIssue(issue, 'usage.csv'));
}

function historyOf(text: string, options: UsageOptions = {}) {
  const { history, issues } = readUsage(text, options);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return history!;
}

/** Daily rows of 2026 on, the value of each day by its index. */
function daily(count: number, valueOf: (day: number) => number, firstDay = 20454): string {
  const rows = Array.from({ length: count }, (_, day) => `${dateTextOf(firstDay + day)},${valueOf(day)}`);
  return `date,gpus\n${rows.join('\n')}\n`;
}

describe('dates', () => {
  test('every day of 800 years comes back', () => {
    for (let day = -146097; day < 146097; day += 1) expect(dayNumberOf(civilDateOf(day))).toBe(day);
    expect(dayNumberOf({ year: 1970, month: 1, day: 1 })).toBe(0);
    expect(dateTextOf(20454)).toBe('2026-01-01');
    expect(weekdayOf(0)).toBe(3);
    expect([daysOfMonth(1900, 2), daysOfMonth(2000, 2), daysOfMonth(2026, 2)]).toEqual([28, 29, 28]);
  });

  test('agree with the platform on every day they both know', () => {
    const property = fc.property(fc.integer({ min: -100000, max: 100000 }), (day) => {
      expect(dateTextOf(day)).toBe(new Date(day * 864e5).toISOString().slice(0, 10));
    });
    fc.assert(property);
  });

  test.each([
    ['2026-07-01', 'YYYY-MM-DD', '2026-07-01T00:00Z'],
    ['2026-07-01 13:00', 'YYYY-MM-DD', '2026-07-01T13:00Z'],
    ['2026-07-01T13:00:00.000Z', 'YYYY-MM-DD', '2026-07-01T13:00Z'],
    ['2026-07-01T13:00+02:00', 'YYYY-MM-DD', '2026-07-01T11:00Z'],
    ['2026-07', 'YYYY-MM', '2026-07-01T00:00Z'],
    ['2026/7/1', 'YYYY/MM/DD', '2026-07-01T00:00Z'],
    ['31.12.2026', 'DD.MM.YYYY', '2026-12-31T00:00Z'],
    ['31/12/2026 9:00 PM', 'DD/MM/YYYY', '2026-12-31T21:00Z'],
    ['12/31/2026 12:00 AM', 'MM/DD/YYYY', '2026-12-31T00:00Z'],
    ['2026-W01', 'YYYY-Www', '2025-12-29T00:00Z'],
    ['Feb 2026', 'Mon YYYY', '2026-02-01T00:00Z'],
    ['46204', 'spreadsheet', '2026-07-01T00:00Z'],
    ['46204.5', 'spreadsheet', '2026-07-01T12:00Z'],
    ['1782864000', 'unix-seconds', '2026-07-01T00:00Z'],
    ['1782864000000', 'unix-milliseconds', '2026-07-01T00:00Z'],
  ] as const)('%s as %s', (text, format, moment) => {
    expect(readMoment(text, format)).toBe(Date.parse(moment) / 3.6e6);
  });

  test.each([
    ['2026-02-30', 'YYYY-MM-DD'],
    ['2026-13', 'YYYY-MM'],
    ['2026-07-01 24:00', 'YYYY-MM-DD'],
    ['13/13/2026', 'MM/DD/YYYY'],
    ['tomorrow', 'YYYY-MM-DD'],
    ['46204', 'unix-seconds'],
  ] as const)('%s is no %s', (text, format) => expect(readMoment(text, format)).toBeNull());
});

describe('a table is understood', () => {
  test('monthly totals are rates, whatever days the month has', () => {
    const history = historyOf(MONTHS);
    expect([...history.ratePerHour]).toEqual([1, 2, 3]);
    expect(history).toMatchObject({
      unit: 'gpu-hours',
      cadence: 'month',
      firstDate: '2026-01-01',
      lastDate: '2026-03-31',
    });
  });

  test.each([
    [
      'semicolons, decimal comma, other columns',
      'Region;Datum;GPU hours\nx;31.01.2026;744,0\nx;28.02.2026;1.344,0\nx;31.03.2026;2.232,0\n',
      {},
    ],
    ['tabs and dollars', 'month\tspend\nJan 2026\t$744\nFeb 2026\t$1344\nMar 2026\t$2232\n', {}],
    ['quotes and thousands', '"when","tokens"\n"2026-01","744"\n"2026-02","1,344"\n"2026-03","2,232"\n', {}],
    ['newest first', 'month,gpu_hours\n2026-03,2232\n2026-02,1344\n2026-01,744\n', {}],
    ['no header', '2026-01,744\n2026-02,1344\n2026-03,2232\n', { unit: 'requests' }],
    [
      'line ends, blank lines and remarks',
      '# ours\r\nmonth,requests\r\n\r\n2026-01,744\r\n2026-02,1344\r\n2026-03,2232',
      {},
    ],
    [
      'parts summed',
      'month,team,gpu_hours\n2026-01,a,700\n2026-01,b,44\n2026-02,a,1344\n2026-03,a,2232\n',
      { duplicates: 'sum' },
    ],
    ['spreadsheet days', 'Month,GPUs\n46023,1\n46054,2\n46082,3\n', {}],
    ['months of a spreadsheet', 'Month,GPUs\nJan-26,1\nFeb-26,2\nMar-26,3\n', {}],
    ['years of two digits, hours in German', 'Datum;GPU-Stunden\n01.01.26;744\n01.02.26;1344\n01.03.26;2232\n', {}],
    ['blanks between thousands', 'month;requests\n2026-01;744\n2026-02;1 344\n2026-03;2\u202f232\n', {}],
    ['a title above the header', 'Usage report\nmonth,requests\n2026-01,744\n2026-02,1344\n2026-03,2232\n', {}],
    ['old line ends', 'month,requests\r2026-01,744\r2026-02,1344\r2026-03,2232\r', {}],
    ['a cost of GPU-hours', 'month,gpu_hours_cost\n2026-01,744\n2026-02,1344\n2026-03,2232\n', {}],
    ['the last row dropped', `${MONTHS}2026-04,100\n`, { dropLast: true }],
  ] as const)('%s', (_, text, options) => {
    expect([...historyOf(text, options).ratePerHour]).toEqual([1, 2, 3]);
  });

  test('months dated by their last day cover whole months', () => {
    const history = historyOf('date,gpus\n2026-01-31,1\n2026-02-28,2\n2026-03-31,3\n');
    expect(history).toMatchObject({ cadence: 'month', firstDate: '2026-01-01', lastDate: '2026-03-31' });
  });

  test('day or month first is told by even steps', () => {
    const weeks = historyOf('date,gpus\n05/01/2026,5\n12/01/2026,6\n19/01/2026,7\n26/01/2026,8\n02/02/2026,9\n');
    expect(weeks).toMatchObject({ cadence: 'week', firstDate: '2026-01-05', lastDate: '2026-02-08' });
  });

  test('permuting columns changes nothing', () => {
    const columns = ['date', 'gpu_hours', 'region', 'note'];
    const rows = Array.from({ length: 30 }, (_, day) => [dateTextOf(20454 + day), String(100 + day), 'eu', `n${day}`]);
    const straight = historyOf([columns, ...rows].map((row) => row.join(',')).join('\n'));
    const property = fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
      const text = [columns, ...rows].map((row) => order.map((column) => row[column]).join(',')).join('\n');
      expect(historyOf(text)).toEqual(straight);
    });
    fc.assert(property, { numRuns: 24 });
  });

  test('what is assumed is said, with the options that change it', () => {
    const [assumed] = readUsage(MONTHS).issues;
    expect(describeIssue(assumed!, 'usage.csv')).toMatchInlineSnapshot(`
      "usage-columns: dates are in month as YYYY-MM, usage in gpu_hours as gpu-hours; decimal mark .
        at   usage.csv
        fix  if not: --date-column, --date-format, --value-column, --unit, --decimal"
    `);
  });
});

describe('a text in pieces', () => {
  const tables = [
    MONTHS,
    daily(6000, (day) => 100 + (day % 7)),
    'date,team,gpus\r\n2026-01-02,"a, b",1\r\n2026-01-02,c,2\r\n\r\n# none\r\n2026-01-01,a,5',
  ];

  test('is read as the whole, wherever it is cut', () => {
    const property = fc.property(
      fc.constantFrom(...tables),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      (text, shares) => {
        const cuts = [0, ...shares.map((share) => Math.floor(share * text.length)).toSorted((a, b) => a - b)];
        const reader = new UsageReader({ duplicates: 'sum' });
        cuts.forEach((cut, index) => reader.push(text.slice(cut, cuts[index + 1])));
        expect(reader.end()).toEqual(readUsage(text, { duplicates: 'sum' }));
      },
    );
    fc.assert(property, { numRuns: 40 });
  });

  test('the last period is the one left out, whichever row comes first', () => {
    const rows = ['2026-03,9', '2026-03,1', '2026-02,6', '2026-01,5'];
    const text = (order: readonly string[]): string => `month,gpus\n${order.join('\n')}\n`;
    const options = { duplicates: 'sum', dropLast: true } as const;
    expect([...historyOf(text(rows), options).ratePerHour]).toEqual([5, 6]);
    expect([...historyOf(text(rows.toReversed()), options).ratePerHour]).toEqual([5, 6]);
  });
});

describe('bad rows are refused with their place', () => {
  test.each([
    ['not a number', `${MONTHS}2026-04,n/a\n`],
    ['negative', `${MONTHS}2026-04,-1\n`],
    ['mixed units', `${MONTHS}2026-04,12 TFLOP\n`],
    ['a date of another kind', `${MONTHS}April 2026 (est),5\n`],
    ['a day that does not exist', 'date,gpus\n2026-02-28,1\n2026-02-30,1\n2026-03-01,1\n'],
    ['a short row', `${MONTHS}2026-04\n`],
    ['out of order', `${MONTHS}2026-02,5\n`],
    ['the same date twice', `${MONTHS}2026-03,5\n`],
    ['ambiguous dates', 'date,gpus\n01/02/2026,5\n01/03/2026,6\n'],
    ['ambiguous decimals', 'month;gpus\n2026-01;1,500\n2026-02;1,600\n'],
    ['units in the cells', 'month,usage\n2026-01,100 GPUs\n2026-02,1.2M tokens\n'],
    ['a unit that is none of ours', 'month,gpu_seconds\n2026-01,5\n2026-02,6\n'],
    ['a date that is likely wrong', 'date,gpus\n2026-01-01,5\n2026-01-02,6\n2062-01-03,6\n'],
    ['seconds', 'time,gpus\n2026-01-01 00:00:00,5\n2026-01-01 00:00:10,6\n2026-01-01 00:00:20,6\n'],
    ['no unit', 'month,amount\n2026-01,5\n2026-02,6\n'],
    ['two candidates', 'month,a,b\n2026-01,5,6\n2026-02,6,7\n'],
    ['no dates', 'name,gpus\na,5\nb,6\n'],
    ['empty', '\n\n'],
    ['one row', 'month,gpus\n2026-01,5\n'],
    ['all zero', 'month,gpus\n2026-01,0\n2026-02,0\n'],
    ['no cadence', 'date,gpus\n2026-01-01,5\n2026-01-04,6\n2026-02-11,6\n2026-02-12,6\n2026-05-12,6\n'],
  ])('%s', (_, text) => {
    expect(readUsage(text).history).toBeNull();
    expect(said(text).join('\n')).toMatchSnapshot();
  });

  test.each([
    ['a gap', 'month,gpus\n2026-01,5\n2026-02,6\n2026-05,9\n2026-06,9\n'],
    ['leading zeros', 'month,gpus\n2026-01,0\n2026-02,6\n2026-03,9\n2026-04,9\n'],
    ['a last row that looks unfinished', 'month,gpus\n2026-01,5\n2026-02,6\n2026-03,1\n'],
    ['newest first', 'month,gpus\n2026-03,6\n2026-02,6\n2026-01,5\n'],
    ['zeros inside', 'month,gpus\n2026-01,6\n2026-02,0\n2026-03,5\n2026-04,7\n'],
    ['a title', 'Usage\nof us\nmonth,gpus\n2026-01,6\n2026-02,8\n'],
    ['dollars', 'month,spend\n2026-01,6\n2026-02,8\n'],
  ])('%s is repaired, and said', (_, text) => {
    expect(readUsage(text).history).not.toBeNull();
    expect(said(text).join('\n')).toMatchSnapshot();
  });

  test('a table without end of faults is not read to its end', () => {
    const reader = new UsageReader({});
    const isWanted = reader.push(`${MONTHS}${'2026-04,n/a\n'.repeat(6000)}`);
    expect(isWanted).toBe(false);
    const { issues } = reader.end();
    expect(issues).toHaveLength(101);
    expect(issues.find(({ code }) => code === 'usage-stopped')!.line).toBe(103);
  });

  test('an amount has one decimal mark and parts thousands throughout', () => {
    const amounts = ['1,234.5', '12,34', '1,2345', '.', '1.2.3'];
    const text = (amount: string): string => `month;gpus\n2026-01;1.5\n2026-02;${amount}\n`;
    const read = amounts.map((amount) => readUsage(text(amount), { decimal: '.' }).history?.ratePerHour[1] ?? null);
    expect(read).toEqual([1234.5, null, null, null, null]);
    expect(readUsage(text('2'), { decimal: ',' }).history).toBeNull();
  });

  test('any text at all is read or refused, never thrown over', () => {
    const pieces = fc.constantFrom(
      ',',
      ';',
      '\n',
      '"',
      '2026-01',
      '2026-01-05',
      '7',
      '-',
      'gpus',
      'date',
      '\t',
      '\u0000',
      '1e999',
    );
    const property = fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const { history, issues } = readUsage(parts.join(''));
      const rates = history?.ratePerHour ?? new Float64Array();
      expect(rates.every((rate) => Number.isFinite(rate) && rate >= 0)).toBe(true);
      expect(issues.some(({ severity }) => severity === 'error')).toBe(history === null);
    });
    fc.assert(property, { numRuns: 400 });
  });
});

describe('steps', () => {
  test('windows are whole weeks from the end, so weekdays cancel', () => {
    const text = daily(70, (day) => 100 + (day % 7 < 2 ? -50 : 20));
    const { seen, stepMonths } = growthStepsOf(historyOf(text));
    expect(stepMonths).toBeCloseTo(168 / 730, 12);
    expect(seen).toHaveLength(9);
    for (const { logGrowth } of seen) expect(logGrowth).toBeCloseTo(0, 12);
  });

  test('a long history is read in 28 days', () => {
    expect(growthStepsOf(historyOf(daily(400, () => 5)))).toMatchObject({ stepMonths: 672 / 730 });
  });

  test('growth over missing months is one long step', () => {
    const { seen } = growthStepsOf(historyOf('month,gpus\n2026-01,1\n2026-02,2\n2026-05,16\n'));
    expect(seen.map(({ fromStep, stepCount }) => [fromStep, stepCount])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  test('shifting dates, scaling amounts and another unit change no growth', () => {
    const cases = fc.record({
      shift: fc.integer({ min: -3000, max: 3000 }),
      factor: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      count: fc.integer({ min: 20, max: 60 }),
    });
    const property = fc.property(cases, ({ shift, factor, count }) => {
      const valueOf = (day: number): number => 100 + ((day * 37) % 23);
      const plain = growthStepsOf(historyOf(daily(count, valueOf)));
      const moved = growthStepsOf(historyOf(daily(count, valueOf, 20454 + shift)));
      const scaled = growthStepsOf(
        historyOf(
          daily(count, (day) => valueOf(day) * factor),
          { unit: 'tokens' },
        ),
      );
      expect(moved).toEqual(plain);
      scaled.seen.forEach(({ logGrowth }, t) => expect(logGrowth).toBeCloseTo(plain.seen[t]!.logGrowth, 10));
    });
    fc.assert(property, { numRuns: 40 });
  });
});
