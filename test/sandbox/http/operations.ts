import { ApiError } from '../api-error.js';
import type { RequestFault } from '../faults.js';
import { type Fields, isFields, without } from '../fields.js';
import type { Heffl } from '../heffl.js';
import { answerOf, changedOf } from '../presentation.js';
import { resources } from '../resources/index.js';
import type { Operation } from '../resources/resource.js';
import type { ReceivedRequest } from './api.js';
import { type HttpAnswer, json } from './listen.js';
import { Pages } from './pages.js';
import type { Route } from './routes.js';

/** The fields that a request sends, but for those that Heffl ignores. */
const sentBy = ({ headers, body }: ReceivedRequest, ignored?: readonly string[]): Fields => {
  if (!headers['content-type']?.includes('application/json'))
    throw new ApiError(400, 'Content-Type must be application/json');
  if (typeof body === 'string' || body === undefined)
    throw new ApiError(400, 'Request body must be valid JSON');
  if (!isFields(body)) throw new ApiError(400, 'Request body must be a JSON object');
  return without(body, ignored);
};

/** What carries out requests. A fault may spoil the answer. */
export const operationsOf = (heffl: Heffl, pageSize: number) => {
  const { records } = heffl;
  const { readings } = records;
  const pages = new Pages(records, pageSize);

  return (
    operation: Operation,
    { collection, id = '' }: Route,
    request: ReceivedRequest,
    fault?: RequestFault['kind'],
  ): HttpAnswer => {
    const sent = () => sentBy(request, resources[collection].ignores?.(readings));
    const one = (record: Fields, status = 200): HttpAnswer =>
      json(fault === 'recordWithoutId' ? without(record, ['id']) : record, status);

    switch (operation) {
      case 'list':
        return json(pages.answer(collection, request.query, fault));
      case 'get':
        return one(answerOf(heffl.require(collection, id), records));
      case 'create':
        return one(changedOf(heffl.create(collection, sent()), records, true), Number(readings.createStatus));
      case 'update':
        return one(changedOf(heffl.update(collection, id, sent()), records, false));
      case 'delete': {
        const record = heffl.delete(collection, id);
        if (readings.deleteAnswer === 'empty204') return { status: 204 };
        if (readings.deleteAnswer === 'record') return json(answerOf(record, records));
        return json({ id: records.reference(collection, record.id), deleted: true });
      }
    }
  };
};
