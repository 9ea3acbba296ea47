import type { Term } from '../../programme/index.ts';
import { isPaidByUse, type TerminalValue } from '../../supply/index.ts';
import { evenCash } from '../cohorts/attribution.ts';
import { signingTimeOf } from '../cohorts/cohort.ts';
import type { DispatchColumns } from './dispatch.ts';
import { addRow, addVolume, expression, wholePerVolume, type CohortPart, type NodeWork } from './node-work.ts';

/** [sub-period] columns of liquidity at its end, and of rescue money within and beyond the credit line. */
export interface MoneyColumns {
  readonly liquidity: readonly number[];
  readonly rescueWithin: readonly number[];
  readonly rescueBeyond: readonly number[];
}

/**
 * Money at one node. Liquidity at the end of every sub-period = liquidity before + served margin + contract cash + fixed
 * cost + rescue, never below zero: rescue money fills the gap at a price, within the credit line and beyond it. The
 * objective takes every dollar of cash at its own month's discount.
 */
export function addMoney(work: NodeWork, dispatch: DispatchColumns): MoneyColumns {
  const { frame, node, builder } = work;
  const subPeriods = frame.calendar.subPeriods[node.stage]!;
  addContractValue(work);
  const drawn: Term[] = [];
  const columns = { liquidity: [] as number[], rescueWithin: [] as number[], rescueBeyond: [] as number[] };
  let before: Term | null = null;
  subPeriods.forEach((subPeriod, subIndex) => {
    const liquidity = builder.addColumn(`liquidity at month ${subPeriod.endMonth}`);
    const terms = contractCash(work, subIndex);
    const fixedCostUsd = frame.plan.money.fixedCostUsdPerMonth * (subPeriod.endMonth - subPeriod.startMonth);
    terms.constant -= fixedCostUsd / frame.units.usd;
    terms.columns.push([liquidity, -1], ...dispatch.cash[subIndex]!.map((term) => inUnits(term, frame.units.usd)));
    const rescue = addRescue(work, subPeriod.endMonth);
    terms.columns.push([rescue.withinCreditLine, 1], [rescue.beyond, 1]);
    drawn.push([rescue.withinCreditLine, 1]);
    if (before) terms.columns.push(before);
    else terms.states.push([frame.layout.liquidity, 1]);
    addRow(builder, `cash of sub-period ${subIndex}`, { lower: 0, upper: 0, terms });
    before = [liquidity, 1];
    columns.liquidity.push(liquidity);
    columns.rescueWithin.push(rescue.withinCreditLine);
    columns.rescueBeyond.push(rescue.beyond);
  });
  if (before) builder.update(frame.layout.liquidity, { columns: [before] });
  addCreditLine(work, drawn);
  return columns;
}

function inUnits([column, usd, parameter]: Term, usdPerUnit: number): Term {
  return parameter === undefined ? [column, usd / usdPerUnit] : [column, usd / usdPerUnit, parameter];
}

/** Cash of all contracts over one sub-period, in money units. */
function contractCash(work: NodeWork, subIndex: number) {
  const terms = expression();
  for (const { cohort, flow, sign, volume } of work.parts) {
    for (const line of flow?.lines ?? []) {
      const value = (sign * line.usd[subIndex]! * wholePerVolume(cohort)) / work.frame.units.usd;
      addVolume(terms, volume, { value, parameter: line.isPriceLinked ? cohort.parameter : null });
    }
  }
  return terms;
}

/** Discounted contract cash and fixed cost in the objective, and at leaves what contracts are worth after the horizon. */
function addContractValue(work: NodeWork): void {
  const { frame, node, objective } = work;
  for (const part of work.parts) {
    const { cohort, flow, sign, volume } = part;
    const contractId = cohort.contract.id;
    for (const line of flow?.lines ?? []) {
      const scale = sign * wholePerVolume(cohort);
      const { cause, isPriceLinked, timing, usdByMonth, discountedUsd } = line;
      objective.add(volume, sign * discountedUsd * wholePerVolume(cohort), {
        cause,
        contractId,
        signed: signingTimeOf(cohort),
        parameter: isPriceLinked ? cohort.parameter : null,
        cash: { startMonth: node.startMonth, timing, usdByMonth, scale },
      });
    }
    if (work.isLeaf) addTerminalValue(work, part);
  }
  let discounted = 0;
  for (let month = node.startMonth; month < node.endMonth; month++)
    discounted += frame.calendar.discountAtStart[month + 1]!;
  const { fixedCostUsdPerMonth } = frame.plan.money;
  objective.add({ kind: 'constant', index: 0 }, -fixedCostUsdPerMonth * discounted, {
    cause: 'fixedCost',
    cash: evenCash(node, -fixedCostUsdPerMonth),
  });
}

/**
 * Value after the horizon of a running contract: until we can leave, rental less payments whatever it is; after that only
 * as much as we choose to stay in (a column between zero and what runs), which floors that part at zero at any price.
 */
function addTerminalValue(work: NodeWork, part: CohortPart): void {
  const { cohort, flow, sign, volume } = part;
  const { parameter, contract } = cohort;
  const whole = wholePerVolume(cohort);
  const terminal = flow?.terminal ?? NO_TERMINAL_VALUE;
  const label = { cause: 'terminalValue', contractId: contract.id } as const;
  work.objective.add(volume, sign * (terminal.rentalBeforeExitUsd - terminal.otherPaymentsUsd) * whole, label);
  work.objective.add(volume, -sign * terminal.paymentsBeforeExitUsd * whole, { ...label, parameter });
  if (sign < 0 || (contract.buyerExit === null && !isPaidByUse(contract))) return;
  const stay = work.builder.addColumn(`stay in ${contract.id} after the horizon`);
  const terms = expression();
  terms.columns.push([stay, 1]);
  for (const other of work.parts) {
    // A right that takes nothing of what runs (a longer term, more of the same) leaves one as free to stay.
    const isTaking = other.sign > 0 || other.flow !== null;
    if (other.cohortIndex === part.cohortIndex && other.cohort === cohort && isTaking)
      addVolume(terms, other.volume, { value: -other.sign });
  }
  addRow(work.builder, `stay in ${contract.id} within what runs`, { lower: -Infinity, upper: 0, terms });
  work.objective.add({ kind: 'column', index: stay }, terminal.rentalAfterExitUsd * whole, label);
  work.objective.add({ kind: 'column', index: stay }, -terminal.paymentsAfterExitUsd * whole, { ...label, parameter });
}

const NO_TERMINAL_VALUE: TerminalValue = {
  rentalBeforeExitUsd: 0,
  paymentsBeforeExitUsd: 0,
  otherPaymentsUsd: 0,
  rentalAfterExitUsd: 0,
  paymentsAfterExitUsd: 0,
};

function addRescue(work: NodeWork, month: number): { withinCreditLine: number; beyond: number } {
  const { frame, builder, objective } = work;
  const columns = ['within the credit line', 'beyond the credit line'].map((which, index) => {
    const column = builder.addColumn(`rescue ${which} at month ${month}`);
    const priceUsd = frame.plan.risk.rescuePricePerUsd[index]! * frame.calendar.discountAtStart[month]!;
    objective.add({ kind: 'column', index: column }, -priceUsd * frame.units.usd, { cause: 'rescuePenalty' });
    return column;
  });
  return { withinCreditLine: columns[0]!, beyond: columns[1]! };
}

/** The credit line is drawn once: draws along a path add up to at most its size. */
function addCreditLine(work: NodeWork, drawn: readonly Term[]): void {
  const { creditUsed } = work.frame.layout;
  const upper = work.frame.plan.money.creditLineUsd / work.frame.units.usd;
  work.builder.addRow('credit line', { upper: upper, columns: drawn, states: [[creditUsed, 1]] });
  work.builder.update(creditUsed, { columns: drawn, states: [[creditUsed, 1]] });
}
