import { hc } from 'hono/client';
import type { Api } from '../server.js';
import type { Entry, Section } from '../workspace.js';

/** The server's side, typed by its routes. */
export const { api } = hc<Api>('/');

/** A step with its forms, in an exported page. */
export type Exported = { readonly entry: Entry; readonly sections: readonly Section[] };

/** Filled in when the page is built: what an exported page shows, or `null`. */
declare const EXPORTED: readonly Exported[] | null;
export const exported = EXPORTED;
