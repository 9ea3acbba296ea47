import { readTextPieces } from '../adapters/node/index.ts';
import { fitDemand, historyBacktest, UsageReader } from '../core/index.ts';
import type { DemandFit, HistoryBacktest, ReadUsage, RegimePrior, UsageOptions } from '../core/index.ts';
import type { Session } from './output.ts';
import { startProgress, type ProgressLine } from './progress.ts';

/** What is asked of a usage table. */
export interface UsageAsk {
  /** how it is called on the line of progress */
  readonly name: string;
  readonly options: UsageOptions;
  /** null: only read */
  readonly fitting: { readonly seed: number; readonly prior: RegimePrior; readonly isScored: boolean } | null;
}

export interface UsageReply {
  readonly read: ReadUsage;
  /** `sha256:…` of the file's bytes; empty where it was not read to its end */
  readonly hash: string;
  /** null where nothing was asked or read */
  readonly fit: DemandFit | null;
  /** null where nothing was asked, or the history is too short to score */
  readonly backtest: HistoryBacktest | null;
}

/** A shorter table is read without a line of progress. */
const SHOWN_BYTES_MIN = 2_000_000;
/** In which reading is told. */
const STEPS = 100;

/**
 * What a usage table says, of any size: it goes by in pieces, so that memory does not grow with its rows and a Ctrl-C is
 * heard between them; long ones tell how far they are. Rejects when stopped. `-` is standard input.
 */
export async function askUsage(path: string, ask: UsageAsk, session: Session): Promise<UsageReply> {
  const reader = new UsageReader(ask.options);
  let line: ProgressLine | null = null;
  try {
    const file = await readTextPieces(path, ({ text, bytes, bytesTotal }) => {
      session.stop.throwIfAborted();
      if (bytes > SHOWN_BYTES_MIN || (bytesTotal ?? 0) > SHOWN_BYTES_MIN) {
        line ??= startProgress(session.err, `reading ${ask.name}`);
        const done = bytesTotal === null ? 0 : Math.round((STEPS * bytes) / bytesTotal);
        line.update({ done, total: STEPS, what: `${reader.rowCount} rows read` });
      }
      return reader.push(text);
    });
    if (file.status === 'refused') return { ...NOTHING, read: { history: null, issues: [file.issue] } };
    const read = reader.end();
    const hash = file.status === 'read' ? file.hash : '';
    if (read.history === null || ask.fitting === null) return { ...NOTHING, read, hash };
    const { seed, prior, isScored } = ask.fitting;
    await turn(session);
    const backtest = isScored ? historyBacktest(read.history, { seed, prior }) : null;
    await turn(session);
    return { read, hash, fit: fitDemand(read.history, { seed, prior }).fit, backtest };
  } finally {
    // The compiler does not see that the callback sets it.
    (line as ProgressLine | null)?.end();
  }
}

const NOTHING = { hash: '', fit: null, backtest: null } as const;

/** Hears a Ctrl-C that came meanwhile: rejects when stopped. */
export async function turn(session: Session): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  session.stop.throwIfAborted();
}
