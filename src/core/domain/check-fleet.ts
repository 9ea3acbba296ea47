import { checkExits } from './check-exits.ts';
import { checkQuantity } from './check-quantity.ts';
import { checkFleetTerms } from './check-terms.ts';
import { indexIn } from './check-time.ts';
import { refuseAt, type ContractPlace } from './contract-place.ts';
import type { FleetInput } from './schema-offers.ts';

/** A contract already signed: in service now, with one price, of kit that is rented or owned. */
export function checkFleet(contract: FleetInput, place: ContractPlace): void {
  const { plan, path, issues } = place;
  checkQuantity(contract, { plan, path }, issues);
  if (contract.route === 'build') checkOwnedFleet(contract, place);
  else checkRentedFleet(contract, place);
  checkRenewal(contract, place);
  const last = indexIn(plan, contract.untilMonth);
  checkFleetTerms(contract, { ...place, termMonths: last === undefined ? last : last + 1 });
  if (last === undefined) return;
  if (last < 0) {
    const what = `the contract "${contract.id}" ended before the plan starts in ${plan.startMonth ?? ''}`;
    refuseAt(place, 'untilMonth', {
      code: 'contract-ended',
      what,
      fix: 'delete the contract, or correct its last month',
    });
    return;
  }
  checkExits(contract, last + 1, place);
}

function checkRentedFleet(contract: FleetInput, place: ContractPlace): void {
  const { path, issues } = place;
  const prices = [contract.priceUsdPerGpuHour, contract.priceUsdPerMonth].filter((price) => price !== undefined).length;
  if (prices === 0) {
    const fix = 'give priceUsdPerGpuHour or priceUsdPerMonth';
    issues.error({ code: 'missing-price', path, what: `the contract "${contract.id}" has no price`, fix });
  }
  if (prices === 2) {
    const what = 'the contract has two prices: priceUsdPerGpuHour and priceUsdPerMonth';
    refuseAt(place, 'priceUsdPerMonth', { code: 'two-prices', what, fix: 'keep the one in the contract' });
  }
  if (contract.opexUsdPerMonth !== undefined) {
    const what = 'this field belongs to owned kit';
    refuseAt(place, 'opexUsdPerMonth', {
      code: 'owned-on-rental',
      what,
      fix: 'delete the line, or write route: build',
    });
  }
}

function checkOwnedFleet(contract: FleetInput, place: ContractPlace): void {
  const { path, issues } = place;
  if (contract.opexUsdPerMonth === undefined) {
    const what = `the owned kit "${contract.id}" has no running cost`;
    issues.error({ code: 'missing-price', path, what, fix: 'give opexUsdPerMonth' });
  }
  for (const field of ['priceUsdPerGpuHour', 'priceUsdPerMonth', 'takeOrPayFraction'] as const) {
    if (contract[field] === undefined) continue;
    refuseAt(place, field, {
      code: 'rent-on-build',
      what: 'owned kit pays no rent',
      fix: 'delete the line, or write route: lease',
    });
  }
  for (const field of ['buyerExit', 'hostExit'] as const) {
    if (contract[field] === undefined) continue;
    refuseAt(place, field, {
      code: 'exit-on-build',
      what: 'owned kit has no contract to leave',
      fix: 'delete the line',
    });
  }
}

function checkRenewal(contract: FleetInput, place: ContractPlace): void {
  if (contract.renewal === undefined || contract.renewal === 'none') return;
  if (contract.route === 'build') {
    refuseAt(place, 'renewal', {
      code: 'renewal-on-build',
      what: 'owned kit has no contract to renew',
      fix: 'delete renewal',
    });
  }
  const whole = contract.gpus ?? Object.values(contract.accelerators ?? {}).reduce((sum, gpus) => sum + gpus, 0);
  const { gpusMax } = contract.renewal;
  if (gpusMax === undefined || gpusMax <= whole) return;
  const what = `${gpusMax} GPUs may be renewed of a contract for ${whole}`;
  refuseAt(place, 'renewal.gpusMax', {
    code: 'renewal-too-large',
    what,
    fix: 'give at most the contract; list more as a future offer',
  });
}
