import { readCatalogueTable, workbookParts } from '../adapters/node/index.ts';
import type { Checked, PlanKind } from '../api/index.ts';
import {
  answerHost,
  dealDesk,
  dealSections,
  dealText,
  fittedGrowth,
  fittedPlanText,
  hostBrief,
  hostSections,
  importSheets,
  offerIdsAsked,
  parseCatalogue,
  parseHost,
  parsePlan,
  takesFit,
  usageAskFor,
  type DealDesk,
  type FittedGrowth,
  type HostAnswer,
  type ImportedSheets,
  type Issue,
  type PageSection,
  type UsageTableAsk,
} from '../core/index.ts';

/** What is read from a text alone. A text may be megabytes and keep its thread busy for seconds. */
export type TextQuestion =
  | { readonly kind: 'check'; readonly text: string; readonly planKind: PlanKind }
  | { readonly kind: 'deals'; readonly text: string; readonly name: string; readonly offerIds: readonly string[] }
  | { readonly kind: 'host'; readonly text: string }
  | { readonly kind: 'fit'; readonly ask: Omit<UsageTableAsk, 'seed'>; readonly text: string }
  | { readonly kind: 'workbook'; readonly text: string }
  | { readonly kind: 'import'; readonly text: string; readonly file: Uint8Array<ArrayBuffer>; readonly sheet: string };

export interface TextReplies {
  readonly check: Checked;
  readonly deals: Refusable<{ readonly desk: DealDesk }>;
  readonly host: Refusable<{ readonly answer: HostAnswer }>;
  readonly fit: Faulty | { readonly issues: null; readonly fitted: Fitted; readonly text: string };
  readonly workbook: Faulty | { readonly issues: null; readonly bytes: Uint8Array<ArrayBuffer> };
  readonly import: ImportedSheets;
}

type Fitted = Extract<FittedGrowth, { status: 'fitted' }>;

interface Faulty {
  readonly issues: readonly Issue[];
}

type Refusable<Said> =
  | Faulty
  | (Said & { readonly issues: null; readonly sections: readonly PageSection[]; readonly text: string });

/** Answers a question about a text, in whatever thread it is asked. */
export async function textReply(question: TextQuestion): Promise<TextReplies[TextQuestion['kind']]> {
  switch (question.kind) {
    case 'check':
      return checked(question.text, question.planKind);
    case 'deals':
      return deals(question);
    case 'host':
      return hosted(question.text);
    case 'fit':
      return fitted(question);
    case 'workbook':
      return workbookOf(question.text);
    case 'import':
      return imported(question);
  }
}

function checked(text: string, kind: PlanKind): Checked {
  const { plan, issues } = kind === 'plan' ? parsePlan(text, 'the plan') : parseHost(text);
  return { isReady: plan !== null, name: plan?.name ?? null, issues: [...issues] };
}

function deals({ text, name, offerIds }: Extract<TextQuestion, { kind: 'deals' }>): TextReplies['deals'] {
  const { plan, issues, sources } = parsePlan(text, name);
  if (plan === null) return { issues };
  const asked = offerIdsAsked(plan, offerIds, []);
  if (asked.issues.length > 0) return { issues: asked.issues };
  const desk = dealDesk(plan, asked.offerIds, { ...NOTHING_STATED, sources, catalogue: publicRecord() });
  return { issues: null, desk, sections: dealSections(desk), text: dealText(desk) };
}

function hosted(text: string): TextReplies['host'] {
  const { plan, issues } = parseHost(text);
  if (plan === null) return { issues: errorsOf(issues) };
  const answer = answerHost(plan);
  return { issues: null, answer, sections: hostSections(plan, answer, issues), text: hostBrief(plan, answer, issues) };
}

/** A table handed in beside a plan, whose `demand.history` may name it: that it was not read is no fault then. */
function fitted({ ask, text }: Extract<TextQuestion, { kind: 'fit' }>): TextReplies['fit'] {
  const { issues } = parsePlan(text, 'the plan');
  if (!takesFit(issues)) return { issues: errorsOf(issues) };
  const named = usageAskFor(text, ask.table);
  const found = fittedGrowth({
    ...named,
    reading: { ...named.reading, ...ask.reading },
    priorMultiplePerYear: ask.priorMultiplePerYear ?? named.priorMultiplePerYear,
  });
  if (found.status === 'refused') return { issues: found.issues };
  return { issues: null, fitted: found, text: fittedPlanText(text, found.block) };
}

async function workbookOf(text: string): Promise<TextReplies['workbook']> {
  const { plan, issues } = parsePlan(text, 'the plan');
  if (plan === null) return { issues: errorsOf(issues) };
  return { issues: null, bytes: await (await workbookParts()).planWorkbook(text) };
}

async function imported({ text, file, sheet }: Extract<TextQuestion, { kind: 'import' }>): Promise<ImportedSheets> {
  const { plan, issues } = parsePlan(text, 'the plan');
  if (plan === null) return refusedImport(errorsOf(issues));
  const read = await (await workbookParts()).readSheets(file, sheet);
  return read.status === 'refused' ? refusedImport([read.issue]) : importSheets(text, read.sheets);
}

function refusedImport(issues: readonly Issue[]): ImportedSheets {
  return { text: null, changes: [], issues };
}

const errorsOf = (issues: readonly Issue[]): readonly Issue[] => issues.filter(({ severity }) => severity === 'error');

/** The desk's terms when a person has said nothing beside the plan. */
const NOTHING_STATED = {
  basis: null,
  basisById: new Map(),
  goodputFraction: null,
  utilisationFraction: null,
  onboardingUsd: 0,
  result: null,
  clausesById: new Map(),
} as const;

function publicRecord() {
  return parseCatalogue({
    deals: readCatalogueTable('deals'),
    rentalPrices: readCatalogueTable('rental-prices'),
    buildCosts: readCatalogueTable('build-costs'),
  });
}
