import { Window } from 'happy-dom';
import { expect, it } from 'vitest';

import type { LadderSeries, LiabilitySeries } from '../core/index.ts';
import { liabilityChart } from './liability-chart.ts';
import { priceLadderChart } from './price-ladder-chart.ts';

// happy-dom implements the part of Document that Plot uses; its type is its own.
const newDocument = () => new Window().document as unknown as Document;
const size = { id: 'test', widthPx: 800 };

const LADDER: LadderSeries = {
  offers: [
    {
      name: '<b>lease</b>',
      steps: [
        { id: 'quoted', label: 'quoted', usdPerGpuHour: 2, amount: '$2.00' },
        { id: 'financing', label: 'financing', usdPerGpuHour: -0.1, amount: '−$0.10' },
        { id: 'idle', label: 'hours idle', usdPerGpuHour: 1, amount: '$1.00' },
      ],
      allInUsdPerGpuHour: 1.9,
      effectiveUsdPerGpuHour: 2.9,
      effectiveUsdPerReferenceGpuHour: 1.45,
      walkAway: { estimate: 2.8, low: 2.7, high: 2.9 },
    },
  ],
  leftOut: ['shell'],
};

it('the ladder names every piece with its amount, says what it leaves out, and takes names as text', () => {
  const svg = priceLadderChart(LADDER, newDocument(), size);
  expect(svg.querySelector('title')?.textContent).toContain('not drawn, on another basis: shell');
  expect(svg.querySelector('desc')?.textContent).toContain('quoted $2.00, financing −$0.10, hours idle $1.00');
  expect(svg.textContent).toContain('effective $2.90, by the reference GPU $1.45');
  expect(svg.textContent).toContain('worth at most $2.80');
  expect(svg.outerHTML).not.toMatch(/NaN|Infinity|<b>/);
  expect(priceLadderChart(LADDER, newDocument(), size).outerHTML).toBe(svg.outerHTML);
});

it('draws no offers, an offer for nothing, and no liability', () => {
  const nothing = { ...LADDER.offers[0]!, steps: [], allInUsdPerGpuHour: 0, effectiveUsdPerGpuHour: 0, walkAway: null };
  for (const offers of [[], [nothing]]) {
    expect(priceLadderChart({ offers, leftOut: [] }, newDocument(), size).outerHTML).not.toMatch(/NaN|Infinity/);
  }
  const empty: LiabilitySeries = { months: [], offers: [] };
  expect(liabilityChart(empty, newDocument(), size).outerHTML).not.toMatch(/NaN|Infinity/);
});
