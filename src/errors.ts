/** What the parts of a text are filled with. */
type Parts<Key extends string> = Readonly<Record<Key, string | number>>;

/** For whoever helps the user: why the error comes up, and what to do. */
type About = { readonly cause: string; readonly remedy: string };

/** The most characters that Zapier shows of an error. */
const SHOWN = 250;

/** An error whose text has parts: a function from the parts to the text, which is cut to 250 characters at its longest part. */
const sentence = <Key extends string>({
  text,
  example,
  ...about
}: About & { readonly text: (parts: Parts<Key>) => string; readonly example: Parts<Key> }) => {
  const fitted = (parts: Parts<Key>): string => fit(text, parts);
  return Object.assign(fitted, about, { example: () => fitted(example) });
};

/** An error that always reads the same. */
const fixed = ({ text, ...about }: About & { readonly text: string }) =>
  Object.assign(() => text, about, { example: () => text });

const fit = <Key extends string>(text: (parts: Parts<Key>) => string, parts: Parts<Key>): string => {
  const whole = text(parts);
  const excess = whole.length - SHOWN;
  if (excess <= 0) return whole;
  const [longest] = Object.entries<string | number>(parts)
    .map(([key, part]) => ({ key, part: String(part) }))
    .sort((one, other) => other.part.length - one.part.length);
  if (!longest || longest.part.length <= 1) return whole.slice(0, SHOWN);
  const { key, part } = longest;
  const kept = part.slice(0, Math.max(0, part.length - excess - 1)).trimEnd();
  // A cut must not leave half an emoji.
  return fit(text, { ...parts, [key]: `${kept.replace(/\p{Surrogate}$/u, '')}…` });
};

/**
 * Every error that a user can see, once: its text, and for the documentation and the tests an example, its cause and its remedy.
 * A text says what happened and what to do next. Its parts:
 *
 * - `purpose` ends the sentence "Heffl could not …": "create the lead".
 * - `reason` is Heffl's own message without a full stop, or empty if there is none.
 * - `noun` is the kind of record in lower case: "lead".
 * - `label` is the label of an input or of a step.
 */
export const errorTexts = {
  // The connection
  badKey: sentence<'keyPage'>({
    text: ({ keyPage }) =>
      `Heffl does not know this API key. In Heffl, open Settings > Developers (${keyPage}), create a key, copy all of it, and paste it here.`,
    example: { keyPage: 'https://app.heffl.com/settings/developers' },
    cause: 'The connection was tested with a key that Heffl answers 401.',
    remedy:
      'Copy the key anew, all of it. If a new key is refused too, check where the version sends it: `npm run zapier -- env:get <version>` shows HEFFL_BASE_URL, if it is set.',
  }),
  expiredKey: fixed({
    text: 'Heffl no longer accepts the API key of this connection. Create a new key in Heffl under Settings > Developers, then reconnect Heffl with it under App Connections in Zapier.',
    cause: 'A key that worked once was deleted in Heffl, or its owner has left the workspace.',
    remedy: 'Make a new key and reconnect. The Zaps of the connection go on by themselves.',
  }),
  notAllowed: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl could not ${purpose}${reason && ` (${reason})`}: the person who made this API key does not have the permission for that. Ask your Heffl admin for it, or reconnect with the key of someone who has it.`,
    example: { purpose: 'create the lead', reason: 'Missing permission: leads.create' },
    cause: 'Heffl answers 403: a key may do what its owner may do.',
    remedy: 'Give the owner the permission, or connect with the key of someone who has it.',
  }),
  noWebhooks: sentence<'label' | 'twin'>({
    text: ({ label, twin }) =>
      `Heffl could not switch on the trigger "${label}": the person who made this API key does not have the permission for webhooks. Reconnect with the key of a Heffl admin${twin && `, or use the trigger ${twin}`}.`,
    example: { label: 'New Lead', twin: 'New Lead (Polling)' },
    cause:
      'Heffl answers 403 when an instant trigger is switched on: the owner of the key may not make webhooks.',
    remedy:
      'Connect with the key of an admin. New leads, clients and deals also come by polling, with any key that may list them.',
  }),
  badBaseUrl: sentence<'address'>({
    text: ({ address }) =>
      `HEFFL_BASE_URL must be an https address, such as ${address}, or one on this machine. It is set for this version of the integration: tell Heffl support.`,
    example: { address: 'https://api.heffl.com/api/v1' },
    cause: 'The variable of this version would send the key in the clear, or to an address that is none.',
    remedy:
      'For maintainers: `npm run zapier -- env:get <version>` shows it, and `npm run zapier -- env:unset <version> HEFFL_BASE_URL` takes it away.',
  }),

  // What the user filled in
  refused: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl could not ${purpose}: ${reason}. Correct this in the step and run it again.`,
    example: { purpose: 'create the lead', reason: 'Invalid email address' },
    cause:
      "Heffl refused the data, or an API Request went to a path that is not there (400, 404 or 422); the middle of the text is Heffl's own message.",
    remedy: 'Correct what the message names. Where it comes from an earlier step, correct it there.',
  }),
  missing: sentence<'purpose' | 'id' | 'reason'>({
    text: ({ purpose, id, reason }) =>
      `Heffl could not ${purpose} "${id}": ${reason}. Choose it from the list, or add a step that finds it first.`,
    example: { purpose: 'update the lead', id: 'ld_abc123', reason: 'Lead not found' },
    cause:
      'The record, or one that it is linked to, was deleted, or the ID is of another kind of record or another workspace.',
    remedy: 'Choose the record from the list, or let a search step find it.',
  }),
  duplicate: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl could not ${purpose}: ${reason}. It may exist already: look for it in Heffl first, or use a Find or Create step.`,
    example: { purpose: 'create the client', reason: 'A client with this email exists' },
    cause: 'Heffl answers 409: it keeps this value only once.',
    remedy: 'Use Find or Create, or find the record and update it.',
  }),
  conflict: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl could not ${purpose}: ${reason}. Another record stands in the way: look at it in Heffl, or use another value.`,
    example: { purpose: 'update the client', reason: 'Email already in use' },
    cause: 'Heffl answers 409: another record has this value.',
    remedy: 'Look at the other record in Heffl.',
  }),
  inUse: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl could not ${purpose}: ${reason}. Other records may depend on it: open it in Heffl, and remove what is linked to it first.`,
    example: { purpose: 'delete the client', reason: 'The client has invoices' },
    cause: 'Heffl answers 409: something else needs this record.',
    remedy: 'Open the record in Heffl, and see what is linked to it.',
  }),
  notAnId: sentence<'id'>({
    text: ({ id }) => `"${id}" cannot be the ID of a record in Heffl. Choose the record from the list.`,
    example: { id: '..' },
    cause: 'The text cannot be part of an address, so it was not sent.',
    remedy: 'Map the ID of a record, not its name or its link.',
  }),
  unknownList: sentence<'label' | 'noun'>({
    text: ({ label, noun }) =>
      `Heffl does not say what this ${noun} has under ${label}, so adding to it could remove what is there. Choose Replace instead, and map all of them.`,
    example: { label: 'Tags', noun: 'lead' },
    cause: "The list of an update is to be added to the record's own, and Heffl's answer does not hold it.",
    remedy: 'Choose Replace, with everything that the record should have.',
  }),
  nothingToUpdate: sentence<'noun'>({
    text: ({ noun }) =>
      `There is nothing to update: every field to change was empty in this run. Fill in at least one field of the ${noun}, or choose one under Fields to Clear.`,
    example: { noun: 'lead' },
    cause: 'All fields were empty in this run, mapped ones included. No request was made.',
    remedy: 'If that can happen, add a filter before the step.',
  }),
  fillAndClear: sentence<'label'>({
    text: ({ label }) =>
      `"${label}" is both filled in and chosen under Fields to Clear. Keep one of the two.`,
    example: { label: 'Email' },
    cause: 'One field cannot be set and emptied in one update.',
    remedy: 'Take it out of Fields to Clear, or empty it above.',
  }),
  notClearable: sentence<'field'>({
    text: ({ field }) => `"${field}" cannot be cleared. Choose from the list under Fields to Clear.`,
    example: { field: 'Name' },
    cause:
      'Fields to Clear was mapped, to something that is no field, or one that a record cannot be without.',
    remedy: 'Choose from the list.',
  }),
  notANumber: sentence<'label' | 'value'>({
    text: ({ label, value }) =>
      `"${value}" in ${label} is not a number that can be read. Write it like 2500 or 2,500.50, with or without a currency.`,
    example: { label: 'Value', value: '10k' },
    cause:
      'The value is not one number: it has other words in it, is a range, or could be read in two ways, as 2,50 can.',
    remedy: 'Add a Formatter step (Numbers) before this one.',
  }),
  severalValues: sentence<'label' | 'value'>({
    text: ({ label, value }) =>
      `"${value}" in ${label} is more than one value. Map one of them, or take one out with a Formatter step (Text, Split Text).`,
    example: { label: 'Email', value: 'jane@example.com, omar@example.com' },
    cause: 'The field holds one value, and the text has several, or a whole record was mapped.',
    remedy: 'Map a field with one value, or split the text with a Formatter step before this one.',
  }),
  tooDeep: sentence<'field'>({
    text: ({ field }) =>
      `"${field}" holds lists inside of lists more than 100 levels deep, which no field of Heffl takes. Map one value out of them.`,
    example: { field: 'name' },
    cause: 'A whole answer of another app was mapped, nested deeper than anything that can be read.',
    remedy: 'Map a single value of the earlier step.',
  }),
  notAWholeNumber: sentence<'label' | 'value'>({
    text: ({ label, value }) =>
      `"${value}" in ${label} is not a whole number. Leave out what comes after the point, for example 30.`,
    example: { label: 'Duration in Minutes', value: '30.5' },
    cause: 'Heffl takes no fractions here.',
    remedy: 'Round the number with a Formatter step (Numbers) before this one.',
  }),
  notADate: sentence<'label' | 'value'>({
    text: ({ label, value }) =>
      `"${value}" in ${label} is not a date that can be read. Write it like 2026-04-30, or 2026-04-30T15:00:00+04:00 with a time.`,
    example: { label: 'Due Date', value: '30/04' },
    cause: 'The date can be read in more than one way, or not at all.',
    remedy: 'Add a Formatter step (Date / Time) before this one.',
  }),
  fieldTwice: sentence<'field'>({
    text: ({ field }) =>
      `The custom field "${field}" stands twice under More Custom Fields. Keep one of the two.`,
    example: { field: 'budget' },
    cause: 'Two rows name one field, for example Budget and budget, and both have a value.',
    remedy: 'Remove one of the rows.',
  }),
  notLineItems: sentence<'label' | 'value'>({
    text: ({ label, value }) =>
      `"${value}" in ${label} is not a list of items. Map each column, such as the name and the price, from the line items of an earlier step.`,
    example: { label: 'Line Items', value: 'AC visit' },
    cause: 'A text was mapped to the whole of the line items, and it is no JSON.',
    remedy: 'Map the columns one by one, or map a text with the rows as JSON.',
  }),
  severalInACell: sentence<'list' | 'line' | 'value'>({
    text: ({ list, line, value }) =>
      `Line ${line} of ${list} has several values in one field ("${value}"). Map line items, which make a line of each value, or split the text with a Formatter step (Utilities, Text to Line-item).`,
    example: { list: 'Line Items', line: 1, value: 'A,B' },
    cause:
      'Several fields of one line hold as many values, joined by commas, so that 250,100 may be two prices and not one.',
    remedy: 'Map fields that are line items in the earlier step, or split them with a Formatter step.',
  }),
  emptyCell: sentence<'label' | 'list' | 'line'>({
    text: ({ label, list, line }) =>
      `Line ${line} of ${list} has no ${label}. Fill it in, with 0 if that is meant, or check the step that it comes from.`,
    example: { label: 'Price', list: 'Line Items', line: 2 },
    cause: 'Heffl takes a line without a price for one that costs nothing. No request was made.',
    remedy: 'Map a price for each line. If lists were mapped, they have to be equally long.',
  }),
  unnamedField: sentence<'value'>({
    text: ({ value }) =>
      `"${value}" under More Custom Fields has no name. Write the name of the field on its left, for example Budget.`,
    example: { value: '10k' },
    cause: 'Under More Custom Fields, the left side of a row is empty.',
    remedy: 'Write the name of the field as it stands in Heffl.',
  }),
  notYesOrNo: sentence<'label' | 'value'>({
    text: ({ label, value }) => `"${value}" in ${label} is neither yes nor no. Use yes or no.`,
    example: { label: 'Prices Include Tax', value: 'maybe' },
    cause:
      'The field takes yes, no, true, false, on, off, 1, 0, a check mark, and yes and no in Arabic, Hindi and Urdu.',
    remedy: 'Choose one of them.',
  }),
  required: sentence<'label'>({
    text: ({ label }) => `${label} is empty. Fill it in, or check the step that it comes from.`,
    example: { label: 'Name' },
    cause: 'The field is mapped, and what it is mapped to was empty in this run. No request was made.',
    remedy: 'Look at the data of the earlier step; a filter can keep such runs out.',
  }),
  nothingToFind: fixed({
    text: 'There is nothing to search for: Search For was empty in this run. Check the step that it comes from, or fill in Or Search By and Or Search For as a second way to search.',
    cause: 'Both values to search for were empty in this run.',
    remedy: 'Look at the data of the earlier step; a filter can keep such runs out.',
  }),
  cannotSearchBy: sentence<'field'>({
    text: ({ field }) =>
      `Heffl records cannot be searched by "${field}". Choose from the list under Search By.`,
    example: { field: 'city' },
    cause: 'Search By was mapped to something that is no field of the list.',
    remedy: 'Choose from the list. A custom field is named by its key, such as cf_budget.',
  }),
  noSuchName: sentence<'label' | 'value' | 'names'>({
    text: ({ label, value, names }) =>
      `There is no "${value}" under ${label} in Heffl. There ${names === '' ? 'is nothing to choose from yet' : `are: ${names}`}. Choose from the list, or correct the name where it comes from.`,
    example: { label: 'Stage', value: 'Kontacted', names: 'New, Contacted, Converted' },
    cause: 'The input was given a name, and nothing in Heffl is called so.',
    remedy: 'Choose from the list, or correct the name in the step that it comes from.',
  }),
  nameTwice: sentence<'label' | 'value' | 'names'>({
    text: ({ label, value, names }) =>
      `"${value}" stands under ${label} more than once in Heffl: ${names}. Choose one from the list instead.`,
    example: { label: 'Stage', value: 'Won', names: 'Won · Sales Pipeline, Won · Annual Contracts' },
    cause: 'The input was given a name that several things in Heffl have.',
    remedy: 'Choose from the list, which tells them apart, or use the ID that a search step gives.',
  }),
  notHowMany: sentence<'value'>({
    text: ({ value }) =>
      `"${value}" under How Many is no number from 1 to 100. Enter a whole number, such as 10.`,
    example: { value: '500' },
    cause: 'A search gives 100 records at most.',
    remedy: 'Enter a whole number from 1 to 100.',
  }),
  sameAtOnce: sentence<'noun' | 'seconds'>({
    text: ({ noun, seconds }) =>
      `Another run looked for the same ${noun} a moment ago and is about to create it. A running Zap looks again by itself in about ${seconds} seconds. In the Zap editor, test the step again then.`,
    example: { noun: 'lead', seconds: 20 },
    cause: 'Two runs of a Find or Create step asked for the same record at one moment.',
    remedy: 'Nothing: the second run finds what the first one creates.',
  }),
  sameData: sentence<'noun' | 'seconds'>({
    text: ({ noun, seconds }) =>
      `Another run is creating a ${noun} from the same data, or stopped within it. A running Zap tries again by itself in about ${seconds} seconds, and looks for that ${noun} first. In the Zap editor, test the step again then.`,
    example: { noun: 'lead', seconds: 20 },
    cause:
      'Two runs of a create step had the same data at one moment, or Zapier repeats a run that it had to stop. The second could make the record twice.',
    remedy: 'Nothing: the second run goes on when the first is over.',
  }),
  secondSearchWithoutField: fixed({
    text: 'Or Search For is filled in, but Or Search By is not. Choose what to compare it with, or empty both.',
    cause: 'The second pair of the search is half filled in.',
    remedy: 'Fill in both, or none.',
  }),
  notAChoice: sentence<'label' | 'value'>({
    text: ({ label, value }) => `"${value}" is none of the choices of ${label}. Choose from its list.`,
    example: { label: 'If Found', value: 'overwrite' },
    cause: 'The input was mapped, to something that is not in its list.',
    remedy: 'Choose from the list.',
  }),
  badPath: fixed({
    text: 'The path must be one below the Heffl API, such as /leads or /deals/dl_abc123: not a full address, and without "..".',
    cause: 'An API Request may not leave the address that the key belongs to.',
    remedy: 'Enter only what follows /api/v1.',
  }),
  badQuery: fixed({
    text: 'The query is not names with values. Write each name on the left and its value on the right, such as limit and 10, or put all of it behind a ? in the path.',
    cause: 'In API Request, a text or a whole record was mapped into Query, which takes names with values.',
    remedy: 'Write the names, or put the query behind the path: /leads?limit=10.',
  }),
  badJson: fixed({
    text: 'The body is not valid JSON. Check its quotes, commas and brackets, or use a list of keys and values.',
    cause: 'The body of an API Request was written as text, and is no JSON.',
    remedy: 'Mapped values with quotes in them break JSON: use the list of keys and values.',
  }),

  // Heffl is busy or does not work
  busy: sentence<'perMinute' | 'seconds'>({
    text: ({ perMinute, seconds }) =>
      `Heffl allows ${perMinute} requests a minute for each API key, and they are used up. A running Zap goes on by itself in about ${seconds} seconds. In the Zap editor, try again then.`,
    example: { perMinute: 60, seconds: 42 },
    cause: 'Everything that uses this key shares one budget: all Zaps, and all other tools.',
    remedy:
      'Nothing; a run goes on by itself. If it happens all day, use a key for each tool, and instant triggers.',
  }),
  stillSearching: sentence<'noun' | 'seen' | 'seconds'>({
    text: ({ noun, seen, seconds }) =>
      `${seen} ${noun}s searched so far, and there are more. A running Zap goes on from there by itself in about ${seconds} seconds. In the Zap editor, test the step again then.`,
    example: { noun: 'lead', seen: 4500, seconds: 60 },
    cause:
      'v1 of the API has no search, so the list is read page by page, over several runs, by one search at a time.',
    remedy: 'Nothing. Searching by ID takes one request.',
  }),
  tooManyToSearch: sentence<'noun' | 'seen'>({
    text: ({ noun, seen }) =>
      `Only ${seen} ${noun}s could be searched in the time that Zapier gives a step, and there are more. Try again in a few minutes, or search by ID.`,
    example: { noun: 'lead', seen: 2000 },
    cause: "Zapier's cache, which keeps the place in the list, does not work right now.",
    remedy: 'Replay the run later, or search by ID.',
  }),
  down: sentence<'purpose' | 'status'>({
    text: ({ purpose, status }) =>
      `Heffl could not ${purpose}, because it has a problem of its own right now (error ${status}). Try again in a few minutes.`,
    example: { purpose: 'create the lead', status: 503 },
    cause: 'Heffl answered with an error of its own, also when asked again.',
    remedy: "Replay the run when Heffl's status is good again.",
  }),
  unreachable: sentence<'purpose'>({
    text: ({ purpose }) =>
      `Heffl could not ${purpose}: it did not answer, or the connection broke. Try again in a few minutes.`,
    example: { purpose: 'find the lead' },
    cause: 'No answer in time, also when asked again.',
    remedy: 'Replay the run later.',
  }),
  maybeDone: sentence<'purpose' | 'noun'>({
    text: ({ purpose, noun }) =>
      `Heffl was asked to ${purpose}, and did not say whether it did, so the ${noun} may exist. Look in Heffl before you run this again, or you may get it twice.`,
    example: { purpose: 'create the lead', noun: 'lead' },
    cause: 'The request may have arrived, so it was not sent a second time.',
    remedy:
      'Replay the run: for 24 hours it looks for the record first, and creates it only if it is not there. An invoice or an API Request cannot look: replay it only if the record is not in Heffl.',
  }),
  maybeChanged: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl was asked to ${purpose}, and may have done it, but ${reason}. Look in Heffl before you run this again.`,
    example: { purpose: 'update the lead', reason: 'no answer arrived' },
    cause: 'The change was sent several times, and no answer says that it was done.',
    remedy:
      'Compare the record in Heffl. Replaying the run soon does no harm; later it could undo a newer change.',
  }),
  unexpected: sentence<'purpose' | 'reason'>({
    text: ({ purpose, reason }) =>
      `Heffl could not ${purpose}: ${reason}. If this goes on, contact Heffl support with this text.`,
    example: { purpose: 'list the leads', reason: 'the answer is not JSON' },
    cause: 'The API does not answer as documented: it may have changed, or something stands in between.',
    remedy: 'For maintainers: reproduce it with `npm run probe`, then correct src/heffl/facts.ts.',
  }),
  redirected: sentence<'purpose'>({
    text: ({ purpose }) =>
      `Heffl could not ${purpose}: it sent us on to an address where your API key or your data must not go. Contact Heffl support.`,
    example: { purpose: 'create the lead' },
    cause: 'Heffl redirected the request to another host, and the key goes to one host only.',
    remedy: 'For maintainers: if the API has moved, change DEFAULT_BASE_URL in src/heffl/facts.ts.',
  }),

  // Webhooks
  unsigned: fixed({
    text: "This event does not carry Heffl's signature, so it was not used: it did not come from Heffl, or its secret was changed there. If Heffl's own events no longer arrive, switch the Zap off and on again.",
    cause: 'Someone else called the address of the Zap, or the secret of the webhook was changed in Heffl.',
    remedy: 'Switch the Zap off and on: it gets a new webhook with a new secret.',
  }),
  notAnEvent: fixed({
    text: 'What reached this Zap is no event from Heffl: it has no record in it. Nothing was done. If it happens again, switch the Zap off and on again.',
    cause: 'Something without a record was sent to the address of the Zap.',
    remedy: 'Nothing, unless it goes on: then see who else knows the address.',
  }),
};
