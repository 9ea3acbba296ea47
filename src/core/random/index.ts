/**
 * Random numbers addressed by place: `streamFor(seed, cause)` gives a stream whose draw at (path, step) is a pure
 * function of (seed, cause, path, step), by Philox4x32-10.
 *
 * Invariants: no draw depends on another draw, on their order, or on which other causes exist, so worker count never
 * changes a result and adding an offer never moves a demand sample. The same arguments give the same bits everywhere.
 * A violated precondition throws RangeError, for this folder imports only numeric.
 */
export { streamFor, type RandomStream } from './stream.ts';
