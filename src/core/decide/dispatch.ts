import { fixedReferenceGpusOver, type Tier, type Workload } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import type { Term } from '../programme/index.ts';
import { isPaidByUse } from '../supply/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../units/index.ts';
import { evenCash } from './attribution.ts';
import type { SubPeriod } from './calendar.ts';
import {
  addRow,
  addVolume,
  expression,
  wholePerVolume,
  type CohortPart,
  type Expression,
  type NodeWork,
} from './node-work.ts';
import type { OperatingState } from './operating-state.ts';
import { useGroupOf } from './use-group.ts';

/** What dispatch leaves for the cash rows and for reading the solution. */
export interface DispatchColumns {
  /** [sub-period] expected undiscounted cash per unit of a column over the sub-period: [column, USD, price parameter] */
  readonly cash: readonly Term[][];
  readonly served: readonly ServedColumn[];
}

export interface ServedColumn {
  readonly column: number;
  readonly workloadIndex: number;
  readonly tierIndex: number;
  readonly subIndex: number;
  /** operating state within the sub-period, and its share of it */
  readonly stateIndex: number;
  readonly weight: number;
  /** demand of the tier in this state before churn, in reference GPUs */
  readonly demandReferenceGpus: number;
  /** true for a share of demand that grows; false for a tier of fixed size */
  readonly isGrowing: boolean;
  /** column with the churned fraction that shrinks this demand; -1 = none */
  readonly churnColumn: number;
}

/** A source of capacity in a class: capacity in service, a contract paid by use, or the on-demand market. */
interface Source {
  readonly classIndex: number;
  readonly column: number;
}

/**
 * Dispatch at one node: in every operating state demand tiers are served from the capacity of the classes for which
 * their workload is eligible. Capacity is decided before the state is seen, dispatch after.
 *
 * @param churnColumns [sub-period][workload] column holding the churned fraction at its start, -1 where there is none
 */
export function addDispatch(work: NodeWork, churnColumns: readonly (readonly number[])[]): DispatchColumns {
  const { calendar, classes } = work.frame;
  const cash: Term[][] = [];
  const served: ServedColumn[] = [];
  const setAside: Place['setAside'] = new Map();
  calendar.subPeriods[work.node.stage]!.forEach((subPeriod, subIndex) => {
    const place: Place = { subPeriod, subIndex, states: work.operatingStates[subIndex]!, cash: [], setAside };
    cash.push(place.cash);
    const capacity = classes.classes.map((_, classIndex) => capacityColumn(work, classIndex, subIndex));
    const byUse = addContractsByUse(work, place);
    place.states.forEach((state, stateIndex) => {
      const sources = [
        ...capacity.map((column, classIndex) => ({ classIndex, column })),
        ...byUse.map((use) => ({ classIndex: use.classIndex, column: use.columns[stateIndex]! })),
        ...onDemandSource(work, place, state),
      ];
      const tiers = addTiers(work, place, { state, stateIndex, churn: churnColumns[subIndex]! });
      served.push(...tiers);
      addBalances(work, sources, tiers);
    });
  });
  return { cash, served };
}

/** One sub-period while its dispatch is written. */
interface Place {
  readonly subPeriod: SubPeriod;
  readonly subIndex: number;
  readonly states: readonly OperatingState[];
  /** expected undiscounted cash terms, collected */
  readonly cash: Term[];
  /** group of volumes used as one -> what it set aside in the sub-period before, in this node */
  readonly setAside: Map<string, { readonly column: number; readonly months: number }>;
}

/** Column holding the capacity of a class in service over a sub-period, contracts paid by use apart; in capacity units. */
function capacityColumn(work: NodeWork, classIndex: number, subIndex: number): number {
  const terms = expression();
  for (const part of work.parts) {
    if (isPaidByUse(part.cohort.contract)) continue;
    if (work.frame.classes.shareOf(part.cohort.contract).classIndex === classIndex)
      addCapacity(terms, work, { part, subIndex });
  }
  return definedColumn(work, `capacity of class ${classIndex}, sub-period ${subIndex}`, terms);
}

function definedColumn(work: NodeWork, name: string, terms: Expression): number {
  const column = work.builder.addColumn(name);
  const defining: Expression = { ...terms, columns: [[column, -1], ...terms.columns] };
  addRow(work.builder, `defines ${name}`, { lower: 0, upper: 0, terms: defining });
  return column;
}

/** Capacity of a volume in service over a sub-period, or the part of it that is paid whatever the use. */
function addCapacity(
  terms: Expression,
  work: NodeWork,
  options: { part: CohortPart; subIndex: number; isCommitted?: boolean },
): void {
  const { cohort, flow, sign, volume } = options.part;
  if (!flow) return;
  const { units } = work.frame.classes.shareOf(cohort.contract);
  const fractions = options.isCommitted === true ? flow.committedFraction : flow.capacityFraction;
  const value = (sign * fractions[options.subIndex]! * units * wholePerVolume(cohort)) / work.frame.units.referenceGpus;
  addVolume(terms, volume, { value });
}

interface ContractByUse {
  readonly classIndex: number;
  /** [operating state] column of what is used, in capacity units */
  readonly columns: readonly number[];
}

/**
 * Contracts that are paid in part by use: what is used in each state is at most what is in service, and use beyond the
 * take-or-pay share, averaged over the states, is paid at the contract's price. Volumes of one contract that share a
 * price are used as one.
 */
function addContractsByUse(work: NodeWork, place: Place): ContractByUse[] {
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

/** Capacity bought by the hour: available and priced as the node's supply regimes have it, dear where it is scarce. */
function onDemandSource(work: NodeWork, place: Place, state: OperatingState): Source[] {
  const { frame, node, builder } = work;
  const market = frame.plan.market.onDemand;
  const share = frame.classes.onDemand;
  if (!market || !share) return [];
  let availableGpus = 0;
  let spendUsdPerHour = 0;
  for (let month = place.subPeriod.startMonth; month < place.subPeriod.endMonth; month++) {
    market.availableGpus.forEach((gpus, regime) => {
      const probability = node.supplyProbability[(month - node.startMonth) * 3 + regime]!;
      availableGpus += probability * gpus;
      spendUsdPerHour += probability * gpus * market.priceUsdPerGpuHour[regime]!;
    });
  }
  const months = place.subPeriod.endMonth - place.subPeriod.startMonth;
  const upper = ((availableGpus / months) * share.units) / frame.units.referenceGpus;
  const column = builder.addColumn(`on demand, sub-period ${place.subIndex}`, { upper });
  const usdPerUnitHour =
    availableGpus === 0 ? 0 : (spendUsdPerHour / availableGpus / share.units) * frame.units.referenceGpus;
  const usdPerMonth = usdPerUnitHour * HOURS_PER_MONTH * state.weight;
  place.cash.push([column, -usdPerMonth * months]);
  const discounted = sumOverMonths(place.subPeriod, (month) => frame.calendar.discountAtStart[month + 1]!);
  work.objective.add({ kind: 'column', index: column }, -usdPerMonth * discounted, {
    cause: 'onDemand',
    cash: evenCash(place.subPeriod, -usdPerMonth),
  });
  return [{ classIndex: share.classIndex, column }];
}

function addTiers(
  work: NodeWork,
  place: Place,
  at: { state: OperatingState; stateIndex: number; churn: readonly number[] },
): ServedColumn[] {
  const { plan, units } = work.frame;
  return plan.workloads.flatMap((workload, workloadIndex) =>
    workload.tiers.map((tier, tierIndex) => {
      const isGrowing = tier.demandFraction !== null;
      const demandReferenceGpus = isGrowing
        ? tier.demandFraction * at.state.growingReferenceGpus[workloadIndex]!
        : fixedReferenceGpusOver(tier, place.subPeriod.startMonth, place.subPeriod.endMonth) *
          (tier.run?.isDeferrable ? at.state.deferrableLoad : at.state.fixedLoad[workloadIndex]!);
      const column = addTier(work, place, { state: at.state, workload, tier, demandReferenceGpus });
      const churnColumn = isGrowing ? at.churn[workloadIndex]! : -1;
      if (churnColumn >= 0) {
        const upper = demandReferenceGpus / units.referenceGpus;
        work.builder.addRow(`demand left of ${tier.id}`, {
          upper,
          columns: [
            [column, 1],
            [churnColumn, upper],
          ],
        });
      }
      const { subIndex } = place;
      const { stateIndex, state } = at;
      return {
        column,
        workloadIndex,
        tierIndex,
        subIndex,
        stateIndex,
        weight: state.weight,
        demandReferenceGpus,
        isGrowing,
        churnColumn,
      };
    }),
  );
}

function addTier(
  work: NodeWork,
  place: Place,
  at: { state: OperatingState; workload: Workload; tier: Tier; demandReferenceGpus: number },
): number {
  const { frame, builder } = work;
  const { workload, tier } = at;
  const column = builder.addColumn(`served ${workload.id}/${tier.id}`, {
    upper: at.demandReferenceGpus / frame.units.referenceGpus,
  });
  const usdPerMonth = tier.valueUsdPerReferenceGpuHour * HOURS_PER_MONTH * at.state.weight * frame.units.referenceGpus;
  const valueIn = (month: number) => pow(1 - workload.valueDeclinePerYear, month / MONTHS_PER_YEAR);
  const discounted = sumOverMonths(
    place.subPeriod,
    (month) => valueIn(month) * frame.calendar.discountAtStart[month + 1]!,
  );
  const { startMonth, endMonth } = place.subPeriod;
  const usdByMonth = Array.from({ length: endMonth - startMonth }, (_, month) => valueIn(startMonth + month));
  work.objective.add({ kind: 'column', index: column }, usdPerMonth * discounted, {
    cause: workload.isCash ? 'servedMargin' : 'researchValue',
    cash: workload.isCash ? { startMonth, timing: 'monthEnd', usdByMonth, scale: usdPerMonth } : null,
  });
  if (workload.isCash) place.cash.push([column, usdPerMonth * sumOverMonths(place.subPeriod, valueIn)]);
  return column;
}

function sumOverMonths(subPeriod: SubPeriod, valueOf: (month: number) => number): number {
  let sum = 0;
  for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) sum += valueOf(month);
  return sum;
}

/**
 * What is served is at most what there is. With one class that serves all workloads that is a single row; otherwise each
 * class is shared out between the workloads it can serve, and each workload is served from its shares.
 */
function addBalances(work: NodeWork, sources: readonly Source[], tiers: readonly ServedColumn[]): void {
  const { builder, frame } = work;
  const { classes } = frame.classes;
  const only = classes.length === 1 ? classes[0]! : null;
  if (only?.perUnit.every((perUnit) => perUnit > 0)) {
    const use = tiers.map((tier): Term => [tier.column, 1 / only.perUnit[tier.workloadIndex]!]);
    builder.addRow('served within capacity', { upper: 0, columns: [...use, ...supplyTerms(sources, 0)] });
    return;
  }
  const shares = classes.flatMap((_, classIndex) => shareOut(work, classIndex, supplyTerms(sources, classIndex)));
  frame.plan.workloads.forEach((workload, workloadIndex) => {
    const use = tiers.flatMap((tier): Term[] => (tier.workloadIndex === workloadIndex ? [[tier.column, 1]] : []));
    const given = shares.flatMap((share): Term[] =>
      share.workloadIndex === workloadIndex ? [[share.column, -share.perUnit]] : [],
    );
    builder.addRow(`served ${workload.id} within its shares`, { upper: 0, columns: [...use, ...given] });
  });
}

/** Capacity of a class given to one workload: `perUnit` reference GPUs of that workload for each unit of the column. */
interface Share {
  readonly workloadIndex: number;
  readonly column: number;
  readonly perUnit: number;
}

/** A share column for each workload that the class can serve, their sum at most its supply (given with its sign turned). */
function shareOut(work: NodeWork, classIndex: number, supply: readonly Term[]): Share[] {
  const { perUnit } = work.frame.classes.classes[classIndex]!;
  const shares = perUnit.flatMap((value, workloadIndex) =>
    value > 0
      ? [{ workloadIndex, column: work.builder.addColumn(`share for workload ${workloadIndex}`), perUnit: value }]
      : [],
  );
  work.builder.addRow(`capacity of class ${classIndex} shared out`, {
    upper: 0,
    columns: [...shares.map(({ column }): Term => [column, 1]), ...supply],
  });
  return shares;
}

function supplyTerms(sources: readonly Source[], classIndex: number): Term[] {
  return sources.flatMap((source): Term[] => (source.classIndex === classIndex ? [[source.column, -1]] : []));
}
