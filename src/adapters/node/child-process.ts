import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Time to stop by itself before it is killed. */
const STOP_GRACE_MS = 2000;
const MEMORY_LOOK_MS = 500;
/** Behind whatever the person does meanwhile. */
const NICENESS = constants.priority.PRIORITY_BELOW_NORMAL;

/** Asks a process to stop, and ends it when it does not. */
export function stopProcess(child: ChildProcess): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS).unref();
}

/** Ends a process that holds more memory than it may. @returns ends the watching */
export function watchMemory(child: ChildProcess, memoryBytesMax: number, onEnded: () => void): () => void {
  const watch = setInterval(() => {
    if (residentBytesOf(child.pid) <= memoryBytesMax) return;
    onEnded();
    child.kill('SIGKILL');
  }, MEMORY_LOOK_MS);
  watch.unref();
  return () => clearInterval(watch);
}

/** Memory of a process, where the system tells (Linux); elsewhere the run is bounded by its heaps only. */
function residentBytesOf(processId: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Puts a process behind whatever the person does meanwhile. */
export function lowerPriority(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICENESS);
  } catch {
    // Not allowed here: it runs beside everything else then.
  }
}
