import { answersText, fieldsOfQuestion, QUESTIONS } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { questionJson } from './json.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, type Session } from './output.ts';
import { savedOrNewResult, type ResultOptions } from './result-for.ts';

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
  if (question === HOST_QUESTION) {
    await session.out.write(`${words}\nA host has a file of its own: see eightyfold host --help.\n`);
    return EXIT_CODES.done;
  }
  const found = await savedOrNewResult(path, { ...options, answers: true }, session);
  if ('exitCode' in found) return found.exitCode;
  const width = Math.max(COLUMNS_MIN, session.out.columns() ?? PIPE_COLUMNS);
  const text = answersText(found.result, { width, colour: session.out.hasColour, question });
  const fields = fieldsOfQuestion(found.result, question);
  await session.out.write(options.json ? questionJson({ question, words, fields }) : `${words}\n\n${text}`);
  return EXIT_CODES.done;
}

const HOST_QUESTION = 15;

function questionsText(): string {
  return QUESTIONS.map((words, index) => `${String(index + 1).padStart(2)}  ${words}\n`).join('');
}
