import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Checks who may import whom: dependency-cruiser with the import table of .dependency-cruiser.mjs.
// It fails as well when the cruise missed files, for a parser that is absent finds no violations.
import { cruise } from 'dependency-cruiser';

/** Source files under src that the cruise did not read. */
function missedFiles(modules) {
  const seen = new Set(modules.map((module) => module.source));
  const files = readdirSync('src', { recursive: true })
    .map((file) => join('src', file).replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file));
  return files.filter((file) => !seen.has(file));
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
  const missed = missedFiles(output.modules).map((file) => `not cruised: ${file}`);
  if (output.summary.totalCruised === 0) missed.push('0 modules cruised: is @swc/core installed?');
  process.stdout.write(`${output.summary.totalCruised} modules, ${violations.length} violations\n`);
  return [...violations, ...missed];
}

const faults = await check();
for (const fault of faults) process.stdout.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
