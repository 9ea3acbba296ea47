import type { RunNews } from '../api/index.ts';
import type { Progress } from '../core/index.ts';
import { printable, type Output } from './output.ts';

/** Tells on standard error how far a plan is. */
export interface ProgressLine {
  update(progress: Progress): void;
  /** a line that stays, with the seconds so far */
  note(text: string): void;
  /** removes the line from a terminal; harmless when called again */
  end(): void;
}

/** Back to the line's start, and everything right of it removed. */
export const CLEAR_LINE = '\r\u001b[K';
/** The seconds on a terminal's line move on this often, whether or not there is progress. */
const TICK_MS = 1000;
/** In a pipe a line appears when this share of the work more is done. */
const PIPE_STEP_FRACTION = 0.25;

/** One line that is written over on a terminal; in a pipe a plain line at the start and at each quarter. */
export function startProgress(err: Output, title: string, tell?: (news: RunNews) => void): ProgressLine {
  const line = err.isTerminal ? terminalProgress(err, title) : pipeProgress(err, title);
  if (tell === undefined) return line;
  return {
    update(progress) {
      tell({ kind: 'progress', progress });
      line.update(progress);
    },
    note(text) {
      tell({ kind: 'firstLook', text });
      line.note(text);
    },
    end: () => line.end(),
  };
}

function terminalProgress(err: Output, title: string): ProgressLine {
  const startedMs = performance.now();
  let latest: Progress | null = null;
  let isOver = false;
  const draw = (): void => {
    if (isOver) return;
    const text = `${title}: ${latest === null ? 'starting' : progressText(latest)}, ${secondsSince(startedMs)} s`;
    void err.write(CLEAR_LINE + printable(text).slice(0, Math.max(1, (err.columns() ?? 80) - 1)));
  };
  const timer = setInterval(draw, TICK_MS);
  timer.unref();
  draw();
  return {
    update(progress) {
      latest = progress;
      draw();
    },
    note(text) {
      void err.write(CLEAR_LINE + printable(`${text}, after ${secondsSince(startedMs)} s\n`));
      draw();
    },
    end() {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      void err.write(CLEAR_LINE);
    },
  };
}

function pipeProgress(err: Output, title: string): ProgressLine {
  const startedMs = performance.now();
  let nextFraction = PIPE_STEP_FRACTION;
  void err.write(printable(`${title}\n`));
  return {
    update(progress) {
      const fraction = progress.done / progress.total;
      if (fraction < nextFraction || progress.done === progress.total) return;
      nextFraction = (Math.floor(fraction / PIPE_STEP_FRACTION) + 1) * PIPE_STEP_FRACTION;
      void err.write(printable(`${title}: ${progressText(progress)}\n`));
    },
    note(text) {
      void err.write(printable(`${text}, after ${secondsSince(startedMs)} s\n`));
    },
    end() {},
  };
}

function progressText({ done, total, what }: Progress): string {
  return `${done} of ${total} steps done (${what})`;
}

function secondsSince(startedMs: number): number {
  return Math.floor((performance.now() - startedMs) / 1000);
}
