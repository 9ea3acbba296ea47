import { startRunProcess, type RunProcess, type RunProcessEnd } from '../adapters/node/index.ts';
import { callIssue, type RunEnd, type RunNews, type RunRecord, type Store } from '../api/index.ts';

export interface RunQueueOptions {
  readonly store: Store;
  /** runs that have a process at the same time: each uses several threads */
  readonly runsAtOnce: number;
  readonly memoryBytesMax: number;
}

/** A run that was interrupted so often is not tried again. */
const ATTEMPTS_MAX = 3;
const EXIT = { done: 0, refused: 1, noPlan: 2 } as const;

/**
 * Answers queued runs, a few at a time, each in a process of its own. A run that was running when the server died is in
 * the queue again at the next start.
 */
export class RunQueue {
  private readonly options: RunQueueOptions;
  private readonly processById = new Map<string, RunProcess>();
  private readonly listenersById = new Map<string, Set<(run: RunRecord) => void>>();
  private isClosed = false;

  constructor(options: RunQueueOptions) {
    this.options = options;
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    await this.options.store.recoverRuns(ATTEMPTS_MAX);
    this.pump();
  }

  /** Starts what waits, as far as there is room. */
  pump(): void {
    void this.fill();
  }

  async cancel(id: string): Promise<boolean> {
    const isCancelled = await this.options.store.cancelRun(id);
    this.processById.get(id)?.stop();
    await this.tell(id);
    return isCancelled;
  }

  /** Hears the run whenever something of it has changed. @returns ends the hearing */
  listen(id: string, listener: (run: RunRecord) => void): () => void {
    const listeners = this.listenersById.get(id) ?? new Set();
    this.listenersById.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listenersById.delete(id);
    };
  }

  /** Ends the processes; their runs go on at the next start. */
  async close(): Promise<void> {
    this.isClosed = true;
    const processes = [...this.processById.values()];
    for (const process of processes) process.stop();
    await Promise.all(processes.map(({ ended }) => ended));
  }

  private isFilling = false;

  private async fill(): Promise<void> {
    if (this.isFilling) return;
    this.isFilling = true;
    try {
      while (!this.isClosed && this.processById.size < this.options.runsAtOnce) {
        const run = await this.options.store.claimRun();
        if (run === null) return;
        await this.begin(run);
      }
    } finally {
      this.isFilling = false;
    }
  }

  private async begin(run: RunRecord): Promise<void> {
    const { store, memoryBytesMax } = this.options;
    const plan = await store.readPlan(run.planId, run.version);
    if (plan === null) return; // deleted meanwhile, and the run with it
    const given = [
      ...(run.hasAnswers ? ['--answers'] : []),
      ...(run.seed === null ? [] : ['--seed', String(run.seed)]),
    ];
    const onNews = (news: RunNews): void => void this.note(run.id, news);
    const process = startRunProcess({ planText: plan.text, given, memoryBytesMax, onNews });
    this.processById.set(run.id, process);
    void process.ended.then((end) => this.finish(run.id, end));
    await this.tell(run.id);
  }

  private async note(id: string, news: RunNews): Promise<void> {
    if (this.isClosed) return;
    await this.options.store.noteProgress(
      id,
      news.kind === 'progress' ? { progress: news.progress } : { firstLook: news.text },
    );
    await this.tell(id);
  }

  private async finish(id: string, end: RunProcessEnd): Promise<void> {
    this.processById.delete(id);
    if (this.isClosed) return;
    await this.options.store.endRun(id, runEndOf(end, this.options.memoryBytesMax));
    await this.tell(id);
    this.pump();
  }

  private async tell(id: string): Promise<void> {
    const listeners = this.listenersById.get(id);
    if (listeners === undefined) return;
    const run = await this.options.store.readRun(id);
    if (run !== null) for (const listener of listeners) listener(run);
  }
}

/** What the end of a process means: a result only when it is whole. */
function runEndOf({ exitCode, out, err, isOutOfMemory }: RunProcessEnd, memoryBytesMax: number): RunEnd {
  if (isOutOfMemory) {
    const what = `the run needed more than ${Math.round(memoryBytesMax / 1e6)} MB of memory`;
    return failed(what, 'allow more with --memory-megabytes, or draw fewer lattices or nodes in the plan');
  }
  const said = jsonOf(out);
  if (exitCode === EXIT.done && said?.['plan'] !== undefined) return { status: 'planned', resultText: out };
  if (exitCode === EXIT.refused && Array.isArray(said?.['issues'])) {
    return { status: 'refused', message: 'the plan has errors', issues: said['issues'] as RunRecord['issues'] };
  }
  if (exitCode === EXIT.noPlan && Array.isArray(said?.['reasons'])) {
    const issues = (said['reasons'] as Reason[]).map(issueOfReason);
    return { status: 'infeasible', message: 'no plan meets the hard limits', issues };
  }
  return failed(faultText(exitCode, err), 'report it with the version');
}

/** The line that names the fault, without what stood on the way to it. */
function faultText(exitCode: number | null, err: string): string {
  const line = err.split('\n').find((text) => /^\w+: /.test(text));
  return line ?? `the run ended with exit code ${exitCode ?? 'none'}`;
}

interface Reason {
  readonly what: string;
  readonly have: string;
  readonly need: string;
  readonly fix: string;
}

function issueOfReason({ what, have, need, fix }: Reason): RunRecord['issues'][number] {
  return callIssue('infeasible', { what: `${what}: have ${have}, need ${need}`, fix });
}

function failed(what: string, fix: string): RunEnd {
  return { status: 'failed', message: what, issues: [callIssue('run-failed', { what, fix })] };
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
