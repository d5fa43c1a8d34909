import type { Bundle, ZObject } from 'zapier-platform-core';
import { YES_NO, yesNoIn } from '../../forms/yes-no.js';
import { type JsonObject, textOf } from '../../heffl/json.js';
import { lower, offeredBy, type Output, type RecordKind } from '../../kinds.js';
import { type Run, startRun } from '../../run.js';
import type { Addition } from '../../steps/instant-trigger.js';
import { optionally } from '../../steps/links.js';
import { clientsAskedFor } from './record.js';

const INCLUDE_CLIENT_KEY = 'include_client';

const details = [
  { key: 'clientName', label: 'Client Name', type: 'string' },
  { key: 'clientEmail', label: 'Client Email', type: 'string' },
  { key: 'clientPhone', label: 'Client Phone', type: 'string' },
] as const satisfies readonly Output[];

/** Adds the client's name, email and phone to events of a kind: one request, cached for five minutes. If it fails, they stay empty. */
export const clientDetails = (kind: RecordKind): Addition => {
  const offered = offeredBy(kind, 'event').map(({ key }) => key);
  const added = details.filter(({ key }) => !offered.includes(key));
  return {
    input: {
      key: INCLUDE_CLIENT_KEY,
      label: 'Include Client Details',
      type: 'string',
      choices: YES_NO,
      default: 'no',
      helpText: `Choose yes to get the name, email and phone of the client with each ${lower(kind)}. It takes one more request to Heffl for each client.`,
    },
    outputs:
      added.length > 0
        ? [(_z: ZObject, { inputData }: Bundle) => Promise.resolve(isYes(inputData) ? added : [])]
        : [],
    add: async (event, z, bundle) => {
      if (!isYes(bundle.inputData)) return event;
      const known = Object.fromEntries(details.map(({ key }) => [key, event[key] ?? null]));
      const id = textOf(event.clientId);
      if (id === undefined || !Object.values(known).includes(null)) return { ...event, ...known };
      const { name, email, phone } = await clientWith(startRun(z, bundle), id);
      return {
        ...event,
        clientName: known.clientName ?? name ?? null,
        clientEmail: known.clientEmail ?? email ?? null,
        clientPhone: known.clientPhone ?? phone ?? null,
      };
    },
  };
};

/** A word that is neither yes nor no counts as no: an error would lose the event. */
const isYes = ({ [INCLUDE_CLIENT_KEY]: chosen }: JsonObject): boolean => yesNoIn(String(chosen)) === true;

/** The client, or an empty object if there is none or Heffl does not answer. */
const clientWith = async (run: Run, id: string): Promise<JsonObject> => {
  try {
    return (await clientsAskedFor(optionally(run), [id])).get(id) ?? {};
  } catch (error) {
    run.z.console.log('The details of the client are left out:', error);
    return {};
  }
};
