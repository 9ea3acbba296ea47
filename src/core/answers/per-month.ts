import type { Estimate } from '../decide/index.ts';

/** An estimate spread over months. */
export function perMonth({ estimate, low, high, method }: Estimate, months: number): Estimate {
  return {
    estimate: estimate / months,
    low: low === null ? null : low / months,
    high: high === null ? null : high / months,
    method: `${method}, over ${months} months`,
  };
}
