import type { CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { withoutMarks } from '../heffl/marks.js';
import { westernDigits } from './digits.js';

type Parse = typeof parsePhoneNumberFromString;

/**
 * A reader of phone numbers as people write them, with the smallest metadata. Loaded on first use only: most runs have
 * no phone number, and a cold start should not pay for one.
 *
 * @param defaultCountry two letters, such as "AE": the country of numbers that are written without one
 */
export const phoneReader = async (defaultCountry: string | undefined): Promise<PhoneReader> => {
  const { parsePhoneNumberFromString, isSupportedCountry } = await import('libphonenumber-js/min');
  const code = defaultCountry?.trim().toUpperCase() ?? '';
  const country = isSupportedCountry(code) ? code : undefined;
  const toE164 = (text: string): string | undefined => parsed(parsePhoneNumberFromString, text, country);
  return {
    toE164,
    isSame: (one, other) => {
      const [first, second] = [toE164(one), toE164(other)];
      return first !== undefined && second !== undefined
        ? first === second
        : digitsOf(one) === digitsOf(other);
    },
  };
};

export type PhoneReader = {
  /** "+971501234567" for "050 123 4567" in the Emirates; `undefined` for what is no full phone number. */
  readonly toE164: (text: string) => string | undefined;
  /** Whether two numbers are one: by E.164, or digit by digit where one of them has no country. */
  readonly isSame: (one: string, other: string) => boolean;
};

const parsed = (parse: Parse, text: string, country: CountryCode | undefined): string | undefined => {
  const international = westernDigits(numberIn(text))
    // "00971 …" is how the Gulf dials abroad; without a country the library does not know that prefix.
    .replace(/^0[\s-]*0[\s-]*(?=[1-9])/, '+')
    // "(+971) 50 …": with the bracket first, the library sees no plus.
    .replace(/^\(\+(\d+)\)/, '+$1');
  const number = parse(international, { extract: false, ...(country && { defaultCountry: country }) });
  // E.164 has no room for an extension, which must not get lost.
  return number?.isValid() && !number.ext ? number.number : undefined;
};

/**
 * The number without what is no part of it: links begin with `tel:`, the leads of Facebook's ads with `p:`, senders of
 * WhatsApp messages with `whatsapp:`, a cell of a sheet with an apostrophe; and a sentence goes on behind it.
 */
const numberIn = (text: string): string =>
  withoutMarks(text)
    .replace(/^(?:(?:tel|p|whatsapp):|')\s*/i, '')
    .replace(/[\s,;.]+$/, '');

/** The digits of any script, without the zeros that only dialling needs. Something without digits equals itself only. */
const digitsOf = (text: string): string => {
  const digits = westernDigits(text.normalize('NFKC')).replace(/\D/g, '').replace(/^0+/, '');
  return digits === '' ? numberIn(text) : digits;
};
