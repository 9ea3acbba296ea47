import { type Command, InvalidArgumentError, Option } from 'commander';

import { DATE_FORMATS, USAGE_UNITS } from '../core/index.ts';
import {
  demandFitCommand,
  demandLoadCommand,
  type DemandFitOptions,
  type DemandLoadOptions,
} from './demand-command.ts';
import { demandShowCommand, type DemandShowOptions } from './demand-show-command.ts';
import type { Session } from './output.ts';
import { quickCommand, type QuickOptions } from './quick-command.ts';

/** As many as a plan takes. */
const LOAD_BLOCKS_MAX = 12;

/** Makes an action of a command that says its exit code. */
type Ending = <A extends unknown[]>(run: (...given: A) => Promise<number>) => (...given: A) => Promise<void>;

/** Registers `demand` and its subcommands. */
export function addDemand(program: Command, ending: Ending, session: Session): void {
  const demand = program
    .command('demand')
    .description('growth and load from a history of usage, and what a plan says of demand');
  withUsageOptions(demand.command('fit'))
    .description('growth regimes from a table of usage, as a block to paste into a plan')
    .addOption(
      new Option('--prior-multiple <number>', 'annualised multiple thought usual before any row is read').argParser(
        positiveNumber,
      ),
    )
    .addOption(new Option('--seed <number>', 'of the sampled models and paths').argParser(wholeSeed))
    .option('--backtest', 'score the forecast on the table itself, against naive rules')
    .option('--json', 'print the fit as JSON')
    .addHelpText(
      'after',
      '\nIn a plan, `history: usage.csv` under demand fits the table that lies beside it.\n' +
        'Example:\n  $ eightyfold demand fit examples/usage.csv',
    )
    .action(ending((path: string, options: DemandFitOptions) => demandFitCommand(path, options, session)));
  addShow(demand, ending, session);
  withUsageOptions(demand.command('load'), '[usage]')
    .description('the load-duration curve of hourly usage, or of a named profile, as load blocks for a plan')
    .option('--profile <name>', 'measured shape of the catalogue: text, text-small, reasoning, image; or batch')
    .addOption(
      new Option('--deferrable <fraction>', 'share of the work that can wait for idle hours').argParser(fraction),
    )
    .addOption(new Option('--blocks <count>', 'load blocks').argParser(blockCount))
    .addOption(new Option('--committed <usd>', 'price of a committed GPU hour').argParser(positiveNumber))
    .addOption(new Option('--on-demand <usd>', 'price of a GPU hour on demand').argParser(positiveNumber))
    .option('--json', 'print the shape as JSON')
    .addHelpText('after', '\nExample:\n  $ eightyfold demand load --profile text --committed 2.50 --on-demand 4.00')
    .action(
      ending((path: string | undefined, options: DemandLoadOptions) => demandLoadCommand(path, options, session)),
    );
}

function addShow(demand: Command, ending: Ending, session: Session): void {
  demand
    .command('show')
    .description(
      'what a plan says of demand: fan, regimes, belief, lead-time gaps, market, load, lattice against paths',
    )
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .option('--decision', 'also train some lattices: what deciding on ones of this size costs')
    .option('--json', 'print everything as JSON')
    .option('--out <folder>', 'write demand.json, demand.txt and the charts as SVG there')
    .option('--force', 'replace files that exist')
    .addHelpText('after', '\nExample:\n  $ eightyfold demand show examples/startup.yaml --out demand')
    .action(ending((path: string, options: DemandShowOptions) => demandShowCommand(path, options, session)));
}

/** Registers `quick`. */
export function addQuick(program: Command, ending: Ending, session: Session): void {
  withUsageOptions(program.command('quick'))
    .description('from a usage table and some quotes to what to commit, a plan file and what to sign, in two minutes')
    .addOption(
      new Option('--quote <quote>', 'as "512 h100 12 months 2.50 upfront 0.25"; give one for each quote')
        .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--on-demand <usd>', 'price of an H100-hour on demand').argParser(positiveNumber))
    .addOption(new Option('--cash <usd>', 'cash in hand').argParser(positiveNumber))
    .addOption(
      new Option('--value <usd>', 'what a served H100-hour earns, net of costs besides compute').argParser(
        positiveNumber,
      ),
    )
    .addOption(
      new Option('--gpus-now <count>', 'mean busy H100s now, where the table does not say').argParser(positiveNumber),
    )
    .option('--profile <name>', 'load shape instead of the table’s: text, text-small, reasoning, image; or batch')
    .addOption(
      new Option('--deferrable <fraction>', 'share of the work that can wait for idle hours').argParser(fraction),
    )
    .option('--out <file>', 'write the plan file there')
    .option('--force', 'replace the file when it exists')
    .option('--no-plan', 'stop at what the load alone says')
    .addOption(new Option('--seed <number>', 'of every sample').argParser(wholeSeed))
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      '\nA quote: GPUs, accelerator, term, USD per GPU-hour, then any of upfront, lead, host, blocks, take-or-pay, by.\n' +
        'Example:\n  $ eightyfold quick examples/usage.csv --quote "512 h100 12 months 2.50 upfront 0.25" ' +
        '--quote "256 h200 24 months 2.90 lead 2" --out plan.yaml',
    )
    .action(ending((path: string, options: QuickOptions) => quickCommand(path, options, session)));
}

/** The table and how to read it where the detection is wrong. */
export function withUsageOptions(command: Command, argument = '<usage>'): Command {
  return command
    .argument(argument, 'table of usage (CSV) by month, week, day or hour, or - for standard input')
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

/** Reads a share from 0 to 1. */
export function fraction(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a fraction from 0 to 1, such as 0.25.');
}

function blockCount(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= LOAD_BLOCKS_MAX) return value;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${LOAD_BLOCKS_MAX}.`);
}
