import { join } from 'node:path';
import { isObject } from '../../src/heffl/json.js';
import { readingChoices, type RequestFault, type Sandbox, startSandbox } from '../sandbox/index.js';
import type { Case, Cases, Setting } from './case.js';
import { readCases, writeCases } from './cases.js';
import { type Live, openLive } from './live.js';
import { looks } from './looks.js';
import { findingOf } from './probe.js';
import { Scratch } from './scratch.js';

/** Moments in answers are the same in each run. */
const now = () => Date.parse('2026-01-15T10:30:00.000Z');

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const connect = async (setting: Setting): Promise<Live> => {
  sandbox = await startSandbox({ now, ...(!isFaults(setting) && { readings: setting }) });
  if (isFaults(setting)) setting.forEach(sandbox.faults.inject, sandbox.faults);
  return openLive(sandbox.url, sandbox.apiKey);
};

const isFaults = (setting: Setting): setting is readonly RequestFault[] => Array.isArray(setting);

/** Each case in the default of the sandbox, and in each setting that it names. */
const holds = <Source>(cases: Cases<Source>, sourceOf: (heffl: Live) => Source): void => {
  describe.each(Object.entries<Case<Source>>(cases))('%s', (_id, one) => {
    const find = async (setting: Setting) => findingOf(one, sourceOf(await connect(setting)));

    test('assumed by default', async () => {
      expect(await find({})).toMatchObject({ verdict: 'assumed' });
    });

    // None would be an error: a case that nothing can change asks nothing.
    const others = (['tolerated', 'refuted', 'notAsked'] as const).flatMap((verdict) =>
      Object.entries(one[verdict] ?? {}).map(([answer, setting]) => ({ verdict, answer, setting })),
    );
    test.each(others)('$verdict: $answer', async ({ setting, ...finding }) => {
      expect(await find(setting)).toMatchObject(finding);
    });
  });
};

describe('By reading', () => {
  holds(readCases, (heffl) => heffl);
});

describe('By writing', () => {
  holds(writeCases, (heffl) => new Scratch(heffl, 'Contract'));
});

const cases = Object.values({ ...readCases, ...writeCases });

test('No two cases share an ID or a question', () => {
  const questions = [...cases, ...looks].map(({ question }) => question);
  expect(cases).toHaveLength(Object.keys(readCases).length + Object.keys(writeCases).length);
  expect(questions).toEqual([...new Set(questions)]);
});

test('Every reading of the sandbox is asked for, or to be looked at', () => {
  const asked = cases
    .flatMap((one) => Object.values({ ...one.tolerated, ...one.refuted, ...one.notAsked }))
    .flatMap((setting) => (isFaults(setting) ? [] : Object.keys(setting)));
  const looked = looks.flatMap(({ readings = [] }): string[] => [...readings]);
  expect(new Set([...asked, ...looked])).toEqual(new Set(readingChoices().map(([name]) => name)));
});

test('Every fact is what a file of the code exports', async () => {
  const facts = [...cases, ...looks].flatMap((one) =>
    [one.fact, 'copes' in one ? (one.copes ?? []) : []].flat(),
  );
  const missing: string[] = [];
  for (const fact of new Set(facts)) {
    const [file = '', path = ''] = fact.split(': ');
    const module: unknown = await import(join(__dirname, '../..', file));
    const value = path.split('.').reduce((one, key) => (isObject(one) ? one[key] : undefined), module);
    if (value === undefined) missing.push(fact);
  }
  expect(missing).toEqual([]);
});
