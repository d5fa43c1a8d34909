/** Format characters (zero-width, directional), variation selectors, and other characters that are never seen. */
const MARKS = /\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u3164\uffa0]/gu;

/** The text without marks that nobody sees, and without outer blanks. Copied text is full of them. */
export const withoutMarks = (text: string): string => text.replace(MARKS, '').trim();
