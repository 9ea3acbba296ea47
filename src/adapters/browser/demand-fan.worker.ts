/** The browser's thread that samples demand; started by `demandFanner`. */
import { demandFan, parsePlan, samplePaths } from '../../core/index.ts';
import type { DemandFanReply } from './demand-fan.ts';

/** Paths for a picture that follows the hand: the run itself draws several times as many. */
const PATH_COUNT = 2000;
/** A sample of its own, apart from those that a run decides on. */
const REPLICATION = 9000;

addEventListener('message', ({ data }: MessageEvent<string>) => {
  postMessage(replyTo(data));
});

function replyTo(text: string): DemandFanReply {
  const { plan, issues } = parsePlan(text, 'the plan');
  if (plan === null) return { status: 'refused', issues: issues.filter(({ severity }) => severity === 'error') };
  const paths = samplePaths(plan, { pathCount: PATH_COUNT, replication: REPLICATION });
  return { status: 'drawn', startMonth: plan.startMonth, fan: demandFan(plan, paths), pathCount: PATH_COUNT };
}
