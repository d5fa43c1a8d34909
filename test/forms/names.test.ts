import type { ZObject } from 'zapier-platform-core';
import { errorTexts } from '../../src/errors.js';
import { idsForNames, type LoadNamed } from '../../src/forms/names.js';
import { openZ } from '../support/core.js';
import { failureOf } from '../support/failure.js';

describe('a list of tags', () => {
  let z: ZObject;
  beforeAll(async () => {
    z = await openZ();
  });

  const named = (names: readonly string[]) =>
    names.map((name, index) => ({ id: `tag_${index}`, name, label: `${name} · ${index}` }));
  const all = named(['VIP', 'Walk-in', 'Hot, new', 'B', 'C', 'Won', 'won']);
  const idsFor = async (tags: unknown, load: LoadNamed = () => Promise.resolve(all)) => {
    const field = { key: 'tags', label: 'Tags', dynamic: 'tag_list.id.label' } as const;
    return (await idsForNames(z, [field], { tag_list: load }, { tags })).tags;
  };

  test.each([
    ['a name in other letters', 'vip', 'tag_0'],
    ['another dash', 'Walk‑in', 'tag_1'],
    ['an ID', 'tag_9', 'tag_9'],
    ['a number and a token', ['42', '0b61fa2e-73c7-4ae5'], ['42', '0b61fa2e-73c7-4ae5']],
    ['names and an ID', ['VIP', 'tag_9', 'walk-in'], ['tag_0', 'tag_9', 'tag_1']],
    ['a name with a comma', ['Hot, new'], ['tag_2']],
    ['a name that was split at its comma', ['hot', 'new', 'B', 'C'], ['tag_2', 'tag_3', 'tag_4']],
  ])('%s: IDs', async (_, tags, expected) => {
    expect(await idsFor(tags)).toEqual(expected);
  });

  test('IDs alone: list not loaded', async () => {
    const load = () => Promise.reject(new Error('The list was loaded.'));
    expect(await idsFor(['tag_0', '42'], load)).toEqual(['tag_0', '42']);
  });

  const names = 'VIP, Walk-in, Hot, new, B, C, Won, won';

  test.each([
    ['Cold', errorTexts.noSuchName({ label: 'Tags', value: 'Cold', names })],
    ['Won', errorTexts.nameTwice({ label: 'Tags', value: 'Won', names: 'Won · 5, won · 6' })],
  ])('%s, among others that are there: refused with those that it may be', async (name, message) => {
    expect(await failureOf(() => idsFor(['VIP', name, 'walk-in']))).toEqual({ name: 'HaltedError', message });
  });
});
