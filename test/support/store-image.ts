import type { Store } from '../../src/api/index.ts';

/** Everything that a store shows, to compare one with another. */
export async function storeImage(store: Store) {
  const plans = await store.listPlans();
  const versions = await Promise.all(
    plans.map(async ({ id }) => {
      const listed = await store.listVersions(id);
      return Promise.all(listed.map(async ({ version }) => (await store.readPlan(id, version))!));
    }),
  );
  const runs = await store.listRuns();
  const results = await Promise.all(runs.map(async ({ id }) => [id, await store.readResult(id)] as const));
  return { plans, versions: versions.flat(), runs, results: Object.fromEntries(results) };
}
