import type { Issue } from '../../core/index.ts';
import { CallFault } from '../api-client.ts';

export interface IssueListProps {
  readonly issues: readonly Issue[];
  /** a click on a place leads there */
  readonly onPlace?: (issue: Issue) => void;
}

/** What is wrong, where, and how to mend it. */
export function IssueList({ issues, onPlace }: IssueListProps) {
  return (
    <ul className="issues">
      {issues.map((issue, index) => (
        <li key={index} className={issue.severity}>
          <strong>{issue.what}</strong>
          {issue.path === '' && issue.line === null ? null : <Place issue={issue} onPlace={onPlace} />}
          <span className="fix">Fix: {issue.fix}</span>
        </li>
      ))}
    </ul>
  );
}

function Place({ issue, onPlace }: { readonly issue: Issue; readonly onPlace: IssueListProps['onPlace'] }) {
  const text = `${issue.line === null ? '' : `line ${issue.line} `}${issue.path}`;
  if (onPlace === undefined || issue.line === null) return <code>{text}</code>;
  return (
    <button type="button" className="link" onClick={() => onPlace(issue)}>
      {text}
    </button>
  );
}

/** What went wrong with a call, for people. */
export function Fault({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  if (error instanceof CallFault && error.issues.length > 0) {
    return (
      <div role="alert" className="notice refusal">
        <IssueList issues={error.issues} />
      </div>
    );
  }
  return (
    <p role="alert" className="notice refusal">
      The server does not answer. Is it still running? What you typed is kept in this browser.
    </p>
  );
}
