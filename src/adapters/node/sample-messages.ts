import type { Plan, SampleRequest } from '../../core/index.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly plan: Plan;
}

export interface RequestMessage {
  readonly requestIndex: number;
  readonly sampleIndex: number;
  readonly request: SampleRequest;
}

/** An error as it crosses between threads; what it was made of stays behind. */
export interface SentError {
  readonly message: string;
  readonly stack: string;
}

export type WorkerMessage =
  | { readonly kind: 'ready'; readonly solverName: string; readonly solverVersion: string }
  | { readonly kind: 'reply'; readonly requestIndex: number; readonly reply: unknown }
  | { readonly kind: 'error'; readonly requestIndex: number; readonly error: SentError };
