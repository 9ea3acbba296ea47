import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { demandView, parsePlan } from '../../src/core/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const textOf = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

test('the quick part of docs/shortage.md is what the example says today', () => {
  const { plan } = parsePlan(textOf('examples/startup.yaml'), 'startup.yaml');
  const page = textOf('docs/shortage.md');
  const [cost] = demandView(plan!).shortage;
  for (const band of cost!.bands) {
    expect(page).toContain(
      `| ${band.fromFraction} to ${band.toFraction} | ${band.lossPerMonth} | ${band.laterHoursFlat.toFixed(2)} | ` +
        `${band.laterHours.toFixed(2)} | ${cost!.valueUsdPerReferenceGpuHour.toFixed(2)} | ${band.usdPerUnservedHour.toFixed(2)} |`,
    );
  }
});

test.each(['startup', 'frontier-lab'])('docs/lattice.md has measured the size that examples/%s.yaml takes', (name) => {
  const { plan } = parsePlan(textOf(`examples/${name}.yaml`), `${name}.yaml`);
  const section = textOf('docs/lattice.md').split(`## examples/${name}.yaml\n`)[1]!;
  const { nodesPerStage, paths } = plan!.lattice;
  expect(section).toContain(`3 samples of ${paths.toLocaleString('en-GB')} paths`);
  expect(section).toContain(`The plan takes ${nodesPerStage} nodes a stage.`);
  expect(section).toMatch(new RegExp(`^\\| ${nodesPerStage} \\| 3 \\| [\\d.]+ \\|`, 'm'));
});
