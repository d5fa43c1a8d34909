/**
 * Every sentence that tells a user of an error, in one table: what happened, and what to do next. Zapier shows 250 characters.
 *
 * `toDo` ends the sentence "Heffl could not …": "create the lead". `why` is Heffl's own message, without a full stop.
 */
export const errorTexts = {
  // The connection
  badKey: (keyPage: string) =>
    `Heffl does not know this API key. In Heffl, open Settings > Developers (${keyPage}), create a key, copy all of it, and paste it here.`,
  expiredKey: () =>
    'Heffl no longer accepts the API key of this connection. Create a new key in Heffl under Settings > Developers, then reconnect Heffl with it under App Connections in Zapier.',
  notAllowed: (toDo: string, why?: string) =>
    `Heffl could not ${toDo}${why === undefined ? '' : ` (${why})`}: the person who made this API key does not have the permission for that. Ask your Heffl admin for it, or reconnect with the key of someone who has it.`,

  noWebhooks: (label: string, twin?: string) =>
    `Heffl could not switch on the trigger "${label}": the person who made this API key does not have the permission for webhooks. Reconnect with the key of a Heffl admin${twin === undefined ? '' : `, or use the trigger ${twin}`}.`,

  badBaseUrl: (example: string) =>
    `HEFFL_BASE_URL must be an https address, such as ${example}, or one on this machine. It is set for this version of the integration: tell Heffl support.`,

  // What the user filled in
  refused: (toDo: string, why: string) =>
    `Heffl could not ${toDo}: ${why}. Correct this in the step and run it again.`,
  missing: (toDo: string, id: string, why: string) =>
    `Heffl could not ${toDo} "${id}": ${why}. Choose it from the list, or add a step that finds it first.`,
  duplicate: (toDo: string, why: string) =>
    `Heffl could not ${toDo}: ${why}. It may exist already: look for it in Heffl first, or use a Find or Create step.`,
  conflict: (toDo: string, why: string) =>
    `Heffl could not ${toDo}: ${why}. Another record stands in the way: look at it in Heffl, or use another value.`,
  inUse: (toDo: string, why: string) =>
    `Heffl could not ${toDo}: ${why}. Other records may depend on it: open it in Heffl, and remove what is linked to it first.`,
  notAnId: (id: string) => `"${id}" cannot be the ID of a record in Heffl. Choose the record from the list.`,
  nothingToUpdate: (noun: string) =>
    `There is nothing to update: every field to change was empty in this run. Fill in at least one field of the ${noun}, or choose one under Fields to Clear.`,
  fillAndClear: (label: string) =>
    `"${label}" is both filled in and chosen under Fields to Clear. Keep one of the two.`,
  notClearable: (field: string) =>
    `"${field}" cannot be cleared. Choose from the list under Fields to Clear.`,
  notANumber: (label: string, value: string) =>
    `"${value}" in ${label} is not a number. Use digits only, for example 2500 or 2500.50.`,
  notAWholeNumber: (label: string, value: string) =>
    `"${value}" in ${label} is not a whole number. Leave out what comes after the point, for example 30.`,
  notADate: (label: string, value: string) =>
    `"${value}" in ${label} is not a date that can be read. Write it like 2026-04-30, or 2026-04-30T15:00:00+04:00 with a time.`,
  unnamedField: (value: string) =>
    `"${value}" under More Custom Fields has no name. Write the name of the field on its left, for example Budget.`,
  notYesOrNo: (label: string, value: string) =>
    `"${value}" in ${label} is neither yes nor no. Use yes or no.`,
  required: (label: string) => `${label} is empty. Fill it in, or check the step that it comes from.`,
  nothingToFind: () =>
    'There is nothing to search for: Search For was empty in this run. Check the step that it comes from, or fill in Or Search By and Or Search For as a second way to search.',
  cannotSearchBy: (field: string) =>
    `Heffl records cannot be searched by "${field}". Choose from the list under Search By.`,
  secondSearchWithoutField: () =>
    'Or Search For is filled in, but Or Search By is not. Choose what to compare it with, or empty both.',
  notAMethod: (method: string) =>
    `"${method}" is no method of the Heffl API. Choose from the list under Method.`,
  badPath: () =>
    'The path must be one below the Heffl API, such as /leads or /deals/dl_abc123: not a full address, and without "..".',
  badQuery: () =>
    'The query is not names with values. Write each name on the left and its value on the right, such as limit and 10, or put all of it behind a ? in the path.',
  badJson: () =>
    'The body is not valid JSON. Check its quotes, commas and brackets, or use a list of keys and values.',

  // Heffl is busy or does not work
  busy: (perMinute: number, seconds: number) =>
    `Heffl allows ${perMinute} requests a minute for each API key, and they are used up. A running Zap goes on by itself in about ${seconds} seconds. In the Zap editor, try again then.`,
  stillSearching: (noun: string, seen: number, seconds: number) =>
    `${seen} ${noun}s searched so far, and there are more. A running Zap goes on from there by itself in about ${seconds} seconds. In the Zap editor, test the step again then.`,
  tooManyToSearch: (noun: string, seen: number) =>
    `Only ${seen} ${noun}s could be searched in the time that Zapier gives a step, and there are more. Try again in a few minutes, or search by ID.`,
  down: (toDo: string, status: number) =>
    `Heffl could not ${toDo}, because it has a problem of its own right now (error ${status}). Try again in a few minutes.`,
  unreachable: (toDo: string) =>
    `Heffl could not ${toDo}: it did not answer, or the connection broke. Try again in a few minutes.`,
  maybeDone: (toDo: string, noun: string) =>
    `Heffl was asked to ${toDo}, and did not say whether it did, so the ${noun} may exist. Look in Heffl before you run this again, or you may get it twice.`,
  maybeChanged: (toDo: string, why: string) =>
    `Heffl was asked to ${toDo}, and may have done it, but ${why}. Look in Heffl before you run this again.`,
  unexpected: (toDo: string, why: string) =>
    `Heffl could not ${toDo}: ${why}. If this goes on, contact Heffl support with this text.`,
  redirected: (toDo: string) =>
    `Heffl could not ${toDo}: it sent us on to an address where your API key or your data must not go. Contact Heffl support.`,

  // Webhooks
  unsigned: () =>
    "This event does not carry Heffl's signature, so it was not used: it did not come from Heffl, or its secret was changed there. If Heffl's own events no longer arrive, switch the Zap off and on again.",
  notAnEvent: () =>
    'What reached this Zap is no event from Heffl: it has no record in it. Nothing was done. If it happens again, switch the Zap off and on again.',
};

/** The most characters that Zapier shows of an error. */
const SHOWN = 250;

/** Fits `text(part)` into what Zapier shows by shortening `part`, which Heffl or a user wrote. */
export const fitted = (part: string, text: (part: string) => string): string => {
  const excess = text(part).length - SHOWN;
  if (excess <= 0) return text(part);
  const kept = part.slice(0, Math.max(0, part.length - excess - 1)).trimEnd();
  return text(`${kept}…`).slice(0, SHOWN);
};
