import { optionIdOf, PLAIN_TERMS, type ContractOption, type Offer } from '../domain/index.ts';
import { deliveredParts } from './capacity.ts';
import type { Signing } from './contract-series.ts';
import { inServiceMonthOf } from './delivery.ts';

/**
 * What a right gives, as a contract of its own for the whole offer: the same host, blocks, kit and service unless the right
 * says otherwise, at `priceMultiple` times the stated price; the fee of the right is paid when it is used. It has no
 * rights of its own, and lives and dies with the contract it comes from.
 */
export function optionOffer(offer: Offer, option: ContractOption): Offer {
  const known = optionOffers.get(offer) ?? new Map<ContractOption, Offer>();
  optionOffers.set(offer, known);
  const given = known.get(option) ?? givenOffer(offer, option);
  known.set(option, given);
  return given;
}

/** Made once: readers tell contracts apart by their record. */
const optionOffers = new WeakMap<Offer, Map<ContractOption, Offer>>();

function givenOffer(offer: Offer, option: ContractOption): Offer {
  const isBought = option.kind === 'buyout';
  const { usefulFraction, outage, overageMultiple, powerUsdPerMonth, paymentLagMonths, parent } = offer.terms;
  const { serviceCreditFraction } = offer.terms;
  const fee = { kind: 'optionFee', usd: -option.feeUsd, timing: 'signing' } as const;
  return {
    ...offer,
    id: optionIdOf(offer.id, option.kind),
    kind: 'option',
    ...option.kit,
    blocksMin: 0,
    availableFraction: option.availableFraction,
    gates: [],
    serviceFromMonth: 0,
    deliveryProfile: [{ monthsAfterStart: 0, fraction: 1 }],
    termMonths: option.termMonths,
    price: isBought ? { kind: 'owned', opexUsdPerMonth: option.opexUsdPerMonth } : optionPrice(offer, option),
    takeOrPayFraction: isBought ? 1 : offer.takeOrPayFraction,
    upfrontFraction: 0,
    buyerExit: null,
    hostExit: null,
    financing: null,
    terms: {
      ...PLAIN_TERMS,
      parent,
      usefulFraction,
      outage,
      serviceCreditFraction: isBought ? 0 : serviceCreditFraction,
      overageMultiple,
      powerUsdPerMonth,
      paymentLagMonths: isBought ? 0 : paymentLagMonths,
      flows: option.feeUsd > 0 ? [fee] : [],
    },
  };
}

/** The contract's price times the multiple; other kit pays by the month what the old kit did. */
function optionPrice({ price, quantities }: Offer, { priceMultiple, kit }: ContractOption): Offer['price'] {
  if (price.kind === 'owned') return price;
  const gpus = (of: Offer['quantities']) => of.reduce((sum, quantity) => sum + quantity.gpus, 0);
  const perUnit = kit !== null && price.kind === 'perGpuHour' ? gpus(quantities) / gpus(kit.quantities) : 1;
  const [glut, normal, tight] = price.usd;
  const factor = priceMultiple * perUnit;
  return { ...price, usd: [glut * factor, normal * factor, tight * factor] };
}

/** A right used, as the contract that it gives and how that is signed. */
export interface UsedOption {
  readonly offer: Offer;
  readonly signing: Signing;
  /** first month in which the old contract no longer serves what used the right; Infinity where it goes on */
  readonly replacedFromMonth: number;
}

/**
 * What using a right at the start of a month gives; null where it may not be used then.
 *
 * - extend: service from the end of the term, notice given in time. expand, firstRefusal: service after the lead time.
 * - swap: the new kit serves from the end of the notice to the end of the term, and the old kit until then.
 * - buyout: the kit is ours from then on; its price is paid at once and no more rent.
 */
export function usedOption(
  contract: Offer,
  option: ContractOption,
  at: Signing & { readonly noticeMonth: number },
): UsedOption | null {
  const inServiceMonth = inServiceMonthOf(contract, at);
  const served = deliveredParts(contract, at.delivery).reduce((end, part) => Math.max(end, part.endMonth), 0);
  const endMonth = inServiceMonth + served;
  const { noticeMonth, signingRegime, priceFactor = 1 } = at;
  const age = noticeMonth - inServiceMonth;
  const inTime =
    age >= option.afterMonths && age <= option.untilMonths && noticeMonth + option.noticeMonths <= endMonth;
  if (!inTime || noticeMonth >= endMonth) return null;
  const startMonth = option.kind === 'extend' ? endMonth : noticeMonth + option.noticeMonths + option.leadTimeMonths;
  const isReplacing = option.kind === 'swap' || option.kind === 'buyout';
  if (isReplacing && startMonth >= endMonth) return null;
  const offer = optionOffer(contract, option);
  const delivery = { gateStartMonths: [], inServiceMonths: startMonth - noticeMonth };
  return {
    offer: option.kind === 'swap' ? { ...offer, termMonths: endMonth - startMonth } : offer,
    signing: { signMonth: noticeMonth, delivery, signingRegime, priceFactor },
    replacedFromMonth: isReplacing ? startMonth : Infinity,
  };
}
