import { join, relative } from 'node:path';

import { PACKAGE_FOLDER } from '../adapters/node/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { Session } from './output.ts';
import { planCommand, type PlanOptions } from './plan-command.ts';

/** `eightyfold example`: plans the example and says what to do next. Without `--out` it writes nothing. */
export async function exampleCommand(options: PlanOptions, session: Session): Promise<number> {
  const path = relative('', join(PACKAGE_FOLDER, 'examples', 'frontier-lab.yaml'));
  const exitCode = await planCommand(path, options, session);
  if (exitCode === EXIT_CODES.done) await session.err.write(nextStep(options.out, session.programName));
  return exitCode;
}

function nextStep(folder: string | undefined, programName: string): string {
  const report = folder === undefined ? `the report: ${programName} example --out DIR; ` : '';
  return `${report}in a browser: npm run app; your own plan: ${programName} init, then ${programName} plan plan.yaml\n`;
}
