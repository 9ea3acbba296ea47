import type { DemandFan, Issue } from '../../core/index.ts';

/** What a plan's text says of demand: the fan over sampled paths, or why there is none. */
export type DemandFanReply =
  | { readonly status: 'drawn'; readonly startMonth: string; readonly fan: DemandFan; readonly pathCount: number }
  | { readonly status: 'refused'; readonly issues: readonly Issue[] };

export interface DemandFanner {
  /** the fan of the newest text; texts that were overtaken are never answered */
  ask(text: string): void;
  close(): void;
}

/** Samples demand in a worker, so that the page goes on while a slider moves. */
export function demandFanner(onReply: (reply: DemandFanReply) => void): DemandFanner {
  const worker = new Worker(new URL('./demand-fan.worker.ts', import.meta.url), { type: 'module' });
  let waiting: string | null = null;
  let isBusy = false;
  const next = (): void => {
    if (isBusy || waiting === null) return;
    isBusy = true;
    worker.postMessage(waiting);
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
