/** The browser's thread that samples and fits demand; started by `demandFanner`. */
import {
  demandFan,
  fittedGrowth,
  growingReferenceGpusOf,
  leadTimeGaps,
  leadTimeGapTable,
  parsePlan,
  samplePaths,
} from '../../core/index.ts';
import type { DemandFanReply, DemandQuestion } from './demand-fan.ts';

/** Paths for a picture that follows the hand: the run itself draws several times as many. */
const PATH_COUNT = 2000;
/** A sample of its own, apart from those that a run decides on. */
const REPLICATION = 9000;

addEventListener('message', ({ data }: MessageEvent<DemandQuestion>) => {
  postMessage(data.kind === 'fan' ? fanOf(data.text) : fittedGrowth(data.ask));
});

function fanOf(text: string): DemandFanReply {
  const { plan, issues } = parsePlan(text, 'the plan');
  if (plan === null) return { status: 'refused', issues: issues.filter(({ severity }) => severity === 'error') };
  const paths = samplePaths(plan, { pathCount: PATH_COUNT, replication: REPLICATION });
  return {
    status: 'drawn',
    startMonth: plan.startMonth,
    fan: demandFan(plan, paths),
    gaps: leadTimeGapTable(
      leadTimeGaps(plan, { paths, growingReferenceGpus: growingReferenceGpusOf(plan) }),
      plan.startMonth,
    ),
    pathCount: PATH_COUNT,
  };
}
