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
    contract.terms.options.map((option) => givenBy(plan, contract, { option, most: option.fractionMax })),
  );
  return given.length === 0 ? plan : { ...plan, offers: [...plan.offers, ...given] };
}

/**
 * The most that a right can give of a contract, read from the words of the option. It may be signed at any stage at which
 * the contract has run; when it serves depends on that, so that only bounds follow from it.
 */
function givenBy(
  plan: Plan,
  contract: Offer,
  { option, most }: { readonly option: ContractOption; readonly most: number },
): Offer {
  const isBought = option.kind === 'buyout';
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
    price: givenPrice(contract, { option, most }),
    takeOrPayFraction: isBought ? 1 : contract.takeOrPayFraction,
    upfrontFraction: 0,
    buyerExit: null,
    financing: null,
    terms: {
      ...PLAIN_TERMS,
      usefulFraction: terms.usefulFraction,
      outage: terms.outage,
      serviceCreditFraction: isBought ? 0 : terms.serviceCreditFraction,
      overageMultiple: terms.overageMultiple,
      powerUsdPerMonth: terms.powerUsdPerMonth * most,
      paymentLagMonths: isBought ? 0 : terms.paymentLagMonths,
      flows: option.feeUsd > 0 ? [{ kind: 'optionFee', usd: -option.feeUsd * most, timing: 'signing' }] : [],
    },
  };
}

/** What using a right gives of the whole contract: what a swap has left ends when the contract would have. */
export function exactlyGiven(
  plan: Plan,
  contract: Offer,
  use: {
    readonly option: ContractOption;
    readonly signing: { readonly signMonth: number; readonly inServiceMonths: number };
    readonly endMonth: number;
  },
): Offer {
  const { option, signing, endMonth } = use;
  const given = givenBy(plan, contract, { option, most: 1 });
  if (option.kind !== 'swap') return { ...given, serviceFromMonth: 0 };
  return { ...given, serviceFromMonth: 0, termMonths: endMonth - signing.signMonth - signing.inServiceMonths };
}

/** Whenever: no month of it is certain. */
const ANY_MONTH = { p10: 0, p50: 1, p90: 2 };

/** What is bought costs its running; anything else the bill of the contract, so many times over. */
function givenPrice(
  contract: Offer,
  { option, most }: { readonly option: ContractOption; readonly most: number },
): Offer['price'] {
  const { price } = contract;
  if (option.kind === 'buyout') return { kind: 'owned', opexUsdPerMonth: option.opexUsdPerMonth * most };
  if (price.kind === 'owned') return { kind: 'owned', opexUsdPerMonth: price.opexUsdPerMonth * most };
  const [glut, normal, tight] = SUPPLY_REGIMES.map(
    (regime) => numberOf(monthlyBill(contract, regime)) * option.priceMultiple * most,
  );
  return { kind: 'perMonth', usd: [glut!, normal!, tight!] };
}
