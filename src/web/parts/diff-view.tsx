import type { DiffLine, PlanDiff } from '../../api/index.ts';

/** Unchanged lines shown around each change. */
const CONTEXT = 2;

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−' };
const WORDS: Readonly<Record<DiffLine['kind'], string>> = { same: '', added: 'added: ', removed: 'removed: ' };

/** Two versions of a plan as the lines that changed, with a little of what stands around them. */
export function DiffView({ diff }: { readonly diff: PlanDiff }) {
  const { lines } = diff;
  if (lines.every(({ kind }) => kind === 'same')) return <p className="quiet">Nothing: the text is the same.</p>;
  const isNear = (index: number): boolean =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same');
  return (
    <pre className="diff" tabIndex={0} aria-label={`Changes from version ${diff.from} to version ${diff.to}`}>
      {lines.map((line, index) =>
        isNear(index) ? (
          <span key={index} className={line.kind}>
            {String(line.line).padStart(4)} {SIGNS[line.kind]} <span className="hidden">{WORDS[line.kind]}</span>
            {line.text}
            {'\n'}
          </span>
        ) : null,
      )}
    </pre>
  );
}
