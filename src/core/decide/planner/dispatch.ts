import { fixedReferenceGpusOver, type Tier, type Workload } from '../../domain/index.ts';
import { pow } from '../../numeric/index.ts';
import type { Term } from '../../programme/index.ts';
import { isPaidByUse } from '../../supply/index.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../../units/index.ts';
import { evenCash } from '../cohorts/attribution.ts';
import { addContractsByUse } from './dispatch-by-use.ts';
import { addCapacity, definedColumn, sumOverMonths, type Place } from './dispatch-place.ts';
import { expression, type NodeWork } from './node-work.ts';
import type { OperatingState } from './operating-state.ts';

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
