/** A Markdown table; cells are texts of one line. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

/** Keeps the formatter away from what is generated, so that it stays as it was written. */
const GENERATED = ['<!-- prettier-ignore-start -->', '<!-- prettier-ignore-end -->'] as const;

/**
 * The text with new content between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws Error if the text has no such markers
 */
export const withBlock = (text: string, name: string, content: string): string => {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no ${start} … ${end} to write to.`);
  const block = [start, GENERATED[0], '', content, '', GENERATED[1]].join('\n');
  return `${text.slice(0, from)}${block}\n${text.slice(to)}`;
};
