import type { Result } from '../../decide/index.ts';
import { replayMethodSentence, replaySections } from '../sections/replay-sections.ts';
import { plainText } from '../words/plain-text.ts';
import { sectionsText } from './answers-text.ts';

/** The replay of a result as text for a terminal of so many columns; empty without one. */
export function replayText(result: Result, options: { readonly width: number; readonly colour: boolean }): string {
  const { replay } = result;
  if (!replay) return '';
  const heading = `${plainText(result.plan.name)}, replayed`;
  return sectionsText(replaySections(result), { ...options, heading, method: replayMethodSentence(replay) });
}
