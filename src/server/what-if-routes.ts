import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { JSONValue } from 'hono/utils/types';

import { idSchema, whatIfSchema } from '../api/index.ts';
import type { AnsweredResult } from '../core/index.ts';
import { answers, apiApp, jsonBody, type ServerParts } from './api-app.ts';
import { planOrRefuse } from './plan-routes.ts';
import { Refused, refused } from './refused.ts';
import { resultTextOrRefuse, runOrRefuse } from './run-routes.ts';

/** What-ifs about the plan of a run, its recommended signings held. */
export function whatIfRoutes({ store, whatIfs }: ServerParts): OpenAPIHono {
  const app = apiApp();
  app.openapi(
    createRoute({
      method: 'post',
      path: '/runs/{runId}/what-ifs',
      request: { params: z.object({ runId: idSchema }), ...jsonBody(whatIfSchema) },
      responses: answers(
        z.object({ answer: z.record(z.string(), z.unknown()) }),
        'What other terms would do, approximately: on sampled trees. The first takes some seconds, later ones one or two.',
      ),
    }),
    async (context) => {
      const { runId } = context.req.valid('param');
      const run = await runOrRefuse(store, runId);
      const reply = await whatIfs
        .ask(runId, context.req.valid('json'), async () => {
          const { signNow } = JSON.parse(await resultTextOrRefuse(store, runId)) as AnsweredResult;
          const { text } = await planOrRefuse(store, run.planId, run.version);
          return { planText: text, signNow: signNow.map(({ offerId, blocks }) => ({ offerId, blocks })) };
        })
        .catch((error: unknown) => {
          if (error instanceof Refused) throw error;
          throw refused(409, 'what-if-ended', {
            what: 'another what-if took the place of this one, or it needed more memory than it may have',
            fix: 'ask again',
          });
        });
      if ('issues' in reply) throw new Refused(422, reply.issues);
      return context.json({ answer: reply.answer as Record<string, JSONValue> }, 200);
    },
  );
  return app;
}
