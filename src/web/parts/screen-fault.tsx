/** What stands where a screen could not be drawn: the rest of the page stays, and says how to go on. */
export function ScreenFault({ error }: { readonly error: unknown }) {
  return (
    <div role="alert" className="notice refusal">
      <strong>This screen could not be drawn.</strong>
      <p>
        If its answer was made by an older release, press <em>Answer again</em>. If not, this is our fault: please
        report it with a redacted export and these words: <code>{String(error)}</code>
      </p>
    </div>
  );
}
