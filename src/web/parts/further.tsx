import { answerSections, answersMethodSentence, type AnsweredResult, type AnswerSection } from '../../core/index.ts';
import { startRun, useChange } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';
import { Fault } from './issue-list.tsx';
import { Sections } from './words-table.tsx';

export type FurtherScreen = 'offers' | 'portfolio' | 'matrix' | 'policy' | 'risk';

/** The screen on which each kind of further answer stands, by words of its title; what nobody names stands with risk. */
const SCREENS: readonly (readonly [FurtherScreen, RegExp])[] = [
  ['offers', /clause|right|price|not signed|flexib/i],
  ['matrix', /growth|route|build|matrix/i],
  ['policy', /wait|trigger|date|later/i],
  ['portfolio', /host|spread|hour costs|near|portfolio|set of signings/i],
];

/** What was answered beyond the plan itself on one subject; where nobody asked yet, a button that asks. */
export function Further({
  result,
  screen,
  what,
}: {
  readonly result: AnsweredResult;
  readonly screen: FurtherScreen;
  readonly what: string;
}) {
  if (result.answers === undefined) return <AskFurther what={what} />;
  const sections = answerSections(result.answers).filter((section) => screenOf(section) === screen);
  return (
    <>
      <Sections sections={sections} />
      {sections.length === 0 ? null : <p className="quiet">{answersMethodSentence(result.answers)}</p>}
    </>
  );
}

function screenOf({ title }: AnswerSection): FurtherScreen {
  return SCREENS.find(([, words]) => words.test(title))?.[0] ?? 'risk';
}

function AskFurther({ what }: { readonly what: string }) {
  const { planId } = useShownRun();
  const start = useChange(startRun);
  return (
    <div className="empty">
      <p>{what} comes from the plan solved in many changes: several times the work of the plan itself.</p>
      <button
        type="button"
        className="button primary"
        disabled={start.isPending}
        onClick={() => start.mutate({ planId, hasAnswers: true })}
      >
        Answer in full
      </button>
      <Fault error={start.error} />
    </div>
  );
}
