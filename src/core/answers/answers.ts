import { RULE_REPLICATION_OFFSET, type Result, type RootDecision, type SampleCaller } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { breaksOf, type BreakAnswer } from './breaks.ts';
import { calendarOfDecisions, type CalendarEntry } from './calendar.ts';
import {
  hostCapPrices,
  liabilityPrices,
  partnerLimitAnswer,
  type CapPoint,
  type LiabilityPoint,
  type PartnerLimitAnswer,
} from './concentration.ts';
import { decisionOf } from './decisions.ts';
import { delayAnswers, type DelayAnswer } from './delay.ts';
import { exposureOf, type ExposureAnswer } from './exposure.ts';
import { clauseAnswers, type ClauseAnswer } from './flexibility.ts';
import { footprintOf, heldOf } from './footprint.ts';
import type { FrontierPoint } from './frontier.ts';
import {
  askRegimes,
  beliefQuestions,
  growthAnswers,
  routeAnswers,
  routeFlips,
  type GrowthAnswer,
  type RouteAnswer,
  type RouteFlip,
} from './growth.ts';
import { hostAnswers, type HostEventAnswer } from './hosts.ts';
import { leadFlips, type LeadFlip } from './lead-flips.ts';
import { portfolioAnswers, type PortfolioAnswer, type RivalAnswer } from './portfolios.ts';
import { regretAnswers, type RegretAnswer } from './regret.ts';
import { sensitivityAnswers, type Sensitivity } from './sensitivity.ts';
import { tierAnswers, unitCostAnswers, type TierAnswer, type UnitCostAnswer } from './service.ts';
import { concentrationAnswers, type ConcentrationAnswer } from './shares.ts';
import { repliesTo, STUDY_TREES, StudiesCancelled, studyAsker, type Ground } from './studies.ts';
import { triggerAnswers, type TriggerAnswer } from './triggers.ts';

/** What is asked beyond the plan itself, from re-optimised changes of it on sampled trees. */
export interface Answers {
  /** independent trees behind every figure here but the triggers, and how often one was solved for a question */
  readonly trees: number;
  readonly treeSolves: number;
  /** node programmes solved for the triggers */
  readonly nodeSolves: number;
  /** question 1: why a quote was not signed */
  readonly rivals: readonly RivalAnswer[];
  readonly leadFlips: readonly LeadFlip[];
  /** question 2 */
  readonly delay: readonly DelayAnswer[];
  /** questions 3 and 11 */
  readonly clauses: readonly ClauseAnswer[];
  /** question 4, by growth regime in plan order */
  readonly growth: readonly GrowthAnswer[];
  /** question 5, the dearest first */
  readonly hosts: readonly HostEventAnswer[];
  /** question 6: the matrix, a row for each belief, and where routes change places */
  readonly routes: readonly RouteAnswer[];
  readonly routeFlips: readonly RouteFlip[];
  /** question 9, least regret first */
  readonly regret: readonly RegretAnswer[];
  /** question 10, from no cap down */
  readonly hostCaps: readonly CapPoint[];
  /** question 10: mean against worst outcomes, the efficient sets of signings first */
  readonly frontier: readonly FrontierPoint[];
  /** question 8: less firm liability, and what it costs */
  readonly liabilityCaps: readonly LiabilityPoint[];
  /** question 8, people: null where the plan limits no new partners */
  readonly partnerLimit: PartnerLimitAnswer | null;
  /** question 12 */
  readonly unitCosts: readonly UnitCostAnswer[];
  /** question 13, most valuable first */
  readonly tiers: readonly TierAnswer[];
  /** question 14, in order of their months */
  readonly triggers: readonly TriggerAnswer[];
  /** near-optimal sets of signings, the cheapest first; the recommended one is among them */
  readonly portfolios: readonly PortfolioAnswer[];
  readonly sensitivity: Sensitivity;
}

/** A plan's result with what follows from it without another solve and, where they were asked for, further answers. */
export interface AnsweredResult extends Result {
  /** question 2 */
  readonly calendar?: readonly CalendarEntry[];
  /** question 10 */
  readonly concentration?: readonly ConcentrationAnswer[];
  /** question 8 */
  readonly exposure?: ExposureAnswer;
  /** questions 5 and 8; not there where the plan was not replayed */
  readonly breaks?: BreakAnswer;
  readonly answers?: Answers;
}

/** The result with its dates and shares. */
export function withDatesAndShares(plan: Plan, result: AnsweredResult): AnsweredResult {
  const held = heldOf(plan, decisionOf(plan, result.signNow));
  const breaks = breaksOf(plan, result);
  return {
    ...result,
    ...(breaks ? { breaks } : {}),
    calendar: calendarOfDecisions(plan, result, result.answers),
    concentration: concentrationAnswers(plan, held),
    exposure: exposureOf(plan, held),
  };
}

export interface AnswersOptions {
  readonly caller: SampleCaller;
  /** the plan's result: its recommended signings, and the capacity they come to */
  readonly result: Pick<Result, 'signNow' | 'offers' | 'series' | 'replay'>;
  /** true: the caller still holds the lattices of `decide`, so that triggers can be read off their policies */
  readonly hasLattices: boolean;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly what: string }) => void;
  readonly isCancelled?: () => boolean;
}

/** Answers the questions that need the plan changed; null when cancelled. The caller stays open. */
export async function answersOf(plan: Plan, options: AnswersOptions): Promise<Answers | null> {
  try {
    return await answersTo(plan, options);
  } catch (error) {
    if (error instanceof StudiesCancelled) return null;
    throw error;
  }
}

const STEPS = 14;

async function answersTo(plan: Plan, options: AnswersOptions): Promise<Answers> {
  const { result } = options;
  const decision = decisionOf(plan, result.signNow);
  const asker = studyAsker(options.caller, options.isCancelled ?? (() => false));
  const { ask } = asker;
  let done = 0;
  const step: Step = async (what, answer) => {
    const value = await answer;
    options.onProgress?.({ done: ++done, total: STEPS, what });
    return value;
  };
  const [base, regimes, delay, laterDecisions] = await Promise.all([
    step('the plan as it is', ask({ plan, questions: beliefQuestions({ plan, decision }) })),
    step('growth what-ifs and routes', askRegimes({ plan, decision, ask })),
    step('costs of delay', delayAnswers({ plan, ask }, result.offers)),
    step('later decisions', laterDecisionsOf(plan, decision, options)),
  ]);
  const ground: Ground = { plan, decision, ask, base, regimes };
  const { hosts, portfolios, flips, clauses, regret, caps, sensitivity } = await furtherStudies(ground, {
    result,
    step,
  });
  const routes = routeAnswers(ground);
  const committedReferenceGpus = committedOf(result);
  return {
    trees: STUDY_TREES,
    treeSolves: asker.treeSolves(),
    nodeSolves: laterDecisions.reduce((sum, { nodeSolves }) => sum + nodeSolves, 0),
    rivals: portfolios.rivals,
    leadFlips: flips,
    delay,
    clauses,
    growth: growthAnswers(ground),
    hosts,
    routes,
    routeFlips: routeFlips(routes),
    regret,
    ...caps,
    frontier: portfolios.frontier,
    unitCosts: unitCostAnswers(ground),
    tiers: tierAnswers(ground),
    triggers: await step(
      'triggers',
      Promise.resolve(triggerAnswers({ plan, committedReferenceGpus, decisions: laterDecisions })),
    ),
    portfolios: portfolios.portfolios,
    sensitivity,
  };
}

/** Says that a step is done, and hands on what it found. */
type Step = <T>(what: string, answer: Promise<T>) => Promise<T>;

/** Studies that build on the plan as it is and on each growth regime known. */
async function furtherStudies(
  ground: Ground,
  { result, step }: { readonly result: AnswersOptions['result']; readonly step: Step },
) {
  const { plan, decision, base, regimes } = ground;
  const blocksOf = (offerId: string) => result.offers.find((offer) => offer.offerId === offerId)?.blocks ?? 1;
  const bests = [base, ...regimes].flatMap((replies) => repliesTo(replies, 'best').map((answer) => answer.decision));
  const { firmLiabilityUsd } = footprintOf(plan, decision);
  const [hosts, portfolios, flips, clauses, regret, hostCaps, liabilityCaps, partnerLimit, sensitivity] =
    await Promise.all([
      step('what hosts may do', hostAnswers(ground)),
      step('near-optimal portfolios', portfolioAnswers(ground, bests)),
      step('how late is too late', leadFlips(ground)),
      step('values of clauses', clauseAnswers(ground, blocksOf)),
      step('regret', regretAnswers(ground)),
      step('price of host caps', hostCapPrices(ground)),
      step('price of less liability', liabilityPrices(ground, firmLiabilityUsd)),
      step('room for new partners', partnerLimitAnswer(ground)),
      step('sensitivity', sensitivityAnswers(ground)),
    ]);
  const caps = { hostCaps, liabilityCaps, partnerLimit };
  return { hosts, portfolios, flips, clauses, regret, caps, sensitivity };
}

/** Paths on which rules are learned and, on each further lattice, tested. */
const RULE_PATHS = 1024;

/**
 * What each lattice's policy, at the risk weight that decides, does later on paths of its own that it has not seen; the
 * first set is to learn from.
 */
function laterDecisionsOf(plan: Plan, decision: RootDecision, { caller, hasLattices, result }: AnswersOptions) {
  if (!hasLattices) return Promise.resolve([]);
  const riskWeight = result.replay?.keeping.riskWeight ?? plan.risk.weight;
  const sets = Array.from({ length: plan.lattice.lattices + 1 }, (_, set) => set);
  return Promise.all(
    sets.map((set) =>
      caller.ask(set % plan.lattice.lattices, {
        kind: 'laterDecisions',
        decision,
        riskWeight,
        replication: RULE_REPLICATION_OFFSET + set,
        pathCount: RULE_PATHS,
      }),
    ),
  );
}

/** [month] reference GPUs of the fleet and what is signed now. */
function committedOf({ series }: Pick<Result, 'series'>): number[] {
  const contracts = series.capacity.filter(({ kind }) => kind !== 'later');
  return series.months.map((_, month) =>
    contracts.reduce((sum, { referenceGpus }) => sum + (referenceGpus[month] ?? 0), 0),
  );
}
