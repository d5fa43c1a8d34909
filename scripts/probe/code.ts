import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of the source, by a text that stands in it alone. */
export type CodePlace = { readonly file: string; readonly text: string };

/**
 * The place with the number that its line has today: `src/heffl/facts.ts:42`.
 *
 * @param root the folder of the project
 * @throws Error where the text is in no line of the file, or in several
 */
export const lineOf = (root: string, { file, text }: CodePlace): string => {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.includes(text) ? [index + 1] : []));
  if (found.length !== 1)
    throw new Error(`${file} has ${found.length} lines with "${text}", and should have one.`);
  return `${file}:${String(found[0])}`;
};
