import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';

import { describe, expect, test } from 'vitest';

import { testFilesByProject } from '../../vitest.config.ts';
import { ROOT } from './planted-repository.ts';
import { strayTest, TIDY_RULES, unusedClass, type TextFile } from './tidy-rules.ts';

const isPage = (path: string): boolean => path.startsWith('src/web/') && path.endsWith('.tsx');
/** What gives elements their classes: the page, and the styles that core gives its words. */
const pageText = repositoryFiles()
  .filter(({ path }) => isPage(path) || path === 'src/core/report/words/spans.ts')
  .map(({ text }) => text)
  .join('\n');
const RULES = {
  ...TIDY_RULES,
  strayTest: strayTest(Object.values(testFilesByProject).flat(), matchesGlob),
  unusedClass: unusedClass(pageText),
};

/** Untidy files, in which each rule finds one thing. The words are split to keep this file tidy. */
const UNTIDY: readonly (TextFile & { readonly rule: keyof typeof RULES })[] = [
  { rule: 'openWork', path: 'src/cli/main.ts', text: `// ${'TO'}DO later\n` },
  { rule: 'openWork', path: 'src/cli/main.ts', text: `// ${'TO'}DO(12) later\n` },
  { rule: 'openWork', path: 'test/x.test.ts', text: `// ${'FIX'}ME(#12)\n` },
  { rule: 'doorWithoutComment', path: 'src/core/solve/index.ts', text: "export { x } from './x.ts';\n" },
  { rule: 'reExport', path: 'src/core/solve/sddp.ts', text: "export { x } from './x.ts';\n" },
  { rule: 'reExport', path: 'src/core/solve/sddp.ts', text: "export * from './x.ts';\n" },
  { rule: 'reExport', path: 'src/core/solve/sddp.ts', text: "export type {\n  X,\n} from './x.ts';\n" },
  { rule: 'reExport', path: 'src/core/solve/sddp.ts', text: "export * as x from './x.ts';\n" },
  { rule: 'unexplainedDisable', path: 'src/cli/main.ts', text: `// ${'ox'}lint-disable-next-line no-eval\n` },
  { rule: 'unexplainedDisable', path: 'src/cli/main.ts', text: `/* ${'es'}lint-disable */\n` },
  { rule: 'otherScript', path: 'src/core/solve/hidden.mjs', text: '' },
  { rule: 'machinePath', path: 'docs/model.md', text: `see ${'/ho'}me/someone/plan.yaml\n` },
  {
    rule: 'registryAddress',
    path: 'package-lock.json',
    text: '{ "packages": { "": { "resolved": "https://example.org/x.tgz" } } }',
  },
  {
    rule: 'incompleteLock',
    path: 'package-lock.json',
    text: '{ "packages": { "node_modules/a": { "optionalDependencies": { "a-linux": "1.0.0" } } } }',
  },
  { rule: 'unusedClass', path: 'src/web/shell.css', text: '.top .no-such-part:hover {\n  width: 0.5em;\n}\n' },
  { rule: 'strayTest', path: 'test/elsewhere/x.test.ts', text: '' },
];

/** Tidy files, in which no rule finds anything. */
const TIDY: readonly TextFile[] = [
  { path: 'src/cli/main.ts', text: `// ${'TO'}DO(#12): later\nexport const x = 1;\nexport { x as y };\n` },
  { path: 'src/core/solve/index.ts', text: "/** Solves. */\nexport { x } from './x.ts';\n" },
  { path: 'src/core/solve/sddp.ts', text: `// ${'ox'}lint-disable-next-line complexity -- one case per line\n` },
  { path: 'docs/model.md', text: 'https://example.org/home/page, path/to/work/plan.yaml\n' },
  { path: 'src/core/solve/sddp.slow.test.ts', text: '' },
  {
    path: 'package-lock.json',
    text: '{ "packages": { "": { "optionalDependencies": { "a": "1.0.0" } }, "node_modules/a": {} } }',
  },
];

describe('untidy files are found', () => {
  test.each(UNTIDY)('$rule: $path $text', ({ rule, path, text }) => {
    expect(RULES[rule]({ path, text })).toHaveLength(1);
  });

  test.each(TIDY)('tidy: $path', (file) => {
    expect(Object.values(RULES).flatMap((rule) => rule(file))).toEqual([]);
  });
});

describe('the repository is tidy', () => {
  const files = repositoryFiles();

  test('it was read', () => {
    expect(files.map((file) => file.path)).toContain('test/architecture/tidy.test.ts');
  });

  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(files.flatMap((file) => rule(file).map((fault) => `${file.path}: ${fault}`))).toEqual([]);
  });
});

/** The repository's text files, without what is installed, made or data. */
function repositoryFiles(): TextFile[] {
  const skipped = new Set(['.git', 'node_modules', 'coverage', 'out', 'dist']);
  const isText = (path: string): boolean => /\.([cm]?[jt]sx?|json|md|yaml|yml|html|css)$/.test(path);
  const walk = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => !skipped.has(entry.name))
      .flatMap((entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        return entry.isDirectory() ? walk(path) : [path];
      });
  return walk('')
    .filter(isText)
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
