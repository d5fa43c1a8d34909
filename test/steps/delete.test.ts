import { errorTexts } from '../../src/errors.js';
import { connectHeffl } from '../support/heffl.js';
import { editableKinds } from '../support/steps.js';

const heffl = connectHeffl();

describe.each(editableKinds)('$remove', ({ noun, collection, remove, seeded }) => {
  test('deletes the record with one request', async () => {
    const id = heffl.idOf(collection, seeded);
    const { output, requests } = await heffl.run(remove, { id });
    expect(requests).toEqual([{ method: 'DELETE', path: `/${collection}/${id}`, query: {} }]);
    expect(output).toEqual({ id, deleted: true });
    expect(heffl.sandbox.records.get(collection, id)).toBeUndefined();
  });

  test('takes an ID that an earlier step gives as a list of one', async () => {
    const id = heffl.sandbox.records.list(collection)[0]?.id ?? '';
    expect((await heffl.run(remove, { id: [` ${id} `] })).output).toEqual({ id, deleted: true });
  });

  test('takes no whole record for an ID', async () => {
    expect(await heffl.fail(remove, { id: { id: 'x_1' } })).toEqual({
      name: 'HaltedError',
      message: errorTexts.notAnId({ id: '{"id":"x_1"}' }),
      requests: [],
    });
  });

  test('says so where there is no such record', async () => {
    const { name, message } = await heffl.fail(remove, { id: 'gone_1' });
    const words = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found`;
    expect({ name, message }).toEqual({
      name: 'HaltedError',
      message: errorTexts.missing({ purpose: `delete the ${noun}`, id: 'gone_1', reason: words }),
    });
  });

  test('deletes nothing without an ID', async () => {
    for (const id of [undefined, '', '  ']) {
      expect(await heffl.fail(remove, { id })).toMatchObject({ name: 'HaltedError', requests: [] });
    }
  });

  test.each([
    ['../webhooks/whk_1', '..%2Fwebhooks%2Fwhk_1'],
    ['a?limit=1', 'a%3Flimit%3D1'],
    ['a#b', 'a%23b'],
    ['..\\webhooks', '..\\webhooks'],
    ['%2e%2e', '%252e%252e'],
  ])('keeps the ID %s in its segment of the path', async (id, segment) => {
    const { requests } = await heffl.fail(remove, { id });
    expect(requests).toEqual([{ method: 'DELETE', path: `/${collection}/${segment}`, query: {} }]);
  });

  test.each(['.', '..', ' .. '])('refuses "%s", which no path segment can hold', async (id) => {
    expect(await heffl.fail(remove, { id })).toEqual({
      name: 'HaltedError',
      message: errorTexts.notAnId({ id: id.trim() }),
      requests: [],
    });
  });
});
