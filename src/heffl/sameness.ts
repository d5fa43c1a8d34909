import { withoutUnseen } from './unseen.js';

/**
 * Folds a text for comparing, so that what is the same for a person is the same: case, accents in either Unicode form, kinds of quotes,
 * dashes and blanks, repeated blanks, and characters that nobody sees do not count. "Zoë" and "Zoe" stay different.
 */
export const fold = (text: string): string =>
  withoutUnseen(
    text
      .normalize('NFC')
      // Upper case first: it makes SS of ß, and one Σ of σ and ς.
      .toUpperCase()
      .toLowerCase()
      .normalize('NFC')
      .replace(/[‘’‚‛ʼʹ′`´＇]/g, "'")
      .replace(/[“”„‟«»″＂]/g, '"')
      .replace(/[\p{Pd}\u2212]/gu, '-'),
  ).replace(/[\s\p{Z}]+/gu, ' ');

/** As `fold`, for names out of a text of several names: blanks beside a comma do not count. */
export const foldName = (name: string): string => fold(name).replace(/ ?, ?/g, ',');

/** Whether two spellings are one key or event of the API: `stageId`, `StageId` and `stage_id`. Third parties write the last. */
export const isSameKey = (one: string, other: string): boolean => plainKey(one) === plainKey(other);

const plainKey = (key: string): string => key.replaceAll('_', '').toLowerCase().trim();
