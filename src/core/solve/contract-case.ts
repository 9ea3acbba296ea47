import type { Solver } from './port.ts';

/** One thing that every solver adapter does; it fails by throwing, for it knows no test framework. */
export interface ContractCase {
  readonly name: string;
  readonly run: (solver: Solver) => void;
}

/** Fails a contract case. @throws Error saying what */
export function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

/** Fails unless two numbers agree to 1e-7. */
export function expectNear(found: number | undefined, expected: number, what: string): void {
  // Written so that NaN fails.
  const isNear = found !== undefined && Math.abs(found - expected) <= 1e-7 * (1 + Math.abs(expected));
  expect(isNear, `${what} is ${found}, not ${expected}`);
}

/** Fails unless the action throws. */
export function expectRefused(action: () => unknown, what: string): void {
  try {
    action();
  } catch {
    return;
  }
  throw new Error(`${what} was not refused`);
}
