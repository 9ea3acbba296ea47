import { loadBlocksYaml } from '../core/index.ts';
import type { CommitmentAnswer, CommitmentCost, CommitmentPrices, LoadShape } from '../core/index.ts';
import { printable } from './output.ts';

/** A load shape as people read it, the plan's blocks last so that they can be copied. */
export function loadShapeText(shape: LoadShape): string {
  const { profile, origin, hourCount, deferrableFraction, peakOfMeanAsMeasured, peakOfMean, p95OfMean } = shape;
  const measured = hourCount === 0 ? '' : `, ${hourCount} hours`;
  const deferred =
    deferrableFraction === 0
      ? ''
      : `\n${deferrableFraction} of the work waits for idle hours: the peak falls from ${times(peakOfMeanAsMeasured)} to ${times(peakOfMean)} of the mean`;
  const parts = [
    `${profile}${measured}: ${origin}\nbusiest hour ${times(peakOfMean)} of the mean, 95 % of hours below ${times(p95OfMean)}${deferred}`,
    ...(shape.commitment && shape.prices ? [commitmentText(shape.commitment, shape.prices)] : []),
    `# Paste into a workload.\n      ${loadBlocksYaml(shape.loadBlocks)}`,
  ];
  return printable(`${parts.join('\n\n')}\n`);
}

/** What the load alone says on how much to commit, against the usual rules. */
function commitmentText(answer: CommitmentAnswer, prices: CommitmentPrices): string {
  const { best, allOnDemand, seventyPercentOfPeak, wholePeak } = answer;
  return [
    `commit ${best.committedOfMean.toFixed(2)} of the mean load at $${prices.committedUsdPerGpuHour} against ` +
      `$${prices.onDemandUsdPerGpuHour} on demand, by the load alone:`,
    'rule                 of mean   share served   use of it   USD per GPU-hour of load',
    costRow('best', best),
    costRow('all on demand', allOnDemand),
    costRow('70 % of the peak', seventyPercentOfPeak),
    costRow('the whole peak', wholePeak),
    'it takes the load as it is now and on-demand capacity as always there; growth, scarcity and cash need a plan',
  ].join('\n');
}

function costRow(name: string, cost: CommitmentCost): string {
  const cells = [
    name.padEnd(21),
    cost.committedOfMean.toFixed(2).padEnd(10),
    cost.coverageFraction.toFixed(2).padEnd(15),
    (cost.utilisationFraction?.toFixed(2) ?? '').padEnd(12),
    cost.usdPerLoadHour.toFixed(2),
  ];
  return cells.join('');
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}
