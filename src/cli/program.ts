import { Command, InvalidArgumentError, Option } from 'commander';

import { ENGINE_VERSION, WORKERS_DEFAULT } from '../adapters/node/index.ts';
import { hostJsonSchemaText, planJsonSchemaText, QUESTIONS } from '../core/index.ts';
import { answerCommand, type AnswerOptions } from './answer-command.ts';
import { checkCommand } from './check-command.ts';
import { addCatalogue, addDeal, addHosts } from './deal-program.ts';
import { addDemand, addQuick } from './demand-program.ts';
import { exampleCommand } from './example-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { exportCommand, type ExportOptions } from './export-command.ts';
import { hostCommand, type HostOptions } from './host-command.ts';
import { importCommand, type ImportOptions } from './import-command.ts';
import { initCommand } from './init-command.ts';
import { memoCommand, type MemoOptions } from './memo-command.ts';
import type { Session } from './output.ts';
import { planCommand, type PlanOptions } from './plan-command.ts';
import { replayCommand, type ReplayCommandOptions } from './replay-command.ts';
import { addServe } from './serve-program.ts';
import { solveCommand, type SolveCommandOptions } from './solve-command.ts';
import { trackCommand, type TrackOptions } from './track-command.ts';
import { verifyCommand, type VerifyCommandOptions } from './verify-command.ts';
import { addWhatIf } from './what-if-program.ts';

const WORKERS_MAX = 64;
const SEED_MAX = Number.MAX_SAFE_INTEGER;

const EXIT_CODE_HELP = `
Exit codes: 0 done; 1 the plan or the call is at fault; 2 no plan meets the hard limits; 70 our fault; 130 Ctrl-C.
Nothing leaves this machine. Messages go to standard error, answers to standard output.`;

/** Makes an action of a command that says its exit code. */
type Ending = <A extends unknown[]>(run: (...given: A) => Promise<number>) => (...given: A) => Promise<void>;

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
  const ending: Ending =
    (run) =>
    async (...given) => {
      end.exitCode = await run(...given);
    };

  withRunOptions(program.command('plan'))
    .description('answer a plan: what to sign now, the most each quote is worth, what to wait for')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .option('--json', 'print result.json instead of the brief')
    .addOption(new Option('--seed <number>', "use this seed instead of the plan's").argParser(wholeNumber(0, SEED_MAX)))
    .addHelpText('after', exampleHelp('eightyfold plan plan.yaml --out answer'))
    .action(ending((path: string, options: PlanOptions) => planCommand(path, options, session)));

  addAnswers(program, ending, session);
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

  for (const add of [addReplay, addVerify, addSolve, addHost, addExport, addImport, addDemand, addQuick])
    add(program, ending, session);
  addDeal(program, { ending, session, workers: workersOption() });
  addHosts(program, { ending, session, workers: workersOption() });
  addCatalogue(program, { ending, session });
  addWhatIf(program, { session, ending }, workersOption());
  addServe(program, { session, ending });

  program
    .command('schema')
    .description("print the JSON Schema of a plan, for an editor's completion and checks")
    .option('--host', 'that of a host file instead')
    .addHelpText('after', exampleHelp('eightyfold schema'))
    .action(
      ending(async (options: { host?: true }) => {
        await session.out.write(options.host ? hostJsonSchemaText() : planJsonSchemaText());
        return EXIT_CODES.done;
      }),
    );
  return program;
}

/** Commands that read a plan's answers in another form. */
function addAnswers(program: Command, ending: Ending, session: Session): void {
  program
    .command('answer')
    .description('answer one of the fifteen questions of a plan; without a plan or a number, list them')
    .argument('[plan]', 'plan file, or the result.json that plan --answers --out wrote: then at once')
    .addOption(new Option('--question <number>', '1 to 15').argParser(wholeNumber(1, QUESTIONS.length)))
    .option('--json', 'print the fields of result.json that answer it')
    .addOption(workersOption())
    .addHelpText('after', exampleHelp('eightyfold answer plan.yaml --question 6'))
    .action(ending((path: string | undefined, options: AnswerOptions) => answerCommand(path, options, session)));
  program
    .command('track')
    .description('take actuals and signed deals into a plan: belief, triggers, the next plan file and what differs')
    .argument('<plan>', 'plan file (YAML or JSON)')
    .requiredOption(
      '--actuals <file>',
      'CSV: month,busyReferenceGpus and, where known, reservedUsdPerReferenceGpuHour,supplyRegime,liquidityUsd',
    )
    .option('--signed <deal...>', 'deals signed since: ID=BLOCKS@YYYY-MM; all blocks and the first month when left out')
    .option('--last <file>', 'result.json of the last plan: its triggers are looked at and the difference explained')
    .option('--no-replan', 'stop after the next plan file')
    .option('--out <folder>', 'write next-plan.yaml, track.json and result.json there')
    .option('--force', 'replace files that exist')
    .option('--json', 'print track.json instead of the page')
    .addOption(workersOption())
    .addHelpText(
      'after',
      exampleHelp('eightyfold track plan.yaml --actuals actuals.csv --last answer/result.json --out next'),
    )
    .action(ending((path: string, options: TrackOptions) => trackCommand(path, options, session)));
  program
    .command('memo')
    .description('write a board memo of two pages, every number from a field of result.json')
    .argument('<plan>', 'plan file, or the result.json that plan --answers --out wrote: then at once')
    .option('--out <file>', 'write it there: .html prints on two pages, anything else is Markdown')
    .option('--force', 'replace the file when it exists')
    .option('--json', 'print the memo and the field behind every number')
    .addOption(workersOption())
    .addHelpText('after', exampleHelp('eightyfold memo answer/result.json --out memo.html'))
    .action(ending((path: string, options: MemoOptions) => memoCommand(path, options, session)));
}

function addReplay(program: Command, ending: Ending, session: Session): void {
  program
    .command('replay')
    .description("replay a plan's answer month by month on fresh futures, beside the rules people quote")
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .addOption(new Option('--paths <count>', 'fresh paths').argParser(wholeNumber(40, 100_000)).default(2000))
    .addOption(
      new Option('--deep [paths]', 'also plan again at every decision date along some paths (20 when not said): slow')
        .argParser(wholeNumber(4, 1000))
        .preset('20'),
    )
    .option('--policy <file>', 'score a portfolio of your own beside ours (may be given again)', collected)
    .option('--json', 'print result.json, the replay in it, instead of the text')
    .option('--out <folder>', 'write replay.json and replay.txt there')
    .option('--force', 'replace files that exist')
    .addOption(new Option('--seed <number>', "use this seed instead of the plan's").argParser(wholeNumber(0, SEED_MAX)))
    .addOption(workersOption())
    .addHelpText('after', exampleHelp('eightyfold replay plan.yaml --policy my-portfolio.yaml'))
    .action(ending((path: string, options: ReplayCommandOptions) => replayCommand(path, options, session)));
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function addSolve(program: Command, ending: Ending, session: Session): void {
  program
    .command('solve')
    .description('solve any multistage stochastic programme: a policy graph in JSON, or SMPS')
    .argument('<file>', 'problem in JSON (or - for standard input), or the SMPS core file; the three in any order')
    .argument('[time]', 'SMPS time file')
    .argument('[stoch]', 'SMPS stochastic file')
    .addOption(
      new Option('--method <method>', 'one big programme, or cuts; chosen by size and kind when left out').choices([
        'extensive',
        'sddp',
      ]),
    )
    .option('--relax', 'let integers take any value')
    .addOption(new Option('--iterations <count>', 'sddp: stop after so many').argParser(wholeNumber(1, 1_000_000)))
    .option(
      '--gap <fraction>',
      'integers, and sddp: stop when this near to the optimum is proved, as a share of it',
      share,
    )
    .addOption(
      new Option('--seed <number>', 'of sampled paths (sddp), and of laws that are sampled (SMPS)').argParser(
        wholeNumber(0, SEED_MAX),
      ),
    )
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', `${exampleHelp('eightyfold solve farmer.cor farmer.tim farmer.sto')}\n${SOLVE_EXIT_CODES}`)
    .action(
      ending((file: string, time: string | undefined, stoch: string | undefined, options: SolveCommandOptions) => {
        if (time !== undefined && stoch === undefined) {
          throw new InvalidArgumentError('An SMPS problem has three files: core, time and stochastic file.');
        }
        return solveCommand(
          [file, time, stoch].filter((path) => path !== undefined),
          options,
          session,
        );
      }),
    );
}

function addHost(program: Command, ending: Ending, session: Session): void {
  program
    .command('host')
    .description('answer a host: what to offer with idle power, at which floor price, and what if the tenant leaves')
    .argument('<host>', 'host file (YAML or JSON), or - for standard input')
    .option('--json', 'print the answer as JSON instead of the brief')
    .option('--out <folder>', 'write host.json, host.txt and cash.csv there')
    .option('--force', 'replace files that exist')
    .addHelpText('after', exampleHelp('eightyfold host examples/host.yaml'))
    .action(ending((path: string, options: HostOptions) => hostCommand(path, options, session)));
}

function addExport(program: Command, ending: Ending, session: Session): void {
  program
    .command('export')
    .description(
      'write a plan as a workbook to fill in, or its programme on one sampled tree for another solver to check',
    )
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .addOption(
      new Option('--format <format>', 'the extensive form, the tree of scenarios, the policy graph, or a workbook')
        .choices(['mps', 'smps', 'msp-json', 'xlsx'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'write programme.mps, .cor .tim .sto, .json, or plan.xlsx there')
    .option('--force', 'replace files that exist')
    .addHelpText('after', exampleHelp('eightyfold export plan.yaml --format mps --out exported'))
    .action(ending((path: string, options: ExportOptions) => exportCommand(path, options, session)));
}

function addImport(program: Command, ending: Ending, session: Session): void {
  program
    .command('import')
    .description(
      'take a filled-in workbook (XLSX), or a CSV of quotes, into a plan; without --out only say what changes',
    )
    .argument(
      '<workbook>',
      'what export --format xlsx wrote, filled in; or CSV with a column id; or - for standard input',
    )
    .requiredOption('--into <plan>', 'plan file (YAML or JSON) that it changes; the file itself stays as it is')
    .option('--sheet <name>', 'what a CSV is of: offers, futureOffers, fleet, demand.workloads', 'offers')
    .option('--out <file>', 'write the changed plan there')
    .option('--force', 'replace the file when it exists')
    .option('--json', 'print the changes as JSON')
    .addHelpText('after', exampleHelp('eightyfold import plan.xlsx --into plan.yaml --out changed.yaml'))
    .action(ending((path: string, options: ImportOptions) => importCommand(path, options, session)));
}

function addVerify(program: Command, ending: Ending, session: Session): void {
  program
    .command('verify')
    .description('check a result against its plan by other arithmetic: rules, cash, capacity, liability, headlines')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .argument('<result>', 'result.json of that plan, or - for standard input')
    .option('--json', 'print the verification as JSON')
    .addHelpText('after', `${exampleHelp('eightyfold verify plan.yaml answer/result.json')}\n${VERIFY_EXIT_CODES}`)
    .action(
      ending((plan: string, result: string, options: VerifyCommandOptions) => {
        if (plan === '-' && result === '-') throw new InvalidArgumentError('Standard input holds one of the two.');
        return verifyCommand({ plan, result }, options, session);
      }),
    );
}

const VERIFY_EXIT_CODES = 'Exit codes: 0 accepted; 1 refused, or not verifiable: the first violated rule comes first.';

const SOLVE_EXIT_CODES =
  'Exit codes: 0 solved, or the best found within a limit; 2 infeasible, unbounded or without a bound within it; 70 failed.';

function withRunOptions(command: Command): Command {
  return command
    .option('--out <folder>', 'write result.json, brief.md, report.html and decide-by.ics there')
    .option('--force', 'replace files that exist')
    .option('--redact', 'mask names and prices, for a bug report')
    .option(
      '--answers',
      'answer all questions: also delay, clauses, growth, routes, regret, caps, triggers, close plans',
    )
    .addOption(workersOption());
}

function workersOption(): Option {
  const text = `threads, ${WORKERS_DEFAULT} when left out; they change the time taken, never the answer`;
  return new Option('--workers <count>', text).argParser(wholeNumber(1, WORKERS_MAX));
}

function exampleHelp(example: string): string {
  return `\nExample:\n  $ ${example}`;
}

/** Reads a decimal whole number; anything else, such as 1e3, 0x10 or an empty text, is refused. */
function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a share from 0 to below 1, such as 0.001.');
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}
