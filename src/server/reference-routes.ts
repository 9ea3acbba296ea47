import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import { catalogueNames, PACKAGE_FOLDER, readCatalogueTable } from '../adapters/node/index.ts';
import { checkedSchema, checkTextSchema, idSchema, pageSectionSchema } from '../api/index.ts';
import { hostJsonSchemaText, planJsonSchemaText, type PageSection } from '../core/index.ts';
import { answers, apiApp, asJson, fileAnswers, jsonBody, type ServerParts } from './api-app.ts';
import { planOrRefuse } from './plan-routes.ts';
import { notFound, Refused } from './refused.ts';

/** Plans to start from, in the order in which they are offered. */
const SAMPLES = [
  {
    id: 'frontier-lab',
    kind: 'plan',
    title: 'A frontier lab',
    about: '$30B run-rate, $40B in cash, five quotes from $17.8B to a gigawatt of its own.',
  },
  {
    id: 'startup',
    kind: 'plan',
    title: 'A start-up with a $12M GPU bill',
    about: '400 H100-equivalents on average, $25M in cash, three quotes: answered in a minute or two.',
  },
  {
    id: 'colossus-2026',
    kind: 'plan',
    title: 'Colossus, 2026',
    about: 'The published deal: 220,000 GPUs on 90 days of notice from either side.',
  },
  {
    id: 'host',
    kind: 'host',
    title: 'A host with idle power',
    about: '200 MW: powered shell, GPU service or neither, and the floor price.',
  },
] as const;

/** What needs no store: checks, samples, schemas, the public record, the deal desk and the host's answer. */
export function referenceRoutes(parts: ServerParts): OpenAPIHono {
  const app = apiApp();
  addTexts(app, parts);
  addCatalogue(app);
  addDeals(app, parts);
  return app;
}

function addTexts(app: OpenAPIHono, { texts }: ServerParts): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/check',
      request: jsonBody(checkTextSchema),
      responses: answers(checkedSchema, 'Everything there is to say about a text; nothing is stored.'),
    }),
    async (context) => {
      const { text, kind } = context.req.valid('json');
      return context.json(await texts.ask({ kind: 'check', text, planKind: kind }), 200);
    },
  );
  const sampleSchema = z.object({
    id: z.string(),
    kind: z.enum(['plan', 'host']),
    title: z.string(),
    about: z.string(),
    text: z.string(),
  });
  app.openapi(
    createRoute({ method: 'get', path: '/samples', responses: answers(z.array(sampleSchema), 'Plans to start from.') }),
    (context) =>
      context.json(
        SAMPLES.map((sample) => ({ ...sample, text: sampleText(sample.id) })),
        200,
      ),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/schema/{kind}',
      request: { params: z.object({ kind: z.enum(['plan', 'host']) }) },
      responses: fileAnswers('The JSON Schema of a plan or of a host file.'),
    }),
    (context) => {
      const text = context.req.valid('param').kind === 'plan' ? planJsonSchemaText() : hostJsonSchemaText();
      return context.body(text, 200, { 'content-type': 'application/schema+json' });
    },
  );
}

function sampleText(id: string): string {
  return readFileSync(join(PACKAGE_FOLDER, 'examples', `${id}.yaml`), 'utf8');
}

function addCatalogue(app: OpenAPIHono): void {
  app.openapi(
    createRoute({ method: 'get', path: '/catalogue', responses: answers(z.array(z.string()), 'Names of the tables.') }),
    (context) => context.json([...catalogueNames()], 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/catalogue/{table}',
      request: { params: z.object({ table: z.string().max(100) }) },
      responses: fileAnswers('One table of the public record as CSV: each row with its source, date and quality.'),
    }),
    (context) => {
      const { table } = context.req.valid('param');
      if (!catalogueNames().includes(table)) throw notFound('such table of the catalogue');
      return context.body(readCatalogueTable(table), 200, { 'content-type': 'text/csv; charset=utf-8' });
    },
  );
}

function addDeals(app: OpenAPIHono, { store, texts }: ServerParts): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/deals',
      request: jsonBody(
        z.strictObject({
          planId: idSchema,
          version: z.number().int().min(1).optional(),
          /** all quotes of the plan when left out */
          offerIds: z.array(z.string().max(200)).max(50).default([]),
        }),
      ),
      responses: answers(
        z.object({ desk: z.record(z.string(), z.unknown()), sections: z.array(pageSectionSchema), text: z.string() }),
        'Quotes on one basis: price, exposure, break-even and their place among public deals. The planner is not asked.',
      ),
    }),
    async (context) => {
      const { planId, version, offerIds } = context.req.valid('json');
      const stored = await planOrRefuse(store, planId, version);
      const said = await texts.ask({ kind: 'deals', text: stored.text, name: stored.name, offerIds });
      if (said.issues !== null) throw new Refused(422, said.issues);
      const { desk, sections, text } = said;
      return context.json({ desk: asJson(desk), sections: sectionsJson(sections), text }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/host',
      request: jsonBody(z.strictObject({ text: checkTextSchema.shape.text })),
      responses: answers(
        z.object({
          brief: z.string(),
          sections: z.array(pageSectionSchema),
          answer: z.record(z.string(), z.unknown()),
        }),
        "A host file's answer: structures, floor prices, what a tenant's exit costs.",
      ),
    }),
    async (context) => {
      const said = await texts.ask({ kind: 'host', text: context.req.valid('json').text });
      if (said.issues !== null) throw new Refused(422, said.issues);
      const { answer, sections, text: brief } = said;
      return context.json({ brief, sections: sectionsJson(sections), answer: asJson(answer) }, 200);
    },
  );
}

/** Sections as the API says them: a paragraph is a text, a table its rows. */
function sectionsJson(sections: readonly PageSection[]): z.infer<typeof pageSectionSchema>[] {
  return structuredClone(sections) as z.infer<typeof pageSectionSchema>[];
}
