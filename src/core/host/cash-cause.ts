/** Why money moves at a host's site: the closed list of causes of its ledger. Income is positive, cost negative. */
export const HOST_CAUSES = [
  /** spent already; only in the full-cost view */
  'sunk',
  /** building and power */
  'capex',
  /** GPUs, servers and network */
  'gpuCapex',
  /** the partner's payment for its share of a venture */
  'buyIn',
  /** paid by the tenant ahead of service */
  'prepayment',
  /** set off against its later payments, and what goes back when it leaves */
  'prepaymentCredit',
  'rent',
  /** rent of whoever comes after the first tenant */
  'nextRent',
  'exitFee',
  /** rent made up by the guarantor */
  'backstop',
  'backstopCost',
  'operations',
  'power',
  /** paid by the grid for load that it may cut */
  'interruptible',
  /** rent not earned in the hours that are cut */
  'interruptedRent',
  /** what the idle power earned before it was let */
  'idleIncomeForgone',
  /** the host's share of what its venture pays for the ground, and the whole of it received */
  'groundRentPaid',
  'groundRent',
  /** what building and GPUs are worth at the end of the term */
  'residual',
  'debtDrawn',
  'debtService',
] as const;
export type HostCause = (typeof HOST_CAUSES)[number];

/**
 * One cause's cash, nominal USD at points in time: point t is the start of month t and the end of month t − 1. A
 * venture's lines are at the host's share.
 */
export interface HostLine {
  readonly cause: HostCause;
  /** [point 0..end] */
  readonly usdByPoint: Float64Array;
}
