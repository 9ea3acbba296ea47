import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sampleWorkers } from '../src/adapters/node/index.ts';
import {
  answersOf,
  BLOCK_PATHS,
  decide,
  NO_SHOCK,
  openWhatIfs,
  parsePlan,
  REPLAY_PATHS_DEFAULT,
  type Plan,
  type Result,
  type SampleCaller,
  type WhatIfChange,
} from '../src/core/index.ts';
import type { Bench, BenchLine, BenchOptions, BenchResult } from './bench.ts';
import { inWords, spreadOf, timed } from './measure.ts';
import { servedWhatIfTimes } from './served-what-ifs.ts';

const EXAMPLES = ['frontier-lab', 'startup'] as const;
const WORKERS = 2;
/** What is promised for the frontier lab on two cores. */
const SECONDS_MAX = { firstLook: 10, plan: 60, all: 300, whatIf: 2, policy: 15 } as const;
/** Fresh paths on which our policy is carried out. */
const POLICY_PATHS = 2000;
const WHAT_IFS = 8;

interface Times {
  readonly firstLook: number;
  readonly plan: number;
  readonly all: number;
  /** our policy carried out, every cut of the answers in it */
  readonly policy: number;
  /** of the processor, each worker's share: what the seconds would be with nobody else at work, but for waiting */
  readonly planBusy: number;
  readonly allBusy: number;
  readonly treeSolves: number;
  readonly nodeSolves: number;
  /** seconds until trees are grown, and of each what-if after that */
  readonly cold: number;
  readonly prices: readonly number[];
  readonly leads: readonly number[];
  /** the same price changes as calls of the application's server */
  readonly servedCold: number;
  readonly served: readonly number[];
}

/** From the plan to the sign-list, the first page and all fifteen answers; then what-ifs on trees that are kept. */
export const answersBench: Bench = {
  name: 'answers',
  title: 'Answers and what-ifs',
  runs: 1,
  hasNoPeer: true,
  async run({ runs, isQuick, say }: BenchOptions): Promise<BenchResult> {
    const lines: BenchLine[] = [];
    const notes: string[] = [
      `${WORKERS} workers, no peer. The page is replayed on ${REPLAY_PATHS_DEFAULT} fresh paths.`,
    ];
    for (const name of isQuick ? (['startup'] as const) : EXAMPLES) {
      const times: Times[] = [];
      for (let run = 0; run < runs; run++) times.push(await timesOf(textOf(name), name));
      say(`${name} done`);
      lines.push(...linesOf(name, times));
      const { treeSolves, nodeSolves, planBusy, allBusy, cold, servedCold } = times[0]!;
      notes.push(
        `${name}: ${treeSolves} solves of whole trees and ${nodeSolves} of single decisions for the further answers; ${Math.round(planBusy)} s of each processor to the first page, ${Math.round(allBusy)} s to all fifteen; the first what-if, which grows the trees, took ${cold.toFixed(1)} s, and as a call, which starts a process too, ${servedCold.toFixed(1)} s.`,
      );
    }
    return { lines, notes };
  },
};

function textOf(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', 'examples', `${name}.yaml`), 'utf8');
}

async function timesOf(planText: string, name: string): Promise<Times> {
  const { plan } = parsePlan(planText, name);
  if (plan === null) throw new Error(`examples/${name}.yaml is no plan`);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const busyAtStart = busySeconds();
  const busy = () => (busySeconds() - busyAtStart) / WORKERS;
  const caller = await sampleWorkers(plan, { workerCount: WORKERS });
  let firstLook = Number.NaN;
  const outcome = await decide(plan, {
    caller,
    planHash: '',
    engineVersion: '',
    issues: [],
    sources: [],
    isCallerKept: true,
    replay: { pathCount: REPLAY_PATHS_DEFAULT, portfolios: [] },
    onFirstLook: () => (firstLook = seconds()),
  });
  if (outcome.status !== 'planned') throw new Error(`the plan is ${outcome.status}`);
  const [planned, planBusy] = [seconds(), busy()];
  const answers = await answersOf(plan, { caller, result: outcome.result, hasLattices: true });
  const [all, allBusy] = [seconds(), busy()];
  const policy = await policySeconds(plan, caller, outcome.result);
  await caller.close();
  const { treeSolves, nodeSolves } = answers!;
  return {
    firstLook,
    plan: planned,
    planBusy,
    all,
    allBusy,
    policy,
    treeSolves,
    nodeSolves,
    ...(await whatIfTimes(plan, planText, outcome.result)),
  };
}

/** Each lattice's policy on its share of the paths, which are drawn too. */
async function policySeconds(plan: Plan, caller: SampleCaller, { signNow, replay }: Result): Promise<number> {
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  const decision = quotes.map(({ id }) => signNow.find(({ offerId }) => offerId === id)?.blocks ?? 0);
  const blocks = Array.from({ length: POLICY_PATHS / BLOCK_PATHS }, (_, block) => ({ block, pathCount: BLOCK_PATHS }));
  const { lattices } = plan.lattice;
  const { seconds } = await timed(() =>
    Promise.all(
      Array.from({ length: lattices }, (_, share) =>
        caller.ask(share, {
          kind: 'replayEngine',
          decision,
          reserveUsd: replay!.reserveUsd,
          riskWeight: replay!.keeping.riskWeight,
          blocks: blocks.filter(({ block }) => block % lattices === share),
          shocks: [NO_SHOCK],
        }),
      ),
    ),
  );
  return seconds;
}

/** Processor time of this process, its threads included. */
function busySeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function whatIfTimes(
  plan: Plan,
  planText: string,
  result: Result,
): Promise<Pick<Times, 'cold' | 'prices' | 'leads' | 'servedCold' | 'served'>> {
  const caller = await sampleWorkers(plan, { workerCount: WORKERS });
  const whatIfs = openWhatIfs({ plan, signNow: result.signNow, caller });
  const secondsOf = async (change: WhatIfChange) => (await timed(() => whatIfs.answer([change]))).seconds;
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  const { seconds: cold } = await timed(() => whatIfs.answer([]));
  const prices: number[] = [];
  const leads: number[] = [];
  const priceChanges = Array.from({ length: WHAT_IFS }, (_, round): WhatIfChange => {
    const { id: offerId } = quotes[round % quotes.length]!;
    return { offerId, kind: 'price', multiple: 0.8 + 0.05 * round };
  });
  for (const [round, change] of priceChanges.entries()) {
    const { offerId } = change;
    prices.push(await secondsOf(change));
    leads.push(await secondsOf({ offerId, kind: 'lead', months: 1 + round }));
  }
  await caller.close();
  const { cold: servedCold, warm: served } = await servedWhatIfTimes({ planText, result }, priceChanges);
  return { cold, prices, leads, servedCold, served };
}

function linesOf(name: string, times: readonly Times[]): BenchLine[] {
  const line = (what: string, seconds: readonly number[], secondsMax: number): BenchLine => ({
    measure: `${name}: ${what}`,
    ours: inWords(spreadOf(seconds), 's'),
    peer: '',
    ratio: '',
    target: `<= ${secondsMax} s`,
    isMet: spreadOf(seconds).most <= secondsMax,
  });
  return [
    line(
      'sign-list, from one sample',
      times.map(({ firstLook }) => firstLook),
      SECONDS_MAX.firstLook,
    ),
    line(
      'the first page',
      times.map(({ plan }) => plan),
      SECONDS_MAX.plan,
    ),
    line(
      'all fifteen answers',
      times.map(({ all }) => all),
      SECONDS_MAX.all,
    ),
    line(
      `our policy on ${POLICY_PATHS} fresh paths`,
      times.map(({ policy }) => policy),
      SECONDS_MAX.policy,
    ),
    line(
      'warm what-if, a price changed',
      times.flatMap(({ prices }) => prices),
      SECONDS_MAX.whatIf,
    ),
    line(
      'warm what-if, a lead time changed',
      times.flatMap(({ leads }) => leads),
      SECONDS_MAX.whatIf,
    ),
    line(
      'warm what-if, a price changed, as a call of the application',
      times.flatMap(({ served }) => served),
      SECONDS_MAX.whatIf,
    ),
  ];
}
