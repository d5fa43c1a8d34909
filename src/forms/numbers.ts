import { withoutUnseen } from '../heffl/unseen.js';
import { westernDigits } from './digits.js';

/** Currencies by the words that people write beside an amount, each with a full stop or without. Others go by their sign. */
const CURRENCY = [
  'AED|Dhs?|Dirhams?|SAR|SR|Riyals?|QAR|QR|KWD|KD|Dinars?|BHD|BD|OMR|RO|Rials?',
  'INR|Rs|Re|Rupees?|PKR|LKR|NPR|BDT|Tk|Taka|MVR|AFN|USD|Dollars?|EUR|Euros?|GBP|Pounds?|EGP|JOD|IQD|LBP|MAD|TND',
  'AUD|CAD|NZD|SGD|HKD|CHF|JPY|CNY|TRY|ZAR|KES|NGN|MYR|RM|PHP|IDR|THB',
  // The two letters of an Arabic currency: د.إ, ر.س, ج.م.
  String.raw`\p{Script=Arabic}\.\p{Script=Arabic}|درهم|ريال|دينار|روبية|روپے|روپئے|روپیہ`,
  'रुपये|रुपए|रूपये|रु',
  // The block of currency signs: Node.js may be older than the newest of them.
  String.raw`(?:[A-Z]|[A-Z]{2,3} ?)?[\p{Sc}\u20a0-\u20cf]`,
].join('|');

/** An amount between what may stand around it: `'2500` of a sheet, `-AED 2,500`, `AED -2,500`, `Rs. 2500/- only`. */
const AMOUNT = String.raw`^'?([-+\u2212]?)(?:(?:${CURRENCY})\.? *:? *([-+\u2212]?))?([\d.](?:[\d.,'’ ]*[\d.])?)(?: */[-=])?(?: *(?:${CURRENCY})\.?)?(?: */[-=])?(?: +only)?$`;

/** The ways to write an amount. Each has one reading: 2,50 is none, because Zapier joins the values of a list with commas. */
const NOTATIONS = [
  /^(?<whole>\d*)(?:\.(?<part>\d*))?$/,
  // 2,500.50, and 1,00,000 as India groups it.
  /^(?<whole>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3})(?:\.(?<part>\d*))?$/,
  // 2.500,00, and 1.234.567. One dot alone is a decimal point.
  /^(?<whole>[1-9]\d{0,2}(?:\.\d{3})+),(?<part>\d+)$/,
  /^(?<whole>[1-9]\d{0,2}(?:\.\d{3}){2,})$/,
  // 10 000, 10 000.50, 10 000,50, and 10'000. With three digits behind it, the comma could group as well.
  /^(?<whole>[1-9]\d{0,2}(?<blank>[ '’])\d{3}(?:\k<blank>\d{3})*|[1-9]\d?(?: \d{2})+ \d{3})(?:\.(?<part>\d+)|,(?<cents>\d{1,2}))?$/,
];

/** The most characters of an amount and its currency. Longer texts are not searched for one. */
const LONGEST = 60;

/**
 * The number of a text as a person reads it, with or without a currency: 2500 of "AED 2,500", "2.500,00" and "2500/-".
 *
 * @returns `undefined` if it has no reading (10k, 5000-10000), more than one (2,50), or more digits than a number keeps
 */
export const numberIn = (text: string): number | undefined => {
  const plain = westernDigits(withoutUnseen(text));
  if (plain.length > LONGEST) return undefined;
  const [, before = '', behind = '', amount = ''] = new RegExp(AMOUNT, 'iu').exec(plain) ?? [];
  const notation = NOTATIONS.map((pattern) => pattern.exec(amount)).find((match) => match !== null);
  const { whole = '', part, cents } = notation?.groups ?? {};
  const digits = `${whole.replace(/\D/g, '')}.${part ?? cents ?? ''}`;
  if (!/\d/.test(digits) || (before && behind)) return undefined;
  const number = Number(`0${digits}`) * (/[-\u2212]/.test(before + behind) ? -1 : 1);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
};
