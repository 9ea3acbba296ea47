/** A chart as a file: with the namespace that a page would supply, and a ground of its own. */
export function svgFileText(svg: SVGSVGElement): string {
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('style', 'background: #ffffff');
  return `${svg.outerHTML}\n`;
}
