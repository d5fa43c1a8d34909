/** A Markdown table; cells are texts of one line. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

/**
 * The text with new content between `<!-- name -->` and `<!-- /name -->`, which the formatter leaves as it is.
 *
 * @throws Error if the text has no such markers
 */
export const withBlock = (text: string, name: string, content: string): string => {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no ${start} … ${end} to write to.`);
  const block = `<!-- prettier-ignore-start -->\n\n${content}\n\n<!-- prettier-ignore-end -->`;
  return `${text.slice(0, from)}${start}\n${block}\n${text.slice(to)}`;
};
