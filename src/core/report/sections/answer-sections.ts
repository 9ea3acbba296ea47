import type { AnsweredResult, Answers } from '../../answers/index.ts';
import { answerSentence, LIQUIDITY_SENTENCE } from '../words/answer-sentences.ts';
import { formatCount } from '../words/format.ts';
import { SHORTAGE_SENTENCE } from '../words/shortage-text.ts';
import type { AnswerSection } from './answer-section.ts';
import type { PlainSection } from './answer-section.ts';
import { breakSection } from './break-section.ts';
import { calendarTable } from './calendar-text.ts';
import type { ReportTable } from './cells.ts';
import { offersTable, shortageTable, signNowTable } from './decision-tables.ts';
import { fewerBlocksSentence } from './fewer-blocks.ts';
import { growthSection, regretSection, routeFlipSection, routeSection, routeTermsSection } from './growth-sections.ts';
import { hostCapSection, hostSection, shareSection } from './host-sections.ts';
import { exposureSection, liabilitySection } from './liability-sections.ts';
import { clauseSection, negotiationSection, rejectedSection } from './negotiation-sections.ts';
import { frontierSection, portfolioSection, sensitivitySection, triggerSection } from './portfolio-sections.ts';
import { replaySections } from './replay-sections.ts';
import { delaySection, tierSection, unitCostSection } from './service-sections.ts';
import { liquidityTable } from './value-tables.ts';

/** Every answer beyond the plan itself, in the order in which people ask; what is not known is not there. */
export function answerSections(result: AnsweredResult): readonly AnswerSection[] {
  const { answers } = result;
  const dated = [calendarSection(result), breakSection(result), exposureSection(result), shareSection(result)];
  const studied = answers ? studiedSections(result, answers) : [];
  return [...dated, ...studied, ...replayedSections(result)]
    .filter(({ table }) => table.rows.length > 0)
    .toSorted((a, b) => (a.question ?? LAST) - (b.question ?? LAST));
}

const LAST = 99;

/** What the replay says of the questions, by the titles of its sections. */
const REPLAY_QUESTIONS: ReadonlyMap<string, number> = new Map([
  ['Replay: stress library', 5],
  ['Replay: shortage by quarter', 7],
  ['Replay: what can go wrong', 8],
  ['Replay: money in hand', 8],
]);

function replayedSections(result: AnsweredResult): readonly AnswerSection[] {
  return replaySections(result).flatMap((section) => {
    const question = REPLAY_QUESTIONS.get(section.title);
    return question === undefined ? [] : [{ ...section, question }];
  });
}

/** What the replay says beside the sections that answer one of the questions: those stand under their question. */
export function furtherReplaySections(result: AnsweredResult): readonly PlainSection[] {
  return replaySections(result).filter(({ title }) => !REPLAY_QUESTIONS.has(title));
}

/** The fifteen questions, in the words of those who ask. */
export const QUESTIONS: readonly string[] = [
  'What must be signed now, from whom, how much, in what order?',
  'What is the last date for each option, and what does a month of delay cost?',
  'What is each offer worth at most, and which clause moves that most?',
  'What if growth is 80x, 10x, 3x, or negative?',
  'What if a host slips, fails or gives notice, and how long to recover?',
  'Build, lease or partner: which mix, and why, in money and months?',
  'When are we short, how deep, how likely, at what cost?',
  'What are we liable for after exit rights, and do we survive the bad case?',
  'What do we regret most in hindsight, and what would cut it?',
  'Are we too concentrated, by which measure, and what does a cap cost?',
  'Which flexibility to buy, up to what price?',
  'What does a GPU-hour cost and what margin is left?',
  'Who gets capacity when we are short?',
  'Which signal triggers a new plan, and what do we do then?',
  'As a host: lease or not, at what floor, and what if the tenant leaves?',
];

/** All sections of one question, those of the plan itself first. @param question 1 to 15 */
export function sectionsOfQuestion(result: AnsweredResult, question: number): readonly AnswerSection[] {
  const further = answerSections(result).filter((section) => section.question === question);
  return [...planSections(result, question), ...further];
}

function planSections(result: AnsweredResult, question: number): readonly AnswerSection[] {
  const of = (title: string, text: string, table: ReportTable) => [{ question, title, text, table }];
  switch (question) {
    case 1:
      return of('Sign now', answerSentence(result), signNowTable(result));
    case 3:
      return of('Offers', `Prices in USD per billed GPU-hour. ${fewerBlocksSentence(result)}`, offersTable(result));
    case 7:
      return of('Shortage', SHORTAGE_SENTENCE, shortageTable(result));
    case 8:
      return of('Cash and credit', LIQUIDITY_SENTENCE, liquidityTable(result));
    default:
      return [];
  }
}

function studiedSections(result: AnsweredResult, answers: Answers): readonly AnswerSection[] {
  return [
    rejectedSection(result, answers),
    delaySection(answers.delay),
    negotiationSection(result, answers),
    growthSection(answers.growth),
    hostSection(answers),
    routeSection(answers.routes, result.offers),
    routeTermsSection(answers.routes),
    routeFlipSection(answers, result.offers),
    liabilitySection(answers),
    regretSection(answers.regret),
    hostCapSection(answers),
    frontierSection(answers),
    clauseSection(result, answers),
    unitCostSection(answers),
    tierSection(answers),
    triggerSection(answers),
    portfolioSection(answers),
    sensitivitySection(answers.sensitivity),
  ];
}

function calendarSection(result: AnsweredResult): AnswerSection {
  return {
    question: 2,
    title: 'Dates',
    text:
      'By when to decide on each quote, when it lapses, when each part of a build falls due at its usual pace, and when ' +
      'contracts may be renewed for the last time. What a month costs: to sign, the first page’s cost of waiting until the ' +
      'next date by the month; at a gate, what delivery a month earlier would be worth. The same dates are in decide-by.ics.',
    table: calendarTable(result, result.calendar ?? []),
  };
}

/** What every section shares: how its ranges were made. */
export function answersMethodSentence({ trees, treeSolves, nodeSolves }: Answers): string {
  return (
    `Each figure compares exact optima of the plan and of its change on the same ${formatCount(trees)} sampled trees ` +
    `(${formatCount(treeSolves)} solves; triggers: ${formatCount(nodeSolves)} solves of single decisions); ` +
    'ranges are Student t 95 % of the paired differences. Trees know the end of each path after their last branching, ' +
    'so levels are too good, differences less so.'
  );
}
