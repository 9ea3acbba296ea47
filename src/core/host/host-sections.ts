import { formatCount, formatFraction, formatUsd, pageTable, type PageSection } from '../report/index.ts';
import type { HostAnswer, StructureAnswer } from './answer-host.ts';
import type { ExitCost } from './clauses.ts';
import type { HostPlan } from './host-plan.ts';
import { monthText, percentText } from './host-words.ts';
import type { LatestStart } from './schedule.ts';

/** What the tenant's right to leave costs, by market; null where no tenant has it. */
export function exitSection({ structures }: HostAnswer): PageSection | null {
  const having = structures.filter(({ exitCosts }) => exitCosts.length > 0);
  if (having.length === 0) return null;
  const head = ['', 'leaves', 'costs the host', 'fair exit fee', 'in months of rent', 'or price uplift'];
  const rows = having.flatMap((one) => [
    [one.structureId, '', '', '', '', ''],
    ...one.exitCosts.map((cost) => exitRow(cost)),
  ]);
  const gains = having.some(({ exitCosts }) => exitCosts.some(({ costUsd }) => costUsd < 0));
  return {
    heading: 'IF THE TENANT MAY LEAVE, by the market that it leaves behind (medians, before debt)',
    parts: [
      pageTable([head, ...rows]),
      "The fee, paid on leaving, or the uplift on the first tenant's price leaves the host as well off as a firm tenant.",
      ...(gains
        ? [
            'A negative cost: the next tenant pays more, or the prepayment stays with the host. Do not count on it: a tenant that pays below the market stays.',
          ]
        : []),
    ],
  };
}

function exitRow(cost: ExitCost): string[] {
  const { indifferentFeeUsd, indifferentFeeMonths, indifferentUpliftFraction, costUsd } = cost;
  const needsFee = costUsd > 0;
  return [
    `  ${cost.regime === 'mixed' ? 'over all markets' : `${cost.regime} market`}`,
    formatFraction(cost.leaveProbability),
    formatUsd(costUsd),
    needsFee && indifferentFeeUsd !== null ? formatUsd(indifferentFeeUsd) : 'none',
    needsFee && indifferentFeeMonths !== null ? indifferentFeeMonths.toFixed(1) : '',
    needsFee && indifferentUpliftFraction !== null ? `+${percentText(indifferentUpliftFraction)}` : '',
  ];
}

/** What a prepayment and a backstop are worth, and what interruptible power brings; null where there is none of them. */
export function promiseSection(plan: HostPlan, { structures }: HostAnswer): PageSection | null {
  const texts = structures.flatMap((one) => [
    ...backstopText(one),
    ...prepaymentText(one),
    ...interruptibleText(plan, one),
  ]);
  if (texts.length === 0) return null;
  return { heading: 'BACKSTOP, PREPAYMENT, INTERRUPTIBLE POWER', parts: texts };
}

function backstopText({ structureId, backstop }: StructureAnswer): string[] {
  if (backstop === null) return [];
  const perPoint =
    backstop.usdPerBasisPoint === null
      ? ''
      : `; a basis point off the debt is worth ${formatUsd(backstop.usdPerBasisPoint)}`;
  const gross = backstop.debtUsd + backstop.exitUsd;
  return [
    `${structureId}, backstop: worth ${formatUsd(gross)} to equity, ${formatUsd(backstop.debtUsd)} by cheaper debt and ${formatUsd(backstop.exitUsd)} by rent made up after an exit. It costs ${formatUsd(backstop.costUsd)}, so ${backstop.netUsd >= 0 ? 'take it' : 'leave it'}: ${formatUsd(backstop.netUsd)} net. Give at most ${formatUsd(gross)} for it${perPoint}.`,
  ];
}

function prepaymentText({ structureId, prepayment, debt }: StructureAnswer): string[] {
  if (prepayment === null) return [];
  const { exitReliefUsd, equivalentBasisPoints } = prepayment;
  const relief = exitReliefUsd === null ? '' : ` It takes ${formatUsd(exitReliefUsd)} off what the exit right costs.`;
  const points =
    debt === null
      ? ''
      : equivalentBasisPoints === null
        ? ', to equity more than debt without interest would be'
        : `, to equity as much as ${formatCount(Math.round(equivalentBasisPoints))} basis points off the debt`;
  return [
    `${structureId}, prepayment: ${formatUsd(prepayment.paidUsd)} paid ahead is worth ${formatUsd(prepayment.valueUsd)}${points}.${relief}`,
  ];
}

function interruptibleText(plan: HostPlan, { structureId, interruptible }: StructureAnswer): string[] {
  const terms = plan.site.interruptible;
  if (interruptible === null || terms === null) return [];
  const { monthsSooner, valueUsd } = interruptible;
  const sooner =
    monthsSooner > 0
      ? `service comes ${formatCount(monthsSooner)} months sooner`
      : 'service comes no sooner, for something else than the grid sets the date';
  return [
    `${structureId}, interruptible power: ${formatFraction(terms.loadFraction)} of the load may be cut ${formatCount(terms.hoursPerYear)} hours a year; ${sooner}. Worth ${formatUsd(valueUsd)}.`,
  ];
}

/** Debt service coverage by year of service; null where nobody borrows. */
export function coverageSection({ structures }: HostAnswer): PageSection | null {
  const borrowing = structures.flatMap(({ structureId, debt }) => (debt ? [{ structureId, debt }] : []));
  if (borrowing.length === 0) return null;
  const years = borrowing.reduce((most, { debt }) => Math.max(most, debt.firm.ratioByYear.length), 0);
  const head = ['', 'debt', 'lowest', ...Array.from({ length: years }, (_, year) => `y${year + 1}`)];
  const row = (name: string, debtUsd: string, ratios: { ratioByYear: readonly number[]; lowest: number }): string[] => [
    name,
    debtUsd,
    ratioText(ratios.lowest),
    ...Array.from({ length: years }, (_, year) => ratioText(ratios.ratioByYear[year])),
  ];
  const rows = borrowing.flatMap(({ structureId, debt }) => [
    row(structureId, formatUsd(debt.borrowedUsd), debt.firm),
    ...(debt.stress ? [row('  out in a glut', '', debt.stress)] : []),
  ]);
  const short = borrowing.filter(({ debt }) => debt.firm.lowest < 1).map(({ structureId }) => structureId);
  return {
    heading: 'DEBT SERVICE COVERAGE by year of service, operating cash over debt service (median case)',
    parts: [
      pageTable([head, ...rows]),
      ...(borrowing.some(({ debt }) => debt.stress)
        ? ['Out in a glut: the tenant leaves as soon as it may, and the next one pays what a glut pays.']
        : []),
      ...(short.length > 0
        ? [`${short.join(', ')}: below 1.00 its operating cash does not carry the debt even with a firm tenant.`]
        : []),
    ],
  };
}

const ratioText = (ratio: number | undefined): string =>
  ratio === undefined ? '' : ratio.toFixed(2).replace('-', '−');

/** By when what must be ordered or started. */
export function datesSection(plan: HostPlan, { structures }: HostAnswer): PageSection {
  const head = ['', 'takes, p10', 'p50', 'p90', 'careful', 'even chance', 'bold', 'in time if started now'];
  const tasks = new Map(
    structures.flatMap(({ schedule }) =>
      schedule.tasks.map((task) => [`${task.taskId} ${taskTimes(task).join(' ')}`, task] as const),
    ),
  );
  const together = new Map<string, string[]>();
  for (const { structureId, schedule } of structures) {
    const key = dateCells(plan, schedule.goNoGo).join('\t');
    together.set(key, [...(together.get(key) ?? []), structureId]);
  }
  const rows = [
    ...[...tasks.values()].map((task) => [task.taskId, ...taskTimes(task), ...dateCells(plan, task)]),
    ...[...together].map(([key, ids]) => [`all for ${ids.join(', ')}`, '', '', '', ...key.split('\t')]),
  ];
  const { gridMonths, serviceMonths } = structures[0]!.schedule;
  const text = `The grid comes in ${monthsText(plan, gridMonths)} (p10, p50, p90); started now, ${structures[0]!.structureId} serves from ${monthsText(plan, serviceMonths)}. Started by the careful date a thing is ready with the grid in nine futures of ten, by the bold date in one. Times are months, installation included.`;
  return {
    heading: 'GO OR NO-GO: latest start for service with the grid',
    parts: [pageTable([head, ...rows]), text],
  };
}

function taskTimes({ leadMonths, installMonths }: LatestStart): string[] {
  return [leadMonths.p10, leadMonths.p50, leadMonths.p90].map((months) => formatCount(months + installMonths));
}

function dateCells(
  plan: HostPlan,
  { latestMonths, onTimeProbability }: Pick<LatestStart, 'latestMonths' | 'onTimeProbability'>,
): string[] {
  const { p10, p50, p90 } = latestMonths;
  return [...[p10, p50, p90].map((months) => dateText(plan, months)), formatFraction(onTimeProbability)];
}

/** A date that has passed says so. */
function dateText(plan: HostPlan, months: number): string {
  return months < 0 ? `past (${monthText(plan, months)})` : monthText(plan, months);
}

function monthsText(plan: HostPlan, { p10, p50, p90 }: { p10: number; p50: number; p90: number }): string {
  return [p10, p50, p90].map((months) => monthText(plan, months)).join(', ');
}
