import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { fitDemandSchema, fittedDemandSchema } from '../api/index.ts';
import { answers, apiApp, asJson, jsonBody, type ServerParts } from './api-app.ts';
import { Refused } from './refused.ts';

/** A history of usage that is handed in: read, fitted and told; kept only in the plan that takes its growth. */
export function demandRoutes({ texts }: ServerParts): OpenAPIHono {
  const app = apiApp();
  app.openapi(
    createRoute({
      method: 'post',
      path: '/demand/fit',
      request: jsonBody(fitDemandSchema),
      responses: answers(
        fittedDemandSchema,
        'Growth as `demand fit` finds it, and the plan with it; nothing is stored.',
      ),
    }),
    async (context) => {
      const { table, reading, text, priorMultiplePerYear = null } = context.req.valid('json');
      const said = await texts.ask({ kind: 'fit', ask: { table, reading, priorMultiplePerYear }, text });
      if (said.issues !== null) throw new Refused(422, said.issues);
      const { says, regimes, block, issues } = said.fitted;
      return context.json(
        {
          says,
          regimes: { rows: regimes.rows.map((row) => [...row]), wordColumns: [...regimes.wordColumns] },
          growth: asJson(block),
          text: said.text,
          issues: [...issues],
        },
        200,
      );
    },
  );
  return app;
}
