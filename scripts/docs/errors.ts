import { errorTexts } from '../../src/errors.js';
import { DEFAULT_BASE_URL, KEY_PAGE } from '../../src/heffl/facts.js';
import { table } from './markdown.js';

type Explained = {
  /** What a user sees, with an example in it. */
  readonly text: string;
  readonly why: string;
  readonly toDo: string;
};

const CREATE_LEAD = 'create the lead';

/** Each error of `src/errors.ts`, explained for whoever helps the user. */
const explained: Record<keyof typeof errorTexts, Explained> = {
  badKey: {
    text: errorTexts.badKey(KEY_PAGE),
    why: 'The connection was tested with a key that Heffl answers 401.',
    toDo: 'Copy the key anew, all of it. If a new key is refused too, check where the version sends it: `npm run zapier -- env:get <version>` shows HEFFL_BASE_URL, if it is set.',
  },
  expiredKey: {
    text: errorTexts.expiredKey(),
    why: 'A key that worked once was deleted in Heffl, or its owner has left the workspace.',
    toDo: 'Make a new key and reconnect. The Zaps of the connection go on by themselves.',
  },
  notAllowed: {
    text: errorTexts.notAllowed(CREATE_LEAD, 'Missing permission: leads.create'),
    why: 'Heffl answers 403: a key may do what its owner may do.',
    toDo: 'Give the owner the permission, or connect with the key of someone who has it.',
  },
  noWebhooks: {
    text: errorTexts.noWebhooks('New Lead', 'New Lead (Polling)'),
    why: 'Heffl answers 403 when an instant trigger is switched on: the owner of the key may not make webhooks.',
    toDo: 'Connect with the key of an admin. New leads, clients and deals also come by polling, with any key that may list them.',
  },
  badBaseUrl: {
    text: errorTexts.badBaseUrl(DEFAULT_BASE_URL),
    why: 'The variable of this version would send the key in the clear, or to an address that is none.',
    toDo: 'For maintainers: `npm run zapier -- env:get <version>` shows it, and `npm run zapier -- env:unset <version> HEFFL_BASE_URL` takes it away.',
  },
  refused: {
    text: errorTexts.refused(CREATE_LEAD, 'Invalid email address'),
    why: "Heffl refused the data, or an API Request went to a path that is not there (400, 404 or 422); the middle of the text is Heffl's own message.",
    toDo: 'Correct what the message names. Where it comes from an earlier step, correct it there.',
  },
  missing: {
    text: errorTexts.missing('update the lead', 'ld_abc123', 'Lead not found'),
    why: 'The record, or one that it is linked to, was deleted, or the ID is of another kind of record or another workspace.',
    toDo: 'Choose the record from the list, or let a search step find it.',
  },
  duplicate: {
    text: errorTexts.duplicate('create the client', 'A client with this email exists'),
    why: 'Heffl answers 409: it keeps this value only once.',
    toDo: 'Use Find or Create, or find the record and update it.',
  },
  conflict: {
    text: errorTexts.conflict('update the client', 'Email already in use'),
    why: 'Heffl answers 409: another record has this value.',
    toDo: 'Look at the other record in Heffl.',
  },
  inUse: {
    text: errorTexts.inUse('delete the client', 'The client has invoices'),
    why: 'Heffl answers 409: something else needs this record.',
    toDo: 'Open the record in Heffl, and see what is linked to it.',
  },
  notAnId: {
    text: errorTexts.notAnId('..'),
    why: 'The text cannot be part of an address, so it was not sent.',
    toDo: 'Map the ID of a record, not its name or its link.',
  },
  nothingToUpdate: {
    text: errorTexts.nothingToUpdate('lead'),
    why: 'All fields were empty in this run, mapped ones included. No request was made.',
    toDo: 'If that can happen, add a filter before the step.',
  },
  fillAndClear: {
    text: errorTexts.fillAndClear('Email'),
    why: 'One field cannot be set and emptied in one update.',
    toDo: 'Take it out of Fields to Clear, or empty it above.',
  },
  notClearable: {
    text: errorTexts.notClearable('Name'),
    why: 'Fields to Clear was mapped, to something that is no field, or one that a record cannot be without.',
    toDo: 'Choose from the list.',
  },
  notANumber: {
    text: errorTexts.notANumber('Value', 'AED 2500'),
    why: 'The value has more in it than a number.',
    toDo: 'Add a Formatter step (Numbers) before this one.',
  },
  notAWholeNumber: {
    text: errorTexts.notAWholeNumber('Duration in Minutes', '30.5'),
    why: 'Heffl takes no fractions here.',
    toDo: 'Round the number with a Formatter step (Numbers) before this one.',
  },
  notADate: {
    text: errorTexts.notADate('Due Date', '30/04'),
    why: 'The date can be read in more than one way, or not at all.',
    toDo: 'Add a Formatter step (Date / Time) before this one.',
  },
  unnamedField: {
    text: errorTexts.unnamedField('10k'),
    why: 'Under More Custom Fields, the left side of a row is empty.',
    toDo: 'Write the name of the field as it stands in Heffl.',
  },
  notYesOrNo: {
    text: errorTexts.notYesOrNo('Prices Include Tax', 'maybe'),
    why: 'The field takes yes, no, true, false, 1 or 0.',
    toDo: 'Choose one of them.',
  },
  required: {
    text: errorTexts.required('Name'),
    why: 'The field is mapped, and what it is mapped to was empty in this run. No request was made.',
    toDo: 'Look at the data of the earlier step; a filter can keep such runs out.',
  },
  nothingToFind: {
    text: errorTexts.nothingToFind(),
    why: 'Both values to search for were empty in this run.',
    toDo: 'Look at the data of the earlier step; a filter can keep such runs out.',
  },
  cannotSearchBy: {
    text: errorTexts.cannotSearchBy('city'),
    why: 'Search By was mapped to something that is no field of the list.',
    toDo: 'Choose from the list. A custom field is named by its key, such as cf_budget.',
  },
  secondSearchWithoutField: {
    text: errorTexts.secondSearchWithoutField(),
    why: 'The second pair of the search is half filled in.',
    toDo: 'Fill in both, or none.',
  },
  notAMethod: {
    text: errorTexts.notAMethod('FETCH'),
    why: 'Method was mapped, to something that is not in its list.',
    toDo: 'Choose from the list.',
  },
  badPath: {
    text: errorTexts.badPath(),
    why: 'An API Request may not leave the address that the key belongs to.',
    toDo: 'Enter only what follows /api/v1.',
  },
  badQuery: {
    text: errorTexts.badQuery(),
    why: 'In API Request, a text or a whole record was mapped into Query, which takes names with values.',
    toDo: 'Write the names, or put the query behind the path: /leads?limit=10.',
  },
  badJson: {
    text: errorTexts.badJson(),
    why: 'The body of an API Request was written as text, and is no JSON.',
    toDo: 'Mapped values with quotes in them break JSON: use the list of keys and values.',
  },
  busy: {
    text: errorTexts.busy(60, 42),
    why: 'Everything that uses this key shares one budget: all Zaps, and all other tools.',
    toDo: 'Nothing; a run goes on by itself. If it happens all day, use a key for each tool, and instant triggers.',
  },
  stillSearching: {
    text: errorTexts.stillSearching('lead', 4500, 60),
    why: 'v1 of the API has no search, so the list is read page by page, over several runs.',
    toDo: 'Nothing. Searching by ID takes one request.',
  },
  tooManyToSearch: {
    text: errorTexts.tooManyToSearch('lead', 2000),
    why: "Zapier's cache, which keeps the place in the list, does not work right now.",
    toDo: 'Replay the run later, or search by ID.',
  },
  down: {
    text: errorTexts.down(CREATE_LEAD, 503),
    why: 'Heffl answered with an error of its own, also when asked again.',
    toDo: "Replay the run when Heffl's status is good again.",
  },
  unreachable: {
    text: errorTexts.unreachable('find the lead'),
    why: 'No answer in time, also when asked again.',
    toDo: 'Replay the run later.',
  },
  maybeDone: {
    text: errorTexts.maybeDone(CREATE_LEAD, 'lead'),
    why: 'The request may have arrived, so it was not sent a second time.',
    toDo: 'Look for the record in Heffl; replay the run only if it is not there.',
  },
  maybeChanged: {
    text: errorTexts.maybeChanged('update the lead', 'its answer was cut off'),
    why: 'The change was sent, and the answer to it cannot be read.',
    toDo: 'Compare the record in Heffl. Sending the same update again does no harm.',
  },
  unexpected: {
    text: errorTexts.unexpected('list the leads', 'the answer is not JSON'),
    why: 'The API does not answer as documented: it may have changed, or something stands in between.',
    toDo: 'For maintainers: reproduce it with `npm run probe`, then correct src/heffl/facts.ts.',
  },
  redirected: {
    text: errorTexts.redirected(CREATE_LEAD),
    why: 'Heffl redirected the request to another host, and the key goes to one host only.',
    toDo: 'For maintainers: if the API has moved, change DEFAULT_BASE_URL in src/heffl/facts.ts.',
  },
  unsigned: {
    text: errorTexts.unsigned(),
    why: 'Someone else called the address of the Zap, or the secret of the webhook was changed in Heffl.',
    toDo: 'Switch the Zap off and on: it gets a new webhook with a new secret.',
  },
  notAnEvent: {
    text: errorTexts.notAnEvent(),
    why: 'Something without a record was sent to the address of the Zap.',
    toDo: 'Nothing, unless it goes on: then see who else knows the address.',
  },
};

/** All errors: what the user sees, why, and what to do. */
export const errorTable = (): string =>
  table(
    ['What the user sees', 'Why', 'What to do'],
    Object.values(explained).map((error) => [error.text, error.why, error.toDo]),
  );
