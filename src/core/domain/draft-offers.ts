import { isSeq, parseDocument, stringify, type Document } from 'yaml';

/** An offer in the fields of the plan file. */
export type DraftOffer = Readonly<Record<string, unknown>> & { readonly id: string };

/** Drafts as a block of YAML to paste under `offers` of a plan. */
export function draftOffersYaml(drafts: readonly DraftOffer[]): string {
  return stringify(drafts, { lineWidth: 0, flowCollectionPadding: false });
}

/**
 * The plan's text with drafts added to its quotes, to be read as any plan is: a draft means what it would mean when pasted.
 * @param planText a text that `parsePlan` takes without errors
 */
export function planTextWithDrafts(planText: string, drafts: readonly DraftOffer[]): string {
  const document: Document = parseDocument(planText.replace(/^\ufeff/, ''));
  if (drafts.length === 0) return planText;
  const offers = document.get('offers');
  if (isSeq(offers)) for (const draft of drafts) offers.add(document.createNode(draft));
  else document.set('offers', document.createNode(drafts));
  return String(document);
}
