import { events } from '../../src/heffl/events.js';
import { isObject, textOf } from '../../src/heffl/json.js';
import { unwrapped } from '../../src/heffl/records.js';
import { isOk, listed, refused, wordsOf } from './answers.js';
import { assumed, tolerated, untold, type WriteQuestion, wrong } from './question.js';
import { NothingMade, type Scratch } from './scratch.js';

const url = 'https://zapier-probe.invalid/hook';

/** Shows the person Heffl's own words. */
const REFUSALS = { file: 'src/heffl/facts.ts', text: 'export const ABOUT_USER_DATA' };

const familyOf = (event: string): string => event.replace(/\..*/, '');

/** The families among the events, or each event where they are one family. */
const partsOf = (names: readonly string[]): readonly (readonly string[])[] => {
  const families = [...new Set(names.map(familyOf))];
  return families.length > 1
    ? families.map((family) => names.filter((name) => familyOf(name) === family))
    : names.map((name) => [name]);
};

/** `contact.*` where all of a family are among them. */
const inShort = (names: readonly string[], all: readonly string[]): string[] =>
  partsOf(all).flatMap((family) => {
    const among = family.filter((name) => names.includes(name));
    return among.length > 1 && among.length === family.length ? [`${familyOf(among.join())}.*`] : among;
  });

/** Which of the events Heffl refuses, where it refuses them together. */
const refusedAmong = async (scratch: Scratch, names: readonly string[]): Promise<readonly string[]> => {
  if (names.length === 1) return names;
  const found: string[] = [];
  for (const part of partsOf(names)) {
    const reply = await scratch.make('webhooks', { url, events: part });
    if (isOk(reply)) continue;
    if (refused(reply).verdict === 'untold') throw new Error(`${listed(part)}: ${wordsOf(reply)}`);
    found.push(...(await refusedAmong(scratch, part)));
  }
  return found;
};

/** How Heffl takes webhooks. In this order: the second to last one deletes the webhook. */
export const webhookQuestions: readonly WriteQuestion[] = [
  {
    id: 'webhook-create',
    question: 'Does Heffl register a webhook?',
    asked: 'POST /webhooks',
    assumed: 'yes',
    code: { file: 'src/steps/hook-trigger.ts', text: "method: 'POST'," },
    find: async (scratch) => {
      try {
        return assumed(`yes, with status ${(await scratch.shared('webhooks')).reply.status}`);
      } catch (error) {
        if (error instanceof NothingMade) return refused(error.reply);
        throw error;
      }
    },
  },
  {
    id: 'webhook-secret',
    question: "What does a webhook's secret look like?",
    asked: 'POST /webhooks',
    assumed: 'whsec_ and base64',
    code: { file: 'src/heffl/signatures.ts', text: "const PREFIX = 'whsec_';" },
    find: async (scratch) => {
      const webhook = unwrapped((await scratch.shared('webhooks')).reply.data);
      const secret = isObject(webhook) ? textOf(webhook.secret) : undefined;
      if (secret === undefined) return tolerated('there is none: deliveries are taken without a signature');
      // Never shown: it is a secret.
      if (!secret.startsWith('whsec_')) return tolerated('other text');
      return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)
        ? assumed('whsec_ and base64')
        : tolerated('whsec_ and other text');
    },
  },
  {
    id: 'webhook-status',
    question: 'What is the status of a new webhook?',
    asked: 'POST /webhooks',
    assumed: 'any, as nothing reads it',
    code: { file: 'src/steps/hook-trigger.ts', text: 'return { ...webhook, id };' },
    find: async (scratch) => {
      const webhook = unwrapped((await scratch.shared('webhooks')).reply.data);
      const status = isObject(webhook) ? textOf(webhook.status) : undefined;
      return assumed(`${status ?? 'none'}, which nothing reads`);
    },
  },
  {
    id: 'webhook-events',
    question: 'Does Heffl take every event that we offer?',
    asked: 'POST /webhooks with all of them; where that is refused, by family, and then one at a time',
    assumed: 'yes',
    code: { file: 'src/heffl/events.ts', text: 'export const events = {' },
    find: async (scratch) => {
      const all = Object.keys(events);
      const reply = await scratch.make('webhooks', { url, events: all });
      if (isOk(reply)) return assumed(`yes, all ${all.length}`);
      if (refused(reply).verdict === 'untold') return refused(reply);
      const not = await refusedAmong(scratch, all);
      if (not.length === all.length) return wrong(`not one of them: ${wordsOf(reply)}`);
      if (not.length === 0) return tolerated(`yes, but not all at once: ${wordsOf(reply)}`, REFUSALS);
      const words = `all but ${listed(inShort(not, all), all.length)}: ${wordsOf(reply)}`;
      const unplanned = not.find((name) => familyOf(name) !== 'contact');
      return unplanned === undefined
        ? tolerated(words, { file: 'src/resources/contacts/steps.ts', text: 'const contact = {' })
        : wrong(words, { file: 'src/heffl/events.ts', text: `'${unplanned}':` });
    },
  },
  {
    id: 'webhook-unknown-event',
    question: 'What becomes of an event that Heffl does not know?',
    asked: 'POST /webhooks with the event zapier.probe',
    assumed: 'registered all the same',
    code: REFUSALS,
    find: async (scratch) => {
      const reply = await scratch.make('webhooks', { url, events: ['zapier.probe'] });
      if (isOk(reply)) return assumed('registered all the same');
      return [400, 409, 422].includes(reply.status)
        ? tolerated(`refused with ${wordsOf(reply)}`)
        : refused(reply);
    },
  },
  {
    id: 'webhook-delete',
    question: 'Does Heffl take a webhook away?',
    asked: 'DELETE /webhooks/{id}',
    assumed: 'yes',
    code: { file: 'src/steps/hook-trigger.ts', text: "method: 'DELETE'," },
    find: async (scratch) => {
      const reply = await removeShared(scratch);
      return isOk(reply) ? assumed(`yes, with status ${reply.status}`) : refused(reply);
    },
  },
  {
    id: 'webhook-delete-twice',
    question: 'What does Heffl answer where a webhook is gone already?',
    asked: 'DELETE /webhooks/{id} once more',
    assumed: '404',
    code: { file: 'src/heffl/facts.ts', text: 'export const GONE' },
    find: async (scratch) => {
      const reply = await removeShared(scratch);
      if (reply.status === 404) return assumed(wordsOf(reply));
      if (isOk(reply) || reply.status === 410) return tolerated(wordsOf(reply));
      return reply.status >= 500 ? untold(wordsOf(reply)) : wrong(wordsOf(reply));
    },
  },
];

const removeShared = async (scratch: Scratch) =>
  scratch.remove('webhooks', (await scratch.shared('webhooks')).id);
