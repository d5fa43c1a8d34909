import { events } from '../../src/heffl/events.js';
import { GONE } from '../../src/heffl/facts.js';
import { textOf } from '../../src/heffl/json.js';
import { listed, pathOf } from './answers.js';
import { answered, assumed, assumedIf, type Cases, refuted, tolerated } from './case.js';
import { HOOK, type Scratch } from './scratch.js';

const path = pathOf('webhooks');

const posted = (status: number, body?: unknown) => answered('POST', path, status, body);

/** How Heffl takes webhooks. */
export const webhooks: Cases<Scratch> = {
  'Does Heffl register a webhook?': {
    asked: `POST ${path}`,
    assumed: ['yes', 'src/steps/hook-trigger.ts: hookTrigger'],
    find: async (scratch) => {
      const { status } = (await scratch.created('webhooks')).reply;
      return assumed(`yes, with status ${status}`);
    },
    refuted: { 'status 400: No': posted(400, { message: 'No' }) },
  },
  "What does a webhook's secret look like?": {
    asked: `POST ${path}`,
    assumed: ['whsec_ and base64', 'src/heffl/signatures.ts: isSigned'],
    find: async (scratch) => {
      const secret = textOf((await scratch.shared('webhooks')).reply.record?.secret);
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
  'What is the status of a new webhook?': {
    asked: `POST ${path}`,
    assumed: ['any, as nothing reads it', 'src/steps/hook-trigger.ts: hookTrigger'],
    find: async (scratch) => {
      const { record } = (await scratch.shared('webhooks')).reply;
      return assumed(`${textOf(record?.status) ?? 'none'}, which nothing reads`);
    },
    notAsked: { 'nothing was made: status 403': posted(403) },
  },
  'Does Heffl take every event that we offer?': {
    asked: `POST ${path} with all of them; if that is refused, one at a time`,
    assumed: ['yes', 'src/heffl/events.ts: events'],
    copes: 'src/resources/contacts/steps.ts: contacts',
    find: async (scratch) => {
      const all = Object.keys(events);
      const together = await scratch.make('webhooks', { url: HOOK, events: all });
      if (together.isOk) return assumed(`yes, all ${all.length}`);
      if (together.refusal.verdict === 'notAsked') return together.refusal;
      const not: string[] = [];
      for (const event of all) {
        const reply = await scratch.make('webhooks', { url: HOOK, events: [event] });
        if (reply.isOk) continue;
        if (reply.refusal.verdict === 'notAsked') return reply.refusal;
        not.push(event);
      }
      if (not.length === 0) return tolerated('yes, but not all at once');
      const words = `not ${listed(not, 4)}: ${together.words}`;
      // Contact events are planned, and their triggers are hidden.
      return not.every((name) => name.startsWith('contact.')) ? tolerated(words) : refuted(words);
    },
    tolerated: {
      'not contact.created, contact.updated, contact.stageChanged, contact.deleted: status 400: Unknown event: contact.created':
        { unknownEvent: 'refusePlanned' },
      'yes, but not all at once': [{ kind: 'status', status: 400 }],
    },
    refuted: {
      'not invoice.statusChanged, quotation.statusChanged, contact.created, contact.updated and 2 more: status 400: Unknown event: invoice.statusChanged':
        { unknownEvent: 'refuseUncertain' },
    },
  },
  'What does Heffl do with an event that it does not know?': {
    asked: `POST ${path} with the event zapier.probe`,
    assumed: ['it registers it all the same', 'src/heffl/facts.ts: ABOUT_USER_DATA'],
    find: async (scratch) => {
      const reply = await scratch.make('webhooks', { url: HOOK, events: ['zapier.probe'] });
      if (reply.isOk) return assumed('it registers it all the same');
      if ([400, 409, 422].includes(reply.status)) return tolerated(`refused with ${reply.words}`);
      return reply.refusal;
    },
    tolerated: { 'refused with status 400: Unknown event: zapier.probe': { unknownEvent: 'refuse' } },
    refuted: { 'status 418': posted(418) },
  },
  'Does Heffl take a webhook away?': {
    asked: `DELETE ${path}/{id}`,
    assumed: ['yes', 'src/steps/hook-trigger.ts: hookTrigger'],
    find: async (scratch) =>
      assumed(`yes, with status ${(await scratch.removeShared('webhooks')).ok().status}`),
    refuted: { 'status 405': answered('DELETE', /./, 405) },
  },
  'What does Heffl answer if a webhook is gone already?': {
    asked: `DELETE ${path}/{id}, twice`,
    assumed: ['404', 'src/heffl/facts.ts: GONE'],
    find: async (scratch) => {
      const { id } = await scratch.shared('webhooks');
      await scratch.removeShared('webhooks');
      return (await scratch.remove('webhooks', id)).among([200, 204, ...GONE], 404);
    },
    tolerated: { 'status 410': answered('DELETE', /./, 410), 'status 200': answered('DELETE', /./, 200) },
    refuted: { 'status 400': answered('DELETE', /./, 400) },
  },
};
