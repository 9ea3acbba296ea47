import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ZodError } from 'zod';

import { callIssue, type Refusal } from '../api/index.ts';
import type { Issue } from '../core/index.ts';

type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 500 | 507;

/** A call that is not carried out, and why. Nothing was stored. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: RefusalStatus;
  readonly issues: readonly Issue[];

  constructor(status: RefusalStatus, issues: readonly Issue[]) {
    super(issues[0]?.what ?? 'refused');
    this.status = status;
    this.issues = issues;
  }
}

/** A refusal with one reason. */
export function refused(
  status: RefusalStatus,
  code: string,
  given: { what: string; fix: string; path?: string },
): Refused {
  return new Refused(status, [callIssue(code, given)]);
}

export const notFound = (what: string): Refused =>
  refused(404, 'not-found', { what: `there is no ${what}`, fix: 'list what there is and take an id from there' });

/** The faults of a call by the path of each in its body or query. */
export function faultsOfCall(error: ZodError, target: string): Refused {
  const issues = error.issues.map(({ message, path }) =>
    callIssue('bad-call', {
      what: message.charAt(0).toLowerCase() + message.slice(1),
      path: [target, ...path.map(String)].join('.'),
      fix: 'send what /api/v1/openapi.json describes',
    }),
  );
  return new Refused(422, issues);
}

/** Every failure as a refusal; one of ours says no more than that, for its message may hold a piece of a plan. */
export const answerFailure: ErrorHandler = (error, context) => {
  if (error instanceof Refused) return context.json<Refusal>({ issues: error.issues }, error.status);
  if (error instanceof HTTPException) {
    const what = error.message === '' ? 'the call cannot be read' : error.message.toLowerCase();
    const issue = callIssue('bad-call', { what, fix: 'send JSON as /api/v1/openapi.json describes' });
    return context.json<Refusal>({ issues: [issue] }, error.status === 413 ? 413 : 400);
  }
  if (isDiskFull(error)) {
    const issue = callIssue('disk-full', { what: 'the disk is full; nothing was stored', fix: 'make room and repeat' });
    return context.json<Refusal>({ issues: [issue] }, 507);
  }
  process.stderr.write(`bug: ${error.name} in ${context.req.method} ${context.req.routePath}\n${placesOf(error)}`);
  const issue = callIssue('bug', { what: 'the server failed at this call', fix: 'report the lines it printed' });
  return context.json<Refusal>({ issues: [issue] }, 500);
};

const SQLITE_FULL = 13;

function isDiskFull(error: Error): boolean {
  return ('errcode' in error && error.errcode === SQLITE_FULL) || ('code' in error && error.code === 'ENOSPC');
}

/** Where in our code, without the message: that may hold pieces of a plan. */
function placesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, 6)
    .map((line) => `${line}\n`)
    .join('');
}
