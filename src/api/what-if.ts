import { z } from 'zod';

/** Multiples of an ask, and months either way, that can be tried. */
const WHAT_IF_MULTIPLE_MAX = 20;
const WHAT_IF_MONTHS_MAX = 60;

/** How far the page lets a hand move; a lead comes earlier only as far as the quote has months to take off. */
export const WHAT_IF_SLIDERS = {
  price: { min: 0.3, max: 2, step: 0.01 },
  lead: { min: -12, max: 24, step: 1 },
} as const;

const offerId = z.string().min(1).max(200);

const whatIfChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    offerId,
    kind: z.literal('price'),
    /** every price-linked payment of the quote times this */
    multiple: z.number().positive().max(WHAT_IF_MULTIPLE_MAX),
  }),
  z.strictObject({
    offerId,
    kind: z.literal('lead'),
    /** later than quoted; negative is earlier */
    months: z.number().int().min(-WHAT_IF_MONTHS_MAX).max(WHAT_IF_MONTHS_MAX),
  }),
  z.strictObject({
    offerId,
    kind: z.literal('clause'),
    /** lost or gained, in the words of question 11 */
    clause: z.string().min(1).max(300),
  }),
]);

export const whatIfSchema = z
  .strictObject({ changes: z.array(whatIfChangeSchema).max(20) })
  .meta({ id: 'WhatIf', description: 'Terms of quotes to try, all at once.' });

export type WhatIfRequest = z.infer<typeof whatIfSchema>;

/** The first line of `eightyfold what-if - --lines`: the plan, and the signings that its what-ifs hold. */
export const whatIfStartSchema = z.strictObject({
  planText: z.string(),
  signNow: z.array(z.object({ offerId: z.string(), blocks: z.number() })).nullable(),
});
