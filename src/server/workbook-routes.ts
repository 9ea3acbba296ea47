import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { importedSheetsSchema, importSheetsSchema, workbookSchema } from '../api/index.ts';
import { answers, apiApp, fileAnswers, jsonBody, type ServerParts } from './api-app.ts';
import { Refused } from './refused.ts';

/** Plans as workbooks, out and in; what comes in is only read: saving it is a save of the plan as any other. */
export function workbookRoutes({ texts }: ServerParts): OpenAPIHono {
  const app = apiApp();
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workbook',
      request: jsonBody(workbookSchema),
      responses: fileAnswers('The plan as an XLSX workbook to fill in and hand to POST /import.'),
    }),
    async (context) => {
      const made = await texts.ask({ kind: 'workbook', text: context.req.valid('json').text });
      if (made.issues !== null) throw new Refused(422, made.issues);
      return context.body(made.bytes, 200, {
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'content-disposition': 'attachment; filename="plan.xlsx"',
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/import',
      request: jsonBody(importSheetsSchema),
      responses: answers(importedSheetsSchema, 'What a filled-in workbook changes in a plan; nothing is stored.'),
    }),
    async (context) => {
      const { text, file, sheet } = context.req.valid('json');
      const bytes = new Uint8Array(Buffer.from(file, 'base64'));
      const { text: changed, changes, issues } = await texts.ask({ kind: 'import', text, file: bytes, sheet });
      if (changed === null) throw new Refused(422, issues);
      return context.json({ text: changed, changes: [...changes], issues: [...issues] }, 200);
    },
  );
  return app;
}
