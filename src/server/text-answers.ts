import { readCatalogueTable } from '../adapters/node/index.ts';
import type { Checked, PlanKind } from '../api/index.ts';
import {
  answerHost,
  dealDesk,
  dealSections,
  dealText,
  hostBrief,
  hostSections,
  offerIdsAsked,
  parseCatalogue,
  parseHost,
  parsePlan,
  type DealDesk,
  type HostAnswer,
  type Issue,
  type PageSection,
} from '../core/index.ts';

/** What is read from a text alone. A text may be megabytes and keep its thread busy for seconds. */
export type TextQuestion =
  | { readonly kind: 'check'; readonly text: string; readonly planKind: PlanKind }
  | { readonly kind: 'deals'; readonly text: string; readonly name: string; readonly offerIds: readonly string[] }
  | { readonly kind: 'host'; readonly text: string };

export interface TextReplies {
  readonly check: Checked;
  readonly deals: Refusable<{ readonly desk: DealDesk }>;
  readonly host: Refusable<{ readonly answer: HostAnswer }>;
}

type Refusable<Said> =
  | { readonly issues: readonly Issue[] }
  | (Said & { readonly issues: null; readonly sections: readonly PageSection[]; readonly text: string });

/** Answers a question about a text, in whatever thread it is asked. */
export function textReply(question: TextQuestion): TextReplies[TextQuestion['kind']] {
  switch (question.kind) {
    case 'check':
      return checked(question.text, question.planKind);
    case 'deals':
      return deals(question);
    case 'host':
      return hosted(question.text);
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
  if (plan === null) return { issues: issues.filter(({ severity }) => severity === 'error') };
  const answer = answerHost(plan);
  return { issues: null, answer, sections: hostSections(plan, answer, issues), text: hostBrief(plan, answer, issues) };
}

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
