/** The command line: reads the process's arguments, runs one command and ends with its exit code. */
import type { RunNews } from '../api/index.ts';
import { ENDING_SIGNALS, EXIT_CODES, exitCodeOfSignal } from './exit-code.ts';
import { outputTo } from './output.ts';
import { bugText, run } from './run.ts';

const out = outputTo(process.stdout);
const err = outputTo(process.stderr);

const stop = new AbortController();
for (const signal of Object.keys(ENDING_SIGNALS) as (keyof typeof ENDING_SIGNALS)[]) {
  // Only the first counts: a second Ctrl-C finds the run already ending.
  process.on(signal, () => stop.abort(exitCodeOfSignal(signal)));
}
process.on('uncaughtException', (error) => {
  void err.write(bugText(error)).finally(() => process.exit(EXIT_CODES.bug));
});

// Under npm the program is not on the shell's path.
const programName = process.env['npm_command'] === undefined ? 'eightyfold' : 'npx --no eightyfold';
const exitCode = await run(process.argv.slice(2), { programName, out, err, stop: stop.signal, ...listener(stop) });
// All output has left by now. Whatever still keeps the process alive (a thread in a long solve, say) is not waited for.
process.exit(exitCode);

/** The process that started this one with a channel hears how far it is, and takes it along when it dies. */
function listener(stop: AbortController): { tell?: (news: RunNews) => void } {
  if (process.send === undefined) return {};
  process.on('disconnect', () => stop.abort(exitCodeOfSignal('SIGTERM')));
  return { tell: (news) => process.connected && process.send?.(news) };
}
