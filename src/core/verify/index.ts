/**
 * Verifying: a result checked against its plan in another way than it was made. Main function: `verifyResult`.
 *
 * Invariants: imports the plan's meaning and nothing else of the engine, not even its units; money is whole numbers of 2^-160
 * dollars (BigInt), compared in cents; every tolerance is derived from a rounding that is named; what it does not
 * understand it refuses; no result, whatever its form, makes it throw.
 */
export { sealed, type Digest } from './seal.ts';
export { verifyResult, type Verification, type VerifyOptions } from './verify-result.ts';
