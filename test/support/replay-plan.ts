import { readFileSync } from 'node:fs';

const TINY = readFileSync(new URL('./tiny-plan.yaml', import.meta.url), 'utf8');

/** The tiny plan with hosts that may leave or fail, factors that they share, one owner, and limits that only futures can try. */
export const REPLAY_PLAN = TINY.replace(
  'takeOrPayFraction: 1\n  - id: lease-two',
  `takeOrPayFraction: 1
    parent: bigco
    factors: [site-one, grid-ercot, vendor-nvidia]
    hostExit: {noticeDays: 90, afterMonths: 0, hazardPerYear: {glut: 0.05, normal: 0.1, tight: 0.4}}
    failureHazardPerYear: 0.1
  - id: lease-two`,
)
  .replace(
    'priceUsdPerGpuHour: 3.90',
    `priceUsdPerGpuHour: 2.40
    parent: bigco
    factors: [site-two, grid-ercot, vendor-nvidia]`,
  )
  .concat(
    'limits: {ruinProbabilityMax: 0.05, shortage: {fraction: 0.1, probabilityMax: 0.2}, survive: {factor: host, demandFraction: 0.4, fromMonth: 2026-09}}\n',
  );
