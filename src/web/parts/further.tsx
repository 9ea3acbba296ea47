import { answerSections, answersMethodSentence, type AnsweredResult } from '../../core/index.ts';
import { startRun, useChange } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';
import { Fault } from './issue-list.tsx';
import { Sections } from './words-table.tsx';

export type FurtherScreen = 'offers' | 'portfolio' | 'matrix' | 'policy' | 'risk';

/** The questions that each screen answers; what stands beside the fifteen is a matter of risk. */
const QUESTIONS_BY_SCREEN: Readonly<Record<FurtherScreen, readonly (number | null)[]>> = {
  offers: [1, 3, 11],
  portfolio: [10, 12, 13],
  matrix: [4, 6],
  policy: [2, 14],
  risk: [5, 7, 8, 9, 15, null],
};

interface FurtherProps {
  readonly result: AnsweredResult;
  readonly screen: FurtherScreen;
  /** what only the full answer knows, for the offer to ask it */
  readonly what: string;
  /** titles of those that stand open; all when left out */
  readonly open?: ReadonlySet<string>;
}

/** What is known beyond the plan's own tables on one subject; where the full answer was not asked for yet, a button. */
export function Further({ result, screen, what, open }: FurtherProps) {
  const sections = answerSections(result).filter(({ question }) => QUESTIONS_BY_SCREEN[screen].includes(question));
  return (
    <>
      <Sections sections={sections} {...(open === undefined ? {} : { open })} />
      {result.answers === undefined ? (
        <AskFurther what={what} />
      ) : (
        <p className="quiet">{answersMethodSentence(result.answers)}</p>
      )}
    </>
  );
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
