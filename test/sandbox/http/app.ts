import { Hono } from 'hono';
import { ApiError } from '../api-error.js';
import type { Faults } from '../faults.js';
import type { Heffl } from '../heffl.js';
import { Cursors } from './cursors.js';
import { endpointsOf } from './endpoints.js';
import type { Env, HefflContext } from './env.js';
import { faultyAnswers } from './faulty-answers.js';
import { Pages } from './pages.js';
import { rateLimit } from './rate-limit.js';
import { receive, type Receiver } from './receive.js';

export const BASE_PATH = '/api/v1';

type Settings = {
  apiKey: string;
  rateLimit: number | false;
  pageSize: number;
  faults: Faults;
  receiver: Receiver;
};

/** The API: what happens to a request, in this order. */
export const createApp = (heffl: Heffl, settings: Settings): Hono<Env> => {
  const { readings } = heffl.records;
  const app = new Hono<Env>();

  const refuse = (c: HefflContext, error: ApiError): Response => {
    const { status, code, message, issues } = readings.errorFields === 'named' ? error : error.unnamed;
    return c.json(
      readings.errorShape === 'flat' ? { code, message } : { error: { code, message, details: { issues } } },
      status,
    );
  };

  app.use(receive(BASE_PATH, heffl.records.clock, settings.receiver));
  app.use(faultyAnswers(settings.faults));
  if (settings.rateLimit !== false) app.use(rateLimit(settings.rateLimit, heffl.records));
  app.use(async (c, next) => {
    const key = c.req.header('x-api-key');
    if (key === undefined) throw new ApiError(401, "API key required. Include 'x-api-key' header.");
    if (key !== settings.apiKey) throw new ApiError(401, 'Invalid API key');
    await next();
  });

  const pages = new Pages(heffl.records, new Cursors(), settings.pageSize);
  for (const { path, served, verbs } of endpointsOf(heffl, pages)) {
    app.all(`${BASE_PATH}${path}`, async (c, next) => {
      if (!served(readings)) return next();
      const handler = verbs(readings)[c.req.method];
      if (handler) return handler(c);
      if (readings.unservedVerb === '404') throw new ApiError(404, 'Route not found');
      c.header('Allow', Object.keys(verbs(readings)).join(', '));
      throw new ApiError(405, `Method ${c.req.method} is not allowed here`);
    });
  }

  app.all('*', () => {
    throw new ApiError(404, 'Route not found');
  });
  app.onError((error, c) =>
    refuse(
      c,
      error instanceof ApiError ? error : new ApiError(500, `The sandbox failed: ${String(error.stack)}`),
    ),
  );
  return app;
};
