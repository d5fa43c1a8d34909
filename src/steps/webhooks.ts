import type { Call } from '../heffl/client.js';
import { endpoints, FORBIDDEN, GONE, noSuch } from '../heffl/facts.js';
import { isObject, type JsonObject, textOf } from '../heffl/json.js';
import { type Page, pagesFrom, tryPage } from '../heffl/pages.js';
import { unwrapped } from '../heffl/records.js';
import { isUnsure, unexpected } from '../heffl/refusals.js';
import type { Run } from '../run.js';

/** A webhook as Heffl answers its creation. Its secret is in no other answer. */
type Webhook = JsonObject & { readonly id: string };

type WebhookCall = Pick<Call, 'purpose' | 'forbiddenText'> & {
  readonly name: string;
  /** The address that Heffl delivers to. Zapier gives every Zap its own. */
  readonly url: string;
  readonly events: readonly string[];
  /** Which of the events may be left out if Heffl refuses them. */
  readonly optionalEvents: readonly string[];
};

/**
 * Creates a webhook: one request. If its answer is lost, deletes what was made for this address, and tries once more. If Heffl does not
 * list webhooks, throws the error.
 */
export const createWebhook = async (run: Run, wanted: WebhookCall): Promise<Webhook> => {
  try {
    return await post(run, wanted);
  } catch (error) {
    if (!(await isUndone(run, wanted, error))) throw error;
  }
  try {
    return await post(run, wanted);
  } catch (error) {
    await isUndone(run, wanted, error);
    throw error;
  }
};

const post = async (run: Run, { events, optionalEvents, ...wanted }: WebhookCall): Promise<Webhook> => {
  const required = events.filter((event) => !optionalEvents.includes(event));
  const mayLeaveOut = required.length > 0 && required.length < events.length;
  const call: Call = {
    method: 'POST',
    path: endpoints.webhooks.paths[0],
    body: { name: wanted.name, url: wanted.url, events },
    purpose: wanted.purpose,
    noun: 'webhook',
    isUserData: true,
    ...(wanted.forbiddenText !== undefined && { forbiddenText: wanted.forbiddenText }),
    ...(mayLeaveOut && { accepts: noSuch.event }),
  };
  const { status, data } = await run.heffl.send(call);
  if (status >= 400) return post(run, { ...wanted, events: required, optionalEvents });
  const webhook = unwrapped(data);
  const id = isObject(webhook) ? textOf(webhook.id) : undefined;
  if (!isObject(webhook) || id === undefined) throw unexpected(run.z, call, 'the answer holds no webhook');
  return { ...webhook, id };
};

/** Whether a POST that failed with this error has left no webhook behind. */
const isUndone = async (run: Run, { url, purpose }: WebhookCall, error: unknown): Promise<boolean> => {
  if (!isUnsure(error)) return false;
  try {
    return await deleteWebhooksAt(run, url, purpose);
  } catch (failure) {
    run.z.console.log('A webhook may have been left behind:', failure);
    return false;
  }
};

/** Deletes a webhook. One that is gone is deleted. */
export const deleteWebhook = async (run: Run, id: string, purpose: string): Promise<void> => {
  const path = endpoints.webhooks.paths[0];
  await run.heffl.send({ method: 'DELETE', path, id, purpose, noun: 'webhook', accepts: GONE });
};

const MOST_PAGES = 10;
const UNLISTED = [...noSuch.path, ...FORBIDDEN];

/** Deletes all webhooks of an address. Returns whether the list of webhooks is served. */
export const deleteWebhooksAt = async (run: Run, url: string, purpose: string): Promise<boolean> => {
  const found: string[] = [];
  const loadPage = (cursor: string | undefined): Promise<Page | undefined> =>
    tryPage(run.z, run.heffl, { endpoint: endpoints.webhooks, noun: 'webhook', cursor }, UNLISTED);
  for await (const page of pagesFrom(loadPage, MOST_PAGES)) {
    if (!page) return false;
    found.push(...page.items.filter((webhook) => webhook.url === url).map(({ id }) => String(id)));
  }
  for (const id of found) await deleteWebhook(run, id, purpose);
  return true;
};
