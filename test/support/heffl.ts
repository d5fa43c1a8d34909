import { z } from 'zod';
import App from '../../index.js';
import { form } from '../publishing/published-app.js';
import {
  type CollectionName,
  type ReceivedRequest,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../sandbox/index.js';
import { failureOf } from './failure.js';
import { type RunBundle, startZapier, type ZapierStandIn } from './zapier.js';

/** What a user filled in. */
export type Input = Readonly<Record<string, unknown>>;

/** A request that reached Heffl, headers aside. `body` is absent if nothing was sent. */
export type Sent = Pick<ReceivedRequest, 'method' | 'path' | 'query' | 'body'>;

/** What a search or a trigger gives: records, each with its ID as text. */
export const records = z.array(z.looseObject({ id: z.string() }));

export type ConnectedHeffl = ReturnType<typeof connectHeffl>;

/**
 * The integration between a Zapier and a Heffl of its own, started for a test file. Each of its tests finds both as they
 * started. The key's phone numbers are from the Emirates.
 */
export const connectHeffl = (options: SandboxOptions = {}) => {
  let sandbox: Sandbox;
  let zapier: ZapierStandIn;
  beforeAll(async () => {
    sandbox = await startSandbox({ rateLimit: false, ...options });
    zapier = await startZapier();
  });
  const reset = async (): Promise<void> => {
    zapier.reset();
    await sandbox.reset();
    process.env.HEFFL_BASE_URL = sandbox.url;
  };
  beforeEach(async () => {
    // The core prints what it logs. Zapier's log has it as well.
    jest.spyOn(console, 'log').mockImplementation();
    await reset();
  });
  afterEach(() => {
    delete process.env.HEFFL_BASE_URL;
  });
  afterAll(() => Promise.all([sandbox.close(), zapier.close()]));

  /** What an action gives, and what it asked of Heffl. */
  const watch = async <T>(action: () => Promise<T>): Promise<[result: T, requests: Sent[]]> => {
    const before = sandbox.requests.length;
    const result = await action();
    return [result, sandbox.requests.slice(before).map(sentIn)];
  };
  /** Runs a part of a step, or the test of the connection, with what a user filled in. */
  const runPart = (key: string, part: string, inputData: Input, more: RunBundle = {}): Promise<unknown> => {
    const authData = { api_key: sandbox.apiKey, default_country: 'AE', ...more.authData };
    return zapier.run(methodOf(key, part), { inputData, ...more, authData });
  };
  const fieldsOf =
    (part: string) =>
    async (key: string, input: Input = {}) => {
      const [fields, requests] = await watch(() => runPart(key, part, input));
      return { fields: form.parse(fields), requests };
    };

  return {
    get sandbox() {
      return sandbox;
    },
    get zapier() {
      return zapier;
    },
    /** Puts both back to how they started, within a test. */
    reset,
    watch,
    /** Runs a step, or `authentication`: what it gives, and what it asked of Heffl. */
    run: async (key: string, input: Input = {}, more: RunBundle = {}) => {
      const [output, requests] = await watch(() => runPart(key, 'perform', input, more));
      return { output, requests };
    },
    /** The form of a step, as the editor shows it with that much filled in. */
    form: fieldsOf('inputFields'),
    /** The labelled outputs of a step, as the editor offers them to later steps. */
    outputs: fieldsOf('outputFields'),
    /** How a step fails, in the words that its user reads. */
    fail: async (key: string, input: Input = {}, more: RunBundle = {}) => {
      const [failure, requests] = await watch(() => failureOf(() => runPart(key, 'perform', input, more)));
      return { ...failure, requests };
    },
    /** The ID of what is called so in Heffl. */
    idOf: (collection: CollectionName, name: string): string => {
      const records = sandbox.records.list(collection);
      const record = records.find((one) => one.name === name || one.title === name);
      if (!record) throw new Error(`There is no "${name}" among the ${collection}.`);
      return record.id;
    },
  };
};

const methodOf = (key: string, part: string): string => {
  if (key === 'authentication') return 'authentication.test';
  const kind = (['creates', 'searches', 'triggers'] as const).find((one) => key in App[one]);
  if (!kind) throw new Error(`The integration has no step "${key}".`);
  return `${kind}.${key}.operation.${part}`;
};

const sentIn = ({ method, path, query, body }: ReceivedRequest): Sent => ({
  ...{ method, path, query },
  ...(body !== undefined && { body }),
});
