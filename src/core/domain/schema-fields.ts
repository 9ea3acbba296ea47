import { z } from 'zod';

/**
 * The kinds of field a plan is made of. Every number says its meaning and unit in `describe`, and its bounds in the
 * schema, so that the checks, the types and the JSON Schema cannot disagree. No kind has a default here: defaults are
 * filled in while normalising, where each one is listed as an assumption.
 */

/** Between what is wrong and how to fix it, inside the message of a schema rule of ours. */
const FIX_SEPARATOR = '\n';

/** A schema message that carries its own remedy; `splitFix` takes it apart. */
export function withFix(what: string, fix: string): string {
  return `${what}${FIX_SEPARATOR}${fix}`;
}

/** The two parts of a message made by `withFix`, or null when the message is the schema library's own. */
export function splitFix(message: string): { what: string; fix: string } | null {
  const at = message.indexOf(FIX_SEPARATOR);
  return at < 0 ? null : { what: message.slice(0, at), fix: message.slice(at + 1) };
}

/** A map with exactly these fields; the message of an unknown field lists the known ones, for the nearest-name hint. */
export function fieldsOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(' ');
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined) });
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A number in [min, max]; `meaning` starts with the unit. */
export const numberField = (meaning: string, { min, max }: Bounds) => z.number().min(min).max(max).describe(meaning);
/** A whole number in [min, max]. */
export const countField = (meaning: string, { min, max }: Bounds) => z.int().min(min).max(max).describe(meaning);
export const fractionField = (meaning: string) => numberField(`fraction: ${meaning}`, { min: 0, max: 1 });
/** Fraction below 1, for yearly declines and shares that must leave something. */
export const partField = (meaning: string) => z.number().min(0).lt(1).describe(`fraction below 1: ${meaning}`);
export const usdField = (meaning: string) => numberField(`nominal USD: ${meaning}`, { min: 0, max: 1e13 });
export const gpusField = (meaning: string) => numberField(`GPUs: ${meaning}`, { min: 0, max: 1e9 });
export const hourPriceField = (meaning: string) =>
  numberField(`nominal USD per hour: ${meaning}`, { min: 0, max: 1e5 });
export const monthsField = (meaning: string, { min, max }: Bounds = { min: 0, max: 600 }) =>
  countField(`whole months: ${meaning}`, { min, max });

export const idField = (meaning: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
      error: withFix(
        'an id is 1 to 64 letters, digits, dots, dashes or underscores, and starts with a letter or digit',
        'rename it, for example cloud-a',
      ),
    })
    .describe(meaning);

export const calendarMonthField = (meaning: string) =>
  z
    .string()
    .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/, {
      error: withFix('not a calendar month', 'write year and month as YYYY-MM, for example 2026-07'),
    })
    .describe(`calendar month YYYY-MM: ${meaning}`);

export const dateField = (meaning: string) =>
  z
    .string()
    .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
      error: withFix('not a calendar date', 'write year, month and day as YYYY-MM-DD, for example 2026-08-15'),
    })
    .refine(isCalendarDate, { error: withFix('this day does not exist', 'give a day that the month has') })
    .describe(`date YYYY-MM-DD: ${meaning}`);

/** Whether the day exists in its month (Gregorian); `date` must look like YYYY-MM-DD. */
function isCalendarDate(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const daysInMonth = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (daysInMonth[month - 1] ?? 0);
}

const ORDER_FIX = withFix('the quantiles fall: p10 <= p50 <= p90 is needed', 'put the three values in rising order');

const ZERO_FIX = withFix(
  'the quantiles start at 0: the chance of exactly 0 cannot be told from the others',
  'give a p10 above 0, such as 0.5, or one number',
);

/**
 * A number, or its 10 %, 50 % and 90 % quantiles. Only fields that the engine samples are uncertain, and it samples
 * positive quantities: quantiles that differ are above 0.
 */
export function uncertainField(field: z.ZodNumber) {
  const quantiles = fieldsOf({ p10: field, p50: field, p90: field })
    .refine(({ p10, p50, p90 }) => p10 <= p50 && p50 <= p90, { error: ORDER_FIX })
    .refine(({ p10, p90 }) => p10 > 0 || p90 === 0 || p90 < p10, { error: ZERO_FIX });
  return z.union([field, quantiles]);
}

const SPREAD_FIX = withFix(
  'the quantiles do not rise: p10 < p50 < p90 is needed',
  'put three different values in rising order',
);

/** The 10 %, 50 % and 90 % quantiles of something uncertain, all different and above 0. */
export const spreadField = (meaning: string) => {
  const field = z.number().gt(0).max(1e6).describe(meaning);
  return fieldsOf({ p10: field, p50: field, p90: field }).refine(({ p10, p50, p90 }) => p10 < p50 && p50 < p90, {
    error: SPREAD_FIX,
  });
};

/** A number for each supply regime. */
export const bySupplyRegime = (field: z.ZodNumber) => fieldsOf({ glut: field, normal: field, tight: field });
/** One number for all supply regimes, or one for each. */
export const maybeBySupplyRegime = (field: z.ZodNumber) => z.union([field, bySupplyRegime(field)]);

export const NONE = z.literal('none');
