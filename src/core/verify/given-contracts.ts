import { PLAIN_TERMS, SUPPLY_REGIMES, type ContractOption, type Offer, type Plan } from '../domain/index.ts';
import { monthlyBill } from './contract-life.ts';
import { numberOf } from './fixed-point.ts';

const GIVEN: Readonly<Record<ContractOption['kind'], string>> = {
  extend: 'extended',
  expand: 'expanded',
  firstRefusal: 'matched',
  swap: 'swapped',
  buyout: 'bought',
};

/** How the ledger names what a right gives. */
export const givenIdOf = ({ id }: Offer, { kind }: ContractOption): string => `${id}-${GIVEN[kind]}`;

/** The plan with what the options of its contracts can give, each as an offer of as much as may use it. */
export function withGiven(plan: Plan): Plan {
  const given = [...plan.fleet, ...plan.offers].flatMap((contract) =>
    contract.terms.options.map((option) => givenBy(plan, contract, option)),
  );
  return given.length === 0 ? plan : { ...plan, offers: [...plan.offers, ...given] };
}

/**
 * The most that a right can give of a contract, read from the words of the option. It may be signed at any stage at which
 * the contract has run; when it serves depends on that, so that only bounds follow from it.
 */
function givenBy(plan: Plan, contract: Offer, option: ContractOption): Offer {
  const isBought = option.kind === 'buyout';
  const most = option.fractionMax;
  const kit = option.kit ?? contract;
  const { terms } = contract;
  return {
    ...contract,
    id: givenIdOf(contract, option),
    kind: 'option',
    quantities: kit.quantities.map((one) => ({ ...one, gpus: one.gpus * most })),
    referenceGpus: kit.referenceGpus.map((count) => count * most),
    blocks: contract.blocks * most,
    blocksMin: 0,
    signFromMonth: contract.kind === 'fleet' ? 0 : 1,
    signByMonth: plan.horizonMonths,
    leadTimeMonths: ANY_MONTH,
    gates: [],
    deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
    // What a swap has left is at most the whole contract.
    termMonths: option.kind === 'swap' ? contract.termMonths : option.termMonths,
    price: givenPrice(contract, option),
    takeOrPayFraction: isBought ? 1 : contract.takeOrPayFraction,
    upfrontFraction: 0,
    buyerExit: null,
    financing: null,
    terms: {
      ...PLAIN_TERMS,
      usefulFraction: terms.usefulFraction,
      serviceCreditFraction: isBought ? 0 : terms.serviceCreditFraction,
      overageMultiple: terms.overageMultiple,
      powerUsdPerMonth: terms.powerUsdPerMonth * most,
      paymentLagMonths: isBought ? 0 : terms.paymentLagMonths,
      flows: option.feeUsd > 0 ? [{ kind: 'optionFee', usd: -option.feeUsd * most, timing: 'signing' }] : [],
    },
  };
}

/** Whenever: no month of it is certain. */
const ANY_MONTH = { p10: 0, p50: 1, p90: 2 };

/** What is bought costs its running; anything else the bill of the contract, so many times over. */
function givenPrice(contract: Offer, option: ContractOption): Offer['price'] {
  const { price } = contract;
  const most = option.fractionMax;
  if (option.kind === 'buyout') return { kind: 'owned', opexUsdPerMonth: option.opexUsdPerMonth * most };
  if (price.kind === 'owned') return { kind: 'owned', opexUsdPerMonth: price.opexUsdPerMonth * most };
  const [glut, normal, tight] = SUPPLY_REGIMES.map(
    (regime) => numberOf(monthlyBill(contract, regime)) * option.priceMultiple * most,
  );
  return { kind: 'perMonth', usd: [glut!, normal!, tight!] };
}
