import { readdirSync, readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { describeIssue } from '../domain/index.ts';
import { hostJsonSchemaText, parseHost } from './index.ts';

const SMALL = `eightyfold: 1
name: Small site
asOf: 2026-10-01
startMonth: 2026-10
requiredReturnPerYear: 0.12
supplyRegimeProbability: {glut: 0.25, normal: 0.45, tight: 0.30}
site:
  interconnectMegawatts: 20
  idleMegawatts: 12
  pue: 1.2
  gridMonths: {p10: 6, p50: 12, p90: 24}
  powerUsdPerMwh: {value: 35, source: "meter", asOf: 2026-09, quality: measured}
equipment:
  - {id: transformer, leadMonths: 12, installMonths: 2, structures: [shell]}
structures:
  - id: shell
    kind: poweredShell
    priceUsdPerKwMonth: 150
    termMonths: 120
    buildMonths: 18
    capexUsdPerItMegawatt: 11e6
    tenantExit:
      afterMonths: 12
      noticeDays: 90
      hazardPerYear: 0.1
      relet: {priceFraction: {glut: 0.6, normal: 0.9, tight: 1}, gapMonths: {glut: 12, normal: 6, tight: 2}}
    financing: {loanToCostFraction: 0.7, ratePerYear: 0.09, tenorMonths: 96}
`;

const withLine = (from: string, to: string): string => {
  if (!SMALL.includes(from)) throw new Error(from);
  return SMALL.replace(from, to);
};
const errorsOf = (text: string) => parseHost(text).issues.filter(({ severity }) => severity === 'error');

describe('a host file', () => {
  it('becomes one form: megawatts of IT, months of notice, price a year, quantiles', () => {
    const { plan, sources } = parseHost(SMALL);
    expect(plan?.structures[0]).toMatchObject({
      megawatts: 12,
      itMegawatts: 10,
      priceUsdPerItMegawattYear: 1.8e6,
      priceUnit: 'usdPerKwMonth',
      buildMonths: { p10: 18, p50: 18, p90: 18 },
      tenantExit: { noticeMonths: 3, hazardPerYear: [0.1, 0.1, 0.1], reletGapMonths: [12, 6, 2] },
    });
    expect(sources).toEqual([
      { path: 'site.powerUsdPerMwh', value: 35, source: 'meter', asOf: '2026-09', quality: 'measured' },
    ]);
  });

  it('lists what it assumes', () => {
    expect(parseHost(SMALL).issues.map(({ code }) => code)).toEqual([
      'default-equity-return',
      'default-power-escalator',
      'default-idle-income',
      'default-escalator',
      'default-operations',
      'default-residual',
      'default-power-payer',
    ]);
  });

  it('ships as an example without a fault, every source named and in the catalogue', () => {
    const example = readFileSync(new URL('../../../examples/host.yaml', import.meta.url), 'utf8');
    const { plan, issues, sources } = parseHost(example);
    expect(issues.filter(({ severity }) => severity !== 'assumption')).toEqual([]);
    expect(plan?.structures.map(({ kind }) => kind)).toEqual(['poweredShell', 'gpuService', 'jointVenture']);
    expect(sources.length).toBeGreaterThan(15);
    const folder = new URL('../../../catalogue/', import.meta.url);
    const tables = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    const catalogue = tables.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
    expect(sources.filter(({ source, quality }) => !catalogue.includes(source ?? '?') || quality === null)).toEqual([]);
  });
});

describe('a bad host file', () => {
  it.each([
    ['nothing', '', 'no-host', 1],
    ['a list', '- 1\n', 'no-host', 1],
    ['another version', withLine('eightyfold: 1', 'eightyfold: 2'), 'plan-version', 1],
    ['a misspelt field', withLine('idleMegawatts', 'idleMegawats'), 'unknown-field', 9],
    ['a missing field', withLine('  pue: 1.2\n', ''), 'missing-field', 7],
    ['a number as text', withLine('pue: 1.2', 'pue: "1.2 MW"'), 'number-form', 10],
    ['quantiles that fall', withLine('p10: 6', 'p10: 16'), 'field-form', 11],
    ['more idle than there is', withLine('idleMegawatts: 12', 'idleMegawatts: 30'), 'idle-above-total', 9],
    [
      'more offered than idle',
      withLine('    termMonths', '    megawatts: 13\n    termMonths'),
      'megawatts-above-idle',
      19,
    ],
    ['chances that do not sum to 1', withLine('tight: 0.30', 'tight: 0.40'), 'probability-sum', 6],
    ['no price', withLine('    priceUsdPerKwMonth: 150\n', ''), 'missing-price', 16],
    ['two prices', withLine('    termMonths', '    priceUsdPerItMegawattYear: 2e6\n    termMonths'), 'two-prices', 16],
    ['GPU hours without GPUs', withLine('priceUsdPerKwMonth: 150', 'priceUsdPerGpuHour: 2'), 'missing-field', 16],
    [
      'a shell with GPUs',
      withLine('    termMonths', '    gpuCapexUsdPerItMegawatt: 29e6\n    termMonths'),
      'shell-with-gpus',
      19,
    ],
    ['a service without GPUs', withLine('poweredShell', 'gpuService'), 'missing-field', 16],
    ['a venture without terms', withLine('poweredShell', 'jointVenture'), 'missing-field', 16],
    ['an exit after the term', withLine('afterMonths: 12', 'afterMonths: 120'), 'exit-after-term', 22],
    ['debt that outlives the term', withLine('tenorMonths: 96', 'tenorMonths: 130'), 'tenor-after-term', 27],
    ['equipment of a structure that is not there', withLine('[shell]', '[shel]'), 'unknown-structure', 14],
    [
      'more money than there is',
      withLine('capexUsdPerItMegawatt: 11e6', 'capexUsdPerItMegawatt: 1e9')
        .replaceAll('Megawatts: 20', 'Megawatts: 20000')
        .replaceAll('Megawatts: 12', 'Megawatts: 12000'),
      'amount-too-large',
      16,
    ],
    ['a source with a foreign field', withLine('quality: measured', 'qualty: measured'), 'unknown-field', 12],
  ])('with %s is refused, with its place', (_case, text, code, line) => {
    const errors = errorsOf(text);
    expect(errors.map((issue) => [issue.code, issue.line])).toContainEqual([code, line]);
    expect(parseHost(text).plan).toBeNull();
  });

  it('says what, where and how to fix it', () => {
    const issue = errorsOf(withLine('[shell]', '[shel]'))[0]!;
    expect(describeIssue(issue, 'host.yaml')).toBe(
      'unknown-structure: there is no structure "shel"\n' +
        '  at   host.yaml:14:70 equipment[0].structures[0] = shel\n' +
        '  fix  write shell, or name one of shell',
    );
  });

  it('warns of a price in another unit', () => {
    const { plan, issues } = parseHost(withLine('priceUsdPerKwMonth: 150', 'priceUsdPerItMegawattYear: 150'));
    expect(plan).not.toBeNull();
    expect(issues[0]).toMatchObject({ code: 'unusual-value', severity: 'warning' });
  });
});

describe('schema/host.schema.json', () => {
  const text = hostJsonSchemaText();
  const isValid = new Ajv2020({ strict: true }).compile(JSON.parse(text));

  it('is what the code has: node scripts/write-schema.ts', () => {
    expect(readFileSync(new URL('../../../schema/host.schema.json', import.meta.url), 'utf8') === text).toBe(true);
  });

  it('accepts what the parser accepts and refuses an unknown field', () => {
    const example = readFileSync(new URL('../../../examples/host.yaml', import.meta.url), 'utf8');
    expect([isValid(parse(SMALL)), isValid(parse(example))], JSON.stringify(isValid.errors)).toEqual([true, true]);
    expect(isValid({ ...parse(SMALL), colour: 'red' })).toBe(false);
  });
});
