import { ApiError } from '../api-error.js';
import { type Fields, isFields } from '../fields.js';
import type { Heffl } from '../heffl.js';
import { answerOf, changedOf } from '../presentation.js';
import type { StoredRecord } from '../records.js';
import { resources } from '../resources/index.js';
import type { CollectionName } from '../resources/names.js';
import type { Operation } from '../resources/resource.js';
import type { HefflContext } from './env.js';
import type { Pages } from './pages.js';

export type Handler = (c: HefflContext) => Response;

const sentJson = (c: HefflContext): unknown => {
  if (!c.req.header('content-type')?.includes('application/json')) {
    throw new ApiError(400, 'Content-Type must be application/json');
  }
  const { body } = c.var.request;
  if (typeof body === 'string' || body === undefined)
    throw new ApiError(400, 'Request body must be valid JSON');
  return body;
};

/** The body of a request without the fields that the API does not take. */
const withoutIgnored = (body: unknown, ignored: string[] = []): unknown =>
  isFields(body) ? Object.fromEntries(Object.entries(body).filter(([key]) => !ignored.includes(key))) : body;

const send = (c: HefflContext, { id, ...rest }: Fields, status: 200 | 201 = 200): Response =>
  c.json(c.var.contentFault === 'recordWithoutId' ? rest : { id, ...rest }, status);

/** What the API does with a collection, by the name of the operation. */
export const operationsOf = (
  collection: CollectionName,
  heffl: Heffl,
  pages: Pages,
): Record<Operation, Handler> => {
  const { records } = heffl;
  const named = (c: HefflContext): string => c.req.param('id') ?? '';
  const sent = (c: HefflContext): unknown =>
    withoutIgnored(sentJson(c), resources[collection].serves?.ignores?.(records.readings));

  const deleted = (c: HefflContext, record: StoredRecord): Response => {
    switch (records.readings.deleteAnswer) {
      case 'record':
        return c.json(answerOf(collection, record, records));
      case 'json':
        return c.json({ id: records.reference(collection, record.id), deleted: true });
      case 'empty204':
        return c.body(null, 204);
    }
  };

  return {
    list: (c) => c.json(pages.answer(collection, c.req.query(), c.var.contentFault)),
    get: (c) => send(c, answerOf(collection, heffl.require(collection, named(c)), records)),
    create: (c) => {
      const record = heffl.create(collection, sent(c));
      const status = records.readings.createStatus === '201' ? 201 : 200;
      return send(c, changedOf(collection, record, records, true), status);
    },
    update: (c) => {
      const record = heffl.update(collection, named(c), sent(c));
      return send(c, changedOf(collection, record, records, false));
    },
    delete: (c) => deleted(c, heffl.delete(collection, named(c))),
  };
};
