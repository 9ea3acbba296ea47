import { InvalidArgumentError, type Command, type Option } from 'commander';

import type { Adding } from './serve-program.ts';
import { whatIfCommand, type WhatIfOptions } from './what-if-command.ts';
import { whatIfLines } from './what-if-lines.ts';

/** Adds `what-if` to the program. */
export function addWhatIf(program: Command, { ending, session }: Adding, workers: Option): void {
  program
    .command('what-if')
    .description('try other terms of a quote: is the recommendation still right? Approximate, in seconds')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .option('--price <ID=MULTIPLE...>', 'a quote at so much of its ask')
    .option('--lead <ID=MONTHS...>', 'a quote so many months later than quoted, or with a minus earlier')
    .option('--clause <ID=CLAUSE...>', 'a clause lost or gained, in the words of question 11')
    .option('--result <file>', 'result.json of the plan, whose signings are held; else the best on these trees')
    .option('--lines', 'for a program: with - read a start and what-ifs as lines of JSON, and answer each in one')
    .option('--json', 'print the answer as JSON')
    .addOption(workers)
    .addHelpText('after', '\nExample:\n  $ eightyfold what-if plan.yaml --price neocloud=0.9 --lead own-build=+6')
    .action(
      ending((path: string, options: WhatIfOptions & { lines?: true }) => {
        if (!options.lines) return whatIfCommand(path, options, session);
        if (path !== '-') throw new InvalidArgumentError('Lines are read from standard input: give - as the plan.');
        return whatIfLines(process.stdin, session);
      }),
    );
}
