import type { Checked, PlanKind } from '../api/index.ts';
import { parseHost, parsePlan } from '../core/index.ts';
import type { Issue } from '../core/index.ts';
import { Refused } from './refused.ts';

/** What there is to say about a text of a kind, without storing it. */
export function checkText(text: string, kind: PlanKind): Checked {
  const { plan, issues } = kind === 'plan' ? parsePlan(text, 'the plan') : parseHost(text);
  return { isReady: plan !== null, name: plan?.name ?? null, issues: [...issues] };
}

/** The name of a text that may be stored. @throws Refused with every error's place when it has errors */
export function nameOfGoodText(text: string, kind: PlanKind): string {
  const { name, issues } = checkText(text, kind);
  if (name === null)
    throw new Refused(
      422,
      (issues as readonly Issue[]).filter(({ severity }) => severity === 'error'),
    );
  return name;
}
