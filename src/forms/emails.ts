import { withoutMarks } from '../heffl/marks.js';

/** What stands around an address, and is no part of it. */
const AROUND = /[\s<>()[\]",;]+/;
const LEADING = /^(?:mailto:|['’:.])+/i;
const QUERY = /\?.*$/s;
/** The longest address that there may be. Source: RFC 5321. */
const LONGEST = 254;

/**
 * The address of a text: jane@x.io of "Jane <jane@x.io>", "mailto:jane@x.io" and "jane@x.io,". The text itself, without marks, if it
 * holds no address, or several.
 */
export const emailIn = (text: string): string => {
  const plain = withoutMarks(text);
  const words = plain.split(AROUND).filter((word) => word.length <= LONGEST && word.includes('@'));
  const addresses = words.map((word) =>
    word
      .replace(LEADING, '')
      .replace(QUERY, '')
      .replace(/[.'’]{1,9}$/, ''),
  );
  const [address, other] = new Map(addresses.map((one) => [one.toLowerCase(), one])).values();
  return address === undefined || other !== undefined ? plain : address;
};
