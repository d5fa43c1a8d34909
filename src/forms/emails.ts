import { withoutUnseen } from '../heffl/unseen.js';

/** What stands around an address, and is no part of it. */
const AROUND = /[\s<>()[\]",;]+/;
const LEADING = /^(?:mailto:|['’:.])+/i;
const QUERY = /\?.*$/s;
/** Something on both sides of one @. Anything else is no address, be it a part of one: "jane @x.io". */
const ADDRESS = /^[^@]+@[^@]+$/;
/** The longest address that there may be. Source: RFC 5321. */
const LONGEST = 254;

/** `Name <address>`: the name may be an address as well, and is not the one that is meant. */
const NAMED = /<([^<>@\s"]+@[^<>@\s"]+)>[\s,;.]*$/;

/** The different addresses of a text, without what stands around them. */
export const addressesIn = (text: string): string[] => {
  const plain = withoutUnseen(text);
  const [named, address] = NAMED.exec(plain.slice(-2 * LONGEST)) ?? [];
  const isOnlyOne =
    named !== undefined && plain.indexOf('<') === plain.lastIndexOf('<') && plain.endsWith(named);
  const words = (isOnlyOne ? (address ?? '') : plain)
    .split(AROUND)
    .filter((word) => word.length <= LONGEST && word.includes('@'));
  const addresses = words.map((word) =>
    word
      .replace(LEADING, '')
      .replace(QUERY, '')
      .replace(/[.'’]{1,9}$/, ''),
  );
  return [...new Map(addresses.map((one) => [one.toLowerCase(), one])).values()];
};

/**
 * The address of a text: jane@x.io of "Jane <jane@x.io>", "mailto:jane@x.io" and "jane@x.io,". The text itself, without what nobody sees,
 * if it holds no address, or several.
 */
export const emailIn = (text: string): string => {
  const [address = '', ...others] = addressesIn(text);
  return others.length === 0 && ADDRESS.test(address) ? address : withoutUnseen(text);
};
