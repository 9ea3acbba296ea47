import type { Issue } from '../domain/index.ts';
import {
  formatCount,
  formatFraction,
  formatUsd,
  pageTable,
  pageText,
  plainText,
  wrapped,
  type PageSection,
} from '../report/index.ts';
import type { HostAnswer, StructureAnswer } from './answer-host.ts';
import type { HostPlan, Structure } from './host-plan.ts';
import { coverageSection, datesSection, exitSection, promiseSection } from './host-sections.ts';
import { monthText, otherPricesText, percentText, priceText, rangeText, rateText, yearsText } from './host-words.ts';

const TITLE_COLUMNS = 100;

/**
 * The answer in words and tables, for a terminal or a file: what to do first, then what it rests on.
 * @param issues of the host file; its assumptions are listed at the end
 */
export function hostBrief(plan: HostPlan, answer: HostAnswer, issues: readonly Issue[]): string {
  const title = titleLines(plan).map((line) => wrapped(line, TITLE_COLUMNS, ''));
  return `${title.join('\n')}\n\n${pageText(hostSections(plan, answer, issues))}`;
}

/** The answer as sections of a page, the verdict first. */
export function hostSections(plan: HostPlan, answer: HostAnswer, issues: readonly Issue[]): readonly PageSection[] {
  const sections = [
    answerSection(plan, answer),
    returnsSection(plan, answer),
    futuresSection(plan, answer),
    floorSection(plan, answer),
    exitSection(answer),
    promiseSection(plan, answer),
    coverageSection(answer),
    datesSection(plan, answer),
    sunkSection(plan, answer),
    waitSection(plan, answer),
    assumedSection(issues),
  ];
  return sections.filter((section) => section !== null);
}

function titleLines(plan: HostPlan): readonly string[] {
  const { site } = plan;
  const itMegawatts = site.idleMegawatts / site.pue;
  return [
    `${plainText(plan.name)} (as of ${plan.asOf}; month 0 is ${plan.startMonth})`,
    `${formatCount(site.idleMegawatts)} of ${formatCount(site.interconnectMegawatts)} MW idle: ${formatCount(itMegawatts)} MW of IT load at PUE ${site.pue}, power at ${powerText(site.powerUsdPerMwh)}. Prices and capex are per MW of IT load, money is nominal USD.`,
    `NPVs are today's, at ${percentText(plan.requiredReturnPerYear)} a year before debt and ${percentText(plan.requiredEquityReturnPerYear)} on equity; what was spent already is left out.`,
  ];
}

function powerText({ p10, p50, p90 }: HostPlan['site']['powerUsdPerMwh']): string {
  return `$${p50}/MWh${p10 === p90 ? '' : ` (${p10} to ${p90})`}`;
}

function answerSection(plan: HostPlan, answer: HostAnswer): PageSection {
  return { heading: 'ANSWER', parts: answerSentences(plan, answer) };
}

function answerSentences(plan: HostPlan, { verdict, structures, wait }: HostAnswer): string[] {
  if (verdict.kind === 'wait' && wait !== null) {
    return [
      `Wait ${wait.months} months, then start ${wait.structureId} if the market allows: that is worth ${formatUsd(wait.waitUsd)} today.`,
    ];
  }
  const required = percentText(plan.requiredReturnPerYear);
  const id = verdict.kind === 'offer' ? verdict.structureId : null;
  const best = structures.find(({ structureId }) => structureId === id);
  if (best === undefined) {
    return [
      `Offer nothing at these prices: no structure is expected to earn ${required}. The floor prices say what would.`,
    ];
  }
  const structure = structureOf(plan, best);
  const { npvUsd, npvQuantilesUsd, lossProbability } = best.sampled;
  const floor = best.sampled.floorUsdPerItMegawattYear;
  const { goNoGo } = best.schedule;
  return [
    `Offer ${best.structureId}: expected NPV ${formatUsd(npvUsd.estimate)} (${formatUsd(npvUsd.low)} to ${formatUsd(npvUsd.high)} by sampling), ${rangeText(npvQuantilesUsd.p10, npvQuantilesUsd.p90)} in eight futures of ten; in ${formatFraction(lossProbability)} of futures it earns less than ${required}.`,
    `Ask ${priceText(best.askedUsdPerItMegawattYear, structure)}; the floor, at which the expected NPV is nothing, is ${priceText(floor?.estimate ?? null, structure)}${structure.tenantExit ? ' with the exit right that the tenant asks for' : ''}.`,
    ...othersSentence(plan, structures, best),
    ...clauseSentences(best, wait),
    `Go or no-go: ${startText(plan, goNoGo.latestMonths.p50)} for service with the grid in half of futures; started now, it is ready with the grid in ${formatFraction(goNoGo.onTimeProbability)} of them. What is most often late is the ${criticalTask(best)}.`,
  ];
}

/** The task that is least often ready with the grid. */
function criticalTask({ schedule }: StructureAnswer): string {
  const [first, ...rest] = schedule.tasks;
  return rest.reduce((worst, task) => (task.onTimeProbability < worst.onTimeProbability ? task : worst), first!).taskId;
}

/** The other structures by their expected NPV, and the price that those below nothing would need. */
function othersSentence(plan: HostPlan, structures: readonly StructureAnswer[], best: StructureAnswer): string[] {
  const others = structures
    .filter((one) => one !== best)
    .toSorted((a, b) => b.sampled.npvUsd.estimate - a.sampled.npvUsd.estimate)
    .map((one) => {
      const { npvUsd, floorUsdPerItMegawattYear: floor } = one.sampled;
      const need =
        npvUsd.estimate < 0 ? `, which would need ${priceText(floor?.estimate ?? null, structureOf(plan, one))}` : '';
      return `${one.structureId} ${formatUsd(npvUsd.estimate)}${need}`;
    });
  return others.length === 0 ? [] : [`The others by expected NPV: ${others.join('; ')}.`];
}

/** What the exit right, the debt and waiting mean for the best structure. */
function clauseSentences({ exitCosts, debt, structureId }: StructureAnswer, wait: HostAnswer['wait']): string[] {
  const mixed = exitCosts.find(({ regime }) => regime === 'mixed');
  const { indifferentFeeUsd: fee, indifferentFeeMonths: months, indifferentUpliftFraction: uplift } = mixed ?? {};
  const texts: string[] = [];
  if (mixed && mixed.costUsd > 0 && fee && months && uplift) {
    texts.push(
      `The tenant's exit right costs ${formatUsd(mixed.costUsd)}: refuse it, or charge ${formatUsd(fee)} on leaving (${months.toFixed(0)} months of rent) or ${percentText(uplift)} more rent.`,
    );
  }
  if (debt) {
    const stress = debt.stress
      ? `, ${debt.stress.lowest.toFixed(2)} if the tenant leaves at the first chance into a glut`
      : '';
    texts.push(
      `The debt of ${formatUsd(debt.borrowedUsd)} is covered ${debt.firm.lowest.toFixed(2)} times in its weakest year${stress}.`,
    );
  }
  if (wait?.structureId === structureId) {
    texts.push(
      `Waiting ${wait.months} months to see the market is worth ${formatUsd(Math.abs(wait.waitLessNowUsd))} ${wait.waitLessNowUsd > 0 ? 'more' : 'less'} than starting now.`,
    );
  }
  return texts;
}

function startText(plan: HostPlan, months: number): string {
  return months < 0 ? `the date was ${monthText(plan, months)}` : `everything is started by ${monthText(plan, months)}`;
}

function returnsSection(plan: HostPlan, { structures }: HostAnswer): PageSection {
  const head = ['', 'capex', 'NPV', 'IRR', 'equity NPV', 'equity IRR', 'yield on cost', 'payback', 'serves from'];
  const rows = structures.flatMap((one) => {
    const { firm, withExit } = one;
    const row = (name: string, { project, equity, capexUsd, yieldOnCostFraction }: typeof firm): string[] => [
      name,
      formatUsd(capexUsd),
      formatUsd(project.npvUsd),
      rateText(project.internalRate),
      equity ? formatUsd(equity.npvUsd) : 'no debt',
      equity ? rateText(equity.internalRate) : '',
      yieldOnCostFraction === null ? '' : percentText(yieldOnCostFraction),
      yearsText(project.paybackMonths),
      monthText(plan, one.serviceMonth),
    ];
    return [row(one.structureId, firm), ...(withExit ? [row('  exit expected', withExit)] : [])];
  });
  return {
    heading: 'RETURNS, everything uncertain at its median, tenant firm (payback from month 0)',
    parts: [pageTable([head, ...rows]), ...rateNotes(structures)],
  };
}

/** Why some rate of return is not one number. */
function rateNotes(structures: readonly StructureAnswer[]): string[] {
  const notes = structures.flatMap(({ structureId, firm }) =>
    [firm.project, firm.equity].flatMap((returns, index) => {
      const rate = returns?.internalRate;
      const name = `${structureId}, ${index === 0 ? 'IRR' : 'equity IRR'}`;
      if (rate?.kind === 'several') {
        return [
          `${name}: cash changes sign ${rate.signChanges} times, so several rates solve; none of them is the return. Go by the NPV.`,
        ];
      }
      return rate?.kind === 'none' ? [`${name}: ${rate.why}. Go by the NPV.`] : [];
    }),
  );
  return notes;
}

function futuresSection(plan: HostPlan, { structures }: HostAnswer): PageSection {
  const required = percentText(plan.requiredReturnPerYear);
  const head = [
    '',
    'expected NPV',
    '95% by sampling',
    'p10',
    'p50',
    'p90',
    `earns < ${required}`,
    'tenant leaves',
    'slip, a month',
  ];
  const rows = structures.map(({ structureId, sampled, slipUsdPerMonth }) => [
    structureId,
    formatUsd(sampled.npvUsd.estimate),
    rangeText(sampled.npvUsd.low, sampled.npvUsd.high),
    formatUsd(sampled.npvQuantilesUsd.p10),
    formatUsd(sampled.npvQuantilesUsd.p50),
    formatUsd(sampled.npvQuantilesUsd.p90),
    formatFraction(sampled.lossProbability),
    formatFraction(sampled.leaveProbability),
    formatUsd(slipUsdPerMonth),
  ]);
  return {
    heading: `FUTURES, ${formatCount(plan.paths)} sampled: dates, costs, power price, market, the tenant's exit`,
    parts: [pageTable([head, ...rows])],
  };
}

function floorSection(plan: HostPlan, { structures }: HostAnswer): PageSection {
  const head = ['', 'asked', 'expected', 'median, firm', 'median, exit right', 'median, equity, firm'];
  const rows = structures.map((one) => {
    const structure = structureOf(plan, one);
    const { floor } = one;
    return [
      one.structureId,
      priceText(one.askedUsdPerItMegawattYear, structure),
      priceText(one.sampled.floorUsdPerItMegawattYear?.estimate ?? null, structure),
      priceText(floor.firmUsdPerItMegawattYear, structure),
      structure.tenantExit ? priceText(floor.withExitUsdPerItMegawattYear, structure) : 'no exit right',
      structure.financing ? priceText(floor.equityUsdPerItMegawattYear, structure) : 'no debt',
    ];
  });
  const asked = structures.map((one) => {
    const structure = structureOf(plan, one);
    return `${one.structureId} asks ${otherPricesText(one.askedUsdPerItMegawattYear, structure)}`;
  });
  return {
    heading: 'FLOOR PRICES, that earn exactly what is required: over the sampled futures, and at the medians',
    parts: [pageTable([head, ...rows]), `In other units: ${asked.join('; ')}.`],
  };
}

function sunkSection(plan: HostPlan, { structures }: HostAnswer): PageSection | null {
  if (plan.site.sunkUsd === 0) return null;
  const head = ['', 'NPV, incremental', 'IRR', 'spent already', 'NPV, full cost', 'IRR, full cost'];
  const rows = structures.map(({ structureId, firm, fullCost }) => [
    structureId,
    formatUsd(firm.project.npvUsd),
    rateText(firm.project.internalRate),
    formatUsd(fullCost.sunkUsd),
    formatUsd(fullCost.returns.npvUsd),
    rateText(fullCost.returns.internalRate),
  ]);
  return {
    heading:
      'SUNK COST: decide by the incremental figures; the full ones count what was spent (tenant firm, before debt)',
    parts: [pageTable([head, ...rows])],
  };
}

function waitSection(plan: HostPlan, { wait }: HostAnswer): PageSection | null {
  if (wait === null) return null;
  const head = [`${wait.structureId}, started after ${wait.months} months`, 'chance', 'NPV today', 'then'];
  const rows = wait.byRegime.map(({ regime, probability, valueUsd, isStarted }) => [
    `  ${regime} market`,
    formatFraction(probability),
    formatUsd(valueUsd),
    isStarted ? 'start' : 'leave it',
  ]);
  const better = wait.waitLessNowUsd > 0 ? 'more' : 'less';
  const text = `Waiting is worth ${formatUsd(wait.waitUsd)} after holding costs, ${formatUsd(Math.abs(wait.waitLessNowUsd))} ${better} than starting ${wait.structureId} now (${formatUsd(wait.nowUsd)}, all at medians).`;
  return { heading: `WAIT ${wait.months} months`, parts: [pageTable([head, ...rows]), text] };
}

function assumedSection(issues: readonly Issue[]): PageSection | null {
  const assumed = issues.filter(({ severity }) => severity === 'assumption');
  if (assumed.length === 0) return null;
  return {
    heading: 'ASSUMED, the file does not say',
    parts: assumed.map(({ what, fix }) => `${what} (${fix})`),
  };
}

function structureOf(plan: HostPlan, { structureId }: StructureAnswer): Structure {
  // The answer was made from this plan, in its order.
  return plan.structures.find(({ id }) => id === structureId)!;
}
