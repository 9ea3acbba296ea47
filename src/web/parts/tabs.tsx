import { useEffect, useRef, type ReactNode } from 'react';

interface TabsProps {
  readonly label: string;
  /** changes with the link that is open */
  readonly open: string;
  readonly children: ReactNode;
}

/** Links to sibling screens in one row; where they do not fit, the one that is open is brought into sight. */
export function Tabs({ label, open, children }: TabsProps) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const [row, link] = [bar.current, bar.current?.querySelector('.active')];
    if (row === null || !link) return;
    const [{ left, width }, at] = [row.getBoundingClientRect(), link.getBoundingClientRect()];
    row.scrollLeft += at.left + at.width / 2 - (left + width / 2);
  }, [open]);
  return (
    <nav ref={bar} className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}
