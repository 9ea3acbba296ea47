import { noticeDaysToMonths } from '../units/index.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { byRegimeOf } from './normalise-context.ts';
import { quantitiesOf, referenceGpusOf, scaledBy } from './offer-quantity.ts';
import type { FleetInput } from './schema-offers.ts';
import type { ContractOption } from './term-sheet.ts';

type OptionsInput = NonNullable<FleetInput['options']>;

/** The rights that give a contract of their own. */
export const OPTION_KINDS: readonly ContractOption['kind'][] = ['extend', 'expand', 'firstRefusal', 'swap', 'buyout'];

const SUFFIXES: Readonly<Record<ContractOption['kind'], string>> = {
  extend: 'extended',
  expand: 'expanded',
  firstRefusal: 'matched',
  swap: 'swapped',
  buyout: 'bought',
};

/** The id of the contract that a right of another gives. */
export const optionIdOf = (contractId: string, kind: ContractOption['kind']): string =>
  `${contractId}-${SUFFIXES[kind]}`;

const PLAIN_OPTION: Omit<ContractOption, 'kind'> = {
  fractionMax: 1,
  afterMonths: 0,
  untilMonths: Infinity,
  noticeMonths: 0,
  availableFraction: [1, 1, 1],
  priceMultiple: 1,
  feeUsd: 0,
  leadTimeMonths: 0,
  termMonths: 0,
  kit: null,
  opexUsdPerMonth: 0,
};

/** The rights of a contract to more, to longer or to other kit, in a fixed order. */
export function optionsOf(
  options: OptionsInput | undefined,
  contract: { readonly termMonths: number; readonly usefulFraction: number },
  context: NormaliseContext,
): ContractOption[] {
  if (options === undefined) return [];
  return [
    ...extensionOf(options),
    ...additionOf('expand', options.expand, contract.termMonths),
    ...additionOf('firstRefusal', options.firstRefusal, contract.termMonths),
    ...swapOf(options, contract.usefulFraction, context),
    ...buyoutOf(options),
  ];
}

function extensionOf({ extend }: OptionsInput): ContractOption[] {
  if (extend === undefined) return [];
  return [
    {
      ...PLAIN_OPTION,
      kind: 'extend',
      ...priceOf(extend),
      fractionMax: extend.fractionMax ?? 1,
      noticeMonths: noticeDaysToMonths(extend.noticeDays),
      termMonths: extend.months,
    },
  ];
}

function additionOf(
  kind: 'expand' | 'firstRefusal',
  more: OptionsInput['expand'] | OptionsInput['firstRefusal'],
  termMonths: number,
): ContractOption[] {
  if (more === undefined) return [];
  return [
    {
      ...PLAIN_OPTION,
      kind,
      ...priceOf(more),
      fractionMax: more.fractionMax,
      leadTimeMonths: more.leadTimeMonths,
      afterMonths: more.afterMonths ?? 0,
      untilMonths: more.untilMonths ?? Infinity,
      termMonths: more.termMonths ?? termMonths,
      availableFraction: byRegimeOf('availableFraction' in more ? more.availableFraction : 1),
    },
  ];
}

function swapOf({ swap }: OptionsInput, usefulFraction: number, context: NormaliseContext): ContractOption[] {
  if (swap === undefined) return [];
  const quantities = quantitiesOf(swap, context);
  return [
    {
      ...PLAIN_OPTION,
      kind: 'swap',
      ...priceOf(swap),
      fractionMax: swap.fractionMax ?? 1,
      afterMonths: swap.afterMonths,
      noticeMonths: noticeDaysToMonths(swap.noticeDays),
      kit: { quantities, referenceGpus: scaledBy(referenceGpusOf({}, quantities, context), usefulFraction) },
    },
  ];
}

function buyoutOf({ buyout }: OptionsInput): ContractOption[] {
  if (buyout === undefined) return [];
  return [
    {
      ...PLAIN_OPTION,
      kind: 'buyout',
      fractionMax: buyout.fractionMax ?? 1,
      afterMonths: buyout.afterMonths,
      feeUsd: buyout.usd,
      termMonths: buyout.usefulLifeMonths,
      opexUsdPerMonth: buyout.opexUsdPerMonth,
    },
  ];
}

function priceOf({ priceMultiple, feeUsd }: { priceMultiple?: number | undefined; feeUsd?: number | undefined }) {
  return { priceMultiple: priceMultiple ?? 1, feeUsd: feeUsd ?? 0 };
}
