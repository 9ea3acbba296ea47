import './contents.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';

interface Part {
  readonly id: string;
  readonly title: string;
}

/** A screen with fewer parts than this is read without a list of them. */
const PARTS_MIN = 4;

/** A long screen with a list of its parts, which stays in reach while one reads. */
export function Contents({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDetailsElement>(null);
  const parts = useParts(frame);
  const close = (): void => {
    if (list.current !== null) list.current.open = false;
  };
  const goTo = (id: string): void => {
    close();
    document.getElementById(id)?.closest('details')?.setAttribute('open', '');
  };
  return (
    <div className="with-contents">
      {parts.length < PARTS_MIN ? null : (
        <nav className="contents" aria-label="On this screen">
          <details ref={list} onKeyDown={({ key }) => (key === 'Escape' ? close() : undefined)}>
            <summary>On this screen: {parts.length} parts</summary>
            <ol>
              {parts.map(({ id, title }) => (
                <li key={id}>
                  <a href={`#${id}`} onClick={() => goTo(id)}>
                    {title}
                  </a>
                </li>
              ))}
            </ol>
          </details>
        </nav>
      )}
      <div ref={frame}>{children}</div>
    </div>
  );
}

/** The headings that stand in an element, as they come and go; each gets an address. */
function useParts(frame: React.RefObject<HTMLDivElement | null>): readonly Part[] {
  const [parts, setParts] = useState<readonly Part[]>([]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const read = (): void => {
      const found = [...element.querySelectorAll('h2')].map((heading) => {
        const title = heading.textContent;
        heading.id ||= `part-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
        return { id: heading.id, title };
      });
      setParts((known) => (JSON.stringify(known) === JSON.stringify(found) ? known : found));
    };
    read();
    const watch = new MutationObserver(read);
    watch.observe(element, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, [frame]);
  return parts;
}
