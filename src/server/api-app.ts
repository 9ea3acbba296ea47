import { OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi';
import type { JSONValue } from 'hono/utils/types';

import { refusalSchema, type Store } from '../api/index.ts';
import { faultsOfCall } from './refused.ts';
import type { RunQueue } from './run-queue.ts';
import type { TextThread } from './text-thread.ts';
import type { WhatIfSessions } from './what-if-sessions.ts';

/** What every route works with. */
export interface ServerParts {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly whatIfs: WhatIfSessions;
  readonly texts: TextThread;
  readonly engineVersion: string;
  readonly newId: () => string;
}

/** A group of routes whose wrong calls are answered with the place of every fault. */
export function apiApp(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw faultsOfCall(result.error, result.target === 'json' ? 'body' : result.target);
    },
  });
}

/** A body that has to be there. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

/** The answer of a call that is carried out, and the refusal of one that is not. */
export function answers<T extends z.ZodType>(schema: T, description: string) {
  return {
    200: { description, content: { 'application/json': { schema } } },
    ...REFUSALS,
  } as const;
}

/** A record of core as Hono's types want JSON: not read-only. */
export function asJson(value: object): Record<string, JSONValue> {
  return value as Record<string, JSONValue>;
}

/** A file as the answer. */
export function fileAnswers(description: string) {
  return { 200: { description }, ...REFUSALS } as const;
}

const REFUSALS = {
  '4XX': {
    description: 'The call was refused; nothing was stored.',
    content: { 'application/json': { schema: refusalSchema } },
  },
} as const satisfies RouteConfig['responses'];
