import { sampleWorkers } from '../adapters/node/index.ts';
import { callIssue, whatIfSchema, type WhatIfRequest } from '../api/index.ts';
import { openWhatIfs, whatIfFault, whatIfText, type Issue, type Plan } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { whatIfJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, type Session } from './output.ts';
import { startProgress } from './progress.ts';
import { refuse } from './result-for.ts';
import { savedResult } from './saved-result.ts';
import { shownName } from './shown-name.ts';

export interface WhatIfOptions {
  /** "ID=0.9": every price-linked payment of the quote times so much */
  readonly price?: readonly string[];
  /** "ID=+3": months later than quoted, or earlier */
  readonly lead?: readonly string[];
  /** "ID=our exit": a clause lost or gained, in the words of question 11 */
  readonly clause?: readonly string[];
  /** result.json of the plan: its signings are held; left out, those that most trees find best */
  readonly result?: string;
  readonly json?: true;
  readonly workers?: number;
}

/** `eightyfold what-if`: some terms of some quotes changed, answered on sampled trees in seconds instead of minutes. */
export async function whatIfCommand(path: string, options: WhatIfOptions, session: Session): Promise<number> {
  const fileName = shownName(path);
  const { plan, issues } = await loadPlan(path, session);
  if (plan === null) return refuse(issues, { fileName, options, session });
  const asked = askedOf(options);
  const faults = 'issues' in asked ? asked.issues : whatIfIssues(plan, asked);
  if ('issues' in asked || faults.length > 0) return refuse(faults, { fileName, options, session });
  const held = await signNowOf(options.result);
  if ('issue' in held) return refuse([held.issue], { fileName: options.result ?? '', options, session });
  const caller = await sampleWorkers(plan, options.workers === undefined ? {} : { workerCount: options.workers });
  session.stop.addEventListener('abort', () => void caller.close(), { once: true });
  const progress = startProgress(session.err, `trying changes of ${fileName}`, session.tell);
  try {
    const answer = await openWhatIfs({ plan, signNow: held.signNow, caller }).answer(asked.changes);
    session.stop.throwIfAborted();
    progress.end();
    const as = { width: Math.max(COLUMNS_MIN, session.out.columns() ?? PIPE_COLUMNS), colour: session.out.hasColour };
    await session.out.write(options.json ? whatIfJson(answer) : whatIfText(answer, as));
    return EXIT_CODES.done;
  } finally {
    progress.end();
    await caller.close();
  }
}

/** What cannot be changed in a plan; empty when all of it can. */
export function whatIfIssues(plan: Plan, { changes }: WhatIfRequest): readonly Issue[] {
  return changes.flatMap((change, index) => {
    const fault = whatIfFault(plan, change);
    return fault === null ? [] : [callIssue('what-if', { ...fault, path: `changes[${index}]` })];
  });
}

async function signNowOf(file: string | undefined) {
  if (file === undefined) return { signNow: null };
  const saved = await savedResult(file);
  if (saved?.status === 'read') return { signNow: saved.result.signNow };
  const what = `${file} is no result of this program`;
  const noResult = callIssue('no-result', { what, fix: 'give the result.json that eightyfold plan --out wrote' });
  return { issue: saved?.issue ?? noResult };
}

const FIXES = {
  price: 'give ID=MULTIPLE of the ask, above 0 and at most 20: neocloud=0.9',
  lead: 'give ID=MONTHS later, within 60 either way: own-build=+6',
  clause: 'give ID=CLAUSE in the words of question 11: "neocloud=our exit on 90 days, after a year"',
} as const;

/** The options as the call that the application makes, or what is wrong with them. */
function askedOf(options: WhatIfOptions): WhatIfRequest | { readonly issues: readonly Issue[] } {
  const given = (['price', 'lead', 'clause'] as const).flatMap((kind) =>
    (options[kind] ?? []).map((text) => ({ kind, text, change: changeOf(kind, text) })),
  );
  const changes: WhatIfRequest['changes'] = [];
  const issues: Issue[] = [];
  for (const { kind, text, change } of given) {
    const read = whatIfSchema.safeParse({ changes: [change] });
    if (read.success) changes.push(...read.data.changes);
    else issues.push(callIssue('what-if', { what: `"${text}" is no ${kind} to try`, fix: FIXES[kind] }));
  }
  return issues.length > 0 ? { issues } : { changes };
}

function changeOf(kind: 'price' | 'lead' | 'clause', text: string): Record<string, unknown> {
  const [, offerId, value = ''] = /^([^=]+)=(.+)$/u.exec(text) ?? [];
  if (kind === 'clause') return { offerId, kind, clause: value };
  const number = /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  return { offerId, kind, [kind === 'price' ? 'multiple' : 'months']: number };
}
