/** What the process ends with. A signal ends it with 128 and the signal's number: 130 for Ctrl-C. */
export const EXIT_CODES = {
  /** done, also with warnings */
  done: 0,
  /** the input's or the call's fault: every reason was printed */
  refused: 1,
  /** no plan meets the hard rows: have, need and the smallest change were printed */
  noPlan: 2,
  /** our fault */
  bug: 70,
} as const;

/** Signals that end a run, with their numbers, which are the same on every system we run on. */
export const ENDING_SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** By convention of shells. */
export function exitCodeOfSignal(signal: keyof typeof ENDING_SIGNALS): number {
  return 128 + ENDING_SIGNALS[signal];
}
