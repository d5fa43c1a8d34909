import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { CodePlace } from './code.js';
import type { Finding, Verdict } from './question.js';

export const WIDTH = 110;

const INDENT = '      ';

type Words = { readonly mark: string; readonly tell: (finding: Finding, line: string) => readonly string[] };

const words: Record<Verdict, Words> = {
  assumed: { mark: pc.green('✔'), tell: ({ answer }) => [`as assumed: ${answer}`] },
  tolerated: {
    mark: pc.green('✔'),
    // On a line of its own: within a long answer it would be broken off to the next line, and be missed.
    tell: ({ answer }, line) => [`otherwise: ${answer}`, `tolerated by ${line}`],
  },
  wrong: { mark: pc.red('✘'), tell: ({ answer }, line) => [answer, `change ${line}`] },
  untold: {
    mark: pc.dim('–'),
    tell: ({ answer, place }, line) => [`not told: ${answer}`, ...(place ? [`depends on it: ${line}`] : [])],
  },
};

/** The lines that tell what was found. What Heffl answered cannot colour, break or overflow them. */
export const linesFor = (
  { question, assumed }: { readonly question: string; readonly assumed: string; readonly code: CodePlace },
  finding: Finding,
  line: string,
): string[] => {
  const { mark, tell } = words[finding.verdict];
  const told = tell({ ...finding, answer: plain(finding.answer) }, line);
  // Where there is something to compare it with.
  const isCompared = finding.verdict === 'wrong' || (finding.verdict === 'untold' && finding.place);
  const more = isCompared ? [`assumed: ${assumed}`] : [];
  return [
    `  ${mark} ${question}`,
    ...[...more, ...told]
      .flatMap((text) => wrapped(text, WIDTH - INDENT.length))
      .map((text) => `${INDENT}${text}`),
  ];
};

const MOST_CHARACTERS = 300;

const plain = (text: string): string => {
  const line = stripVTControlCharacters(text).replaceAll(/[\s\p{C}]+/gu, ' ');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
};

/** The text in lines of at most so many characters, broken between words where that is possible. */
const wrapped = (text: string, width: number): string[] =>
  text.match(new RegExp(`\\S{${width}}|\\S(?:.{0,${width - 1}})(?=\\s|$)`, 'gu')) ?? [];
