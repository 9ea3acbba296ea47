/**
 * What the page needs of a browser beside the page itself: core's sampling in a worker. Main function: `demandFanner`.
 *
 * Invariants: the same core as everywhere, so the same numbers; nothing here computes one of its own.
 */
export { demandFanner, demandFit, type DemandFanner, type DemandFanReply } from './demand-fan.ts';
