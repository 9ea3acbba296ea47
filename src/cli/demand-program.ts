import { type Command, InvalidArgumentError, Option } from 'commander';

import { DATE_FORMATS, USAGE_UNITS } from '../core/index.ts';
import { demandFitCommand, type DemandFitOptions } from './demand-command.ts';
import type { Session } from './output.ts';

/** Makes an action of a command that says its exit code. */
type Ending = <A extends unknown[]>(run: (...given: A) => Promise<number>) => (...given: A) => Promise<void>;

/** Registers `demand` and its subcommands. */
export function addDemand(program: Command, ending: Ending, session: Session): void {
  const demand = program.command('demand').description('what a history of usage says of growth and load');
  withUsageOptions(demand.command('fit'))
    .description('growth regimes from a table of usage, as a block to paste into a plan')
    .addOption(
      new Option('--prior-multiple <number>', 'annualised multiple thought usual before any row is read').argParser(
        positiveNumber,
      ),
    )
    .addOption(new Option('--seed <number>', 'of the sampled models and paths').argParser(wholeSeed))
    .option('--json', 'print the fit as JSON')
    .addHelpText('after', '\nExample:\n  $ eightyfold demand fit examples/usage.csv')
    .action(ending((path: string, options: DemandFitOptions) => demandFitCommand(path, options, session)));
}

/** The table and how to read it where the detection is wrong. */
export function withUsageOptions(command: Command): Command {
  return command
    .argument('<usage>', 'table of usage (CSV) by month, week, day or hour, or - for standard input')
    .option('--date-column <name>', 'column of the dates')
    .option('--value-column <name>', 'column of the usage')
    .addOption(new Option('--unit <unit>', 'what the usage counts').choices(USAGE_UNITS))
    .addOption(new Option('--date-format <format>', 'how dates are written').choices(DATE_FORMATS))
    .addOption(new Option('--decimal <mark>', 'what starts decimals').choices(['.', ',']))
    .addOption(new Option('--duplicates <how>', 'join rows of one date').choices(['sum', 'mean']))
    .option('--drop-last', 'leave out the last row: its period has not ended');
}

/** Reads a number above 0. */
export function positiveNumber(text: string): number {
  const value = /^\d*\.?\d+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** Reads a seed. */
export function wholeSeed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`Give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
}
