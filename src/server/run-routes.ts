import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';

import { idSchema, runSchema, startRunSchema, type RunRecord } from '../api/index.ts';
import { otherSchemaIssue, RESULT_SCHEMA_VERSION, type AnsweredResult } from '../core/index.ts';
import { answers, apiApp, fileAnswers, jsonBody, type ServerParts } from './api-app.ts';
import { EXPORT_FORMATS, exportFile } from './export-file.ts';
import { planOrRefuse } from './plan-routes.ts';
import { notFound, Refused, refused } from './refused.ts';

const runParams = z.object({ runId: idSchema });
const LIVE = new Set<RunRecord['status']>(['queued', 'running']);
/** A line this often keeps the connection, and shows that the server lives. */
const HEARTBEAT_MS = 15_000;

/** Runs: started, watched, cancelled, and their results in every form. */
export function runRoutes(parts: ServerParts): OpenAPIHono {
  const app = apiApp();
  addStarting(app, parts);
  addWatching(app, parts);
  addResults(app, parts);
  return app;
}

function addStarting(app: OpenAPIHono, { store, queue, newId, engineVersion }: ServerParts): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/runs',
      request: jsonBody(startRunSchema),
      responses: answers(runSchema, 'The run, in the queue; ended already when the store holds its result.'),
    }),
    async (context) => {
      const { planId, version, seed = null, hasAnswers } = context.req.valid('json');
      const plan = await planOrRefuse(store, planId, version);
      if (plan.kind !== 'plan') {
        throw refused(422, 'not-a-plan', {
          what: 'a host file needs no run',
          path: 'body.planId',
          fix: 'answer it with POST /host',
        });
      }
      // A result of another form is another result: it is not served again.
      const made = {
        id: newId(),
        planId,
        version: plan.version,
        seed,
        hasAnswers,
        engineVersion: `${engineVersion}+schema.${RESULT_SCHEMA_VERSION}`,
      };
      const run = await store.createRun(made);
      if (run === null) throw notFound('such version of the plan');
      queue.pump();
      return context.json(run, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/runs/{runId}/cancel',
      request: { params: runParams },
      responses: answers(runSchema, 'The run, cancelled unless it had ended before.'),
    }),
    async (context) => {
      const { runId } = context.req.valid('param');
      await queue.cancel(runId);
      return context.json(await runOrRefuse(store, runId), 200);
    },
  );
}

function addWatching(app: OpenAPIHono, { store, queue }: ServerParts): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/runs',
      request: { query: z.object({ planId: idSchema.optional() }) },
      responses: answers(z.array(runSchema), 'Runs, newest first.'),
    }),
    async (context) => context.json([...(await store.listRuns(context.req.valid('query').planId))], 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/runs/{runId}',
      request: { params: runParams },
      responses: answers(runSchema, 'Where a run stands.'),
    }),
    async (context) => context.json(await runOrRefuse(store, context.req.valid('param').runId), 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/runs/{runId}/events',
      request: { params: runParams },
      responses: fileAnswers('Server-sent events: the run whenever something of it changes, until it has ended.'),
    }),
    async (context) => {
      const { runId } = context.req.valid('param');
      const first = await runOrRefuse(store, runId);
      return streamSSE(context, async (stream) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        let written = Promise.resolve();
        const send = (run: RunRecord): void => {
          written = written.then(() => stream.writeSSE({ event: 'run', data: JSON.stringify(run) }));
          if (!LIVE.has(run.status)) void written.then(resolve);
        };
        const silence = queue.listen(runId, send);
        const beat = setInterval(() => void stream.write(': alive\n\n'), HEARTBEAT_MS);
        stream.onAbort(resolve);
        // Read again: it may have ended between the look at it and the listening.
        send((await store.readRun(runId)) ?? first);
        await promise;
        clearInterval(beat);
        silence();
      });
    },
  );
}

function addResults(app: OpenAPIHono, { store }: ServerParts): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/runs/{runId}/result',
      request: { params: runParams },
      responses: fileAnswers('result.json, byte for byte as the command line writes it.'),
    }),
    async (context) => {
      const text = await resultTextOrRefuse(store, context.req.valid('param').runId);
      return context.body(text, 200, { 'content-type': 'application/json' });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/runs/{runId}/export/{format}',
      request: {
        params: runParams.extend({ format: z.enum(EXPORT_FORMATS) }),
        query: z.object({ redact: z.enum(['0', '1']).default('0'), table: z.string().max(100).optional() }),
      },
      responses: fileAnswers('The result as a file; `redact=1` masks names and prices; `table` names one for CSV.'),
    }),
    async (context) => {
      const { runId, format } = context.req.valid('param');
      const { redact, table } = context.req.valid('query');
      const text = await resultTextOrRefuse(store, runId);
      // Written whole by the command line, checked when it was stored.
      const result = JSON.parse(text) as AnsweredResult;
      const file = await exportFile(result, {
        format,
        isRedacted: redact === '1',
        ...(table === undefined ? {} : { table }),
      });
      if (file === null) throw notFound('such table in the result');
      return context.body(file.body, 200, {
        'content-type': file.type,
        'content-disposition': `attachment; filename="${file.name}"`,
      });
    },
  );
}

/** A run that there is. */
export async function runOrRefuse(store: ServerParts['store'], id: string): Promise<RunRecord> {
  const run = await store.readRun(id);
  if (run === null) throw notFound('such run');
  return run;
}

/** The text of a run's result, which this release can read. */
export async function resultTextOrRefuse(store: ServerParts['store'], id: string): Promise<string> {
  const run = await runOrRefuse(store, id);
  const text = await store.readResult(id);
  const issue = text === null ? null : otherSchemaIssue(schemaOf(text));
  if (issue !== null) throw new Refused(409, [issue]);
  if (text !== null) return text;
  throw refused(409, 'no-result', {
    what: `the run is ${run.status} and has no result`,
    fix: 'wait for it, or run the plan again',
  });
}

/** Its schema stands first in every result, which need not be read whole for it. */
function schemaOf(resultText: string): number | undefined {
  const found = /^\{\s*"schemaVersion":\s*(\d+)/.exec(resultText)?.[1];
  return found === undefined ? undefined : Number(found);
}
