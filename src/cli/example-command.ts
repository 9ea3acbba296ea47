import { join, relative } from 'node:path';

import { PACKAGE_FOLDER } from '../adapters/node/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { Session } from './output.ts';
import { planCommand, type PlanOptions } from './plan-command.ts';

/** `eightyfold example`: plans the example and says what to do next. Without `--out` it writes nothing. */
export async function exampleCommand(options: PlanOptions, session: Session): Promise<number> {
  const path = relative('', join(PACKAGE_FOLDER, 'examples', 'frontier-lab.yaml'));
  const exitCode = await planCommand(path, options, session);
  if (exitCode === EXIT_CODES.done) await session.err.write(nextStep(options.out));
  return exitCode;
}

function nextStep(folder: string | undefined): string {
  const report = folder === undefined ? 'the report: eightyfold example --out DIR; ' : '';
  return `${report}your own plan: eightyfold init, then eightyfold plan plan.yaml\n`;
}
