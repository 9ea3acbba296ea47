import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { plantRepository, type PlantedRepository, type ToolRun } from './planted-repository.ts';

const CORE_FOLDERS = [
  'units',
  'numeric',
  'random',
  'domain',
  'demand',
  'supply',
  'programme',
  'solve',
  'simulate',
  'decide',
  'verify',
  'report',
] as const;

/** What the architecture's table lets each core folder import, written out a second time on purpose. */
const CORE_TABLE: Readonly<Record<(typeof CORE_FOLDERS)[number], readonly string[]>> = {
  units: [],
  numeric: [],
  random: ['numeric'],
  domain: ['units', 'numeric'],
  demand: ['domain', 'units', 'random', 'numeric'],
  supply: ['domain', 'units', 'numeric'],
  programme: ['numeric'],
  solve: ['programme', 'random', 'numeric'],
  simulate: ['domain', 'units', 'random', 'numeric', 'demand', 'supply', 'programme'],
  decide: ['domain', 'units', 'random', 'numeric', 'demand', 'supply', 'programme', 'solve', 'simulate'],
  verify: ['domain'],
  report: ['domain', 'units', 'demand', 'decide'],
};

const EDGES = ['cli', 'server', 'web'] as const;
const OUTER_FOLDERS = ['charts', 'api', 'adapters/node', 'adapters/browser', ...EDGES] as const;

/** Planted files with the rule that each must break. */
const BREACHES: readonly { path: string; text: string; rule: string }[] = [
  { path: 'src/core/decide/side-door.ts', text: importOf('../solve/inner.ts'), rule: 'core/decide' },
  { path: 'src/core/decide/cohorts/upwards.ts', text: importOf('../planner/fine.ts'), rule: 'core/decide order' },
  { path: 'src/core/decide/planner/outwards.ts', text: importOf('../inner.ts'), rule: 'core/decide order' },
  { path: 'src/core/report/words/upwards.ts', text: importOf('../series/fine.ts'), rule: 'core/report order' },
  { path: 'src/core/demand/package.ts', text: importOf('highs'), rule: 'core/demand' },
  { path: 'src/core/demand/yaml.ts', text: importOf('yaml'), rule: 'core/demand' },
  { path: 'src/core/domain/built-in.ts', text: importOf('node:fs'), rule: 'core/domain' },
  {
    path: 'src/core/domain/type-only.ts',
    text: "import type { x } from '../solve/index.ts';\nexport type Y = typeof x;\n",
    rule: 'core/domain',
  },
  {
    path: 'src/core/domain/lazy.ts',
    text: "export const y = () => import('../solve/index.ts');\n",
    rule: 'core/domain',
  },
  { path: 'src/core/domain/through.ts', text: "export * from '../solve/index.ts';\n", rule: 'core/domain' },
  { path: 'src/core/domain/alias.ts', text: importOf('#core'), rule: 'core/domain' },
  { path: 'src/core/domain/edge.ts', text: importOf('../../cli/inner.ts'), rule: 'core/domain' },
  { path: 'src/core/domain/of-a-test.ts', text: importOf('./fine.test.ts'), rule: 'tests imported' },
  { path: 'src/core/domain/missing.ts', text: importOf('./nowhere.ts'), rule: 'not found' },
  { path: 'src/core/domain/circle-a.ts', text: importOf('./circle-b.ts'), rule: 'cycle' },
  { path: 'src/core/domain/circle-b.ts', text: importOf('./circle-a.ts'), rule: 'cycle' },
  {
    path: 'src/core/domain/type-circle-a.ts',
    text: "import type { X } from './type-circle-b.ts';\nexport type Y = X;\n",
    rule: 'cycle',
  },
  {
    path: 'src/core/domain/type-circle-b.ts',
    text: "import type { Y } from './type-circle-a.ts';\nexport type X = Y;\n",
    rule: 'cycle',
  },
  { path: 'src/core/extra/index.ts', text: 'export const x = 1;\n', rule: 'unknown folder' },
  { path: 'src/extra/index.ts', text: 'export const x = 1;\n', rule: 'unknown folder' },
  { path: 'src/stray.ts', text: 'export const x = 1;\n', rule: 'unknown folder' },
  { path: 'src/charts/built-in.ts', text: importOf('node:path'), rule: 'charts without node' },
  { path: 'src/charts/bare-built-in.ts', text: importOf('fs'), rule: 'charts without node' },
  { path: 'src/web/built-in.ts', text: importOf('node:path'), rule: 'web without node' },
  { path: 'src/cli/core-side-door.ts', text: importOf('../core/solve/index.ts'), rule: 'cli' },
  { path: 'src/cli/charts-side-door.ts', text: importOf('../charts/inner.ts'), rule: 'cli' },
  { path: 'src/adapters/node/other.ts', text: importOf('../browser/index.ts'), rule: 'adapters/node' },
  { path: 'src/adapters/browser/built-in.ts', text: importOf('node:fs'), rule: 'adapters/browser without node' },
  { path: 'src/charts/upwards.ts', text: importOf('../api/index.ts'), rule: 'charts' },
  { path: 'src/api/upwards.ts', text: importOf('../adapters/node/index.ts'), rule: 'api' },
];

/** Planted files that break nothing. */
const FINE: readonly { path: string; text: string }[] = [
  { path: 'src/core/domain/fine.test.ts', text: importOf('../solve/inner.ts') + importOf('node:fs', 'y') },
  { path: 'src/core/domain/fine-packages.ts', text: importOf('zod') + importOf('yaml', 'y') },
  { path: 'src/core/decide/cohorts/fine.ts', text: 'export const x = 1;\n' },
  { path: 'src/core/decide/planner/fine.ts', text: importOf('../cohorts/fine.ts') },
  { path: 'src/core/report/words/fine.ts', text: 'export const x = 1;\n' },
  { path: 'src/core/report/series/fine.ts', text: importOf('../words/fine.ts') },
  { path: 'src/charts/fine.ts', text: importOf('#core') + importOf('@observablehq/plot', 'y') },
  { path: 'src/cli/fine.ts', text: importOf('../adapters/node/index.ts') + importOf('node:fs', 'y') },
];

let repository: PlantedRepository;
let run: ToolRun;
let lines: readonly string[];

beforeAll(() => {
  const planted = [...doors(), ...coreMatrix(), ...edgeMatrix(), ...BREACHES, ...FINE];
  repository = plantRepository(Object.fromEntries(planted.map(({ path, text }) => [path, text])));
  run = repository.run('scripts/boundaries.mjs');
  lines = run.output.split('\n').filter((line) => /^\S.*: src\//.test(line));
}, 60_000);

afterAll(() => repository.remove());

describe('breaches are found', () => {
  test('the check fails', () => expect(run.code).toBe(1));

  test.each(BREACHES)('$path breaks "$rule"', ({ path, rule }) => {
    expect(lines.some((line) => line.startsWith(`${rule}: ${path}`) || isInCycle(line, rule, path))).toBe(true);
  });

  test.each(CORE_FOLDERS)('core/%s imports what its row names and nothing else', (folder) => {
    const refused = CORE_FOLDERS.filter((other) => isReported(`src/core/${folder}/from-${other}.ts`));
    expect(refused).toEqual(CORE_FOLDERS.filter((other) => other !== folder && !CORE_TABLE[folder].includes(other)));
  });

  test.each(EDGES)('%s imports no other edge', (edge) => {
    const refused = EDGES.filter((other) => isReported(`src/${edge}/from-${other}.ts`));
    expect(refused).toEqual(EDGES.filter((other) => other !== edge));
  });
});

test.each([...FINE, ...doors()])('$path is fine', ({ path }) => {
  expect(lines.filter((line) => line.includes(`: ${path}`))).toEqual([]);
});

test('a cruise that reads no file fails', () => {
  const empty = plantRepository({ 'src/readme.txt': 'Nothing here.\n' });
  const { code, output } = empty.run('scripts/boundaries.mjs');
  empty.remove();
  expect(code).toBe(1);
  expect(output).toContain('0 modules cruised');
});

/** Every folder's door and one file behind it; core's own door opens all core folders. */
function doors(): { path: string; text: string }[] {
  const folders = [...CORE_FOLDERS.map((folder) => `core/${folder}`), ...OUTER_FOLDERS];
  const files = ['index.ts', 'inner.ts'];
  const core = CORE_FOLDERS.map((folder) => `export * as ${folder} from './${folder}/index.ts';\n`).join('');
  return [
    ...folders.flatMap((folder) =>
      files.map((file) => ({ path: `src/${folder}/${file}`, text: 'export const x = 1;\nexport type X = number;\n' })),
    ),
    { path: 'src/core/index.ts', text: core },
  ];
}

/** Each core folder imports each other one by its door. */
function coreMatrix(): { path: string; text: string }[] {
  return CORE_FOLDERS.flatMap((folder) =>
    CORE_FOLDERS.filter((other) => other !== folder).map((other) => ({
      path: `src/core/${folder}/from-${other}.ts`,
      text: importOf(`../${other}/index.ts`),
    })),
  );
}

function edgeMatrix(): { path: string; text: string }[] {
  return EDGES.flatMap((edge) =>
    EDGES.filter((other) => other !== edge).map((other) => ({
      path: `src/${edge}/from-${other}.ts`,
      text: importOf(`../${other}/index.ts`),
    })),
  );
}

function importOf(target: string, name = 'x'): string {
  return `import * as ${name} from '${target}';\nexport const of_${name} = ${name};\n`;
}

function isReported(path: string): boolean {
  return lines.some((line) => line.includes(`: ${path} `));
}

function isInCycle(line: string, rule: string, path: string): boolean {
  return rule === 'cycle' && line.startsWith('cycle: ') && line.includes(path);
}
