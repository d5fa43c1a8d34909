import { endpoints, noSuch } from '../../src/heffl/facts.js';
import { isObject } from '../../src/heffl/json.js';
import { isOk, listed, wordsOf } from './answers.js';
import type { LiveHeffl } from './heffl.js';
import { assumed, type Finding, type ReadQuestion, tolerated, untold } from './question.js';

const ONE = { limit: 1 };

type Address = Parameters<LiveHeffl['get']>;

type UnservedQuestion = Omit<ReadQuestion, 'assumed' | 'find'> & {
  readonly addresses: readonly Address[];
  /** What could be better where Heffl serves it after all; nothing in the code where it is left out. */
  readonly use?: string;
};

const unservedQuestion = ({ addresses, use, ...question }: UnservedQuestion): ReadQuestion => ({
  ...question,
  assumed: use === undefined ? 'either' : 'no',
  find: async (heffl): Promise<Finding> => {
    const served: string[] = [];
    const unclear: string[] = [];
    for (const [path, query] of addresses) {
      const reply = await heffl.get(path, query);
      if (isOk(reply) && (isObject(reply.data) || Array.isArray(reply.data))) served.push(path);
      else if (!noSuch.verb.includes(reply.status)) unclear.push(`${path}: ${wordsOf(reply)}`);
    }
    if (served.length > 0) {
      const words = `yes, ${listed(served)}`;
      return use === undefined ? assumed(words) : tolerated(`${words}: ${use}`);
    }
    return unclear.length > 0 ? untold(listed(unclear)) : assumed('no');
  },
});

/** What v1 is not known to serve. The code does without each, and could do better with it. */
export const unservedQuestions: readonly ReadQuestion[] = [
  unservedQuestion({
    id: 'invoices-read',
    question: 'Can invoices and quotations be read?',
    asked: 'GET /invoices?limit=1, GET /quotations?limit=1',
    code: { file: 'src/heffl/facts.ts', text: "invoices: { paths: ['/invoices'], unlisted: true }" },
    addresses: [
      [endpoints.invoices.paths[0], ONE],
      ['/quotations', ONE],
    ],
    use: 'triggers could poll them, and show real ones as examples',
  }),
  unservedQuestion({
    id: 'users',
    question: 'Is there a list of users?',
    asked: 'GET /users?limit=1',
    code: { file: 'src/resources/tasks/assignees.ts', text: 'export const loadAssignees' },
    addresses: [['/users', ONE]],
    use: 'assignees could be chosen from it',
  }),
  unservedQuestion({
    id: 'me',
    question: 'Does Heffl tell whose key it is?',
    asked: 'GET /me',
    code: { file: 'src/authentication.ts', text: 'connectionLabel:' },
    addresses: [['/me']],
    use: 'a connection could have that name',
  }),
  unservedQuestion({
    id: 'custom-field-list',
    question: 'Is there a list of custom fields?',
    // As v2 has it. Its clients are companies and contacts; it has none for leads.
    asked: 'GET /custom-fields?entity=companies',
    code: { file: 'src/forms/custom-fields.ts', text: 'export const customFieldsOf' },
    addresses: [['/custom-fields', { entity: 'companies' }]],
    use: 'forms could show the fields that no recent record uses',
  }),
  unservedQuestion({
    id: 'webhook-list',
    question: 'Can webhooks be listed?',
    asked: 'GET /webhooks?limit=1',
    code: { file: 'src/heffl/facts.ts', text: "webhooks: { paths: ['/webhooks']" },
    addresses: [[endpoints.webhooks.paths[0], ONE]],
  }),
];
