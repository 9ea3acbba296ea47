import type { Churn } from '../../domain/index.ts';
import { pow } from '../../numeric/index.ts';
import type { Term } from '../../programme/index.ts';
import type { DispatchColumns } from './dispatch.ts';
import type { NodeWork } from './node-work.ts';

/** [sub-period][workload] column with the churned fraction of demand at the sub-period's start; -1 without churn. */
export function addChurnColumns(work: NodeWork): number[][] {
  const { frame, node, builder } = work;
  return frame.calendar.subPeriods[node.stage]!.map((_, subIndex) =>
    frame.plan.workloads.map((workload, workloadIndex) => {
      if (!workload.churn) return -1;
      const column = builder.addColumn(`churned ${workload.id}, sub-period ${subIndex}`, { upper: 1 });
      if (subIndex === 0) {
        builder.addRow(`churned ${workload.id} carried in`, {
          lower: 0,
          upper: 0,
          columns: [[column, -1]],
          states: [[frame.layout.churn[workloadIndex]!, 1]],
        });
      }
      return column;
    }),
  );
}

/**
 * Churn over each sub-period: with u the unserved fraction of demand, split into depth bands q_j at most as wide as the
 * band, and d months,
 *   churned' = recovery^d churned + sum_j loss_j (1 - recovery^d) / (1 - recovery) q_j,   sum_j q_j >= u.
 * Losses rise with depth, so cheap bands fill first. Expectation over the node's operating states.
 */
export function addChurn(
  work: NodeWork,
  churnColumns: readonly (readonly number[])[],
  dispatch: DispatchColumns,
): void {
  work.frame.plan.workloads.forEach((workload, workloadIndex) => {
    if (!workload.churn) return;
    for (let subIndex = 0; subIndex < churnColumns.length; subIndex++) {
      const bands = addBands(work, { churn: workload.churn, workloadIndex, subIndex, churnColumns, dispatch });
      carryChurn(work, { churn: workload.churn, workloadIndex, subIndex, churnColumns, bands });
    }
  });
}

interface ChurnStep {
  readonly churn: Churn;
  readonly workloadIndex: number;
  readonly subIndex: number;
  readonly churnColumns: readonly (readonly number[])[];
}

function addBands(work: NodeWork, step: ChurnStep & { readonly dispatch: DispatchColumns }): number[] {
  const { builder, frame } = work;
  const { churn, workloadIndex, subIndex } = step;
  const workload = frame.plan.workloads[workloadIndex]!;
  const bands = churn.lossPerMonth.map((_, band) => {
    const lower = churn.depthFractions[band - 1] ?? 0;
    return builder.addColumn(`unserved ${workload.id}, depth band ${band}`, {
      upper: (churn.depthFractions[band] ?? 1) - lower,
    });
  });
  const served = step.dispatch.served.filter(
    (tier) => tier.workloadIndex === workloadIndex && tier.subIndex === subIndex && tier.isGrowing,
  );
  const meanDemand = served.reduce((sum, tier) => sum + tier.weight * tier.demandReferenceGpus, 0);
  builder.addRow(`unserved fraction of ${workload.id}, sub-period ${subIndex}`, {
    lower: 1,
    columns: [
      ...bands.map((band): Term => [band, 1]),
      ...served.map((tier): Term => [tier.column, (tier.weight * frame.units.referenceGpus) / meanDemand]),
      [step.churnColumns[subIndex]![workloadIndex]!, 1],
    ],
  });
  return bands;
}

function carryChurn(work: NodeWork, step: ChurnStep & { readonly bands: readonly number[] }): void {
  const { builder, frame, node } = work;
  const { churn, workloadIndex, subIndex, bands } = step;
  const subPeriod = frame.calendar.subPeriods[node.stage]![subIndex]!;
  const months = subPeriod.endMonth - subPeriod.startMonth;
  const kept = pow(churn.recoveryPerMonth, months);
  const exposure = churn.recoveryPerMonth === 1 ? months : (1 - kept) / (1 - churn.recoveryPerMonth);
  const columns: Term[] = [
    [step.churnColumns[subIndex]![workloadIndex]!, kept],
    ...bands.map((band, index): Term => [band, churn.lossPerMonth[index]! * exposure]),
  ];
  const next = step.churnColumns[subIndex + 1]?.[workloadIndex];
  if (next === undefined) builder.update(frame.layout.churn[workloadIndex]!, { columns });
  else {
    const name = `churned ${frame.plan.workloads[workloadIndex]!.id} over sub-period ${subIndex}`;
    builder.addRow(name, { lower: 0, upper: 0, columns: [...columns, [next, -1]] });
  }
}
