import { fileIssue, readCatalogueTable, readTextFile, sampleWorkers } from '../adapters/node/index.ts';
import {
  Bug,
  hostDrafts,
  hostsText,
  hostsYaml,
  parsePlan,
  planTextWithDrafts,
  rankHosts,
  readHostRows,
} from '../core/index.ts';
import type { HostRanking, HostRow, Issue, Plan, PlanHistory, RankingRequest } from '../core/index.ts';
import { refuse, refusedFolder, writeOut, type OutputOptions } from './deal-output.ts';
import { EXIT_CODES } from './exit-code.ts';
import { hostsJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import type { Session } from './output.ts';
import { startProgress } from './progress.ts';
import { publicRecord } from './public-record.ts';
import { shownName } from './shown-name.ts';

export interface HostsOptions extends OutputOptions {
  readonly csv?: string;
  readonly host: readonly string[];
  readonly value: boolean;
  readonly yaml?: true;
  readonly workers?: number;
}

/** The files of `--out`. */
const OUTPUT_NAMES = ['hosts.json', 'hosts.txt', 'offers.yaml'] as const;
const TABLE_BYTES_MAX = 2_000_000;

/** `eightyfold hosts`: whom to ask for capacity, as draft offers, ranked by what each is worth to the plan. */
export async function hostsCommand(path: string, options: HostsOptions, session: Session): Promise<number> {
  const fileName = shownName(path);
  const refused = await refusedFolder(OUTPUT_NAMES, { options, session });
  if (refused !== null) return refused;
  const { plan, issues, text, table: history } = await loadPlan(path, session);
  if (plan === null) return refuse(issues, { fileName, options, session });
  const table = await hostTable(options);
  if (table.issues.length > 0) return refuse(table.issues, { fileName: options.csv ?? 'hosts', options, session });

  const request = requestOf({ plan, text, history, rows: table.rows }, fileName);
  const ranking = options.value
    ? await ranked(request, options, session)
    : await rankHosts({ ...request, caller: null });
  return present(ranking, options, session);
}

/** Files first, then standard output, so that a reader who leaves costs no file. */
async function present(ranking: HostRanking, options: HostsOptions, session: Session): Promise<number> {
  const texts = { json: hostsJson(ranking), text: hostsText(ranking), yaml: hostsYaml(ranking) };
  const [jsonName, textName, yamlName] = OUTPUT_NAMES;
  const textByName = new Map<string, string>([
    [jsonName, texts.json],
    [textName, texts.text],
    [yamlName, texts.yaml],
  ]);
  const unwritten = await writeOut(textByName, { options, session });
  if (unwritten !== null) return unwritten;
  await session.out.write(options.json ? texts.json : options.yaml ? texts.yaml : texts.text);
  return EXIT_CODES.done;
}

/** The catalogue's hosts, or the user's; those named only, where some are. */
async function hostTable({ csv, host }: HostsOptions): Promise<{ rows: readonly HostRow[]; issues: readonly Issue[] }> {
  const read = csv === undefined ? null : await readTextFile(csv, { bytesMax: TABLE_BYTES_MAX, tooLarge: TOO_LARGE });
  if (read?.status === 'refused') return { rows: [], issues: [read.issue] };
  const { rows, issues } = readHostRows(read ? read.file.text : readCatalogueTable('hosts'));
  const wanted = host.map((name) => name.toLowerCase());
  const named = rows.filter((row) => wanted.some((name) => row.host.toLowerCase().includes(name)));
  const unknown = wanted.find((name) => !rows.some((row) => row.host.toLowerCase().includes(name)));
  if (issues.length === 0 && unknown !== undefined) {
    const fix = 'read the table: eightyfold catalogue hosts';
    return {
      rows: [],
      issues: [fileIssue('unknown-host', { what: `no host of the table is called "${unknown}"`, fix })],
    };
  }
  return { rows: host.length > 0 ? named : rows, issues };
}

const TOO_LARGE = fileIssue('hosts-too-large', {
  what: `the table has more than ${TABLE_BYTES_MAX} bytes`,
  fix: 'keep the hosts that matter',
});

function requestOf(
  given: {
    readonly plan: Plan;
    readonly text: string;
    readonly history: PlanHistory | null;
    readonly rows: readonly HostRow[];
  },
  fileName: string,
): Omit<RankingRequest, 'caller'> {
  const { plan, text, history, rows } = given;
  const { drafts, unplannable } = hostDrafts(plan, rows, publicRecord());
  const pasted = parsePlan(
    planTextWithDrafts(
      text,
      drafts.map(({ draft }) => draft),
    ),
    fileName,
    { history },
  );
  if (pasted.plan === null) throw new Bug(`a draft is no offer: ${pasted.issues[0]?.what ?? ''}`);
  return { plan, planWithDrafts: pasted.plan, drafts, unplannable };
}

async function ranked(
  request: Omit<RankingRequest, 'caller'>,
  options: HostsOptions,
  session: Session,
): Promise<HostRanking> {
  const progress = startProgress(session.err, 'valuing hosts');
  const { workers } = options;
  const caller = await sampleWorkers(request.plan, workers === undefined ? {} : { workerCount: workers });
  const stopThreads = (): void => void caller.close();
  session.stop.addEventListener('abort', stopThreads, { once: true });
  try {
    session.stop.throwIfAborted();
    const ranking = await rankHosts({
      ...request,
      caller,
      onProgress: (made) => progress.update({ ...made, what: 'hosts on sampled trees' }),
    });
    session.stop.throwIfAborted();
    return ranking;
  } finally {
    progress.end();
    await caller.close();
  }
}
