import type { CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { withoutUnseen } from '../heffl/unseen.js';
import { westernDigits } from './digits.js';

type Parse = typeof parsePhoneNumberFromString;

/** The `default_country` of a connection that saves phone numbers as they were typed. */
export const AS_TYPED = 'none';

/**
 * A reader of phone numbers as people write them. With the full metadata, because the patterns of the smaller ones take many wrong
 * numbers for right. Loaded on first use only: most runs have no phone number, and a cold start should not pay for one.
 *
 * @param defaultCountry two letters, such as "AE": the country of numbers that are written without one
 */
export const phoneReader = async (defaultCountry: string | undefined): Promise<PhoneReader> => {
  const { parsePhoneNumberFromString, isSupportedCountry } = await import('libphonenumber-js/max');
  const code = defaultCountry?.trim().toUpperCase() ?? '';
  const country = isSupportedCountry(code) ? code : undefined;
  const toE164 = (text: string): string | undefined =>
    readNumber(parsePhoneNumberFromString, bareNumber(text), country);
  return { toE164, comparable: (text) => phoneDigits(toE164(text) ?? text) };
};

export type PhoneReader = {
  /** "+971501234567" for "050 123 4567" in the Emirates; `undefined` for what is no full phone number. */
  readonly toE164: (text: string) => string | undefined;
  /** The same text for two spellings of one number: by E.164, or digit by digit if one of them has no country. */
  readonly comparable: (text: string) => string;
};

/** An international number without its plus, which is how WhatsApp writes its senders. */
const WITHOUT_PLUS = /^[1-9][\d\s().-]*$/;

/**
 * The number of the default country, or else of the country that its first digits name. 11 to 15 bare digits may be a number of both
 * (13612345678 in China and in Texas): that is none.
 */
const readNumber = (parse: Parse, text: string, country: CountryCode | undefined): string | undefined => {
  const read = (number: string): string | undefined => {
    const found = parse(number, { extract: false, ...(country && { defaultCountry: country }) });
    // E.164 has no room for an extension, which must not get lost.
    return found?.isValid() && !found.ext ? found.number : undefined;
  };
  const national = read(text);
  const digits = text.replace(/\D/g, '');
  const mayLackPlus =
    country !== undefined && digits.length >= 11 && digits.length <= 15 && WITHOUT_PLUS.test(text);
  const international = mayLackPlus ? read(`+${digits}`) : undefined;
  const isAmbiguous = text === digits && national && international && national !== international;
  return isAmbiguous ? undefined : (national ?? international);
};

/** The most characters of a phone number and what may stand around it. Longer texts are not searched for one. */
const LONGEST = 100;

/**
 * The number without what is no part of it: links begin with `tel:`, the leads of Facebook's ads with `p:`, senders of
 * WhatsApp messages with `whatsapp:` or end with `@c.us`, a cell of a sheet begins with an apostrophe; and a sentence goes on behind it.
 */
const bareNumber = (text: string): string => {
  const plain = westernDigits(withoutUnseen(text));
  if (plain.length > LONGEST) return plain;
  return (
    plain
      .replace(/^(?:(?:tel|p|whatsapp):|')\s*/i, '')
      .replace(/@(?:c\.us|s\.whatsapp\.net)$/i, '')
      // A number that a sheet or JSON took for one: 971501234567.0, 9.71501234567E11. Sheets cut digits off: 9.71501E+11 is no number.
      .replace(/^(\d+)\.0$/, '$1')
      .replace(/^(\d)\.(\d+)E\+?(\d+)$/i, (all: string, first: string, rest: string, power: string) =>
        rest.length === Number(power) ? first + rest : all,
      )
      .replace(/[\s,;.]+$/, '')
      // "00971 …" is how the Gulf dials abroad; without a country the library does not know that prefix.
      .replace(/^0[\s-]*0[\s-]*(?=[1-9])/, '+')
      // "(+971) 50 …": with the bracket first, the library sees no plus.
      .replace(/^\(\+(\d+)\)/, '+$1')
  );
};

/** The digits of any script, without the zeros that only dialling needs. Something without digits equals itself only. */
export const phoneDigits = (text: string): string => {
  const digits = westernDigits(text.normalize('NFKC')).replace(/\D/g, '').replace(/^0+/, '');
  return digits === '' ? bareNumber(text) : digits;
};
