import { type Question, untold } from './question.js';

/** What no program can ask, and a person can see. Its answer is where to look. */
type LookQuestion = Omit<Question<unknown>, 'asked' | 'find'> & { readonly look: string };

const lookQuestion = ({ look, ...question }: LookQuestion): Question<unknown> => ({
  ...question,
  asked: look,
  find: () => Promise.resolve(untold(`look at ${look}`, question.code)),
});

const delivery = 'src/heffl/deliveries.ts';
const record = 'src/heffl/records.ts';
const memory = 'src/steps/memory.ts';

/** How Heffl delivers events, and how people use it. */
export const lookQuestions: readonly Question<unknown>[] = [
  {
    id: 'envelope',
    question: 'Is the record of an event in payload, or in data?',
    look: "the body of the first delivery, in Heffl's own delivery history",
    assumed: 'in payload',
    code: { file: delivery, text: 'const enveloped = ' },
  },
  {
    id: 'event-ids',
    question: 'What do the IDs of records look like in events?',
    look: "the first delivery of New Lead, in the Zap's history: Find Lead must find its Lead ID",
    assumed: 'as in the API',
    code: { file: delivery, text: 'readRecord({ ...record' },
  },
  {
    id: 'event-numbers',
    question: 'Are stageId, pipelineId and ownerId numbers of their own in events?',
    look: "the first delivery of New Deal, in Heffl's own delivery history, beside GET /deals/{id}",
    assumed: 'yes, so they are left out',
    code: { file: 'src/heffl/events.ts', text: 'export const INTERNAL_NUMBERS' },
  },
  {
    id: 'event-fields',
    question: 'Which fields of a lead do events not have?',
    look: "the first delivery of New Lead, in the Zap's history: a field that is empty there, and not in Heffl",
    assumed: 'number, stageId, sourceId and tags; others where they are empty',
    code: { file: 'src/heffl/events.ts', text: "lead: ['number'," },
  },
  {
    id: 'event-deal-client',
    question: 'Does a deal in an event have its client whole, or as clientId and clientName?',
    look: "the first delivery of New Deal, in the Zap's history: Client ID and Client Name are filled",
    assumed: 'either',
    code: { file: record, text: 'const withLinkNamed' },
  },
  {
    id: 'event-custom-fields',
    question: 'Where do events have custom fields, and are the values as in the API?',
    look: "a delivery of New Lead for a lead with custom fields of each type, in the Zap's history",
    assumed: 'as in the API',
    code: { file: record, text: 'const nested = isObject(raw.customFields)' },
  },
  {
    id: 'event-other-kinds',
    question: 'What is in the events of clients, invoices, quotations and form responses?',
    look: "the first delivery of each, in Heffl's own delivery history, beside the outputs of its trigger",
    assumed: 'an ID, and little else for sure',
    code: { file: 'src/resources/forms/steps.ts', text: "outputs: [{ key: 'id'" },
  },
  {
    id: 'event-time',
    question: 'How do events write their time?',
    look: "Occurred At of the first delivery, in the Zap's history",
    assumed: 'any ISO 8601, with milliseconds or without',
    code: { file: delivery, text: 'occurredAt: textOf(happened)' },
  },
  {
    id: 'signing-key',
    question: 'Which bytes of the secret sign a delivery?',
    look: "the first delivery, in the Zap's history: where it says that Heffl did not sign it, the key is another",
    assumed: 'those that are base64 after whsec_, or the text itself',
    code: { file: 'src/heffl/signatures.ts', text: 'const decoded = BASE64' },
  },
  {
    id: 'signed-at-all',
    question: 'Does Heffl sign the deliveries of a webhook that a key has made?',
    look: "the headers of the first delivery, in Heffl's own delivery history: webhook-signature",
    assumed: 'yes, as it gives a secret',
    code: { file: 'src/steps/hook-trigger.ts', text: 'if (secret !== undefined && !isSigned' },
  },
  {
    id: 'redelivery',
    question: 'How often and for how long does Heffl try again, and does it ever switch a webhook off?',
    look: "Heffl's own delivery history of a webhook whose address answers 500, a day later",
    assumed: 'for days, with the same webhook-id',
    code: { file: memory, text: 'const DELIVERY_KEPT_SECONDS' },
  },
  {
    id: 'delivery-order',
    question: 'Do deliveries come in order, and once?',
    look: "the Zap's history of Lead Details Changed after ten quick changes of one lead, by Occurred At",
    assumed: 'neither',
    code: { file: memory, text: "return 'outdated'" },
  },
  {
    id: 'two-events',
    question: 'Do the two events of a move to another stage have a webhook-id each?',
    look: "the headers of both deliveries of one move, in Heffl's own delivery history",
    assumed: 'yes',
    code: { file: memory, text: 'const key = `delivery:' },
  },
  {
    id: 'previous-values',
    question: 'Do events tell what a field was before it changed?',
    look: "a delivery of Lead Details Changed, in Heffl's own delivery history",
    assumed: 'no, so the trigger remembers what it saw',
    code: { file: 'src/steps/instant-trigger.ts', text: 'return isNew(await memory.compare(' },
  },
  {
    id: 'events-of-the-api',
    question: 'Do changes that come through the API raise events?',
    look: "the Zap's history of New Lead, after Create Lead of another Zap has made one",
    assumed: 'yes, so a Zap that changes what triggers it runs again unless it watches chosen fields',
    code: { file: 'src/forms/watch.ts', text: 'export const watchFieldsInput' },
  },
  {
    id: 'lead-title',
    question: 'Is the title of a lead what is asked for, or a job title?',
    look: "the form of a lead in Heffl's own app: what it calls this field",
    assumed: 'either, so the field is called Title',
    code: { file: 'src/resources/leads/fields.ts', text: "label: 'Title'," },
  },
].map(lookQuestion);
