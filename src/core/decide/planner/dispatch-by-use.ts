import type { Term } from '../../programme/index.ts';
import { evenCash } from '../cohorts/attribution.ts';
import { useGroupOf } from '../cohorts/use-group.ts';
import { addCapacity, definedColumn, sumOverMonths, type Place } from './dispatch-place.ts';
import { expression, type CohortPart, type NodeWork } from './node-work.ts';

/** A contract that is paid in part by use, as a source of capacity. */
export interface ContractByUse {
  readonly classIndex: number;
  /** [operating state] column of what is used, in capacity units */
  readonly columns: readonly number[];
}

/**
 * Contracts that are paid in part by use: what is used in each state is at most what is in service, and use beyond the
 * take-or-pay share, averaged over the states, is paid at the contract's price. Volumes of one contract that share a
 * price are used as one.
 */
export function addContractsByUse(work: NodeWork, place: Place): ContractByUse[] {
  const groups = new Map<string, CohortPart[]>();
  for (const part of work.parts) {
    const group = useGroupOf(part.cohort);
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), part]);
  }
  return [...groups].map(([name, parts]) => addContractByUse(work, place, { name, parts }));
}

function addContractByUse(
  work: NodeWork,
  place: Place,
  use: { name: string; parts: readonly CohortPart[] },
): ContractByUse {
  const { frame, builder } = work;
  const { contract } = use.parts[0]!.cohort;
  const terms = expression();
  const committed = expression();
  for (const part of use.parts) {
    addCapacity(terms, work, { part, subIndex: place.subIndex });
    addCapacity(committed, work, { part, subIndex: place.subIndex, isCommitted: true });
  }
  const name = `${use.name}, sub-period ${place.subIndex}`;
  const inService = definedColumn(work, `capacity of ${name}`, terms);
  const columns = place.states.map(() => builder.addColumn(`used of ${name}`));
  for (const used of columns)
    builder.addRow(`use within ${name}`, {
      upper: 0,
      columns: [
        [used, 1],
        [inService, -1],
      ],
    });
  const beyond = builder.addColumn(`use beyond take-or-pay of ${name}`);
  const paid = definedColumn(work, `take-or-pay of ${name}`, committed);
  const state = frame.layout.rolled.get(use.name);
  const free = state === undefined ? [paid] : rolledUse(work, place, { group: use.name, state, paid });
  const isPriced = addUsageCost(work, place, { column: beyond, parts: use.parts });
  // Use beyond that nothing is asked for is none: else commitment could be set aside while it is used.
  const isPossible = isPriced || state === undefined;
  builder.addRow(`use beyond take-or-pay of ${name}`, {
    upper: 0,
    columns: [
      ...columns.map((used, stateIndex): Term => [used, place.states[stateIndex]!.weight]),
      ...free.map((column): Term => [column, -1]),
      ...(isPossible ? [[beyond, -1] as const] : []),
    ],
  });
  return { classIndex: frame.classes.shareOf(contract).classIndex, columns };
}

/**
 * What may be used free of more payment where unused commitment rolls over: own + set aside <= take-or-pay, and rolled
 * use is at most what was set aside in the period before. What is set aside in the node's last period leaves it as state.
 *
 * @returns columns of own and of rolled use, in capacity units
 */
function rolledUse(
  { builder, node, frame }: NodeWork,
  place: Place,
  { group, state, paid }: { readonly group: string; readonly state: number; readonly paid: number },
): number[] {
  const name = `${group}, sub-period ${place.subIndex}`;
  const months = place.subPeriod.endMonth - place.subPeriod.startMonth;
  const own = builder.addColumn(`own commitment used of ${name}`);
  const setAside = builder.addColumn(`commitment set aside of ${name}`);
  const rolled = builder.addColumn(`rolled commitment used of ${name}`);
  builder.addRow(`commitment of ${name}`, {
    upper: 0,
    columns: [
      [own, 1],
      [setAside, 1],
      [paid, -1],
    ],
  });
  const before = place.setAside.get(group);
  builder.addRow(`rolled commitment of ${name}`, {
    upper: 0,
    columns:
      before === undefined
        ? [[rolled, months]]
        : [
            [rolled, months],
            [before.column, -before.months],
          ],
    states: before === undefined ? [[state, -1]] : [],
  });
  place.setAside.set(group, { column: setAside, months });
  const isLast = place.subIndex === frame.calendar.subPeriods[node.stage]!.length - 1;
  if (isLast) builder.update(state, { columns: [[setAside, months]] });
  return [own, rolled];
}

/**
 * Price of a unit of use over the sub-period, read off any volume of the contract that has capacity here (no capacity,
 * no use), and discounted as the mean of the sub-period's months.
 *
 * @returns false where nothing is asked for use here
 */
function addUsageCost(work: NodeWork, place: Place, beyond: { column: number; parts: readonly CohortPart[] }): boolean {
  const running = beyond.parts.find(({ sign, flow }) => sign > 0 && (flow?.capacityFraction[place.subIndex] ?? 0) > 0);
  if (!running) return false;
  const { contract, parameter } = running.cohort;
  const { units } = work.frame.classes.shareOf(contract);
  const flow = running.flow!;
  const fullUse = (flow.capacityFraction[place.subIndex]! - flow.committedFraction[place.subIndex]!) * units;
  // Where all is committed there is no use beyond it, whatever its price.
  if (!(fullUse > 0)) return false;
  const { column } = beyond;
  const usd = (-flow.usageUsd[place.subIndex]! * work.frame.units.referenceGpus) / fullUse;
  place.cash.push(parameter === null ? [column, usd] : [column, usd, parameter]);
  const months = place.subPeriod.endMonth - place.subPeriod.startMonth;
  const discount = sumOverMonths(place.subPeriod, (month) => work.frame.calendar.discountAtStart[month + 1]!) / months;
  work.objective.add({ kind: 'column', index: column }, usd * discount, {
    cause: 'usage',
    contractId: contract.id,
    parameter,
    cash: evenCash(place.subPeriod, usd / months),
  });
  return true;
}
