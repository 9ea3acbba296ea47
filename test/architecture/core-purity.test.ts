import { afterAll, beforeAll, expect, test } from 'vitest';

import { plantRepository, type PlantedRepository, type ToolRun } from './planted-repository.ts';

/** One use of the world each; none may compile in core. */
const IMPURE: Readonly<Record<string, string>> = {
  buffer: 'export const found = Buffer.from("");',
  console: 'console.log("");',
  document: 'export const found = document.title;',
  fetch: 'export const found = fetch("https://example.org");',
  file: 'import { readFileSync } from "node:fs";\nexport const found = readFileSync("plan.yaml");',
  performance: 'export const found = performance.now();',
  process: 'export const found = process.argv;',
  timer: 'setTimeout(() => {}, 1);',
  worker: 'export const found = new Worker("worker.js");',
};

let repository: PlantedRepository;
let core: ToolRun;
let everything: ToolRun;

beforeAll(() => {
  const impure = Object.entries(IMPURE).map(([name, text]) => [`src/core/domain/${name}.ts`, `${text}\n`]);
  repository = plantRepository({
    ...Object.fromEntries(impure),
    // Packages could bring the world's types with them.
    'src/core/domain/pure.ts':
      'import { parseDocument } from "yaml";\nimport { z } from "zod";\nexport const parts = [parseDocument, z.string()];\n',
    'src/core/domain/pure.test.ts': 'export const found = process.argv;\n',
    'src/cli/enumeration.ts': 'export enum Colour { Red }\n',
    'src/cli/unchecked.ts': 'export const first = (list: readonly number[]): number => list[0];\n',
    'src/cli/clean.ts': 'export const found = process.argv;\n',
  });
  core = repository.run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.core.json', '--pretty', 'false');
  everything = repository.run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--pretty', 'false');
}, 60_000);

afterAll(() => repository.remove());

test.each(Object.keys(IMPURE))('core has no %s', (name) => {
  expect(core.code).not.toBe(0);
  expect(core.output).toMatch(new RegExp(`^src/core/domain/${name}\\.ts\\(.*error TS`, 'm'));
});

test('core may use its packages, and its tests may use the world', () => {
  expect(core.output).not.toContain('pure');
});

test('types: enums are refused, for Node only erases types', () => {
  expect(everything.output).toMatch(/^src\/cli\/enumeration\.ts\(.*error TS1294/m);
});

test('types: a list may be shorter than the index', () => {
  expect(everything.output).toMatch(/^src\/cli\/unchecked\.ts\(.*error TS2322/m);
});

test('types: edges may use the world', () => {
  expect(everything.code).not.toBe(0);
  expect(everything.output).not.toContain('src/cli/clean.ts');
});
