import { startWhatIfProcess, type WhatIfProcess } from '../adapters/node/index.ts';
import type { Issue } from '../core/index.ts';

/** What a process said to a what-if. */
export type WhatIfReply = { readonly answer: Record<string, unknown> } | { readonly issues: readonly Issue[] };

export interface WhatIfSessionsOptions {
  readonly memoryBytesMax: number;
  /** a process that nobody has asked for so long is ended */
  readonly idleMs?: number;
}

/** Long enough to think between two moves of a slider, short enough not to hold memory overnight. */
const IDLE_MS = 10 * 60_000;

/** One process at a time that answers what-ifs: that of the run asked about last. Another run ends it and starts its own. */
export class WhatIfSessions {
  private readonly options: WhatIfSessionsOptions;
  private open: { readonly runId: string; readonly process: WhatIfProcess } | null = null;
  private idle: NodeJS.Timeout | undefined;

  constructor(options: WhatIfSessionsOptions) {
    this.options = options;
  }

  /** @param startOf what the process reads first, made only where none is open for the run */
  async ask(runId: string, request: unknown, startOf: () => Promise<unknown>): Promise<WhatIfReply> {
    const process = await this.processOf(runId, startOf);
    this.restIn();
    // Said by our own command line.
    return (await process.ask(request)) as WhatIfReply;
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const last = this.open?.process;
    this.open = null;
    last?.stop();
    await last?.ended;
  }

  private async processOf(runId: string, startOf: () => Promise<unknown>): Promise<WhatIfProcess> {
    if (this.open?.runId === runId) return this.open.process;
    const start = await startOf();
    this.open?.process.stop();
    const process = startWhatIfProcess({ start, memoryBytesMax: this.options.memoryBytesMax });
    this.open = { runId, process };
    void process.ended.then(() => {
      if (this.open?.process === process) this.open = null;
    });
    return process;
  }

  private restIn(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.close(), this.options.idleMs ?? IDLE_MS);
    this.idle.unref();
  }
}
