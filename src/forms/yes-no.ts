import { fold } from '../heffl/sameness.js';
import { westernDigits } from './digits.js';

/** The choices of an input that takes yes or no. Zapier makes a yes of every word that it does not know if the input is a boolean. */
export const YES_NO = { yes: 'Yes', no: 'No' };

/** Also in Arabic, Hindi and Urdu, as databases write it, and as people tick a box in a sheet. */
const YES: readonly string[] = [
  ...['true', 'yes', 'y', 't', '1', '1.0', 'on', 'checked'],
  ...['نعم', 'हाँ', 'हां', 'ہاں', 'جی ہاں', '✓', '✔', '☑', '✅'],
];
const NO: readonly string[] = [
  ...['false', 'no', 'n', 'f', '0', '0.0', 'off', 'unchecked'],
  ...['لا', 'नहीं', 'نہیں', 'جی نہیں', '✗', '✘', '☐', '❌'],
];

/** Whether a text says yes; `undefined` if it says neither yes nor no. */
export const yesNoIn = (text: string): boolean | undefined => {
  const word = fold(westernDigits(text));
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
};
