export interface ChartDocument {
  readonly document: Document;
  /** ends the window behind the document, which would otherwise hold its memory and timers */
  close(): Promise<void>;
}

/** An empty document to draw charts in. It loads nothing and runs no script. */
export async function createChartDocument(): Promise<ChartDocument> {
  // Loaded when needed: it would double the time in which every other command starts.
  const { Window } = await import('happy-dom');
  const window = new Window();
  return {
    // happy-dom implements the part of Document that the charts use; its type is its own.
    document: window.document as unknown as Document,
    close: () => window.happyDOM.close(),
  };
}
