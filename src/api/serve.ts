import { z } from 'zod';

import type { issueSchema } from './issues.ts';

export const PORT_DEFAULT = 8080;

/** How the command line starts the server. */
export const serveOptionsSchema = z.strictObject({
  host: z.string(),
  port: z.number().int().min(0).max(65_535),
  /** null: the system's place for a program's data */
  dataFolder: z.string().nullable(),
  token: z.string().min(16).nullable(),
  runsAtOnce: z.number().int().min(1),
  memoryMegabytesMax: z.number().int().min(256),
});

export type ServeOptions = z.infer<typeof serveOptionsSchema>;

/** What the server tells the process that started it. */
export type ServeNews =
  | { readonly kind: 'listening'; readonly port: number; readonly engineVersion: string }
  | { readonly kind: 'refused'; readonly issue: z.infer<typeof issueSchema> };
