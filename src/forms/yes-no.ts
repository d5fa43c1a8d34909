import { fold } from '../heffl/sameness.js';

/** The choices of an input that takes yes or no. Zapier makes a yes of every word that it does not know if the input is a boolean. */
export const YES_NO = { yes: 'Yes', no: 'No' };

const YES: readonly string[] = ['true', 'yes', 'y', '1', 'on'];
const NO: readonly string[] = ['false', 'no', 'n', '0', 'off'];

/** Whether a text says yes; `undefined` if it says neither yes nor no. */
export const yesNoIn = (text: string): boolean | undefined => {
  const word = fold(text);
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
};
