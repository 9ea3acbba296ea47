import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { parsePlan } from '../core/index.ts';
import { planDocument } from './plan-document.ts';
import { REGIME_SLIDERS, REGIMES, withRegime } from './regime-sliders.ts';

const textOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url)), 'utf8');

test.each(['startup', 'frontier-lab'])('a regime of %s takes both ends and the middle of every slider', (name) => {
  const text = textOf(name);
  const count = planDocument(text).count(REGIMES);
  expect(count).toBeGreaterThan(1);
  for (let index = 0; index < count; index += 1) {
    for (const slider of REGIME_SLIDERS) {
      for (const place of [slider.min, (slider.min + slider.max) / 2, slider.max]) {
        const changed = withRegime(text, { index, slider, place });
        const errors = parsePlan(changed, name).issues.filter(({ severity }) => severity === 'error');
        expect([index, slider.name, place, errors]).toEqual([index, slider.name, place, []]);
      }
    }
  }
});
