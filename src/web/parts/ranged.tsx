/** "$7.7B (5.6 to 9.9)": the figure, and its range in a place of its own, so that figures line up under each other. */
export function Ranged({ text }: { readonly text: string }) {
  const [, figure, range] = /^(.+?) (\(.+\))$/.exec(text) ?? [];
  if (figure === undefined) return <>{text}</>;
  return (
    <>
      {figure} <span className="range">{range}</span>
    </>
  );
}
