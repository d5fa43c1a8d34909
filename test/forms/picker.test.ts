import { namePicker, picker } from '../../src/forms/picker.js';

test('a picker takes the ID of a record from a dropdown, and links to the search that finds it', () => {
  const field = { key: 'id', label: 'Lead', list: 'lead_list', required: true } as const;
  expect(picker({ ...field, helpText: 'Choose one.' })).toEqual({
    key: 'id',
    label: 'Lead',
    type: 'string',
    dynamic: 'lead_list.id.label',
    search: 'find_lead.id',
    required: true,
    helpText: 'Choose one.',
  });
});

test('a picker without a search has no link to one', () => {
  expect(picker({ key: 'ownerId', label: 'Owner', list: 'assignee_list' })).toStrictEqual({
    key: 'ownerId',
    label: 'Owner',
    type: 'string',
    dynamic: 'assignee_list.id.label',
  });
});

test('a picker of names takes several names, and no IDs', () => {
  const field = {
    key: 'stages',
    label: 'Stages',
    list: 'lead_stage_list',
    helpText: 'Only these.',
  } as const;
  expect(namePicker(field)).toStrictEqual({
    key: 'stages',
    label: 'Stages',
    type: 'string',
    list: true,
    dynamic: 'lead_stage_list.name.label',
    helpText: 'Only these.',
  });
});
