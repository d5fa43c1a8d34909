import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ContentFault } from '../faults.js';

/** A request as it was received; its path is relative to /api/v1. */
export type ReceivedRequest = {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** Parsed, or the text itself if it is not JSON. Absent when nothing was sent. */
  body?: unknown;
  /** When, by the sandbox's clock. */
  at: number;
};

export type Env = {
  Bindings: HttpBindings;
  Variables: { request: ReceivedRequest; contentFault?: ContentFault['kind'] };
};

export type HefflContext = Context<Env>;
