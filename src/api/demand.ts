import { z } from 'zod';

import { DATE_FORMATS, USAGE_UNITS } from '../core/index.ts';
import { issueSchema } from './issues.ts';
import { pageTableSchema } from './pages.ts';
import { textSchema } from './plans.ts';

/** Characters of a usage table that a call may carry: hourly rows of several years. */
const TABLE_CHARACTERS_MAX = 3_500_000;

const columnName = z.string().min(1).max(200);

/** How a table is read where the detection is wrong; the options of `demand fit`. */
export const usageReadingSchema = z.strictObject({
  unit: z.enum(USAGE_UNITS).optional(),
  dateColumn: columnName.optional(),
  valueColumn: columnName.optional(),
  dateFormat: z.enum(DATE_FORMATS).optional(),
  decimal: z.enum(['.', ',']).optional(),
  duplicates: z.enum(['sum', 'mean']).optional(),
  dropLast: z.boolean().optional(),
});

export const fitDemandSchema = z
  .strictObject({
    /** a table of usage as CSV */
    table: z.string().max(TABLE_CHARACTERS_MAX),
    reading: usageReadingSchema.default({}),
    /** the plan that takes the growth: its seed is the fit's, and its `demand.history` says how the table is read */
    text: textSchema,
    priorMultiplePerYear: z.number().positive().max(1e6).optional(),
  })
  .meta({ id: 'FitDemand' });

export const fittedDemandSchema = z
  .object({
    says: z.string(),
    regimes: pageTableSchema,
    /** `demand.growth` of a plan */
    growth: z.record(z.string(), z.unknown()),
    /** the plan's text with that growth */
    text: z.string(),
    issues: z.array(issueSchema),
  })
  .meta({ id: 'FittedDemand', description: 'Growth fitted to a usage table; nothing of it is stored.' });

export type FittedDemand = z.infer<typeof fittedDemandSchema>;
