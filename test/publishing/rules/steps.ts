import { version } from 'zapier-platform-core';
import type { Field } from '../published-app.js';
import { about, creates, type Rule, searches, shown, steps, triggers, wholeApp } from './rule.js';

const SECRET = /\{\{[^}]*(key|token|secret|password)[^}]*\}\}/i;

/** What a "Create or Update" step searches for stands with how it searches, above the form of the create. */
const withoutSearchAbove = (fields: readonly Field[]): readonly Field[] =>
  fields.filter(({ key }, index) => key !== 'search_value' || fields[index - 1]?.key !== 'search_by');

const hasRequiredAfterOptional = (state: readonly Field[]): boolean => {
  const inputs = state.filter(({ type }) => type !== 'copy').map(({ required = false }) => required);
  return inputs.includes(false) && inputs.lastIndexOf(true) > inputs.indexOf(false);
};

/** The rules for triggers, actions and searches, and for the app as a whole. */
export const stepRules: readonly Rule[] = [
  ...about([wholeApp], {
    'D003: the connection has a label, without a secret and without the name of the app': {
      isBroken: ({ authentication: { connectionLabel: label } }) =>
        !label.includes('{{') || SECRET.test(label) || /heffl/i.test(label),
      spoil: { authentication: { connectionLabel: '{{api_key}}' } },
    },
    'D007: every address in the definition is an https address': {
      isBroken: (app) => JSON.stringify(app).includes('http://'),
      spoil: { authentication: { connectionLabel: 'http://example.com' } },
    },
    'D027: the app runs on the installed, pinned platform version': {
      isBroken: ({ platformVersion }) => platformVersion !== version,
      spoil: { platformVersion: '18.0.1' },
    },
    'D028: Zapier leaves the input data as it is': {
      isBroken: ({ flags }) => flags.cleanInputData !== false,
      spoil: { flags: { cleanInputData: true } },
    },
  }),
  ...about([triggers], {
    'D021: the description of a trigger starts with "Triggers when" and ends with a full stop': {
      isBroken: ({ display }) => !/^Triggers when .+\.$/.test(display.description),
      spoil: { display: { description: 'Fires on a new lead.' } },
    },
    'style: no trigger is called Updated: its label names the change': {
      isBroken: ({ display }) => /^Updated\b/.test(display.label),
      spoil: { display: { label: 'Updated Lead' } },
    },
  }),
  ...about([creates, searches], {
    'D009, D022: every action and search has an input that no function makes, whatever the account holds': {
      isBroken: ({ operation }) => !operation.inputFields.some((input) => typeof input === 'object'),
      spoil: { operation: { inputFields: ['$func$2$f$'] } },
    },
    'style: the description of an action or a search starts with what it does and ends with a full stop': {
      isBroken: ({ display }) => !/^[A-Z][a-z]+s .+\.$/.test(display.description),
      spoil: { display: { description: 'Create a lead' } },
    },
    'style: an action is called Create, Update or Delete, and a search Find, as their keys are': {
      isBroken: ({ key, display }) =>
        key !== 'api_request' && key !== display.label.toLowerCase().replaceAll(' ', '_'),
      spoil: { display: { label: 'Get Lead' } },
    },
  }),
  ...about([creates], {
    'style: every action that deletes warns of it in its form': {
      isBroken: ({ key, form }) => key.startsWith('delete_') && form[0]?.type !== 'copy',
      spoil: { form: [{ key: 'id' }] },
      spoilIn: ({ key }) => key === 'delete_lead',
    },
  }),
  ...about([shown], {
    'style: no two visible steps of a kind have one label': {
      isBroken: ({ key, family, display }, app) =>
        shown(app).some(
          ([, other]) =>
            other.key !== key && other.family === family && other.display.label === display.label,
        ),
      spoil: { display: { label: 'Create Client' } },
      spoilIn: ({ key }) => key === 'create_lead',
    },
  }),
  ...about([steps], {
    'style: required inputs come first, but for the search above a form': {
      isBroken: ({ states }) => states.map(withoutSearchAbove).some(hasRequiredAfterOptional),
      spoil: { states: [[{ key: 'note' }, { key: 'name', required: true }]] },
    },
    'style: no two inputs of a form have one label': {
      isBroken: ({ form }) => {
        const labels = new Map(form.map(({ key, label = key }) => [key, label]));
        return new Set(labels.values()).size < labels.size;
      },
      spoil: {
        form: [
          { key: 'startDate', label: 'Date' },
          { key: 'dueDate', label: 'Date' },
        ],
      },
    },
    'style: keys are words in lower case, joined by underscores': {
      isBroken: ({ key }) => !/^[a-z]+(_[a-z]+)+$/.test(key),
      spoil: { key: 'newLead' },
    },
  }),
];
