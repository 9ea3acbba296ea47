import { ROUTES, type AnsweredResult, type CalendarEntry, type Route } from '../../answers/index.ts';
import { titleOf } from '../sections/calendar-text.ts';
import { beliefText, unquotedRoutes } from '../sections/growth-sections.ts';
import { amountText } from '../sections/portfolio-sections.ts';
import { formatUsdEstimate } from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';

/** The matrix as a heat table: what each route alone gives up under each belief. */
export interface MatrixSeries {
  readonly beliefs: readonly string[];
  readonly routes: readonly Route[];
  readonly cells: readonly {
    readonly belief: string;
    readonly route: Route;
    /** given up, as a share of the largest figure of the table: 0 is as good as the mix */
    readonly share: number;
    readonly text: string;
    /** the best single route of its row, beyond doubt */
    readonly isWinner: boolean;
  }[];
}

/** The tornado: bars from the low to the high end, widest first. */
export interface TornadoSeries {
  readonly bars: readonly {
    readonly name: string;
    readonly lowUsd: number;
    readonly highUsd: number;
    readonly lowText: string;
    readonly highText: string;
    /** value change read off at the flips, and where they lie; empty: the best signings stay */
    readonly flips: readonly { readonly usd: number; readonly text: string }[];
  }[];
}

/** Dates along time, one row for each offer. */
export interface TimelineSeries {
  readonly offers: readonly string[];
  readonly dates: readonly {
    readonly offer: string;
    /** days since the first date */
    readonly day: number;
    readonly date: string;
    readonly kind: CalendarEntry['kind'];
    readonly title: string;
    readonly isRecommended: boolean;
  }[];
}

/** Money in hand of the recommended policy, and what is firmly owed, by month. */
export interface MoneySeries {
  readonly months: readonly string[];
  readonly p5Usd: readonly number[];
  readonly p50Usd: readonly number[];
  readonly p95Usd: readonly number[];
  /** firm liability of the fleet and what is signed now; empty where it is not known */
  readonly owedUsd: readonly number[];
}

const TORNADO_BARS_MAX = 12;

/** Null where the routes were not asked about. */
export function matrixSeries({ answers, offers }: AnsweredResult): MatrixSeries | null {
  if (!answers || answers.routes.length === 0) return null;
  const rows = answers.routes;
  const without = unquotedRoutes(offers);
  const most = Math.max(1, ...rows.flatMap(({ routeCostUsd }) => ROUTES.map((route) => -routeCostUsd[route].estimate)));
  return {
    beliefs: rows.map(({ regimeId, growthMultiplePerYear }) => plainText(beliefText(regimeId, growthMultiplePerYear))),
    routes: ROUTES,
    cells: rows.flatMap(({ regimeId, growthMultiplePerYear, routeCostUsd, routeWinner }) =>
      ROUTES.map((route) => ({
        belief: plainText(beliefText(regimeId, growthMultiplePerYear)),
        route,
        // Nothing of a route is no choice: it has no depth of colour.
        share: without.includes(route) ? 0 : Math.min(1, Math.max(0, -routeCostUsd[route].estimate / most)),
        text: without.includes(route) ? `no ${route} quote` : formatUsdEstimate(routeCostUsd[route]),
        isWinner: route === routeWinner,
      })),
    ),
  };
}

/** Null where the sensitivity was not asked for. */
export function tornadoSeries({ answers }: AnsweredResult): TornadoSeries | null {
  if (!answers) return null;
  return {
    bars: answers.sensitivity.bars.slice(0, TORNADO_BARS_MAX).map(({ assumption, unit, at, ends }) => ({
      name: plainText(assumption),
      lowUsd: ends[0].changeUsd.estimate,
      highUsd: ends[1].changeUsd.estimate,
      lowText: amountText(ends[0].at, unit),
      highText: amountText(ends[1].at, unit),
      flips: ends.flatMap(({ flipsAt, at: end, changeUsd }) =>
        flipsAt === null
          ? []
          : [{ usd: (changeUsd.estimate * (flipsAt - at)) / (end - at), text: amountText(flipsAt, unit) }],
      ),
    })),
  };
}

/** Null where there are no dates. */
export function timelineSeries({ calendar = [] }: AnsweredResult): TimelineSeries | null {
  if (calendar.length === 0) return null;
  const first = dayOf(calendar[0]!.date);
  return {
    offers: [...new Set(calendar.map(({ offerId }) => plainText(offerId)))],
    dates: calendar.map((entry) => ({
      offer: plainText(entry.offerId),
      day: dayOf(entry.date) - first,
      date: entry.date,
      kind: entry.kind,
      title: titleOf(entry),
      isRecommended: entry.isRecommended,
    })),
  };
}

/** Days of the proleptic Gregorian calendar, from a fixed day; only differences have a meaning. */
function dayOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const years = month > 2 ? year : year - 1;
  const monthsFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return 365 * years + leapDays + Math.floor((153 * monthsFromMarch + 2) / 5) + day;
}

/** Null where the plan was not replayed. */
export function moneySeries({ replay, exposure, series }: AnsweredResult): MoneySeries | null {
  const ours = replay?.policies[0];
  if (!ours) return null;
  const { p5, p50, p95 } = ours.liquidityUsd;
  return {
    months: series.months,
    p5Usd: p5,
    p50Usd: p50,
    p95Usd: p95,
    owedUsd: exposure ? exposure.fleetUsd.map((usd, month) => usd + (exposure.signedUsd[month] ?? 0)) : [],
  };
}
