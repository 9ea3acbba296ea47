import { fileIssue, readPlanFile } from '../adapters/node/index.ts';
import {
  answerHost,
  answersText,
  fieldsOfQuestion,
  hostSections,
  pageText,
  parseHost,
  QUESTIONS,
} from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { questionJson } from './json.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, type Session } from './output.ts';
import { refuse, savedOrNewResult, type ResultOptions } from './result-for.ts';
import { shownName } from './shown-name.ts';

export interface AnswerOptions extends ResultOptions {
  readonly question?: number;
}

/** `eightyfold answer`: one of the fifteen questions, or their list, from a plan or from a result that was saved. */
export async function answerCommand(
  path: string | undefined,
  options: AnswerOptions,
  session: Session,
): Promise<number> {
  const { question } = options;
  if (path === undefined || question === undefined) {
    await session.out.write(questionsText());
    return EXIT_CODES.done;
  }
  const words = QUESTIONS[question - 1] ?? '';
  if (question === HOST_QUESTION) return hostAnswer(path, { words, options, session });
  const found = await savedOrNewResult(path, { ...options, answers: true }, session);
  if ('exitCode' in found) return found.exitCode;
  const width = Math.max(COLUMNS_MIN, session.out.columns() ?? PIPE_COLUMNS);
  const text = answersText(found.result, { width, colour: session.out.hasColour, question });
  const fields = fieldsOfQuestion(found.result, question);
  await session.out.write(options.json ? questionJson({ question, words, fields }) : `${words}\n\n${text}`);
  return EXIT_CODES.done;
}

const HOST_QUESTION = 15;

/** A host's question is about a file of its own, and is answered from that in the form of the others. */
async function hostAnswer(
  path: string,
  asked: { readonly words: string; readonly options: AnswerOptions; readonly session: Session },
): Promise<number> {
  const { words, options, session } = asked;
  const fileName = shownName(path);
  const read = await readPlanFile(path);
  if (read.status === 'refused') return refuse([read.issue], { fileName, options, session });
  const { plan, issues } = parseHost(read.file.text);
  if (plan === null) return refuse([NO_HOST, ...issues], { fileName, options, session });
  const answer = answerHost(plan);
  const fields = { host: answer };
  await session.out.write(
    options.json
      ? questionJson({ question: HOST_QUESTION, words, fields })
      : `${words}\n\n${pageText(hostSections(plan, answer, issues))}`,
  );
  return EXIT_CODES.done;
}

const NO_HOST = fileIssue('no-host', {
  what: 'question 15 is asked of a host file, and this is none',
  fix: 'give a file like examples/host.yaml; eightyfold schema --host describes it',
});

function questionsText(): string {
  return QUESTIONS.map((words, index) => `${String(index + 1).padStart(2)}  ${words}\n`).join('');
}
