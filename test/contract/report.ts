import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { Asked, Case, Finding, Question, Verdict } from './case.js';

export const WIDTH = 80;
const MOST_CHARACTERS = 300;

const MARKS = {
  assumed: pc.green('✔'),
  tolerated: pc.green('✔'),
  refuted: pc.red('✘'),
  notAsked: pc.dim('–'),
};

/** The lines that say what was found. What Heffl answered cannot colour, break or overflow them. */
export const linesFor = <Source>(one: Asked<Case<Source>>, { verdict, answer, fact }: Finding): string[] => {
  const line = stripVTControlCharacters(answer).replaceAll(/[\s\p{C}]+/gu, ' ');
  const words = line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
  const [assumed, ownFact] = one.assumed;
  const texts: Readonly<Record<Verdict, readonly string[]>> = {
    assumed: [`as assumed: ${words}`],
    tolerated: [`otherwise: ${words}`, `tolerated by ${one.copes ?? ownFact}`],
    refuted: [`assumed: ${assumed}`, words, `change ${fact ?? ownFact}`],
    notAsked: [`not asked: ${words}`],
  };
  return block(MARKS[verdict], one.question, texts[verdict]);
};

/** The lines that say where a person sees the answer. */
export const linesToLook = ({ question, asked, assumed: [answer, fact] }: Asked<Question>): string[] =>
  block(MARKS.notAsked, question, [`look at ${asked}`, `assumed: ${answer}`, `on it depends ${fact}`]);

const block = (mark: string, question: string, texts: readonly string[]): string[] => {
  const [first = '', ...more] = wrapped(question, WIDTH - 4);
  const details = texts.flatMap((text) => wrapped(text, WIDTH - 6));
  return [
    `  ${mark} ${first}`,
    ...more.map((line) => `    ${line}`),
    ...details.map((line) => `      ${line}`),
  ];
};

/** The text in lines of at most so many characters, broken between words if possible. */
export const wrapped = (text: string, width: number): string[] =>
  text.match(new RegExp(`\\S{${width}}|\\S(?:.{0,${width - 1}})(?=\\s|$)`, 'gu')) ?? [];
