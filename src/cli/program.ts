import { Command, InvalidArgumentError, Option } from 'commander';

import { ENGINE_VERSION, WORKERS_DEFAULT } from '../adapters/node/index.ts';
import { planJsonSchemaText } from '../core/index.ts';
import { checkCommand } from './check-command.ts';
import { exampleCommand } from './example-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { initCommand } from './init-command.ts';
import type { Session } from './output.ts';
import { planCommand, type PlanOptions } from './plan-command.ts';

const WORKERS_MAX = 64;

const EXIT_CODE_HELP = `
Exit codes: 0 done; 1 the plan or the call is at fault; 2 no plan meets the hard limits; 70 our fault; 130 Ctrl-C.
Nothing leaves this machine. Messages go to standard error, answers to standard output.`;

/** What the program hands back: commander's own actions return nothing. */
export interface ProgramEnd {
  exitCode: number;
}

/** The commands and their options. Parsing throws CommanderError instead of ending the process. */
export function programFor(session: Session, end: ProgramEnd): Command {
  const program = new Command('eightyfold')
    .description(
      'Says which AI compute to sign, from whom, how much and by when, while nobody knows how fast demand will grow.',
    )
    .version(ENGINE_VERSION)
    .addHelpText('after', EXIT_CODE_HELP)
    .exitOverride();
  const ending =
    <A extends unknown[]>(run: (...given: A) => Promise<number>) =>
    async (...given: A): Promise<void> => {
      end.exitCode = await run(...given);
    };

  withRunOptions(program.command('plan'))
    .description('answer a plan: what to sign now, the most each quote is worth, what to wait for')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .option('--json', 'print result.json instead of the brief')
    .addOption(
      new Option('--seed <number>', "use this seed instead of the plan's").argParser(
        wholeNumber(0, Number.MAX_SAFE_INTEGER),
      ),
    )
    .addHelpText('after', exampleHelp('eightyfold plan plan.yaml --out answer'))
    .action(ending((path: string, options: PlanOptions) => planCommand(path, options, session)));

  program
    .command('check')
    .description('read a plan and say what is wrong, what is not enforced and what is assumed')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .option('--json', 'print the issues as JSON')
    .addHelpText('after', exampleHelp('eightyfold check plan.yaml'))
    .action(ending((path: string, options: { json?: true }) => checkCommand(path, options, session)));

  program
    .command('init')
    .description('write a commented plan to start from')
    .argument('[file]', 'where to, or - for standard output', 'plan.yaml')
    .option('--force', 'replace the file when it exists')
    .addHelpText('after', exampleHelp('eightyfold init plan.yaml'))
    .action(ending((path: string, options: { force?: true }) => initCommand(path, options, session)));

  withRunOptions(program.command('example'))
    .description('answer examples/frontier-lab.yaml, a lab with five quotes; writes nothing without --out')
    .addHelpText('after', exampleHelp('eightyfold example --out example-answer'))
    .action(ending((options: PlanOptions) => exampleCommand(options, session)));

  program
    .command('schema')
    .description("print the JSON Schema of a plan, for an editor's completion and checks")
    .addHelpText('after', exampleHelp('eightyfold schema'))
    .action(
      ending(async () => {
        await session.out.write(planJsonSchemaText());
        return EXIT_CODES.done;
      }),
    );
  return program;
}

function withRunOptions(command: Command): Command {
  return command
    .option('--out <folder>', 'write result.json, brief.md and report.html there')
    .option('--force', 'replace files that exist')
    .addOption(
      new Option(
        '--workers <count>',
        `threads, ${WORKERS_DEFAULT} when left out; they change the time taken, never the answer`,
      ).argParser(wholeNumber(1, WORKERS_MAX)),
    );
}

function exampleHelp(example: string): string {
  return `\nExample:\n  $ ${example}`;
}

/** Reads a decimal whole number; anything else, such as 1e3, 0x10 or an empty text, is refused. */
function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}
