import { SUPPLY_REGIMES, type Offer, type Plan } from '../domain/index.ts';
import { HOURS_PER_MONTH } from './calendar.ts';
import { CAUSES, isMove } from './causes.ts';
import { blocksOf } from './check-decision.ts';
import { checkAgainstContract, type LedgerPlace } from './check-expected-cash.ts';
import type { Claim, ClaimedAccount } from './claim.ts';
import { isWithin, ONE_CENT, roundingOf, usdText, MONTH_OPERATIONS, type Findings } from './findings.ts';
import { discountFactors, fixed, numberOf, sizeOf, times, usdOfCents, whole, type Fixed } from './fixed-point.ts';

/** The two expected ledgers: their form, what each amount can be, and the headline figures that are read from them. */
export function checkLedgers(found: Findings, plan: Plan, claim: Claim): void {
  for (const name of ['recommended', 'signNothing'] as const) {
    const place: LedgerPlace = { plan, claim, name, accounts: claim.ledger[name] };
    checkForm(found, place);
    checkBusiness(found, place);
    checkAgainstContract(found, place);
  }
  checkHeadlines(found, plan, claim);
}

function checkForm(found: Findings, { plan, claim, name, accounts }: LedgerPlace): void {
  const seen = new Set<string>();
  accounts.forEach((account, index) => {
    const path = `ledger.${name}[${index}]`;
    const key = `${account.cause}/${account.contractId}/${account.signed}/${account.timing}`;
    found.that(!seen.has(key), 'account-twice', () => ({ path, what: `${key} stands in the ledger twice` }));
    seen.add(key);
    found.that(isPlaced(plan, claim, { account, isNothing: name === 'signNothing' }), 'account', () => ({
      path,
      what: `${account.cause} of "${account.contractId}" signed ${account.signed ?? 'nowhere'} is no account of this plan and decision`,
    }));
    const timings = CAUSES.get(account.cause)?.timings ?? [];
    found.that(timings.includes(account.timing), 'account-timing', () => ({
      path: `${path}.timing`,
      what: `${account.cause} moves at ${timings.join(' or ') || 'no time'}, not at ${account.timing}`,
    }));
    found.that(account.centsByMonth.length === plan.horizonMonths, 'account-months', () => ({
      path: `${path}.centsByMonth`,
      what: `${account.centsByMonth.length} months are given, the horizon has ${plan.horizonMonths}`,
    }));
    account.centsByMonth.forEach((cents, month) => {
      found.that(isMove(account.cause, cents), 'cash-sign', () => ({
        path: `${path}.centsByMonth[${month}]`,
        found: String(cents),
        what: `${account.cause} is money that ${cents > 0 ? 'goes out' : 'comes in'}: its sign is wrong`,
      }));
    });
  });
}

/** The contract is the plan's, and was signed when the account says: before, by the decision, or at a later stage. */
function isPlaced(
  plan: Plan,
  claim: Claim,
  { account, isNothing }: { account: ClaimedAccount; isNothing: boolean },
): boolean {
  const { cause, contractId, signed } = account;
  const known = CAUSES.get(cause);
  if (!known) return false;
  if (!known.hasContract) return contractId === null && signed === null;
  if (plan.fleet.some(({ id }) => id === contractId)) return signed === (cause === 'usage' ? null : 'fleet');
  const offer = plan.offers.find(({ id }) => id === contractId);
  if (!offer || (isNothing && offer.kind === 'quote')) return false;
  if (cause === 'usage') return signed === null;
  return signed === 'signNow' ? isSignedAtRoot(claim, offer) : signed === 'later';
}

function isSignedAtRoot(claim: Claim, offer: Offer): boolean {
  return offer.kind === 'quote' ? blocksOf(claim, offer.id) > 0 : offer.signFromMonth <= 0;
}

/** Fixed cost to the cent; what is bought by the hour within what there is. */
function checkBusiness(found: Findings, { plan, name, accounts }: LedgerPlace): void {
  const fixedCost = fixed(plan.money.fixedCostUsdPerMonth);
  const account = accounts.find(({ cause }) => cause === 'fixedCost');
  for (let month = 0; month < plan.horizonMonths; month++) {
    const given = usdOfCents(account?.centsByMonth[month] ?? 0);
    // Expected over paths whose probabilities sum to one up to rounding.
    const tolerance = ONE_CENT + roundingOf(fixedCost, PATH_OPERATIONS);
    found.that(isWithin(given, -fixedCost, tolerance), 'fixed-cost', () => ({
      path: `ledger.${name}`,
      what: `the fixed cost of month ${month} is ${usdText(given)}; the plan says ${usdText(-fixedCost)}`,
    }));
  }
  const market = plan.market.onDemand;
  const dearest = SUPPLY_REGIMES.map((_, regime) =>
    market === null
      ? 0n
      : times(
          fixed(market.priceUsdPerGpuHour[regime]!),
          times(fixed(market.availableGpus[regime]!), whole(HOURS_PER_MONTH)),
        ),
  ).reduce((most, usd) => (usd > most ? usd : most), 0n);
  const onDemand = accounts.find(({ cause }) => cause === 'onDemand');
  onDemand?.centsByMonth.forEach((cents, month) => {
    found.that(
      sizeOf(usdOfCents(cents)) <= dearest + ONE_CENT + roundingOf(dearest, PATH_OPERATIONS),
      'on-demand',
      () => ({
        path: `ledger.${name}`,
        what: `in month ${month} more is bought by the hour than there is at the dearest price: ${usdText(usdOfCents(cents))} of ${usdText(dearest)}`,
      }),
    );
  });
}

/** Operations behind an expectation: visits of all replayed paths, at most this many in a plan within its limits. */
export const PATH_OPERATIONS = 1 << 20;

/** Cash lines, certificate and cash part of the added value are the ledgers, each month at its own discount. */
function checkHeadlines(found: Findings, plan: Plan, claim: Claim): void {
  const discount = discountFactors(plan.discountRatePerYear, plan.horizonMonths);
  const worth = (accounts: readonly ClaimedAccount[]): Fixed =>
    accounts.reduce((sum, account) => sum + discounted(account, discount), 0n);
  const gross = (accounts: readonly ClaimedAccount[]): Fixed =>
    accounts.reduce(
      (sum, { centsByMonth }) => centsByMonth.reduce((all, one) => all + sizeOf(usdOfCents(one)), sum),
      0n,
    );
  const { recommended, signNothing } = claim.ledger;
  const cash = claim.value.lines.filter(({ isCash }) => isCash);
  const named = new Set(cash.map(({ cause, contractId }) => `${cause}/${contractId}`));
  for (const { cause, contractId } of recommended) {
    found.that(named.has(`${cause}/${contractId}`), 'headline-line', () => ({
      path: 'value.lines',
      what: `${cause} of "${contractId}" stands in the ledger and not among the lines`,
    }));
  }
  claim.value.lines.forEach((line, index) => {
    if (!line.isCash) return;
    const own = recommended.filter(({ cause, contractId }) => cause === line.cause && contractId === line.contractId);
    found.that(isNear(line.usd, worth(own), gross(own)), 'headline-line', () => ({
      path: `value.lines[${index}].usd`,
      found: String(line.usd),
      what: `${line.cause} of "${line.contractId}" is ${line.usd} USD; its months in the ledger are worth ${numberOf(worth(own))}`,
    }));
  });
  found.that(isNear(claim.certificate.ledgerUsd, worth(recommended), gross(recommended)), 'headline-cash', () => ({
    path: 'certificate.ledgerUsd',
    what: `the ledger is said to be worth ${claim.certificate.ledgerUsd} USD; its months are worth ${numberOf(worth(recommended))}`,
  }));
  const added = worth(recommended) - worth(signNothing);
  const addedGross = gross(recommended) + gross(signNothing);
  found.that(isNear(claim.value.addedParts.cashUsd.estimate, added, addedGross), 'headline-cash', () => ({
    path: 'value.addedParts.cashUsd',
    what: `cash is said to add ${claim.value.addedParts.cashUsd.estimate} USD; the two ledgers differ by ${numberOf(added)}`,
  }));
}

function discounted({ centsByMonth, timing }: ClaimedAccount, discount: readonly Fixed[]): Fixed {
  const shift = timing === 'monthEnd' ? 1 : 0;
  return centsByMonth.reduce(
    (sum, amount, month) => sum + times(usdOfCents(amount), discount[month + shift] ?? 0n),
    0n,
  );
}

const isNear = (found: number, exact: Fixed, gross: Fixed): boolean =>
  isWithin(fixed(found), exact, roundingOf(gross, MONTH_OPERATIONS));
