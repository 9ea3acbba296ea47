import { formatCount } from '../words/format.ts';
import type { CapacitySeries, FanSeries } from './series.ts';

/** What the fan shows in each month, to the GPU: for whoever points at a month, or hears the chart. */
export function fanReadings(series: FanSeries): readonly string[] {
  return series.months.map((month, index) => {
    const demand =
      `demand ${gpus(series.demandP50[index])} at the median, in nine futures of ten ` +
      `${gpus(series.demandP5[index])} to ${gpus(series.demandP95[index])}`;
    const supply = [
      ...named('signed', series.committed[index]),
      ...named('with expected later signings', series.planned[index]),
    ];
    return `${month}: ${[demand, ...supply].join('; ')}; reference GPUs.`;
  });
}

/** What each host has in service in each month, to the GPU, and all of them together. */
export function capacityReadings({ months, layers }: CapacitySeries): readonly string[] {
  return months.map((month, index) => {
    const held = layers.filter(({ referenceGpus }) => (referenceGpus[index] ?? 0) > 0);
    const all = held.reduce((sum, { referenceGpus }) => sum + (referenceGpus[index] ?? 0), 0);
    const parts = held.map(({ label, referenceGpus }) => `${label} ${gpus(referenceGpus[index])}`);
    return `${month}: ${[`in all ${gpus(all)}`, ...parts].join('; ')}; reference GPUs.`;
  });
}

const named = (what: string, value: number | undefined): readonly string[] =>
  value === undefined ? [] : [`${what} ${gpus(value)}`];

const gpus = (value: number | undefined): string => formatCount(value === undefined ? null : Math.round(value));
