import { events } from '../../src/heffl/events.js';
import { GONE, noSuch } from '../../src/heffl/facts.js';
import { textOf } from '../../src/heffl/json.js';
import { assumedIf, isOk, listed, listKeyIn, ok, pathOf, recordIn, refused, wordsOf } from './answers.js';
import { answered, assumed, type Cases, notAsked, refuted, tolerated } from './case.js';
import type { Reader } from './live.js';
import type { Scratch } from './scratch.js';

const url = 'https://zapier-probe.invalid/hook';
const path = pathOf('webhooks');

const familyOf = (event: string): string => event.replace(/\..*/, '');

/** The families among the events, or each event if they are one family. */
const partsOf = (names: readonly string[]): readonly (readonly string[])[] => {
  const families = [...new Set(names.map(familyOf))];
  return families.length > 1
    ? families.map((family) => names.filter((name) => familyOf(name) === family))
    : names.map((name) => [name]);
};

/** `contact.*` if all of a family are among them. */
const inShort = (names: readonly string[], all: readonly string[]): string[] =>
  partsOf(all).flatMap((family) => {
    const among = family.filter((name) => names.includes(name));
    return among.length > 1 && among.length === family.length ? [`${familyOf(among.join())}.*`] : among;
  });

/** Which of the events Heffl refuses, if it refuses them together: asked by family, then one at a time. */
const refusedAmong = async (scratch: Scratch, names: readonly string[]): Promise<readonly string[]> => {
  if (names.length === 1) return names;
  const found: string[] = [];
  for (const part of partsOf(names)) {
    const reply = await scratch.make('webhooks', { url, events: part });
    if (isOk(reply)) continue;
    if (refused(reply).verdict === 'notAsked') throw new Error(`${listed(part)}: ${wordsOf(reply)}`);
    found.push(...(await refusedAmong(scratch, part)));
  }
  return found;
};

const NO_LIST = 'no: a webhook whose creation had no answer cannot be found, and stays in Heffl';

export const webhookReads: Cases<Reader> = {
  'webhook-list': {
    question: 'Can webhooks be listed?',
    asked: `GET ${path}?limit=1`,
    assumed: 'yes',
    fact: 'src/steps/hook-trigger.ts: hookTrigger',
    find: async (heffl) => {
      const reply = await heffl.get(path, { limit: 1 });
      if (isOk(reply) && listKeyIn(reply)) return assumed('yes');
      return noSuch.verb.includes(reply.status) ? tolerated(NO_LIST) : notAsked(wordsOf(reply));
    },
    tolerated: { [NO_LIST]: { webhookList: 'unserved' } },
  },
};

const posted = (status: number, body?: unknown) => answered('POST', path, status, body);

/** How Heffl takes webhooks. */
export const webhookWrites: Cases<Scratch> = {
  'webhook-create': {
    question: 'Does Heffl register a webhook?',
    asked: `POST ${path}`,
    assumed: 'yes',
    fact: 'src/steps/hook-trigger.ts: hookTrigger',
    find: async (scratch) => {
      const { status } = (await scratch.created('webhooks')).reply;
      return assumed(`yes, with status ${status}`);
    },
    refuted: { 'status 400: No': posted(400, { message: 'No' }) },
  },
  'webhook-secret': {
    question: "What does a webhook's secret look like?",
    asked: `POST ${path}`,
    assumed: 'whsec_ and base64',
    fact: 'src/heffl/signatures.ts: isSigned',
    find: async (scratch) => {
      const secret = textOf(recordIn((await scratch.shared('webhooks')).reply)?.secret);
      if (secret === undefined) return tolerated('there is none: deliveries are taken without a signature');
      // Never shown: it is a secret.
      if (!secret.startsWith('whsec_')) return tolerated('other text');
      const isBase64 = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret);
      return assumedIf(isBase64, `whsec_ and ${isBase64 ? 'base64' : 'other text'}`);
    },
    tolerated: {
      'other text': { secretForm: 'plain' },
      'whsec_ and other text': posted(200, { id: 'whk_1', secret: 'whsec_?' }),
      'there is none: deliveries are taken without a signature': posted(200, { id: 'whk_1' }),
    },
  },
  'webhook-status': {
    question: 'What is the status of a new webhook?',
    asked: `POST ${path}`,
    assumed: 'any, as nothing reads it',
    fact: 'src/steps/hook-trigger.ts: hookTrigger',
    find: async (scratch) => {
      const status = textOf(recordIn((await scratch.shared('webhooks')).reply)?.status);
      return assumed(`${status ?? 'none'}, which nothing reads`);
    },
    notAsked: { 'nothing was made: status 403': posted(403) },
  },
  'webhook-events': {
    question: 'Does Heffl take every event that we offer?',
    asked: `POST ${path} with all of them; if that is refused, by family, and then one at a time`,
    assumed: 'yes',
    fact: 'src/heffl/events.ts: events',
    copes: 'src/resources/contacts/steps.ts: contacts',
    find: async (scratch) => {
      const all = Object.keys(events);
      const reply = await scratch.make('webhooks', { url, events: all });
      if (isOk(reply)) return assumed(`yes, all ${all.length}`);
      if (refused(reply).verdict === 'notAsked') return refused(reply);
      const not = await refusedAmong(scratch, all);
      if (not.length === all.length) return refuted(`not one of them: ${wordsOf(reply)}`);
      if (not.length === 0) return tolerated(`yes, but not all at once: ${wordsOf(reply)}`);
      const words = `all but ${listed(inShort(not, all), all.length)}: ${wordsOf(reply)}`;
      // Contact events are planned, and their triggers are hidden.
      return not.every((name) => familyOf(name) === 'contact') ? tolerated(words) : refuted(words);
    },
    tolerated: {
      'all but contact.*: status 400: Unknown event: contact.created': { unknownEvent: 'refusePlanned' },
      'yes, but not all at once: status 400': [{ kind: 'status', status: 400 }],
    },
    refuted: {
      'all but invoice.statusChanged, quotation.statusChanged, contact.*: status 400: Unknown event: invoice.statusChanged':
        { unknownEvent: 'refuseUncertain' },
      'not one of them: status 400': posted(400),
    },
  },
  'webhook-unknown-event': {
    question: 'What does Heffl do with an event that it does not know?',
    asked: `POST ${path} with the event zapier.probe`,
    assumed: 'it registers it all the same',
    fact: 'src/heffl/facts.ts: ABOUT_USER_DATA',
    find: async (scratch) => {
      const reply = await scratch.make('webhooks', { url, events: ['zapier.probe'] });
      if (isOk(reply)) return assumed('it registers it all the same');
      return [400, 409, 422].includes(reply.status)
        ? tolerated(`refused with ${wordsOf(reply)}`)
        : refused(reply);
    },
    tolerated: { 'refused with status 400: Unknown event: zapier.probe': { unknownEvent: 'refuse' } },
    refuted: { 'status 418': posted(418) },
  },
  'webhook-delete': {
    question: 'Does Heffl take a webhook away?',
    asked: `DELETE ${path}/{id}`,
    assumed: 'yes',
    fact: 'src/steps/hook-trigger.ts: hookTrigger',
    find: async (scratch) => {
      const { status } = ok(await scratch.removeShared('webhooks'));
      return assumed(`yes, with status ${status}`);
    },
    refuted: { 'status 405': answered('DELETE', /./, 405) },
  },
  'webhook-delete-twice': {
    question: 'What does Heffl answer if a webhook is gone already?',
    asked: `DELETE ${path}/{id}, twice`,
    assumed: '404',
    fact: 'src/heffl/facts.ts: GONE',
    find: async (scratch) => {
      const { id } = await scratch.shared('webhooks');
      await scratch.removeShared('webhooks');
      const reply = await scratch.remove('webhooks', id);
      return isOk(reply) || GONE.includes(reply.status)
        ? assumedIf(reply.status === 404, wordsOf(reply))
        : refused(reply);
    },
    tolerated: { 'status 410': answered('DELETE', /./, 410), 'status 200': answered('DELETE', /./, 200) },
    refuted: { 'status 400': answered('DELETE', /./, 400) },
  },
};
