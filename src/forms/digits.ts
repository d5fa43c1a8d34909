/** The zeros of the scripts in which people of the Gulf and of India write numbers. Nine digits follow each. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66];

/** How far the wide forms of ASCII are from ASCII: \uff0b is a wide plus. */
const WIDE = 0xfee0;

/** Digits of any such script, the Arabic decimal point and comma, and wide digits and signs, as the rest of this code reads them. */
export const westernDigits = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - WIDE))
    .replace(/\p{Nd}/gu, westernDigit)
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',');

const westernDigit = (digit: string): string => {
  const code = digit.charCodeAt(0);
  const value = ZEROS.map((zero) => code - zero).find((distance) => distance >= 0 && distance <= 9);
  return value === undefined ? digit : String(value);
};
