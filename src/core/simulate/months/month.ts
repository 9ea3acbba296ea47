import { readInto, type Column } from '../dispatch/column.ts';
import type { BlockState } from './block-state.ts';
import { loseCustomers } from './churn.ts';
import { keepClassUse } from './class-use.ts';
import { fillSources, payForUse } from './paid-by-use.ts';
import { bookService } from './service.ts';

/** Runs every path from one month to another: dispatch, churn, money. */
export function runMonths(state: BlockState, fromMonth: number, toMonth: number): void {
  for (let month = fromMonth; month < toMonth; month++) runMonth(state, month);
}

function runMonth(state: BlockState, month: number): void {
  const { now, surroundings, churn, sources } = state;
  readContracts(state, month);
  if (state.isPaidAtStart) moveMoney(state, now.startUsd, { month, discountMonth: month });
  fillSources(state, month);
  state.dispatcher.run({
    month,
    demandMultiple: surroundings.demandMultiple[month]!,
    churn,
    capacity: now.capacity,
    sources,
    marketReach: surroundings.marketReach[month]!,
  });
  bookService(state, month);
  keepClassUse(state, month);
  now.spentUsd.fill(0);
  payForUse(state, month, now.spentUsd);
  loseCustomers(state, month);
  closeMonth(state, month);
}

/** Takes from the contracts of every path what they bring to a month. */
function readContracts({ now, capacity, startUsd, isPaidAtStart, world }: BlockState, month: number): void {
  const { horizonMonths } = world.plan;
  if (isPaidAtStart) readInto(now.startUsd, startUsd, { first: month, stride: horizonMonths });
  else now.startUsd.fill(0);
  const stride = now.capacity.length * horizonMonths;
  now.capacity.forEach((column, c) => readInto(column, capacity, { first: c * horizonMonths + month, stride }));
}

/** The month's cash at its end, and what compute cost in it. */
function closeMonth(state: BlockState, month: number): void {
  const { outcome, now, pathCount, liquidityUsd } = state;
  const { computeCostUsd } = outcome;
  const { marginUsd, spentUsd, startUsd, endUsd } = now;
  const { plan, discount } = state.world;
  const { horizonMonths, money } = plan;
  const startFactor = discount[month]!;
  const endFactor = discount[month + 1]!;
  for (let path = 0; path < pathCount; path++) {
    const spent = spentUsd[path]!;
    const contract = state.endUsd[path * horizonMonths + month]!;
    computeCostUsd[path]! += (spent - contract) * endFactor - startUsd[path]! * startFactor;
    endUsd[path] = marginUsd[path]! - spent + contract - money.fixedCostUsdPerMonth;
  }
  moveMoney(state, endUsd, { month, discountMonth: month + 1 });
  for (let path = 0; path < pathCount; path++) {
    outcome.liquidityUsd[path * horizonMonths + month] = liquidityUsd[path]!;
  }
}

/** Adds cash; what is missing is drawn, at the price of rescue money, and stays drawn. */
function moveMoney(
  { world, outcome, liquidityUsd, drawnUsd }: BlockState,
  usd: Column,
  { month, discountMonth }: { readonly month: number; readonly discountMonth: number },
): void {
  const { valueUsd, cashUsd, troughUsd, troughMonth, penaltyUsd } = outcome;
  const { creditLineUsd } = world.plan.money;
  const [within, beyond] = world.plan.risk.rescuePricePerUsd;
  const factor = world.discount[discountMonth]!;
  for (let path = 0; path < usd.length; path++) {
    const added = usd[path]!;
    const liquidity = liquidityUsd[path]! + added;
    liquidityUsd[path] = liquidity;
    cashUsd[path]! += added * factor;
    valueUsd[path]! += added * factor;
    if (liquidity < troughUsd[path]!) {
      troughUsd[path] = liquidity;
      troughMonth[path] = month;
    }
    const drawn = drawnUsd[path]!;
    if (-liquidity <= drawn) continue;
    const moreWithin = Math.min(-liquidity, creditLineUsd) - Math.min(drawn, creditLineUsd);
    const penalty = (within * moreWithin + beyond * (-liquidity - drawn - moreWithin)) * factor;
    penaltyUsd[path]! -= penalty;
    valueUsd[path]! -= penalty;
    drawnUsd[path] = -liquidity;
  }
}
