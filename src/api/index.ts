/**
 * What the edges say to each other: request and response schemas of the HTTP API, the one source of its types and of its
 * OpenAPI description, and the port behind which plans and runs are kept.
 *
 * Invariants: a field is added, never renamed; every refusal is a list of issues with what, where and how to fix it.
 */
export * from './demand.ts';
export * from './issues.ts';
export * from './pages.ts';
export * from './plans.ts';
export * from './runs.ts';
export * from './serve.ts';
export type * from './store.ts';
export * from './what-if.ts';
export * from './workbooks.ts';
