import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Checks who may import whom: dependency-cruiser with the import table of .dependency-cruiser.mjs.
// It fails as well when the cruise missed files, for a parser that is absent finds no violations.
import { cruise } from 'dependency-cruiser';

/** Source files under src, whatever the cruise read. */
function sourceFiles() {
  return readdirSync('src', { recursive: true })
    .map((file) => join('src', file).replaceAll('\\', '/'))
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file));
}

/** Faults that no import shows: files that the cruise did not read, and files in a folder without a row. */
function misplacedFiles(modules, knownPlaces) {
  const read = new Set(modules.map((module) => module.source));
  const isKnown = (file) => knownPlaces.some((place) => new RegExp(place).test(file));
  const files = sourceFiles();
  return [
    ...files.filter((file) => !read.has(file)).map((file) => `not cruised: ${file}`),
    ...files
      .filter((file) => !isKnown(file))
      .map((file) => `unknown folder: ${file}\n  add a row to the import table in .dependency-cruiser.mjs`),
  ];
}

function describe({ rule, from, to, cycle, comment }) {
  const target = cycle ? cycle.map((step) => step.name).join(' → ') : to;
  return `${rule.name}: ${from}${target === from ? '' : ` → ${target}`}\n  ${comment ?? ''}`;
}

async function check() {
  const config = await import(pathToFileURL(resolve('.dependency-cruiser.mjs')).href);
  const { forbidden, options } = config.default;
  if (!existsSync('src')) return ['nothing to check: there is no folder src here'];
  const { output } = await cruise(['src'], { ...options, ruleSet: { forbidden }, validate: true });
  const comments = new Map(forbidden.map((rule) => [rule.name, rule.comment]));
  const violations = output.summary.violations.map((violation) =>
    describe({ ...violation, comment: comments.get(violation.rule.name) }),
  );
  const misplaced = misplacedFiles(output.modules, config.KNOWN_PLACES);
  if (output.summary.totalCruised === 0) misplaced.push('0 modules cruised: is @swc/core installed?');
  process.stdout.write(`${output.summary.totalCruised} modules, ${violations.length} violations\n`);
  return [...violations, ...misplaced];
}

const faults = await check();
for (const fault of faults) process.stdout.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
