import type { PlanKind } from '../api/index.ts';
import type { Issue } from '../core/index.ts';
import { Refused } from './refused.ts';
import type { TextThread } from './text-thread.ts';

/** The name of a text that may be stored. @throws Refused with every error's place when it has errors */
export async function nameOfGoodText(texts: TextThread, text: string, kind: PlanKind): Promise<string> {
  const { name, issues } = await texts.ask({ kind: 'check', text, planKind: kind });
  if (name !== null) return name;
  throw new Refused(
    422,
    (issues as readonly Issue[]).filter(({ severity }) => severity === 'error'),
  );
}
