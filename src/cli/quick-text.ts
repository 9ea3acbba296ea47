import type { QuickAnswer } from '../core/index.ts';
import { printable } from './output.ts';

/** What the load alone says on how much to commit, and everything that was assumed on the way. */
export function quickText(answer: QuickAnswer): string {
  const parts = [loadText(answer), commitText(answer), growthText(answer), assumptionsText(answer)];
  return printable(`${parts.join('\n\n')}\n`);
}

function loadText({ basis, loadShape, fit }: QuickAnswer): string {
  const { busyReferenceGpus, onDemandUsdPerGpuHour } = basis;
  return (
    `LOAD    ${gpus(busyReferenceGpus)} busy H100s on average up to ${fit.lastDate}, ` +
    `busiest hour ${loadShape.peakOfMean.toFixed(2)}x; $${onDemandUsdPerGpuHour.toFixed(2)} an hour on demand`
  );
}

function commitText({ commitment, basis }: QuickAnswer): string {
  const rows = commitment.quotes.map(
    ({ id, usdPerReferenceGpuHour, upfrontUsd: dueUsd, gpus: taken, gpusOnOffer }) =>
      `        ${id.padEnd(20)}$${usdPerReferenceGpuHour.toFixed(2).padEnd(17)}` +
      `${`${gpus(taken)} of ${gpus(gpusOnOffer)}`.padEnd(18)}${usd(dueUsd)}`,
  );
  const { committedReferenceGpus, committedOfMean, coverageFraction, usdPerMonth, savingFraction, upfrontUsd } =
    commitment;
  return [
    `COMMIT  by today's load alone: ${gpus(committedReferenceGpus)} H100s, ${committedOfMean.toFixed(2)} of the mean load,`,
    `        serving ${coverageFraction.toFixed(2)} of its hours; ${usd(usdPerMonth)} a month with the rest on demand, ` +
      `against ${usd(commitment.allOnDemandUsdPerMonth)} all on demand (${savingFraction.toFixed(2)} less)`,
    `        ${'quote'.padEnd(20)}${'$/H100-hour'.padEnd(18)}${'GPUs to commit'.padEnd(18)}due at signing`,
    ...rows,
    ...(upfrontUsd > 0
      ? [`        ${usd(upfrontUsd)} at signing, of ${usd(basis.cashUsd)} in cash; its cost is in the price of an hour`]
      : []),
    '        no growth, no scarcity, no cash: that is the planner’s part, on the plan written from this',
  ].join('\n');
}

function growthText({ fit }: QuickAnswer): string {
  const seen = fit.seen
    .map(
      ({ months, realisedMultiple, annualisedMultiple }) =>
        `${times(realisedMultiple)} realised in ${months} months` +
        (months === 12 ? '' : ` (${times(annualisedMultiple)} annualised)`),
    )
    .join(', ');
  const ahead = fit.ahead
    .map(({ months, p10, p50, p90 }) => `${months} months ${times(p10)} / ${times(p50)} / ${times(p90)}`)
    .join('; ');
  return [
    `GROWTH  seen: ${seen === '' ? 'too short a history to tell' : seen}`,
    `        ahead, realised p10 / p50 / p90: ${ahead}`,
  ].join('\n');
}

function assumptionsText({ assumptions }: QuickAnswer): string {
  return ['ASSUMED', ...assumptions.map((assumption) => `        - ${assumption}`)].join('\n');
}

function gpus(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}

function usd(amount: number): string {
  if (amount >= 1e9) return `$${(amount / 1e9).toFixed(2)}B`;
  return amount >= 1e6 ? `$${(amount / 1e6).toFixed(2)}M` : `$${Math.round(amount).toLocaleString('en-GB')}`;
}

function times(multiple: number): string {
  return `${Number(multiple.toPrecision(3))}x`;
}
