import type { Readings } from '../sandbox/index.js';
import type { Question } from './case.js';

/** A question about Heffl that only a person can answer. */
export type Look = Question & {
  /** The readings of the sandbox that stand for other answers. */
  readonly readings?: readonly (keyof Readings)[];
};

const watchedFields = 'src/steps/watched-fields.ts: watchedFields';

/** How Heffl delivers events, how people use it, and what cannot be undone by a program. */
export const looks: Readonly<Record<string, Look>> = {
  'Is the record of an event in payload, or in data?': {
    asked: "the body of the first delivery, in Heffl's own delivery history",
    assumed: ['in payload', 'src/heffl/deliveries.ts: openDelivery'],
    readings: ['envelope'],
  },
  'What do the IDs of records look like in events?': {
    asked: "the first delivery of New Lead, in the Zap's history: Find Lead must find its Lead ID",
    assumed: ['as in the API', 'src/heffl/deliveries.ts: eventIn'],
  },
  'Are stageId, pipelineId and ownerId numbers of their own in events?': {
    asked: "the first delivery of New Deal, in Heffl's own delivery history, beside GET /deals/{id}",
    assumed: ['yes, so they are left out', 'src/heffl/events.ts: INTERNAL_NUMBERS'],
    readings: ['hookIds'],
  },
  'Which fields of a lead do events not have?': {
    asked:
      "the first delivery of New Lead, in the Zap's history: a field that is empty there, and not in Heffl",
    assumed: [
      'number, stageId, sourceId and tags; others if they are empty',
      'src/heffl/events.ts: notInEvents',
    ],
    readings: ['nullKeys'],
  },
  'Does a deal in an event have its client whole, or as clientId and clientName?': {
    asked: "the first delivery of New Deal, in the Zap's history: Client ID and Client Name are filled",
    assumed: ['either', 'src/heffl/records.ts: readRecord'],
    readings: ['dealClient'],
  },
  'Where do events have custom fields, and are the values as in the API?': {
    asked: "a delivery of New Lead for a lead with custom fields of each type, in the Zap's history",
    assumed: ['as in the API', 'src/heffl/records.ts: readCustomFields'],
  },
  'What is in the events of clients, invoices, quotations and form responses?': {
    asked: "the first delivery of each, in Heffl's own delivery history, beside the outputs of its trigger",
    assumed: ['an ID, and little else for sure', 'src/resources/forms/steps.ts: forms'],
    readings: ['formResponseId'],
  },
  'How do events write their time?': {
    asked: "Occurred At of the first delivery, in the Zap's history",
    assumed: ['any ISO 8601, with milliseconds or without', 'src/heffl/deliveries.ts: openDelivery'],
    readings: ['timestamps'],
  },
  'Which bytes of the secret sign a delivery?': {
    asked:
      "the first delivery, in the Zap's history: if it says that Heffl did not sign it, the key is another",
    assumed: ['those that are base64 after whsec_, or the text itself', 'src/heffl/signatures.ts: isSigned'],
    readings: ['signingKey', 'extraSignature'],
  },
  'Does Heffl sign the deliveries of a webhook that a key has made?': {
    asked: "the headers of the first delivery, in Heffl's own delivery history: webhook-signature",
    assumed: ['yes, as it gives a secret', 'src/steps/hook-trigger.ts: hookTrigger'],
  },
  'How often and for how long does Heffl retry, and does it ever switch a webhook off?': {
    asked: "Heffl's own delivery history of a webhook whose address answers 500, a day later",
    assumed: ['for days, with the same webhook-id', 'src/steps/subscription.ts: subscriptionOf'],
  },
  'Do deliveries come in order, and once?': {
    asked: "the Zap's history of Lead Details Changed after ten quick changes of one lead, by Occurred At",
    assumed: ['neither', 'src/steps/subscription.ts: subscriptionOf'],
  },
  'Do the two events of a move to another stage have a webhook-id each?': {
    asked: "the headers of both deliveries of one move, in Heffl's own delivery history",
    assumed: ['yes', 'src/steps/subscription.ts: subscriptionOf'],
  },
  'Do events tell what a field was before it changed?': {
    asked: "a delivery of Lead Details Changed, in Heffl's own delivery history",
    assumed: ['no, so the trigger remembers what it saw', watchedFields],
  },
  'Do changes that come through the API raise events?': {
    asked: "the Zap's history of New Lead, after Create Lead of another Zap has made one",
    assumed: ['yes, so an event that tells the same again within ten minutes is dropped', watchedFields],
  },
  'Is the title of a lead what is asked for, or a job title?': {
    asked: "the form of a lead in Heffl's own app: what it calls this field",
    assumed: ['either, so the field is called Title', 'src/resources/leads/fields.ts: createLeadFields'],
  },
  // Not asked by the probe: it could not delete the source.
  'Does Heffl create a source for a name that it does not know?': {
    asked: "the sources in Heffl's own settings, after Create Lead with a Source Name that is not among them",
    assumed: ['yes', 'src/resources/leads/fields.ts: createLeadFields'],
    readings: ['unknownSource'],
  },
  // Not asked by the probe: v1 cannot delete the invoice.
  'What is a line of an invoice without a quantity or a price?': {
    asked: 'an invoice in Heffl, created by an API Request with a line that has neither',
    assumed: ['0 of both', 'src/resources/invoices/fields.ts: createInvoiceFields'],
    readings: ['omittedAmounts'],
  },
};
