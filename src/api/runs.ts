import { z } from 'zod';

import { issueSchema } from './issues.ts';
import { idSchema } from './plans.ts';

/**
 * Where a run stands. `queued` waits for its turn; `running` has a process; the others are ends: `planned` has a result,
 * `infeasible` has reasons, `refused` has issues, `failed` a message, `cancelled` was stopped by a person.
 */
export const runStatusSchema = z.enum(['queued', 'running', 'planned', 'infeasible', 'refused', 'failed', 'cancelled']);

export const runProgressSchema = z.object({
  done: z.number(),
  total: z.number(),
  what: z.string(),
});

export const runSchema = z
  .object({
    id: idSchema,
    planId: idSchema,
    version: z.number().int(),
    planName: z.string(),
    planHash: z.string(),
    /** null: the plan's own */
    seed: z.number().int().nullable(),
    /** whether the further answers (delay, clauses, growth, routes, regret, caps, unit cost) were asked for */
    hasAnswers: z.boolean(),
    engineVersion: z.string(),
    status: runStatusSchema,
    progress: runProgressSchema.nullable(),
    /** one sample's answer in a line, long before the whole one */
    firstLook: z.string().nullable(),
    /** processes started for it: more than one after the server was stopped in the middle */
    attempts: z.number().int(),
    /** true when an earlier run of the same plan, seed and version already held the result */
    isFromStore: z.boolean(),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
    /** why there is no result, for people; empty when there is one */
    message: z.string(),
    issues: z.array(issueSchema),
  })
  .meta({ id: 'Run', description: 'One answering of one version of a plan.' });

export const startRunSchema = z
  .strictObject({
    planId: idSchema,
    /** the newest when left out */
    version: z.number().int().min(1).optional(),
    seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    hasAnswers: z.boolean().default(false),
  })
  .meta({ id: 'StartRun' });

export type RunStatus = z.infer<typeof runStatusSchema>;
export type RunProgress = z.infer<typeof runProgressSchema>;
export type RunRecord = z.infer<typeof runSchema>;

/** What the command line tells the process that started it, over its channel. */
export type RunNews =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  /** an answer from one sample, in a line */
  | { readonly kind: 'firstLook'; readonly text: string };
