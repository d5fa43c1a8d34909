const SPACE = 36 ** 6;
// Shares no factor with SPACE, so that every serial number gets a suffix of its own.
const STEP = 1_234_567_891;

/** The public ID of the nth record: the same in every run, and in no order that a client could lean on. */
export const publicId = (prefix: string, serial: number): string =>
  `${prefix}_${((serial * STEP) % SPACE).toString(36).padStart(6, '0')}`;

/** The number that people see: LD-0001. */
export const humanNumber = (label: string, serial: number): string =>
  `${label}-${serial.toString().padStart(4, '0')}`;
