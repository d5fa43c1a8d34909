import { z } from 'zod';
import App from '../../index.js';
import {
  type CollectionName,
  type ReceivedRequest,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../sandbox/index.js';
import { type Failure, failureOf } from './failure.js';
import { type RunBundle, startZapier, type ZapierStandIn } from './zapier.js';

/** What a user filled in. */
export type Input = Readonly<Record<string, unknown>>;

/** A request that reached Heffl, headers aside. `body` is absent if nothing was sent. */
export type Sent = Pick<ReceivedRequest, 'method' | 'path' | 'query' | 'body'>;

/** The integration between a Zapier and a Heffl of its own. Every test finds both as they started. */
export type ConnectedHeffl = {
  readonly sandbox: Sandbox;
  readonly zapier: ZapierStandIn;
  /** Puts both back to how they started, within a test. */
  readonly reset: () => Promise<void>;
  /** Runs a step, or `authentication`, with what a user filled in: what it gives, and what it asked of Heffl. */
  readonly run: (
    key: string,
    input?: Input,
    more?: RunBundle,
  ) => Promise<{ readonly output: unknown; readonly requests: readonly Sent[] }>;
  /** The form of a step, as the editor shows it with that much filled in. */
  readonly form: (
    key: string,
    input?: Input,
  ) => Promise<{ readonly fields: readonly FormField[]; readonly requests: readonly Sent[] }>;
  /** The labelled outputs of a step, as the editor offers them to later steps. */
  readonly outputs: (
    key: string,
    input?: Input,
  ) => Promise<{ readonly fields: readonly FormField[]; readonly requests: readonly Sent[] }>;
  /** How a step fails, in the words that its user reads. */
  readonly fail: (
    key: string,
    input?: Input,
    more?: RunBundle,
  ) => Promise<Failure & { readonly requests: readonly Sent[] }>;
  /** The ID of what is called so in Heffl. */
  readonly idOf: (collection: CollectionName, name: string) => string;
};

const formField = z.looseObject({
  key: z.string(),
  label: z.string().optional(),
  type: z.string().optional(),
  required: z.boolean().optional(),
  list: z.boolean().optional(),
  dynamic: z.string().optional(),
  search: z.string().optional(),
  choices: z.record(z.string(), z.string()).optional(),
});
export type FormField = z.output<typeof formField>;

/**
 * Starts a sandbox and a Zapier for a test file, and puts both back to how they started before each of its tests. The
 * key's phone numbers are from the Emirates.
 */
export const connectHeffl = (options: SandboxOptions = {}): ConnectedHeffl => {
  let started: { readonly sandbox: Sandbox; readonly zapier: ZapierStandIn } | undefined;
  const current = () => {
    if (!started) throw new Error('Heffl runs within tests only.');
    return started;
  };
  beforeAll(async () => {
    started = { sandbox: await startSandbox({ rateLimit: false, ...options }), zapier: await startZapier() };
  });
  const reset = async () => {
    current().zapier.reset();
    await current().sandbox.reset();
    process.env.HEFFL_BASE_URL = current().sandbox.url;
  };
  beforeEach(async () => {
    // The core prints what it logs. Zapier's log has it as well.
    jest.spyOn(console, 'log').mockImplementation();
    await reset();
  });
  afterEach(() => {
    delete process.env.HEFFL_BASE_URL;
  });
  afterAll(() => Promise.all([current().sandbox.close(), current().zapier.close()]));

  const call = (method: string, inputData: Input, more: RunBundle): Promise<unknown> => {
    const { sandbox, zapier } = current();
    const authData = { api_key: sandbox.apiKey, default_country: 'AE', ...more.authData };
    return zapier.run(method, { inputData, ...more, authData });
  };
  const observed = async <T>(action: () => Promise<T>) => {
    const { requests } = current().sandbox;
    const before = requests.length;
    return { result: await action(), requests: () => requests.slice(before).map(sentIn) };
  };

  const fieldsOf = async (method: string, input: Input) => {
    const { result, requests } = await observed(() => call(method, input, {}));
    return { fields: z.array(formField).parse(result), requests: requests() };
  };

  return {
    get sandbox() {
      return current().sandbox;
    },
    get zapier() {
      return current().zapier;
    },
    reset,
    run: async (key, input = {}, more = {}) => {
      const { result, requests } = await observed(() => call(methodOf(key, 'perform'), input, more));
      return { output: result, requests: requests() };
    },
    form: (key, input = {}) => fieldsOf(methodOf(key, 'inputFields'), input),
    outputs: (key, input = {}) => fieldsOf(methodOf(key, 'outputFields'), input),
    fail: async (key, input = {}, more = {}) => {
      const { result, requests } = await observed(() =>
        failureOf(() => call(methodOf(key, 'perform'), input, more)),
      );
      // The core adds what it was doing, for the developer's log.
      const [message = ''] = result.message.split('\nWhat happened:');
      return { ...result, message, requests: requests() };
    },
    idOf: (collection, name) => {
      const records = current().sandbox.records.list(collection);
      const record = records.find((one) => one.name === name || one.title === name);
      if (!record) throw new Error(`There is no "${name}" among the ${collection}.`);
      return record.id;
    },
  };
};

const methodOf = (key: string, part: 'perform' | 'inputFields' | 'outputFields'): string => {
  if (key === 'authentication') return 'authentication.test';
  const kinds = ['creates', 'searches', 'triggers'] as const;
  const kind = kinds.find((one) => key in App[one]);
  if (!kind) throw new Error(`The integration has no step "${key}".`);
  return `${kind}.${key}.operation.${part}`;
};

export const sentIn = ({ method, path, query, body }: ReceivedRequest): Sent => ({
  method,
  path,
  query: { ...query },
  ...(body !== undefined && { body }),
});
