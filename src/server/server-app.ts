import { OpenAPIHono } from '@hono/zod-openapi';

import { callIssue, type Refusal } from '../api/index.ts';
import type { ServerParts } from './api-app.ts';
import { demandRoutes } from './demand-routes.ts';
import { headers, limitBody, needsToken, onlyOwnPages } from './guard.ts';
import { pageFiles } from './page-files.ts';
import { planRoutes } from './plan-routes.ts';
import { referenceRoutes } from './reference-routes.ts';
import { answerFailure } from './refused.ts';
import { runRoutes } from './run-routes.ts';
import { whatIfRoutes } from './what-if-routes.ts';
import { workbookRoutes } from './workbook-routes.ts';

export interface ServerAppOptions extends ServerParts {
  /** null: only pages served to this machine may call */
  readonly token: string | null;
  /** bound to this machine alone */
  readonly isLoopback: boolean;
  /** folder of the built page */
  readonly pageFolder: string;
}

/** The whole server as one function from requests to answers; tests call it without a port. */
export function serverApp(options: ServerAppOptions): OpenAPIHono {
  const app = new OpenAPIHono();
  app.onError(answerFailure);
  app.use(headers);
  app.use(onlyOwnPages(options.isLoopback));
  app.use('/api/*', needsToken(options.token), limitBody);
  app.get('/api/v1/health', (context) =>
    context.json({ isWell: true, engineVersion: options.engineVersion, needsToken: options.token !== null }),
  );
  for (const routesOf of [planRoutes, demandRoutes, runRoutes, whatIfRoutes, referenceRoutes, workbookRoutes])
    app.route('/api/v1', routesOf(options));
  app.doc31('/api/v1/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Eightyfold',
      version: options.engineVersion,
      description:
        'Plans, runs and answers of the planner on this machine. Refused calls say what, where and how to fix it.',
    },
    servers: [{ url: '/' }],
  });
  app.all('/api/*', (context) => {
    const issue = callIssue('no-such-call', { what: 'there is no such call', fix: 'see /api/v1/openapi.json' });
    return context.json<Refusal>({ issues: [issue] }, 404);
  });
  app.get('*', pageFiles(options.pageFolder));
  return app;
}
