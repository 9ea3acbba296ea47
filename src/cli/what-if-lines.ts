import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { sampleWorkers } from '../adapters/node/index.ts';
import { callIssue, whatIfSchema, whatIfStartSchema, type WhatIfRequest } from '../api/index.ts';
import { openWhatIfs, parsePlan, type Issue } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { Session } from './output.ts';
import { whatIfIssues } from './what-if-command.ts';

/**
 * `eightyfold what-if - --lines`: what-ifs about one plan, one after another, for a program that asks. The first line of
 * standard input is a `WhatIfStart`; every further one a `WhatIfRequest`, answered by a line: `{"answer": ...}` or
 * `{"issues": [...]}`. The plan's trees are grown at once, so that they are there when the first is asked. Ends with its
 * input.
 */
export async function whatIfLines(input: Readable, session: Session): Promise<number> {
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  const say = (value: unknown) => session.out.write(`${JSON.stringify(value)}\n`);
  const start = whatIfStartSchema.safeParse(jsonOf((await lines.next()).value));
  if (!start.success) {
    await say({ issues: [badLine('a start')] });
    return EXIT_CODES.refused;
  }
  const { plan, issues } = parsePlan(start.data.planText, 'plan');
  if (plan === null) {
    await say({ issues });
    return EXIT_CODES.refused;
  }
  const caller = await sampleWorkers(plan);
  session.stop.addEventListener('abort', () => void caller.close(), { once: true });
  try {
    const whatIfs = openWhatIfs({ plan, signNow: start.data.signNow, caller });
    for await (const line of { [Symbol.asyncIterator]: () => lines }) {
      const asked = whatIfSchema.safeParse(jsonOf(line));
      const faults: readonly Issue[] = asked.success ? whatIfIssues(plan, asked.data) : [badLine('a what-if')];
      await say(
        faults.length > 0
          ? { issues: faults }
          : { answer: await whatIfs.answer((asked.data as WhatIfRequest).changes) },
      );
    }
    return EXIT_CODES.done;
  } finally {
    await caller.close();
  }
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

function badLine(what: string): Issue {
  return callIssue('bad-line', {
    what: `the line is not ${what}`,
    fix: 'send what docs and --help of what-if describe',
  });
}
