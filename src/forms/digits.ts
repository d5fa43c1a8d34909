/** The zeros of the scripts in which people of the Gulf and of India write numbers, and of wide digits. Nine digits follow each. */
const ZEROS = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0xff10,
];

/** Digits of any such script, and the Arabic decimal point and comma, as those that Heffl and the rest of this code read. */
export const westernDigits = (text: string): string =>
  text
    .replace(/\p{Nd}/gu, westernDigit)
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',');

const westernDigit = (digit: string): string => {
  const code = digit.charCodeAt(0);
  const value = ZEROS.map((zero) => code - zero).find((distance) => distance >= 0 && distance <= 9);
  return value === undefined ? digit : String(value);
};
