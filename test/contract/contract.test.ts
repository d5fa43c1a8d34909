import { join } from 'node:path';
import { isObject } from '../../src/heffl/json.js';
import { readingChoices, type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import type { Asked, Case, Setting } from './case.js';
import { readCases, toLookAt, writeCases } from './cases.js';
import { type Live, openLive } from './live.js';
import { findingOf } from './probe.js';
import { Scratch } from './scratch.js';

let sandbox: Sandbox;
beforeAll(async () => {
  // Moments in answers are the same in each run.
  sandbox = await startSandbox({ now: () => Date.parse('2026-01-15T10:30:00.000Z') });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const isFaults = (setting: Setting): setting is readonly RequestFault[] => Array.isArray(setting);

const settingsOf = <Source>(one: Asked<Case<Source>>) =>
  (['tolerated', 'refuted', 'notAsked'] as const).flatMap((verdict) =>
    Object.entries(one[verdict] ?? {}).map(([answer, setting]) => ({ one, verdict, answer, setting })),
  );

/** Each case in each setting that it names. The test of the probe asks all of them in the default of the sandbox. */
const holds = <Source>(cases: readonly Asked<Case<Source>>[], sourceOf: (heffl: Live) => Source): void => {
  test.each(cases.flatMap(settingsOf))(
    '$one.question $verdict: $answer',
    async ({ one, setting, ...finding }) => {
      if (isFaults(setting)) for (const fault of setting) sandbox.faults.inject(fault);
      else Object.assign(sandbox.readings, setting);
      const source = sourceOf(openLive(sandbox.url, sandbox.apiKey));
      expect(await findingOf(one, source)).toMatchObject(finding);
    },
  );
};

holds(readCases, (heffl) => heffl);
holds(writeCases, (heffl) => new Scratch(heffl, 'Contract'));

const settings = [...readCases.flatMap(settingsOf), ...writeCases.flatMap(settingsOf)];
const cases = [...readCases, ...writeCases];

test('each question is asked once, and has an answer that is not assumed', () => {
  const questions = [...cases, ...toLookAt].map(({ question }) => question);
  expect(questions).toEqual([...new Set(questions)]);
  expect(new Set(settings.map(({ one }) => one.question)).size).toBe(cases.length);
});

test('every reading of the sandbox is asked for, or to be looked at', () => {
  const asked = settings.flatMap(({ setting }) => (isFaults(setting) ? [] : Object.keys(setting)));
  const looked = toLookAt.flatMap(({ readings = [] }): string[] => [...readings]);
  expect(new Set([...asked, ...looked])).toEqual(new Set(readingChoices().map(([name]) => name)));
});

test('every fact is what a file of the code exports', async () => {
  const facts = [...cases, ...toLookAt].flatMap((one) =>
    'copes' in one ? [one.assumed[1], one.copes] : [one.assumed[1]],
  );
  for (const fact of new Set(facts)) {
    const [file = '', path = ''] = fact.split(': ');
    const module: unknown = await import(join(__dirname, '../..', file));
    const value = path.split('.').reduce((one, key) => (isObject(one) ? one[key] : undefined), module);
    expect([fact, value]).not.toEqual([fact, undefined]);
  }
});
