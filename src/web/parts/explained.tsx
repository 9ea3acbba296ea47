import './explained.css';
import { useRef, useState, type ReactNode } from 'react';
import { Dialog, Heading, Popover } from 'react-aria-components';

/** What a number says of itself when it is opened. */
export interface Explanation {
  readonly title: string;
  readonly meaning?: string | null;
  /** the value unrounded, with its unit */
  readonly exact?: string;
  readonly method?: string;
  /** where what it rests on came from */
  readonly sources?: readonly { readonly path: string; readonly text: string; readonly source: string | null }[];
}

/** A number that opens its explanation: what it means, exactly how much, how it was made and from what. */
export function Explained({ about, children }: { readonly about: Explanation; readonly children: ReactNode }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="value"
        title={about.exact}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        {children}
      </button>
      {/* A screen has hundreds of numbers: only the one that is opened has a popover. */}
      {isOpen ? (
        <Popover
          triggerRef={button}
          isOpen
          onOpenChange={setOpen}
          className="popover"
          placement="bottom start"
          aria-label={about.title}
        >
          <Content about={about} />
        </Popover>
      ) : null}
    </>
  );
}

function Content({ about }: { readonly about: Explanation }) {
  return (
    <Dialog className="explanation">
      <Heading slot="title">{about.title}</Heading>
      {about.meaning ? <p>{about.meaning}</p> : null}
      <dl className="facts">
        {about.exact === undefined ? null : <Fact label="Exactly">{about.exact}</Fact>}
        {about.method === undefined ? null : <Fact label="How">{about.method}</Fact>}
      </dl>
      {about.sources === undefined || about.sources.length === 0 ? null : <Sources sources={about.sources} />}
    </Dialog>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Sources({ sources }: { readonly sources: NonNullable<Explanation['sources']> }) {
  return (
    <>
      <h4>Rests on</h4>
      <ul>
        {sources.map(({ path, text, source }) => (
          <li key={path}>
            <code>{path}</code> {text}
            {source === null ? '' : ` (${source})`}
          </li>
        ))}
      </ul>
    </>
  );
}
