import type { RunNews } from '../api/index.ts';

/** Where a command writes: standard output for answers, standard error for everything said on the way. */
export interface Output {
  readonly isTerminal: boolean;
  /** colours are wanted and understood: a terminal, and no NO_COLOR */
  readonly hasColour: boolean;
  /** columns of the terminal now; null in a pipe or a file, or where the terminal does not know */
  columns(): number | null;
  /** resolves once the text has left this process, or at once when the reader has gone */
  write(text: string): Promise<void>;
}

/** Columns of a text where there is no terminal to fill. */
export const PIPE_COLUMNS = 100;
/** Below this tables would fall apart: a narrower terminal wraps them instead. */
export const COLUMNS_MIN = 60;

/** What every command is given of the world. */
export interface Session {
  /** how the person starts the program, for hints that can be copied */
  readonly programName: string;
  readonly out: Output;
  readonly err: Output;
  /** aborted by Ctrl-C and its like; the reason is the exit code */
  readonly stop: AbortSignal;
  /** hears how far a run is, besides standard error: the process that started this one, if it listens */
  readonly tell?: (news: RunNews) => void;
}

/** The output could not be written, for a reason that the caller can mend: a full disk, say. */
export class OutputFault extends Error {
  override name = 'OutputFault';
}

/** The error codes by which a system says that the reader has gone: the end of a pipe into `head`, a closed terminal. */
const READER_GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/** A process's stream as an output. A reader that leaves early is no fault; any other failure is an OutputFault. */
export function outputTo(stream: NodeJS.WriteStream): Output {
  // Failures also reach the callback of the write; unheard, this event would end the process.
  stream.on('error', () => undefined);
  return {
    isTerminal: Boolean(stream.isTTY), // undefined where there is none, whatever the types say
    hasColour: Boolean(stream.isTTY) && stream.hasColors(),
    // Some terminals, such as those of build machines, say that they have 0 columns.
    columns: () => (stream.isTTY && stream.columns > 0 ? stream.columns : null),
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (!error || READER_GONE.has(codeOf(error))) resolve();
          else reject(new OutputFault(codeOf(error) || error.message));
        });
      }),
  };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Text that may hold pieces of a plan or a file name, without what a terminal would obey; line feeds stay. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
