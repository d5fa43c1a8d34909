/** Format characters (zero-width, directional), variation selectors, and other characters that are never seen. */
const UNSEEN = /\p{Cf}|\p{Variation_Selector}|[\u034f\u115f\u1160\u2800\u3164\uffa0]/gu;

/** Blanks of other widths, and those that do not break a line. */
const ODD_BLANKS = /(?! )\p{Zs}/gu;

/** The text without characters that nobody sees and without outer blanks, every blank a plain one. Copied text is full of them. */
export const withoutUnseen = (text: string): string =>
  text.replace(UNSEEN, '').replace(ODD_BLANKS, ' ').trim();

/**
 * As `withoutUnseen`, for texts that people read: what shapes letters and emoji stays. So do outer blanks, if nothing else has to be
 * changed.
 */
export const readable = (text: string): string => {
  // Made on first use: its classes take half a millisecond of a cold start.
  const shownOrUnseen = new RegExp(`(${SHOWN})|${UNSEEN.source}`, 'gu');
  const clean = text.replace(shownOrUnseen, '$1').replace(ODD_BLANKS, ' ');
  return clean === text ? text : clean.trim();
};

/** The unseen characters that shape what is next to them: they stay. */
const SHOWN = [
  // Joiners between letters of Arabic or Indian scripts.
  String.raw`(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d](?=\p{L})`,
  // Joiners behind a virama, which make half a letter of an Indian script.
  String.raw`(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca])[\u200c\u200d]`,
  // What joins emoji, or selects their picture.
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\ufe0f\u200d]`,
  // The picture of a keycap.
  String.raw`(?<=[\d#*])\ufe0f(?=\u20e3)`,
  // The letters of a region in a black flag.
  String.raw`\u{1f3f4}[\u{e0020}-\u{e007f}]+`,
].join('|');
