import { z } from 'zod';

import { issueSchema } from './issues.ts';

/** Characters of a plan file that a call may carry. */
export const PLAN_CHARACTERS_MAX = 2_000_000;

export const idSchema = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** `plan` is a buyer's plan file, `host` a site owner's. */
export const planKindSchema = z.enum(['plan', 'host']);

export const planSummarySchema = z
  .object({
    id: idSchema,
    kind: planKindSchema,
    name: z.string(),
    /** the newest version's number, from 1 */
    version: z.number().int(),
    createdAt: z.string(),
    savedAt: z.string(),
  })
  .meta({ id: 'PlanSummary', description: 'A stored plan and its newest version.' });

export const planVersionSchema = z
  .object({
    planId: idSchema,
    version: z.number().int(),
    /** `sha256:` and the hexadecimal SHA-256 of the text as UTF-8 */
    hash: z.string(),
    savedAt: z.string(),
    note: z.string(),
  })
  .meta({ id: 'PlanVersion', description: 'One save of a plan. Versions are never changed.' });

export const storedPlanSchema = planSummarySchema
  .extend({ text: z.string(), hash: z.string(), note: z.string() })
  .meta({ id: 'StoredPlan', description: 'A plan with the text of one version.' });

export const textSchema = z.string().max(PLAN_CHARACTERS_MAX);
const noteSchema = z.string().max(500);

export const createPlanSchema = z
  .strictObject({
    text: textSchema,
    kind: planKindSchema.default('plan'),
    note: noteSchema.default(''),
    /** chosen by the caller so that a call whose reply was lost can be repeated safely */
    id: idSchema.optional(),
  })
  .meta({ id: 'CreatePlan' });

export const savePlanSchema = z
  .strictObject({
    text: textSchema,
    note: noteSchema.default(''),
    /** the version that was edited: a save over somebody else's is refused */
    baseVersion: z.number().int().min(1),
  })
  .meta({ id: 'SavePlan' });

export const checkTextSchema = z.strictObject({ text: textSchema, kind: planKindSchema.default('plan') });

export const checkedSchema = z
  .object({ isReady: z.boolean(), name: z.string().nullable(), issues: z.array(issueSchema) })
  .meta({ id: 'Checked', description: 'What there is to say about a text, without storing or answering it.' });

export const diffLineSchema = z.object({
  kind: z.enum(['same', 'added', 'removed']),
  text: z.string(),
  /** line number in the version that has it, from 1 */
  line: z.number().int(),
});

export const planDiffSchema = z
  .object({ from: z.number().int(), to: z.number().int(), lines: z.array(diffLineSchema) })
  .meta({ id: 'PlanDiff', description: 'Two versions of a plan, line by line.' });

export type PlanKind = z.infer<typeof planKindSchema>;
export type PlanSummary = z.infer<typeof planSummarySchema>;
export type PlanVersion = z.infer<typeof planVersionSchema>;
export type StoredPlan = z.infer<typeof storedPlanSchema>;
export type Checked = z.infer<typeof checkedSchema>;
export type DiffLine = z.infer<typeof diffLineSchema>;
export type PlanDiff = z.infer<typeof planDiffSchema>;
