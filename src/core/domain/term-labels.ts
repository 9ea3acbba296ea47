import type { AnyContract, TermsPlace } from './contract-place.ts';

/** What a term sheet states for its reader: no number follows from it. */
export function reportLabels(offer: AnyContract, place: TermsPlace): void {
  for (const [field, what] of [...labelsOf(offer), ...causesNotDrawn(offer)]) {
    const fix = 'nothing to do: it is kept for the reader of the plan';
    place.issues.assume({ code: 'label', path: `${place.path}.${field}`, what, fix });
  }
}

type Label = readonly [field: string, what: string];

/** Words about a deal from which no number follows. */
function labelsOf(offer: AnyContract): Label[] {
  const isIndicative = 'status' in offer && offer.status !== undefined && offer.status !== 'signed';
  const labels: readonly (readonly [boolean, ...Label])[] = [
    [isIndicative, 'status', 'the quote is taken to hold until it lapses, however binding it is'],
    [
      offer.archetype !== undefined,
      'archetype',
      'the kind of deal tells the deal desk what a price buys; the plan goes by the terms',
    ],
    [offer.competitor === true, 'competitor', 'that the host competes with us moves no number'],
    [offer.investor === true, 'investor', 'that the host has invested in us moves no number'],
  ];
  return labels.flatMap(([isStated, ...label]) => (isStated ? [label] : []));
}

/** Causes to end for of which none is ever drawn: the right is worth nothing. */
function causesNotDrawn(offer: AnyContract): Label[] {
  const isNeverLate = !('leadTimeMonths' in offer) && !('tranches' in offer);
  const whys: Readonly<Record<string, string | undefined>> = {
    late: isNeverLate ? 'lateness of service that starts on a certain date' : undefined,
    service: 'poor service beyond the availability stated',
    changeOfControl: 'a change of control',
  };
  return (offer.exitForCause ?? []).flatMap((cause): Label[] => {
    const why = whys[cause];
    return why === undefined
      ? []
      : [['exitForCause', `${why} is never drawn, so that the right to end for it is worth nothing`]];
  });
}
