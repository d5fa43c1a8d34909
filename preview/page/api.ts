import { hc } from 'hono/client';
import type { Api } from '../server.js';
import type { Entry, Section } from '../workspace.js';

/** The server's side, typed by its routes. */
export const { api } = hc<Api>('/');

type Response<T> = { readonly ok: boolean; json: () => Promise<T>; text: () => Promise<string> };

/** The content of an answer. Throws what the server says if the request failed. */
export const answer = async <T>(sent: Promise<Response<T>>): Promise<T> => {
  const response = await sent;
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};

/** What an exported page shows, or `null`. The build of the page fills it in. */
declare const EXPORTED: readonly { readonly entry: Entry; readonly sections: readonly Section[] }[] | null;
export const exported = EXPORTED;
