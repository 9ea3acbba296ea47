/** Changes of the full term sheet for the law that every field is read, where the usual change is refused or too mild. */

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type Writes = Readonly<Record<string, Json | undefined>>;

interface TermChange {
  readonly variant: 'terms' | 'futureTerms';
  readonly given: Writes;
  readonly writes: Writes;
}

const PLACES = [
  { list: 'fleet', variant: 'terms', other: 'rocket-holding' },
  { list: 'offers', variant: 'terms', other: 'rocket-holding' },
  { list: 'futureOffers', variant: 'futureTerms', other: 'rocket' },
] as const;

/** Of a contract of any of the lists: what is written instead, and what is given to both. */
const ANYWHERE: Readonly<Record<string, { readonly writes: Writes; readonly given?: Writes }>> = {
  'index.floorPerYear': { writes: { 'index.floorPerYear': 0.06 } },
  'index.capPerYear': { writes: { 'index.capPerYear': 0.03 } },
  'rampDown.fractionMax': { writes: { 'rampDown.fractionMax': 0.4 } },
  floorFraction: { writes: { floorFraction: 0.8 }, given: { 'rampDown.fractionMax': undefined } },
  'options.stepIn.keptFraction': {
    writes: { 'options.stepIn.keptFraction': 0.9 },
    given: { options: { stepIn: { keptFraction: 0.1 } }, failureHazardPerYear: 0.3 },
  },
  'service.failuresPerGpuPerYear': {
    writes: { 'service.failuresPerGpuPerYear': 40 },
    given: { service: { failuresPerGpuPerYear: 10, replacementHours: 48 } },
  },
  'service.replacementHours': {
    writes: { 'service.replacementHours': 96 },
    given: { service: { failuresPerGpuPerYear: 10, replacementHours: 48 } },
  },
};

/** Of a quote or a future offer only. */
const ON_OFFERS: typeof ANYWHERE = {
  'exitForCause[]': { writes: { exitForCause: ['late'] }, given: { late: undefined } },
  'tranches[].fraction': { writes: { 'tranches[0].fraction': 0.3, 'tranches[1].fraction': 0.7 } },
  'tranches[].leadTimeMonths': { writes: { 'tranches[0].leadTimeMonths': 2 } },
  'tranches[].leadTimeMonths.p10': { writes: { 'tranches[1].leadTimeMonths.p10': 3 } },
  'tranches[].leadTimeMonths.p50': { writes: { 'tranches[1].leadTimeMonths.p50': 6 } },
  'takeOrPaySchedule[].fromMonths': { writes: { 'takeOrPaySchedule[1].fromMonths': 5 } },
};

/** Of a signed contract: one that lives to see an anniversary, and one whose take-or-pay is stated by period. */
const LONG = { untilMonth: '2028-12' };
const ON_FLEET: typeof ANYWHERE = {
  escalatorPerYear: { writes: { escalatorPerYear: 0.2 }, given: LONG },
  'index.changePerYear': { writes: { 'index.changePerYear': 0.07 }, given: LONG },
  'index.floorPerYear': { writes: { 'index.floorPerYear': 0.06 }, given: LONG },
  'index.capPerYear': { writes: { 'index.capPerYear': 0.03 }, given: LONG },
  'takeOrPaySchedule[].fromMonths': {
    writes: { 'takeOrPaySchedule[1].fromMonths': 2 },
    given: { takeOrPayFraction: undefined, takeOrPaySchedule: steps(1, 0.2) },
  },
  'takeOrPaySchedule[].fraction': {
    writes: { 'takeOrPaySchedule[1].fraction': 0.9 },
    given: { takeOrPayFraction: undefined, takeOrPaySchedule: steps(1, 0.2) },
  },
};

function steps(fromMonths: number, fraction: number): Json[] {
  return [
    { fromMonths: 0, fraction: 1 },
    { fromMonths, fraction },
  ];
}

/** Of the fourth contract of each list, which has every option. */
const ON_OPTIONS: typeof ANYWHERE = {
  'extend.noticeDays': { writes: { 'options.extend.noticeDays': 120 } },
  'swap.accelerator': { writes: { 'options.swap.accelerator': 'h200' } },
  'firstRefusal.availableFraction': { writes: { 'options.firstRefusal.availableFraction': 0.1 } },
  'expand.untilMonths': { writes: { 'options.expand.untilMonths': 2 } },
  'firstRefusal.untilMonths': { writes: { 'options.firstRefusal.untilMonths': 2 } },
};

/** A later offer that is worth signing at once: it brings warrants of this size. */
const WANTED = { 'futureOffers[0].flows[0].usd': 2e7 };

const at = (list: string, writes: Writes = {}, index = 0): Writes =>
  Object.fromEntries(Object.entries(writes).map(([field, value]) => [`${list}[${index}].${field}`, value]));

/** By pattern of the field. */
export const TERM_CHANGES: Readonly<Record<string, TermChange>> = Object.fromEntries([
  ...PLACES.flatMap(({ list, variant, other }) => {
    const changes = {
      ...ANYWHERE,
      ...(list === 'fleet' ? ON_FLEET : ON_OFFERS),
      // Hosts of one parent count as one.
      parent: { writes: { parent: other }, given: {} },
    };
    return Object.entries(changes).map(([field, { writes, given }]) => [
      `${list}[].${field}`,
      { variant, given: at(list, given), writes: at(list, writes) },
    ]);
  }),
  ...PLACES.flatMap(({ list, variant }) =>
    Object.entries(ON_OPTIONS).map(([field, { writes }]) => [
      `${list}[].options.${field}`,
      { variant, given: {}, writes: at(list, writes, 3) },
    ]),
  ),
  [
    'futureOffers[].flows[].kind',
    { variant: 'futureTerms', given: WANTED, writes: { 'futureOffers[0].flows[0].kind': 'rebate' } },
  ],
  [
    'futureOffers[].rampDown.fractionMax',
    { variant: 'futureTerms', given: WANTED, writes: { 'futureOffers[0].rampDown.fractionMax': 0.1 } },
  ],
  [
    'futureOffers[].sublet.fractionMax',
    { variant: 'futureTerms', given: WANTED, writes: { 'futureOffers[0].sublet.fractionMax': 0.1 } },
  ],
  ['limits.newPartners.months', { variant: 'futureTerms', given: WANTED, writes: { 'limits.newPartners.months': 5 } }],
  ['fleet[].flows[].timing', { variant: 'terms', given: {}, writes: { 'fleet[0].flows[0].timing': 'end' } }],
  ...(
    [
      ['offers', 'terms'],
      ['futureOffers', 'futureTerms'],
    ] as const
  ).flatMap(([list, variant]) => [
    [
      `${list}[].gates[].payments[].fraction`,
      {
        variant,
        given: {},
        writes: {
          [`${list}[2].gates[0].payments[0].fraction`]: 0.5,
          [`${list}[2].gates[0].payments[1].fraction`]: 0.5,
        },
      },
    ],
    [
      `${list}[].gates[].payments[].monthsAfterStart`,
      { variant, given: {}, writes: { [`${list}[2].gates[0].payments[1].monthsAfterStart`]: 2 } },
    ],
  ]),
]) as Readonly<Record<string, TermChange>>;

/** Names of indices: labels. */
export const TERM_NAMES: Readonly<Record<string, TermChange>> = Object.fromEntries(
  PLACES.map(({ list, variant }) => [
    `${list}[].index.name`,
    { variant, given: {}, writes: { [`${list}[0].index.name`]: 'ppi' } },
  ]),
);
