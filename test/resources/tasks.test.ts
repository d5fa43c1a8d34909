import { errorTexts } from '../../src/errors.js';
import { connectHeffl } from '../support/heffl.js';

const heffl = connectHeffl();

test('create_task sends every field as what it is', async () => {
  const links = { entity: 'deals', entityId: heffl.idOf('deals', 'Annual AC maintenance') };
  const tagIds = [heffl.idOf('tags', 'Urgent'), heffl.idOf('tags', 'VIP')];
  const assigneeIds = [heffl.idOf('users', 'Aisha Rahman')];
  const { output, requests } = await heffl.run('create_task', {
    title: 'Call the hotel',
    description: 'Ask for the facilities manager',
    type: 'To-do',
    status: 'In Progress',
    priority: 'low',
    startDate: '2026-01-20T09:00:00+04:00',
    dueDate: '2026-01-20T17:00:00Z',
    showTime: 'yes',
    durationMinutes: '30',
    assigneeIds,
    tagIds: tagIds.join(','),
    ...links,
  });
  const body = {
    title: 'Call the hotel',
    description: 'Ask for the facilities manager',
    type: 'todo',
    status: 'IN_PROGRESS',
    priority: 'LOW',
    startDate: '2026-01-20T09:00:00+04:00',
    dueDate: '2026-01-20T17:00:00Z',
    showTime: true,
    durationMinutes: 30,
    assigneeIds,
    tagIds,
    ...links,
  };
  expect(requests).toEqual([{ method: 'POST', path: '/tasks', query: {}, body }]);
  expect(output).toMatchObject({
    ...body,
    number: 'TSK-0003',
    startDate: '2026-01-20T05:00:00.000Z',
    dueDate: '2026-01-20T17:00:00.000Z',
    completedOn: null,
  });
});

test('update_task completes a task', async () => {
  const id = heffl.idOf('tasks', 'Visit the villa');
  const { output, requests } = await heffl.run('update_task', { id, status: 'Completed', showTime: false });
  expect(requests).toEqual([
    { method: 'PATCH', path: `/tasks/${id}`, query: {}, body: { status: 'COMPLETED', showTime: false } },
  ]);
  const completedOn = heffl.sandbox.records.get('tasks', id)?.completedOn;
  expect(output).toMatchObject({ id, status: 'COMPLETED', completedOn });
  expect(Date.parse(String(completedOn))).toBeGreaterThan(0);
});

test.each(['create_task', 'update_task'])('%s refuses half a link before anything is sent', async (key) => {
  const input = { id: heffl.idOf('tasks', 'Visit the villa'), title: 'Call' };
  expect(await heffl.fail(key, { ...input, entity: 'leads' })).toEqual({
    name: 'HaltedError',
    message: errorTexts.required({ label: 'Lead or Deal' }),
    requests: [],
  });
  expect(await heffl.fail(key, { ...input, entityId: 'ld_1' })).toEqual({
    name: 'HaltedError',
    message: errorTexts.required({ label: 'Linked To' }),
    requests: [],
  });
});

test('update_task unlinks a task where one part of the link is chosen', async () => {
  const id = heffl.idOf('tasks', 'Visit the villa');
  const { output, requests } = await heffl.run('update_task', {
    id,
    fields_to_clear: ['entity'],
  });
  expect(requests).toMatchObject([{ method: 'PATCH', body: { entity: null, entityId: null } }]);
  expect(output).toMatchObject({ id, entity: null, entityId: null });
});

test.each([
  ['create_task', 'leads', 'lead_list.id.label', 'find_lead.id'],
  ['create_task', 'Deal', 'deal_list.id.label', 'find_deal.id'],
  ['update_task', 'deals', 'deal_list.id.label', 'find_deal.id'],
])('the form of %s, linked to %s, offers %s', async (key, entity, dynamic, search) => {
  const { fields, requests } = await heffl.form(key, { entity });
  expect(fields.find((field) => field.key === 'entityId')).toMatchObject({ dynamic, search });
  expect(fields.find((field) => field.key === 'entity')).toMatchObject({ altersDynamicFields: true });
  expect(requests).toEqual([]);
});

test.each(['create_task', 'update_task'])(
  'the form of %s has no record to link before its kind',
  async (key) => {
    const { fields } = await heffl.form(key);
    expect(fields.map((field) => field.key)).not.toContain('entityId');
  },
);
