import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { Asked, Case, Finding, Question } from './case.js';

export const WIDTH = 80;
const MOST_CHARACTERS = 300;

/** The lines that say what was found. What Heffl answered cannot colour, break or overflow them. */
export const linesFor = <Source>(one: Asked<Case<Source>>, { verdict, answer, fact }: Finding): string[] => {
  const words = plain(answer);
  const [assumed, ownFact] = one.assumed;
  switch (verdict) {
    case 'assumed':
      return block(pc.green('✔'), one.question, `as assumed: ${words}`);
    case 'tolerated':
      return block(
        pc.green('✔'),
        one.question,
        `otherwise: ${words}`,
        `tolerated by ${fact ?? one.copes ?? ownFact}`,
      );
    case 'refuted':
      return block(pc.red('✘'), one.question, `assumed: ${assumed}`, words, `change ${fact ?? ownFact}`);
    case 'notAsked':
      return block(pc.dim('–'), one.question, `not asked: ${words}`);
  }
};

/** The lines that say where a person sees the answer. */
export const linesToLook = ({ question, asked, assumed: [answer, fact] }: Asked<Question>): string[] =>
  block(pc.dim('–'), question, `look at ${asked}`, `assumed: ${answer}`, `on it depends ${fact}`);

const block = (mark: string, question: string, ...texts: readonly string[]): string[] => {
  const [first = '', ...more] = wrapped(question, WIDTH - 4);
  return [
    `  ${mark} ${first}`,
    ...more.map((line) => `    ${line}`),
    ...texts.flatMap((text) => wrapped(text, WIDTH - 6)).map((line) => `      ${line}`),
  ];
};

const plain = (text: string): string => {
  const line = stripVTControlCharacters(text).replaceAll(/[\s\p{C}]+/gu, ' ');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
};

/** The text in lines of at most so many characters, broken between words if possible. */
export const wrapped = (text: string, width: number): string[] =>
  text.match(new RegExp(`\\S{${width}}|\\S(?:.{0,${width - 1}})(?=\\s|$)`, 'gu')) ?? [];
