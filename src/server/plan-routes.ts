import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import {
  createPlanSchema,
  idSchema,
  planDiffSchema,
  planSummarySchema,
  planVersionSchema,
  savePlanSchema,
  storedPlanSchema,
  type StoredPlan,
} from '../api/index.ts';
import { answers, apiApp, jsonBody, type ServerParts } from './api-app.ts';
import { lineDiff } from './line-diff.ts';
import { nameOfGoodText } from './plan-texts.ts';
import { notFound, refused } from './refused.ts';

const planParams = z.object({ planId: idSchema });
const versionNumber = z.coerce.number().int().min(1);

/** Plans with their history: every save is a version, and versions are never changed. */
export function planRoutes(parts: ServerParts): OpenAPIHono {
  const app = apiApp();
  addReading(app, parts);
  addWriting(app, parts);
  return app;
}

function addReading(app: OpenAPIHono, { store }: ServerParts): void {
  app.openapi(
    createRoute({ method: 'get', path: '/plans', responses: answers(z.array(planSummarySchema), 'All plans.') }),
    async (context) => context.json([...(await store.listPlans())], 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/plans/{planId}',
      request: { params: planParams, query: z.object({ version: versionNumber.optional() }) },
      responses: answers(storedPlanSchema, 'A plan with its text; its newest version when none is named.'),
    }),
    async (context) => {
      const { planId } = context.req.valid('param');
      return context.json(await planOrRefuse(store, planId, context.req.valid('query').version), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/plans/{planId}/versions',
      request: { params: planParams },
      responses: answers(z.array(planVersionSchema), 'Every save of a plan, newest first.'),
    }),
    async (context) => {
      const versions = await store.listVersions(context.req.valid('param').planId);
      if (versions.length === 0) throw notFound('such plan');
      return context.json([...versions], 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/plans/{planId}/diff',
      request: { params: planParams, query: z.object({ from: versionNumber, to: versionNumber }) },
      responses: answers(planDiffSchema, 'What changed between two versions, line by line.'),
    }),
    async (context) => {
      const { planId } = context.req.valid('param');
      const { from, to } = context.req.valid('query');
      const [before, after] = await Promise.all([from, to].map((version) => planOrRefuse(store, planId, version)));
      return context.json({ from, to, lines: lineDiff(before!.text, after!.text) }, 200);
    },
  );
}

function addWriting(app: OpenAPIHono, { store, newId, texts }: ServerParts): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/plans',
      request: jsonBody(createPlanSchema),
      responses: answers(storedPlanSchema, 'The stored plan. Repeated with the same id and text: the same.'),
    }),
    async (context) => {
      const { id = newId(), kind, text, note } = context.req.valid('json');
      const name = await nameOfGoodText(texts, text, kind);
      const made = await store.createPlan({ id, kind, text, note, name });
      if (made !== 'exists') return context.json(made, 200);
      throw refused(409, 'plan-exists', {
        what: `there is a plan ${id} with another text`,
        path: 'body.id',
        fix: 'leave the id out',
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/plans/{planId}',
      request: { params: planParams, ...jsonBody(savePlanSchema) },
      responses: answers(storedPlanSchema, 'The new version; the newest one when the text is the same.'),
    }),
    async (context) => {
      const { planId } = context.req.valid('param');
      const { text, note, baseVersion } = context.req.valid('json');
      const { kind } = await planOrRefuse(store, planId);
      const name = await nameOfGoodText(texts, text, kind);
      const saved = await store.savePlan(planId, { name, text, note, baseVersion });
      if (saved === 'missing') throw notFound('such plan');
      if (saved !== 'conflict') return context.json(saved, 200);
      const what = `the plan was saved elsewhere since version ${baseVersion}`;
      throw refused(409, 'newer-version', {
        what,
        path: 'body.baseVersion',
        fix: 'look at the newest version, then save over it',
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/plans/{planId}',
      request: { params: planParams },
      responses: answers(z.object({ isDeleted: z.boolean() }), 'The plan is gone, with its versions and runs.'),
    }),
    async (context) => {
      const isDeleted = await store.deletePlan(context.req.valid('param').planId);
      if (!isDeleted) throw notFound('such plan');
      return context.json({ isDeleted }, 200);
    },
  );
}

/** @throws Refused when there is no such plan or version */
export async function planOrRefuse(store: ServerParts['store'], id: string, version?: number): Promise<StoredPlan> {
  const plan = await store.readPlan(id, version);
  if (plan === null) throw notFound(version === undefined ? 'such plan' : 'such version of the plan');
  return plan;
}
