import { EXIT_CODES } from './exit-code.ts';
import { issuesText, readinessText } from './issue-text.ts';
import { issuesJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
import { shownName } from './shown-name.ts';

/** `eightyfold check`: everything there is to say about a plan, without answering it. */
export async function checkCommand(path: string, options: { json?: true }, session: Session): Promise<number> {
  const { plan, issues } = await loadPlan(path, session);
  const exitCode = plan === null ? EXIT_CODES.refused : EXIT_CODES.done;
  const { out } = session;
  if (options.json) {
    await out.write(issuesJson(issues));
    return exitCode;
  }
  const fileName = shownName(path);
  const details = issuesText(issues, { fileName, output: out });
  await out.write(`${details}${details === '' ? '' : '\n'}${printable(fileName)}: ${readinessText(issues)}\n`);
  return exitCode;
}
