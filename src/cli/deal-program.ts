import { Argument, InvalidArgumentError, Option, type Command } from 'commander';

import { catalogueNames } from '../adapters/node/index.ts';
import type { DealBasis } from '../core/index.ts';
import { catalogueCommand, type CatalogueOptions } from './catalogue-command.ts';
import { dealCommand } from './deal-command.ts';
import type { DealBases, DealOptions } from './deal-options.ts';
import { hostsCommand, type HostsOptions } from './hosts-command.ts';
import type { Session } from './output.ts';

type Ending = <A extends unknown[]>(run: (...given: A) => Promise<number>) => (...given: A) => Promise<void>;

/** What `--basis` takes. */
const BASIS_BY_WORD: Readonly<Record<string, DealBasis>> = {
  shell: 'poweredShell',
  cloud: 'gpuCloud',
  capex: 'capexProgramme',
};

/** The option of a count of threads, which the caller shares among commands. */
interface Shared {
  readonly ending: Ending;
  readonly session: Session;
  readonly workers: Option;
}

/** Adds `catalogue` to the program. */
export function addCatalogue(program: Command, { ending, session }: Omit<Shared, 'workers'>): void {
  program
    .command('catalogue')
    .description('read the public record: deals, prices, costs, lead times, hosts, risks, each with its source')
    .addArgument(new Argument('[table]', 'a table; all their names when left out').choices(catalogueNames()))
    .option('--find <word>', 'only rows that hold this')
    .option('--json', 'print the rows with every field as JSON')
    .addHelpText('after', '\nExample:\n  $ eightyfold catalogue deals --find iren')
    .action(ending((name: string | undefined, options: CatalogueOptions) => catalogueCommand(name, options, session)));
}

/** Adds `deal` to the program. */
export function addDeal(program: Command, { ending, session, workers }: Shared): void {
  program
    .command('deal')
    .description('put quotes on one basis: price per hour used, liability, cash, public deals, worth of every clause')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .addOption(
      new Option('--offer <id>', 'an offer of the plan; say it again for each more')
        .argParser(collected)
        .default([], 'all quotes'),
    )
    .addOption(
      new Option('--basis <basis>', 'what a price buys: shell, cloud or capex; ID=shell for one offer')
        .argParser(basesCollected)
        .default({ basis: null, basisById: new Map() }, 'by route'),
    )
    .option('--goodput <fraction>', 'share of paid hours that do useful work', fraction)
    .option(
      '--utilisation <fraction>',
      "share of useful hours used; the plan's mean load over its peak if left out",
      fraction,
    )
    .option('--onboarding-usd <usd>', 'paid once for moving in, for the whole offer', usd)
    .option('--no-value', 'without the planner: no walk-away price and no worth of clauses, in about a second')
    .option('--json', 'print the answer as JSON instead of text')
    .option('--out <folder>', 'write deal.json, deal.txt, monthly.csv and two pictures there')
    .option('--force', 'replace files that exist')
    .addOption(workers)
    .addHelpText(
      'after',
      '\nExample:\n  $ eightyfold deal examples/frontier-lab.yaml --offer neocloud --offer host-partner --no-value',
    )
    .action(ending((path: string, options: DealOptions) => dealCommand(path, options, session)));
}

/** Adds `hosts` to the program. */
export function addHosts(program: Command, { ending, session, workers }: Shared): void {
  program
    .command('hosts')
    .description('whom else to ask for capacity: hosts as draft offers, by what each is worth to the plan')
    .argument('<plan>', 'plan file (YAML or JSON), or - for standard input')
    .option('--csv <file>', "your own table of hosts instead of the catalogue's")
    .addOption(
      new Option('--host <name>', 'only hosts whose name holds this; say it again for each more')
        .argParser(collected)
        .default([], 'all hosts'),
    )
    .option('--no-value', 'without the planner: drafts and assumptions only')
    .option('--yaml', 'print the drafts as YAML to paste under offers')
    .option('--json', 'print the answer as JSON')
    .option('--out <folder>', 'write hosts.json, hosts.txt and offers.yaml there')
    .option('--force', 'replace files that exist')
    .addOption(workers)
    .addHelpText(
      'after',
      '\nExample:\n  $ eightyfold hosts examples/frontier-lab.yaml --host iren --host akamai --no-value',
    )
    .action(ending((path: string, options: HostsOptions) => hostsCommand(path, options, session)));
}

function collected(id: string, before: readonly string[]): readonly string[] {
  return [...before, id];
}

/** `shell` is said of all offers, `ID=shell` of one. */
function basesCollected(text: string, before: DealBases): DealBases {
  const [word = '', offerId] = text.split('=').toReversed();
  const basis = Object.hasOwn(BASIS_BY_WORD, word) ? BASIS_BY_WORD[word] : undefined;
  if (basis === undefined) {
    throw new InvalidArgumentError(
      `Give one of ${Object.keys(BASIS_BY_WORD).join(', ')}, or one behind an id: ID=shell.`,
    );
  }
  if (offerId === undefined) return { ...before, basis };
  return { ...before, basisById: new Map([...before.basisById, [offerId, basis]]) };
}

function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a fraction above 0 and at most 1, such as 0.95.');
}

function usd(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Give an amount in USD, 0 or more, such as 2e6.');
}
