import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { plantRepository, type PlantedRepository } from './planted-repository.ts';

const BANNED_MATH = [
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atan2',
  'atanh',
  'cbrt',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'hypot',
  'log',
  'log10',
  'log1p',
  'log2',
  'pow',
  'random',
  'sin',
  'sinh',
  'tan',
  'tanh',
];
const PORTABLE_MATH = ['abs', 'ceil', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];
const BANNED_GLOBALS = ['Date', 'Intl', 'Temporal', 'globalThis', 'performance'];

const longFile = (lineCount: number): string =>
  Array.from({ length: lineCount }, (_, index) => `export const line${index} = ${index};\n`).join('');
const longFunction = (lineCount: number): string =>
  `export function long(): number {\n  let x = 0;\n${'  x += 1;\n'.repeat(lineCount - 4)}  return x;\n}\n`;
const branches = (count: number): string =>
  `export function branch(x: number): number {\n${'  if (x > 1) x -= 2;\n'.repeat(count)}  return x;\n}\n`;
const parameters = (count: number): string => {
  const names = Array.from({ length: count }, (_, index) => `a${index}`);
  return `export const sum = (${names.map((name) => `${name}: number`).join(', ')}): number => ${names.join(' + ')};\n`;
};

/** Planted files with the rule that each must break, anywhere in src. */
const BREACHES: readonly { path: string; text: string; code: string }[] = [
  { path: 'src/cli/any.ts', text: 'export const x: any = 1;\n', code: 'typescript(no-explicit-any)' },
  { path: 'src/cli/default.ts', text: 'export default 1;\n', code: 'import(no-default-export)' },
  { path: 'src/cli/long-file.ts', text: longFile(401), code: 'eslint(max-lines)' },
  { path: 'src/cli/long-function.ts', text: longFunction(61), code: 'eslint(max-lines-per-function)' },
  { path: 'src/cli/branches.ts', text: branches(12), code: 'eslint(complexity)' },
  { path: 'src/cli/parameters.ts', text: parameters(5), code: 'eslint(max-params)' },
  {
    path: 'src/cli/promise.ts',
    text: 'async function go(): Promise<void> {}\ngo();\n',
    code: 'typescript(no-floating-promises)',
  },
  {
    path: 'src/cli/ignored.ts',
    text: '// @ts-ignore\nexport const x: string = 1;\n',
    code: 'typescript(ban-ts-comment)',
  },
  {
    path: 'src/cli/focus.test.ts',
    text: "import { test } from 'vitest';\ntest.only('x', () => {});\n",
    code: 'vitest(no-focused-tests)',
  },
  { path: 'src/core/solve/any.ts', text: 'export const x: any = 1;\n', code: 'typescript(no-explicit-any)' },
  { path: 'src/core/solve/default.ts', text: 'export default 1;\n', code: 'import(no-default-export)' },
  { path: 'src/core/solve/long-file.ts', text: longFile(401), code: 'eslint(max-lines)' },
  {
    path: 'src/core/solve/new-function.ts',
    text: "export const x = new Function('return 1');\n",
    code: 'eslint(no-new-func)',
  },
  {
    path: 'src/core/solve/power.ts',
    text: 'export const square = (x: number): number => x ** 2;\n',
    code: 'core(portable-arithmetic)',
  },
  {
    path: 'src/core/solve/power-assigned.ts',
    text: 'let x = 2;\nx **= 2;\nexport const y = x;\n',
    code: 'core(portable-arithmetic)',
  },
  {
    path: 'src/core/solve/math-alias.ts',
    text: 'const m = Math;\nexport const x = m.exp(1);\n',
    code: 'core(portable-arithmetic)',
  },
  {
    path: 'src/core/solve/math-parts.ts',
    text: 'const { exp } = Math;\nexport const x = exp(1);\n',
    code: 'core(portable-arithmetic)',
  },
  {
    path: 'src/core/solve/math-computed.ts',
    text: "export const x = Math['exp'](1);\n",
    code: 'core(portable-arithmetic)',
  },
  // The import table's parser does not see this kind of import, so it is not allowed at all.
  {
    path: 'src/core/solve/inline-import.ts',
    text: "export type X = import('../report/index.ts').X;\n",
    code: 'typescript(consistent-type-imports)',
  },
  ...BANNED_MATH.map((name) => ({
    path: `src/core/solve/math-${name}.ts`,
    text: `export const x = Math.${name};\n`,
    code: 'core(portable-arithmetic)',
  })),
  ...BANNED_GLOBALS.map((name) => ({
    path: `src/core/solve/global-${name}.ts`,
    text: `export const x = ${name};\n`,
    code: 'eslint(no-restricted-globals)',
  })),
];

/** Planted files that break nothing. */
const FINE: Readonly<Record<string, string>> = {
  'src/core/solve/fine.ts': PORTABLE_MATH.map((name) => `export const ${name} = Math.${name};\n`).join(''),
  'src/core/solve/fine.test.ts': `${longFile(401)}export const x = Math.exp(2 ** 3) + Date.now();\n`,
  'src/cli/fine.ts': 'export const x = Math.exp(2 ** 3) + Date.now();\n',
  'src/cli/fine-sizes.ts': longFile(300) + longFunction(60) + branches(11) + parameters(4),
  'vitest.config.ts': 'export default { test: {} };\n',
};

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

let repository: PlantedRepository;
let diagnostics: readonly Diagnostic[];
let exitCode: number | null;

beforeAll(() => {
  const breaches = Object.fromEntries(BREACHES.map(({ path, text }) => [path, text]));
  repository = plantRepository({ ...breaches, ...FINE });
  const { code, output } = repository.run('node_modules/oxlint/bin/oxlint', '-f', 'json');
  exitCode = code;
  diagnostics = (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
}, 60_000);

afterAll(() => repository.remove());

describe('breaches are found', () => {
  test('the check fails', () => expect(exitCode).toBe(1));

  test.each(BREACHES)('$path breaks $code', ({ path, code }) => {
    expect(codesIn(path)).toContain(code);
  });
});

test.each(Object.keys(FINE))('%s is fine', (path) => {
  expect(codesIn(path)).toEqual([]);
});

function codesIn(path: string): string[] {
  return diagnostics.filter((diagnostic) => diagnostic.filename === path).map((diagnostic) => diagnostic.code);
}
