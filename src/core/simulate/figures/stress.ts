import { heldToShare, intervalOfMean, mean, wilsonInterval, type Interval } from '../../numeric/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import { dependsOn, type SharedFactor } from '../chances/shared-factor.ts';
import { NO_SHOCK, type Shock } from '../chances/shock.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import type { ReplayOutcome } from '../months/outcome.ts';
import { REPLAY_CONFIDENCE } from './figures.ts';

/** One question of the stress library. */
export interface Stress {
  readonly name: string;
  readonly shock: Shock;
  /** month in which it strikes; 0 where it lasts throughout */
  readonly month: number;
  readonly strains: StrainedResource;
}

/**
 * What a stress takes from us: `chips`, capacity lost or kept from delivery; `power`, a grid or a site; `time`, a host that
 * comes later; `market`, prices and what is on sale; `demand`, growth that is not the one planned for; `several`, more than
 * one of them.
 */
export type StrainedResource = 'chips' | 'power' | 'time' | 'market' | 'demand' | 'several';

/** What a stress does to the recommended policy, against the same paths without it. */
export interface StressFigures {
  readonly name: string;
  readonly strains: StrainedResource;
  readonly pathCount: number;
  /** mean value lost, paired by path */
  readonly lostUsd: Interval;
  readonly ruinProbability: Interval;
  /** the same paths without the stress */
  readonly ruinProbabilityWithout: Interval;
  readonly shortageProbability: Interval;
  /** the month in which most more of protected demand goes unserved, on the mean, and how much more */
  readonly worstMonth: string;
  readonly worstUnservedFraction: number;
  /** months from the strike until no more than RECOVERED_FRACTION more is unserved; null: not within the horizon */
  readonly monthsToRecover: number | null;
  /** tiers of which less is served, the most hit first: share of what they are served without the stress */
  readonly tiersHit: readonly { readonly tier: string; readonly lostFraction: number }[];
}

const SLIP_MONTHS = 6;
const LONG_SLIP_MONTHS = 12;
/** Growth of GPU demand a year that is forced for so long. */
const GROWTH_MULTIPLES = [80, 10, 3] as const;
const SHRINKING_MULTIPLE = 0.5;
const GROWTH_MONTHS = 12;
/** Served again: at most so much more of protected demand unserved than without the stress. */
const RECOVERED_FRACTION = 0.01;
/** A loss strikes no later than so long before the end, or than in the last quarter: recovery is to be seen. */
const RECOVERY_SEEN_MONTHS = 12;
/** A factor that carries less than this share of capacity in every month is not asked about. */
const FACTOR_SHARE_MIN = 0.02;
const TIERS_HIT_SHOWN = 3;

/**
 * The library for a plan: every host slips, fails and, where it may, gives notice; every shared factor is lost at its worst
 * month; grids, a vendor's exports, a price crash, a squeeze; a year of growth at 80x, 10x, 3x and a half; and what comes
 * together: a squeeze with late grids, a lost host or 80x, shrinking demand in a glut.
 *
 * @param outcome of the recommended policy, with its factors: what is held by whom in which month
 */
export function stressesOf(world: ReplayWorld, outcome: ReplayOutcome): readonly Stress[] {
  const held = world.factors.flatMap((factor, index): Held[] => {
    const month = worstMonthOf(world, outcome, index);
    if (month === null) return [];
    const units = unitsAt(world, outcome, { index, month });
    return [{ factor, month, units, monthText: calendarMonthOf(month, world.plan.startMonth) }];
  });
  const hosts = held.filter(({ factor }) => factor.kind === 'host');
  const others = held.filter(({ factor }) => factor.kind !== 'host');
  const losses = others.map((one) =>
    struck(`${one.factor.name} is lost in ${one.monthText}`, loss(one, false), {
      month: one.month,
      strains: one.factor.kind === 'grid' || one.factor.kind === 'site' ? 'power' : 'chips',
    }),
  );
  return [
    ...hosts.flatMap((one) => hostStresses(world, one)),
    ...losses,
    ...marketStresses(world, held),
    ...growthStresses(),
  ];
}

/** A factor that carries something, its worst month, and what it carries then. */
interface Held {
  readonly factor: SharedFactor;
  readonly month: number;
  readonly units: number;
  readonly monthText: string;
}

function struck(name: string, shock: Partial<Shock>, at: Pick<Stress, 'month' | 'strains'>): Stress {
  return { name, shock: { ...NO_SHOCK, ...shock }, ...at };
}

function loss({ factor, month }: Held, isRecall: boolean): Partial<Shock> {
  return { losses: [{ factor, month, isRecall }] };
}

function late(factors: readonly SharedFactor[], months: number): Partial<Shock> {
  return { slips: factors.map((factor) => ({ factor, months })) };
}

function hostStresses(world: ReplayWorld, one: Held): Stress[] {
  const { factor, month, monthText } = one;
  const { name } = factor;
  const stresses: Stress[] = [];
  if (slips(world, factor)) {
    stresses.push(struck(`${name} comes ${SLIP_MONTHS} months later`, late([factor], SLIP_MONTHS), throughout('time')));
  }
  const gone = { month, strains: 'chips' } as const;
  stresses.push(struck(`${name} fails in ${monthText}`, loss(one, false), gone));
  if (mayRecall(world, factor)) stresses.push(struck(`${name} gives notice in ${monthText}`, loss(one, true), gone));
  return stresses;
}

function marketStresses({ factors }: ReplayWorld, held: readonly Held[]): Stress[] {
  const grids = late(
    factors.filter(({ kind }) => kind === 'grid'),
    LONG_SLIP_MONTHS,
  );
  const hasGrids = (grids.slips ?? []).length > 0;
  const largest = (kind: SharedFactor['kind']) =>
    held.filter(({ factor }) => factor.kind === kind).toSorted((a, b) => b.units - a.units)[0];
  const [vendor, host] = [largest('vendor'), largest('host')];
  const stresses: Stress[] = [];
  if (hasGrids) stresses.push(struck(`every grid is ${LONG_SLIP_MONTHS} months late`, grids, throughout('power')));
  if (vendor) {
    const name = `an export rule delays ${vendor.factor.name} by ${LONG_SLIP_MONTHS} months`;
    stresses.push(struck(name, late([vendor.factor], LONG_SLIP_MONTHS), throughout('chips')));
  }
  stresses.push(struck('prices crash: a glut from the next month on', { supplyRegime: 0 }, throughout('market')));
  stresses.push(struck('a squeeze: tight from the next month on', { supplyRegime: 2 }, throughout('market')));
  if (hasGrids)
    stresses.push(struck('a squeeze, and every grid late', { ...grids, supplyRegime: 2 }, throughout('several')));
  if (host) {
    const name = `a squeeze, and ${host.factor.name} fails in ${host.monthText}`;
    stresses.push(struck(name, { ...loss(host, false), supplyRegime: 2 }, { month: host.month, strains: 'several' }));
  }
  return stresses;
}

function growthStresses(): Stress[] {
  const grows = (multiplePerYear: number) => ({ growth: { multiplePerYear, months: GROWTH_MONTHS } });
  const [surge] = GROWTH_MULTIPLES;
  return [
    ...GROWTH_MULTIPLES.map((multiple) =>
      struck(`demand grows ${multiple}x in the first year`, grows(multiple), throughout('demand')),
    ),
    struck('demand halves in the first year', grows(SHRINKING_MULTIPLE), throughout('demand')),
    struck(`demand grows ${surge}x, in a squeeze`, { ...grows(surge), supplyRegime: 2 }, throughout('several')),
    struck('demand halves, in a glut', { ...grows(SHRINKING_MULTIPLE), supplyRegime: 0 }, throughout('several')),
  ];
}

function throughout(strains: StrainedResource): Pick<Stress, 'month' | 'strains'> {
  return { month: 0, strains };
}

/** The month in which the rest would carry least of protected demand, recovery still to be seen after it; null for a factor that carries next to nothing. */
function worstMonthOf({ plan, factors }: ReplayWorld, outcome: ReplayOutcome, index: number): number | null {
  const { horizonMonths } = plan;
  const endMonth = horizonMonths - Math.min(RECOVERY_SEEN_MONTHS, Math.floor(horizonMonths / 4));
  let worst: number | null = null;
  let largestShare = 0;
  for (let month = 1; month < horizonMonths; month++) {
    const units = outcome.factorUnits[index * horizonMonths + month]!;
    const all = factors.reduce(
      (sum, factor, other) => sum + (factor.kind === 'host' ? outcome.factorUnits[other * horizonMonths + month]! : 0),
      0,
    );
    largestShare = Math.max(largestShare, all > 0 ? units / all : 0);
    const carried = (at: number) => outcome.withoutFactor[index * horizonMonths + at]!;
    if (month < endMonth && units > 0 && (worst === null || carried(month) < carried(worst))) worst = month;
  }
  return largestShare >= FACTOR_SHARE_MIN ? worst : null;
}

function unitsAt(
  { plan }: ReplayWorld,
  outcome: ReplayOutcome,
  at: { readonly index: number; readonly month: number },
): number {
  return outcome.factorUnits[at.index * plan.horizonMonths + at.month]!;
}

function slips({ plan }: ReplayWorld, factor: SharedFactor): boolean {
  return plan.offers.some((offer) => offer.kind !== 'renewal' && dependsOn(offer, factor));
}

function mayRecall({ contracts }: ReplayWorld, factor: SharedFactor): boolean {
  return contracts.some((contract) => contract.hostExit !== null && dependsOn(contract, factor));
}

/** What a stress came to, against the same paths without it. */
export function stressFigures(
  world: ReplayWorld,
  stress: Stress,
  { base, hit }: { readonly base: ReplayOutcome; readonly hit: ReplayOutcome },
): StressFigures {
  const { plan } = world;
  const more = Array.from(base.protectedAskedByMonth, (asked, month) => {
    const hitAsked = hit.protectedAskedByMonth[month]!;
    const before = asked > 0 ? base.protectedUnservedByMonth[month]! / asked : 0;
    return (hitAsked > 0 ? hit.protectedUnservedByMonth[month]! / hitAsked : 0) - before;
  });
  const worst = more.reduce((at, value, month) => (value > more[at]! ? month : at), 0);
  return {
    name: stress.name,
    strains: stress.strains,
    pathCount: hit.pathCount,
    lostUsd: intervalOfMean(
      base.valueUsd.map((usd, path) => usd - hit.valueUsd[path]!),
      REPLAY_CONFIDENCE,
    ),
    ruinProbability: ruinOf(world, hit),
    ruinProbabilityWithout: ruinOf(world, base),
    shortageProbability: heldToShare(intervalOfMean(hit.shortTimeFraction, REPLAY_CONFIDENCE)),
    worstMonth: calendarMonthOf(worst, plan.startMonth),
    worstUnservedFraction: Math.max(0, more[worst]!),
    monthsToRecover: recovery(more, stress.month),
    tiersHit: tiersHit(world, base, hit),
  };
}

function ruinOf({ plan }: ReplayWorld, { troughUsd, pathCount }: ReplayOutcome): Interval {
  const hits = troughUsd.reduce((sum, usd) => sum + Number(usd < -plan.money.creditLineUsd), 0);
  return wilsonInterval(hits, pathCount, REPLAY_CONFIDENCE);
}

/** Months from the strike to the last month in which noticeably more goes unserved; null when that is the horizon's last. */
function recovery(more: readonly number[], strikeMonth: number): number | null {
  const last = more.findLastIndex((fraction, month) => month >= strikeMonth && fraction > RECOVERED_FRACTION);
  if (last < 0) return 0;
  return last === more.length - 1 ? null : last + 1 - strikeMonth;
}

function tiersHit({ plan }: ReplayWorld, base: ReplayOutcome, struck: ReplayOutcome): StressFigures['tiersHit'] {
  const { horizonMonths } = plan;
  const names = plan.workloads.flatMap(({ id, tiers }) => tiers.map((tier) => `${id}/${tier.id}`));
  const served = (outcome: ReplayOutcome, tier: number) =>
    outcome.servedByTier
      .subarray(tier * horizonMonths, (tier + 1) * horizonMonths)
      .reduce((sum, gpus) => sum + gpus, 0);
  return names
    .map((tier, index) => ({ tier, lostFraction: 1 - served(struck, index) / served(base, index) }))
    .filter(({ lostFraction }) => lostFraction > RECOVERED_FRACTION)
    .toSorted((a, b) => b.lostFraction - a.lostFraction)
    .slice(0, TIERS_HIT_SHOWN);
}

/** What becomes of the recommended policy where demand starts in one regime, read off the replay itself. */
export interface GrowthFigures {
  readonly regimeId: string;
  readonly multiplePerYear: number;
  readonly pathCount: number;
  /** null from too few paths to claim an interval */
  readonly expectedUsd: Interval | null;
  readonly ruinProbability: Interval | null;
  readonly shortageProbability: Interval | null;
}

/** Fewer paths claim no interval. */
const PATHS_MIN = 30;

export function growthFigures(world: ReplayWorld, outcome: ReplayOutcome): readonly GrowthFigures[] {
  const { plan } = world;
  return plan.growth.regimes.map(({ id, multiplePerYear }, regime) => {
    const isIn = (_: number, path: number) => outcome.startRegime[path] === regime;
    const values = outcome.valueUsd.filter(isIn);
    const known = { regimeId: id, multiplePerYear, pathCount: values.length };
    if (values.length < PATHS_MIN) {
      return { ...known, expectedUsd: null, ruinProbability: null, shortageProbability: null };
    }
    const ruined = outcome.troughUsd.filter(isIn).map((usd) => Number(usd < -plan.money.creditLineUsd));
    return {
      ...known,
      expectedUsd: intervalOfMean(values, REPLAY_CONFIDENCE),
      ruinProbability: wilsonInterval(mean(ruined) * ruined.length, ruined.length, REPLAY_CONFIDENCE),
      shortageProbability: heldToShare(intervalOfMean(outcome.shortTimeFraction.filter(isIn), REPLAY_CONFIDENCE)),
    };
  });
}
