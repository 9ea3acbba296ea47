import type { DemandFan, Issue, PageTable } from '../../core/index.ts';

/** What is asked of the thread: the fan of a plan's text, or growth fitted to a usage table. */
export interface DemandQuestion {
  readonly kind: 'fan' | 'fit';
  readonly text: string;
}

interface Refused {
  readonly status: 'refused';
  readonly issues: readonly Issue[];
}

/** What a plan's text says of demand: the fan over sampled paths and each offer's gap, or why there is none. */
export type DemandFanReply =
  | Refused
  | {
      readonly status: 'drawn';
      readonly startMonth: string;
      readonly fan: DemandFan;
      readonly gaps: PageTable;
      readonly pathCount: number;
    };

/** Growth fitted to a usage table: in words, as a table, and as a plan writes it; or why it cannot be read. */
export type DemandFitReply =
  | Refused
  | {
      readonly status: 'fitted';
      readonly says: string;
      readonly regimes: PageTable;
      /** `growth:` of a plan file, YAML */
      readonly growth: string;
      /** what was assumed and repaired in reading */
      readonly issues: readonly Issue[];
    };

export interface DemandFanner {
  /** the fan of the newest text; texts that were overtaken are never answered */
  ask(text: string): void;
  close(): void;
}

/** Samples demand in a worker, so that the page goes on while a slider moves. */
export function demandFanner(onReply: (reply: DemandFanReply) => void): DemandFanner {
  const worker = startWorker();
  let waiting: string | null = null;
  let isBusy = false;
  const next = (): void => {
    if (isBusy || waiting === null) return;
    isBusy = true;
    worker.postMessage({ kind: 'fan', text: waiting } satisfies DemandQuestion);
    waiting = null;
  };
  worker.addEventListener('message', ({ data }: MessageEvent<DemandFanReply>) => {
    isBusy = false;
    if (waiting === null) onReply(data);
    next();
  });
  return {
    ask(text) {
      waiting = text;
      next();
    },
    close: () => worker.terminate(),
  };
}

/** Fits growth to a usage table in a worker of its own, gone once it has answered. */
export async function demandFit(text: string): Promise<DemandFitReply> {
  const worker = startWorker();
  const reply = Promise.withResolvers<DemandFitReply>();
  worker.addEventListener('message', ({ data }: MessageEvent<DemandFitReply>) => reply.resolve(data));
  worker.addEventListener('error', ({ message }) => reply.reject(new Error(message)));
  worker.postMessage({ kind: 'fit', text } satisfies DemandQuestion);
  try {
    return await reply.promise;
  } finally {
    worker.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./demand-fan.worker.ts', import.meta.url), { type: 'module' });
}
