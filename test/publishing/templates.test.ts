import { stepsOf, templates } from '../../scripts/docs/templates.js';
import { type PublishedApp, readPublishedApp } from './published-app.js';

let app: PublishedApp;

beforeAll(async () => {
  app = await readPublishedApp({ seed: false });
});

test('there are ten, each with a title of its own', () => {
  expect(new Set(templates.map(({ title }) => title)).size).toBeGreaterThanOrEqual(10);
});

describe.each(templates)('$title', ({ trigger, action, mapping }) => {
  test('its steps exist, are shown, and one of them is Heffl’s', () => {
    const steps = [trigger, action].map((part) => stepsOf(app, part));
    expect(
      [trigger, action].map(({ app: owner }) => owner).filter((owner) => owner === 'Heffl'),
    ).toHaveLength(1);
    expect(steps.flat().length).toBeGreaterThan(0);
    expect(steps.flat().filter(({ display }) => display.hidden)).toEqual([]);
  });

  test('maps inputs of the action to fields of the trigger, and nothing to a fixed value', () => {
    const fields =
      trigger.fields ?? stepsOf(app, trigger).flatMap(({ outputs }) => outputs.map(({ key }) => key));
    expect(Object.values(mapping).filter((field) => !fields.includes(field))).toEqual([]);
    const inputs = stepsOf(app, action).flatMap(({ form }) => form.map(({ key }) => key));
    if (action.app === 'Heffl')
      expect(Object.keys(mapping).filter((key) => !inputs.includes(key))).toEqual([]);
  });

  test('every required input is mapped, unless the user chooses it from a list', () => {
    const required = stepsOf(app, action)
      .flatMap(({ states: [opened = []] }) => opened)
      .filter((field) => field.required && !field.choices && field.dynamic === undefined);
    expect(required.map(({ key }) => key).filter((key) => !(key in mapping))).toEqual([]);
  });
});
