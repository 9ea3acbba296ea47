import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList } from './issue-list.ts';
import { nearestName } from './nearest-name.ts';
import { renewalIdOf } from './normalise-fleet.ts';
import { OPTION_KINDS, optionIdOf } from './normalise-options.ts';

interface Named {
  readonly id: string;
  readonly path: string;
}

/** Refuses an id used twice among things of one kind, naming both places. */
export function checkUnique(named: readonly Named[], kind: string, issues: IssueList): void {
  const firstById = new Map<string, Named>();
  for (const item of named) {
    const first = firstById.get(item.id);
    if (first === undefined) firstById.set(item.id, item);
    else {
      const line = issues.positionOf(first.path)?.line;
      const place = line === undefined ? first.path : `${first.path} on line ${line}`;
      const what = `the ${kind} "${item.id}" is named twice, first at ${place}`;
      issues.error({ code: 'duplicate-id', path: item.path, what, fix: 'rename one of the two' });
    }
  }
}

/** Refuses a name that nothing in `known` bears; `undeclaredFix` says what to do when no name is near. */
export function checkReference(
  reference: Named & { readonly kind: string },
  { known, undeclaredFix }: { known: readonly string[]; undeclaredFix: string },
  issues: IssueList,
): boolean {
  if (known.includes(reference.id)) return true;
  const nearest = nearestName(reference.id, known);
  const fix = nearest === null ? undeclaredFix : `write ${nearest}, or ${undeclaredFix}`;
  const what = `there is no ${reference.kind} "${reference.id}"`;
  issues.error({ code: `unknown-${reference.kind.replaceAll(' ', '-')}`, path: reference.path, what, fix });
  return false;
}

/** Everything that bears an id of its own in its list. */
export function checkNames(plan: CheckablePlan, issues: IssueList): void {
  const contracts = (['fleet', 'offers', 'futureOffers'] as const).flatMap((list) =>
    plan[list].flatMap((item, index) => (item ? [{ id: item.id, path: `${list}[${index}].id` }] : [])),
  );
  checkUnique(contracts, 'contract', issues);
  const contractIds = new Set(contracts.map(({ id }) => id));
  for (const { id, path, of } of [...renewalsOf(plan), ...optionContractsOf(plan)]) {
    if (!contractIds.has(id)) continue;
    const what = `${of} is called "${id}", as another offer is`;
    issues.error({ code: 'duplicate-id', path, what, fix: 'rename the other offer' });
  }
  const workloads = plan.workloads.flatMap((item, index) =>
    item ? [{ id: item.id, path: `demand.workloads[${index}].id` }] : [],
  );
  checkUnique(workloads, 'workload', issues);
}

/** A contract that follows from another and is called after it. */
interface Derived extends Named {
  readonly of: string;
}

function renewalsOf({ fleet }: CheckablePlan): Derived[] {
  return fleet.flatMap((item, index) =>
    item && item.renewal !== 'none'
      ? [{ id: renewalIdOf(item.id), path: `fleet[${index}].id`, of: 'the renewal of this contract' }]
      : [],
  );
}

function optionContractsOf(plan: CheckablePlan): Derived[] {
  return (['fleet', 'offers', 'futureOffers'] as const).flatMap((list) =>
    plan[list].flatMap((item, index) =>
      OPTION_KINDS.filter((kind) => item?.options?.[kind] !== undefined).map((kind) => ({
        id: optionIdOf(item?.id ?? '', kind),
        path: `${list}[${index}].options.${kind}`,
        of: 'what this right gives',
      })),
    ),
  );
}
