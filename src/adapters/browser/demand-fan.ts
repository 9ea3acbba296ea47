import type { DemandFan, FittedGrowth, Issue, PageTable, UsageTableAsk } from '../../core/index.ts';

/** What is asked of the thread: the fan of a plan's text, or growth fitted to a usage table. */
export type DemandQuestion =
  | { readonly kind: 'fan'; readonly text: string }
  | { readonly kind: 'fit'; readonly ask: UsageTableAsk };

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
export async function demandFit(ask: UsageTableAsk): Promise<FittedGrowth> {
  const worker = startWorker();
  const reply = Promise.withResolvers<FittedGrowth>();
  worker.addEventListener('message', ({ data }: MessageEvent<FittedGrowth>) => reply.resolve(data));
  worker.addEventListener('error', ({ message }) => reply.reject(new Error(message)));
  worker.postMessage({ kind: 'fit', ask } satisfies DemandQuestion);
  try {
    return await reply.promise;
  } finally {
    worker.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./demand-fan.worker.ts', import.meta.url), { type: 'module' });
}
