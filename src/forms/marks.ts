/** Text that was copied out of right-to-left text, or from a web page, carries marks that nobody sees. */
export const withoutMarks = (text: string): string => text.replaceAll(/\p{Cf}/gu, '').trim();
