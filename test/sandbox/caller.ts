import { z } from 'zod';
import type { Sandbox } from './index.js';

const listSchema = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  nextCursor: z.string().nullable(),
  hasMore: z.boolean(),
});

export type Answer = { status: number; headers: Headers; body: unknown };

type Send = { headers?: Record<string, string>; body?: unknown };

/** Calls a sandbox over HTTP as a client of the API would. */
export const callerOf = (sandbox: Pick<Sandbox, 'url' | 'apiKey'>) => {
  const call = async (method: string, path: string, { headers = {}, body }: Send = {}): Promise<Answer> => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        'x-api-key': sandbox.apiKey,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return {
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown) => call('POST', path, { body }),
    patch: (path: string, body: unknown) => call('PATCH', path, { body }),
    /** A page of a list in the documented shape. */
    page: async (path: string) => listSchema.parse((await call('GET', path)).body),
  };
};

export type Caller = ReturnType<typeof callerOf>;
