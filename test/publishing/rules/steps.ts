import { version } from 'zapier-platform-core';
import type { Step } from '../published-app.js';
import { first, inFamily, inputsOf, type Rule, shown } from './rule.js';

const SMALL_WORDS = 'a an and as at but by for from in into of on or per the to via with'.split(' ');

const hooksOf = (steps: readonly Step[]): Step[] =>
  steps.filter(({ operation }) => operation.type === 'hook');

type HookFunction = 'performList' | 'performSubscribe' | 'performUnsubscribe';

/** Steps that lack one of the functions that a hook needs. */
const hooksWithout = (name: HookFunction) => (app: { readonly steps: readonly Step[] }) =>
  hooksOf(app.steps)
    .filter(({ operation }) => operation[name] === undefined)
    .map(({ key }) => key);

const removeFromHook = (name: HookFunction) => (app: { readonly steps: readonly Step[] }) => {
  first(hooksOf(app.steps)).operation[name] = undefined;
};

/** The rules for triggers, actions and searches, and for the app as a whole. */
export const stepRules: readonly Rule[] = [
  {
    code: 'D006',
    says: 'every instant trigger can show examples',
    violations: hooksWithout('performList'),
    spoil: removeFromHook('performList'),
  },
  {
    code: 'D012',
    says: 'every visible step has a sample',
    violations: (app) =>
      shown(app)
        .filter(({ operation }) => Object.keys(operation.sample ?? {}).length === 0)
        .map(({ key }) => key),
    spoil: (app) => {
      first(shown(app)).operation.sample = {};
    },
  },
  {
    code: 'D015',
    says: 'every find-or-create joins a search and an action of the app, under the key of the search',
    violations: (app) =>
      Object.entries(app.searchOrCreates)
        .filter(
          ([key, { search, create }]) =>
            key !== search ||
            !inFamily(app, 'searches').some((step) => step.key === search) ||
            !inFamily(app, 'creates').some((step) => step.key === create),
        )
        .map(([key]) => key),
    spoil: ({ searchOrCreates }) => {
      first(Object.values(searchOrCreates)).create = 'create_nothing';
    },
  },
  {
    code: 'D016',
    says: 'every instant trigger subscribes by itself',
    violations: hooksWithout('performSubscribe'),
    spoil: removeFromHook('performSubscribe'),
  },
  {
    code: 'D017',
    says: 'every instant trigger unsubscribes by itself',
    violations: hooksWithout('performUnsubscribe'),
    spoil: removeFromHook('performUnsubscribe'),
  },
  {
    code: 'D018',
    says: 'labels are in title case',
    violations: ({ authentication, searchOrCreates, steps }) =>
      [
        ...steps.map(({ display }) => display.label),
        ...Object.values(searchOrCreates).map(({ display }) => display.label),
        ...inputsOf(steps).flatMap(({ value }) => value.label ?? []),
        ...steps.flatMap(({ outputs }) => outputs.map(({ label = '' }) => label)),
        ...steps.flatMap(({ operation }) => operation.inputFieldGroups.map(({ label }) => label)),
        ...authentication.fields.map(({ label = '' }) => label),
      ].filter((label) => !isTitleCase(label)),
    spoil: ({ steps }) => {
      first(steps).display.label = 'New lead';
    },
  },
  {
    code: 'D021',
    says: 'the description of a trigger starts with "Triggers when" and ends with a full stop',
    violations: (app) =>
      inFamily(app, 'triggers')
        .filter(({ display }) => !/^Triggers when .+\.$/.test(display.description))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'triggers')).display.description = 'Fires on a new lead.';
    },
  },
  {
    code: 'D027',
    says: 'the app runs on the installed, pinned platform version',
    violations: ({ platformVersion }) => (platformVersion === version ? [] : [platformVersion]),
    spoil: (app) => {
      app.platformVersion = '18.0.1';
    },
  },
  {
    code: 'D028',
    says: 'Zapier leaves the input data as it is',
    violations: ({ flags }) => (flags.cleanInputData === false ? [] : ['cleanInputData']),
    spoil: ({ flags }) => {
      flags.cleanInputData = true;
    },
  },
  {
    code: 'style',
    says: 'the description of an action or a search starts with what it does and ends with a full stop',
    violations: (app) =>
      [...inFamily(app, 'creates'), ...inFamily(app, 'searches')]
        .filter(({ display }) => !/^[A-Z][a-z]+s .+\.$/.test(display.description))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'creates')).display.description = 'Create a lead';
    },
  },
  {
    code: 'style',
    says: 'an action is called Create, Update or Delete, and a search Find, as their keys are',
    violations: ({ steps }) =>
      steps
        .filter(({ family, key }) => family !== 'triggers' && key !== 'api_request')
        .filter(({ key, display }) => key !== display.label.toLowerCase().replaceAll(' ', '_'))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'searches')).display.label = 'Get Lead';
    },
  },
  {
    code: 'style',
    says: 'no two visible steps of a kind have one label',
    violations: (app) => {
      const names = shown(app).map(({ family, display }) => `${family}: ${display.label}`);
      return names.filter((name, index) => names.indexOf(name) !== index);
    },
    spoil: (app) => {
      for (const step of inFamily(app, 'creates').slice(0, 2)) step.display.label = 'Create Lead';
    },
  },
  {
    code: 'style',
    says: 'no trigger is called Updated: its label names the change',
    violations: (app) =>
      inFamily(app, 'triggers')
        .filter(({ display }) => /^Updated\b/.test(display.label))
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'triggers')).display.label = 'Updated Lead';
    },
  },
  {
    code: 'style',
    says: 'keys are words in lower case, joined by underscores',
    violations: ({ steps }) =>
      steps.filter(({ key }) => !/^[a-z]+(_[a-z]+)+$/.test(key)).map(({ key }) => key),
    spoil: ({ steps }) => {
      first(steps).key = 'newLead';
    },
  },
  {
    code: 'style',
    says: 'every action that deletes warns of it in its form',
    violations: (app) =>
      inFamily(app, 'creates')
        .filter(({ key, form }) => key.startsWith('delete_') && form[0]?.type !== 'copy')
        .map(({ key }) => key),
    spoil: (app) => {
      first(inFamily(app, 'creates'), ({ key }) => key.startsWith('delete_')).form.shift();
    },
  },
];

const isTitleCase = (label: string): boolean => {
  const words = label.replaceAll(/[()]/g, '').split(' ');
  return words.every((word, index) => {
    const isInside = index > 0 && index < words.length - 1;
    return /^[A-Z0-9]/.test(word) ? !(isInside && isSmall(word)) : isInside && isSmall(word);
  });
};

const isSmall = (word: string): boolean => SMALL_WORDS.includes(word.toLowerCase());
