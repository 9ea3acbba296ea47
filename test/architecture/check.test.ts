import { afterAll, beforeAll, expect, test } from 'vitest';

import { plantRepository, type PlantedRepository, type ToolRun } from './planted-repository.ts';

/** One fault for each step of the check, and one step that finds none. */
const FAULTS: Readonly<Record<string, string>> = {
  'src/cli/main.ts': 'export const x:   any = 1;\n',
  'src/cli/unused.ts': 'export const x: string = 1;\n',
  'src/core/solve/index.ts': '/** Solves. */\nexport const x = process.argv;\n',
  'src/core/units/index.ts': "/** Units. */\nexport { x } from '../solve/index.ts';\n",
  'src/cli/tests.test.ts': [
    "import { expect, test } from 'vitest';",
    "test('good', () => expect(1).toBe(1));",
    "test('bad', () => expect(1).toBe(2));",
    "test.skip('absent', () => {});",
  ].join('\n'),
  'src/cli/broken.test.ts': "throw new Error('this file does not load');\n",
  'test/fast/snapshot.test.ts':
    "import { expect, test } from 'vitest';\ntest('new', () => expect('text').toMatchSnapshot());\n",
};

let repository: PlantedRepository;
let run: ToolRun;

beforeAll(() => {
  repository = plantRepository(FAULTS);
  run = repository.run('scripts/check.mjs');
}, 120_000);

afterAll(() => repository.remove());

test.each(['fast-tests', 'types', 'core-types', 'lint', 'format', 'boundaries', 'unused'])('%s fails', (step) => {
  expect(run.output).toMatch(new RegExp(`^FAIL {2}${step} `, 'm'));
});

test('the check fails and its last line counts the tests, with a file that does not load and an unwritten snapshot', () => {
  expect(run.code).toBe(1);
  expect(run.output.trimEnd().split('\n').at(-1)).toBe('1 passed, 3 failed');
});

test('what was not run is listed', () => {
  expect(run.output).toContain('not run: src/cli/tests.test.ts > absent');
});

test('steps that find nothing pass', () => {
  const clean = plantRepository({ 'src/cli/main.ts': 'process.exitCode = 0;\nexport {};\n' });
  const { code, output } = clean.run('scripts/check.mjs', 'types', 'lint', 'boundaries');
  clean.remove();
  expect(output).toMatch(/^0 passed, 0 failed$/m);
  expect(code, output).toBe(0);
}, 60_000);

test('a step that does not exist is refused', () => {
  const { code, output } = repository.run('scripts/check.mjs', 'speling');
  expect(code).toBe(1);
  expect(output).toContain('unknown-step: speling');
});
