import { z } from 'zod';

import type { Issue } from '../core/index.ts';

/** One fault or remark about the input: what, where and how to fix it. The same on every way into the program. */
export const issueSchema = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'not-enforced', 'warning', 'assumption']),
    what: z.string(),
    path: z.string(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
    found: z.string().exactOptional(),
    fix: z.string(),
  })
  .meta({ id: 'Issue', description: 'One fault or remark about the input, with its place and its remedy.' });

/** What every refused call answers with; nothing was stored. */
export const refusalSchema = z
  .object({ issues: z.array(issueSchema).min(1) })
  .meta({ id: 'Refusal', description: 'Why a call was refused. Nothing was stored.' });

export interface Refusal {
  readonly issues: readonly Issue[];
}

/** An issue about a call rather than about a place in a file. */
export function callIssue(
  code: string,
  given: { readonly what: string; readonly path?: string; readonly fix: string },
): Issue {
  return {
    code,
    severity: 'error',
    what: given.what,
    path: given.path ?? '',
    line: null,
    column: null,
    fix: given.fix,
  };
}
