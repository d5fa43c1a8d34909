import { noSuch } from '../../src/heffl/facts.js';
import { isObject } from '../../src/heffl/json.js';
import { isOk, listed, pathOf, wordsOf } from './answers.js';
import { answered, assumed, type Case, type Cases, type Fact, listing, notAsked, tolerated } from './case.js';
import type { Reader } from './live.js';

/** @param use what could be better if Heffl serves one of the paths */
const unserved = (
  question: string,
  addresses: readonly [string, ...string[]],
  fact: Fact,
  use: string,
): Case<Reader> => {
  const paths = addresses.map((address) => address.replace(/\?.*/, ''));
  const [path = ''] = paths;
  return {
    question,
    asked: addresses.map((address) => `GET ${address}`).join(', '),
    assumed: 'no',
    fact,
    find: async (heffl) => {
      const served: string[] = [];
      const unclear: string[] = [];
      for (const [index, address] of addresses.entries()) {
        const reply = await heffl.get(address);
        const name = paths[index] ?? address;
        if (isOk(reply) && (isObject(reply.data) || Array.isArray(reply.data))) served.push(name);
        else if (!noSuch.verb.includes(reply.status)) unclear.push(`${name}: ${wordsOf(reply)}`);
      }
      if (served.length > 0) return tolerated(`yes, ${listed(served)}: ${use}`);
      return unclear.length > 0 ? notAsked(listed(unclear)) : assumed('no');
    },
    // One that is served counts, whatever the answer to the others.
    tolerated: { [`yes, ${path}: ${use}`]: listing(path) },
    notAsked: {
      [`${path}: status 403: No`]: answered('GET', path, 403, { message: 'No' }),
      [`${path}: status 200`]: answered('GET', path, 200),
    },
  };
};

/** What v1 is not known to serve. The code does without each, and could do better with it. */
export const unservedCases: Cases<Reader> = {
  'invoices-read': unserved(
    'Can invoices and quotations be read?',
    [`${pathOf('invoices')}?limit=1`, '/quotations?limit=1'],
    'src/heffl/facts.ts: endpoints.invoices',
    'triggers could poll them, and show real ones as examples',
  ),
  users: unserved(
    'Is there a list of users?',
    ['/users?limit=1'],
    'src/resources/tasks/assignees.ts: loadAssignees',
    'assignees could be chosen from it',
  ),
  me: unserved(
    'Does Heffl tell whose key it is?',
    ['/me'],
    'src/authentication.ts: authentication',
    'a connection could have that name',
  ),
  // As v2 has it. Its clients are companies and contacts; it has none for leads.
  'custom-field-list': unserved(
    'Is there a list of custom fields?',
    ['/custom-fields?entity=companies'],
    'src/forms/custom-fields.ts: discoverCustomFields',
    'forms could show the fields that no recent record uses',
  ),
};
