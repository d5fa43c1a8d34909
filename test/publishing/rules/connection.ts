import { first, type Rule } from './rule.js';

const SECRET = /\{\{[^}]*(key|token|secret|password)[^}]*\}\}/i;

/** The rules for the form that connects an account. */
export const connectionRules: readonly Rule[] = [
  {
    code: 'D002',
    says: 'the help text of the key links to the page where a key is made',
    violations: ({ authentication }) =>
      authentication.fields
        .filter(({ type }) => type === 'password')
        .filter(({ helpText = '' }) => !/\[[^\]]+\]\(https:\/\/[^)\s]+\)/.test(helpText))
        .map(({ key }) => key),
    spoil: ({ authentication }) => {
      first(authentication.fields).helpText = 'Look in the settings.';
    },
  },
  {
    code: 'D003',
    says: 'the connection has a label, without a secret and without the name of the app',
    violations: ({ authentication: { connectionLabel: label } }) =>
      !label.includes('{{') || SECRET.test(label) || /heffl/i.test(label) ? [label] : [],
    spoil: ({ authentication }) => {
      authentication.connectionLabel = '{{api_key}}';
    },
  },
  {
    code: 'style',
    says: 'the key is hidden while it is typed, and is the only thing that has to be filled in',
    violations: ({ authentication }) =>
      authentication.fields
        .filter(
          ({ key, type, required = false }) => (key === 'api_key') !== (type === 'password' && required),
        )
        .map(({ key }) => key),
    spoil: ({ authentication }) => {
      first(authentication.fields).type = 'string';
    },
  },
];
