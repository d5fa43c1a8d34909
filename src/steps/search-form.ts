import type { InputFieldFunction, ZObject } from 'zapier-platform-core';
import { errorTexts } from '../errors.js';
import { keyOfChoice, requireChoice } from '../forms/choices.js';
import { type CustomField, tryCustomFields } from '../forms/custom-fields.js';
import type { Field, Form } from '../forms/field.js';
import { choicesIn } from '../forms/multi-select.js';
import { requireFilled } from '../forms/required.js';
import { CUSTOM_FIELD_PREFIX } from '../heffl/facts.js';
import { type JsonObject, textOf } from '../heffl/json.js';
import { halted } from '../heffl/refusals.js';
import { isDated, lower, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import type { Extent } from './comparisons.js';

/** A value to search for. `by` is a key of the kind's lookups, `id`, `any`, or the key of a custom field. */
export type Ask = { readonly by: string; readonly value: string };

/** What a search form asks for. */
export type Asked = {
  /** The second counts only if nothing matches the first. */
  readonly asks: readonly Ask[];
  readonly extent: Extent;
  /** Values of `status`. Empty: all. */
  readonly statuses: readonly string[];
  readonly howMany: number;
};

/** Takes whatever passes the filters. */
export const ANY = 'any';
export const ID = 'id';
const MOST = 100;

const EXTENTS = { exact: 'The Whole Value', starts_with: 'The Beginning', contains: 'Any Part' } as const;

const SEARCH_BY = { key: 'search_by', label: 'Search By', required: true } as const;
const STATUSES = { key: 'statuses', label: 'Only These Statuses' } as const;
const MATCH = { key: 'match', label: 'Match' } as const;
const HOW_MANY = { key: 'how_many', label: 'How Many' } as const;

/** The form of a search. No key is shared with the form of the create, which "Find or Create" shows below this one. */
export const searchForm = (kind: ServedKind, hasCreate: boolean): Form => {
  const withCustomFields: InputFieldFunction = async (z, bundle) =>
    searchFields(kind, hasCreate, await tryCustomFields(startRun(z, bundle), kind));
  return [
    ...(kind.customFields === 'discovered' ? [withCustomFields] : searchFields(kind, hasCreate, [])),
    // Zapier's publishing check D009 requires that a search has an input that no function makes.
    howManyField(kind),
  ];
};

/** The searches of a "Create or Update" step: what they look for may be taken from the form of the create. */
export const searchesAround = (
  kind: ServedKind,
): { readonly above: Form[number]; readonly below: Form[number] } => {
  const noun = lower(kind);
  const byValue = valuesToSearchBy(kind);
  const [[likeliest, label] = [ID, ID]] = Object.entries(byValue);
  const pair =
    (fieldsWith: (choices: Record<string, string>) => Field[]): Form[number] =>
    async (z, bundle) => {
      const custom = await tryCustomFields(startRun(z, bundle), kind);
      return fieldsWith({
        ...byValue,
        ...Object.fromEntries(custom.map((field) => [field.key, field.label])),
      });
    };
  return {
    above: pair((choices) => [
      {
        ...SEARCH_BY,
        default: likeliest,
        choices,
        helpText: `What to look for the ${noun} by, for example ${label}. If several match, the newest is changed.`,
      },
      {
        key: 'search_value',
        label: 'Search For',
        helpText: `Leave it empty to look for what you fill in below, for example the ${label}.`,
      },
    ]),
    below: pair((choices) => [
      {
        key: 'or_search_by',
        label: 'Or Search By',
        choices,
        helpText: `If the first search is empty or finds no ${noun}, look here instead.`,
      },
      {
        key: 'or_search_value',
        label: 'Or Search For',
        helpText: 'Leave it empty to look for what you have filled in above.',
      },
    ]),
  };
};

/** The ways to search for records of a kind by a value, by key, with the words that the form has for them. */
const valuesToSearchBy = (kind: ServedKind): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(kind.lookups ?? {}).map(([key, { label }]) => [key, label])),
  [ID]: `${kind.noun} ID`,
});

const waysToSearch = (kind: ServedKind): Readonly<Record<string, string>> => ({
  ...valuesToSearchBy(kind),
  [ANY]: `Any ${kind.noun}`,
});

const searchFields = (kind: ServedKind, hasCreate: boolean, custom: readonly CustomField[]): Field[] => {
  const noun = lower(kind);
  const ways = waysToSearch(kind);
  const byValue = valuesToSearchBy(kind);
  const anyLabel = ways[ANY] ?? '';
  const customWays = Object.fromEntries(custom.map(({ key, label }) => [key, label]));
  const [likeliest = ID, second = likeliest] = Object.keys(ways);
  const example = (by: string): string => {
    const { fields = [by] } = kind.lookups?.[by] ?? {};
    const value = fields.map((field) => textOf(kind.sample[field])).find((text) => text !== undefined);
    return value === undefined ? '' : `, for example "${value}" for ${ways[by] ?? by}`;
  };
  const byPhone = Object.values(kind.lookups ?? {}).some(({ compare }) => compare === 'phone');
  const below = hasCreate
    ? ` In a Find or Create step, fill it in below as well: a new ${noun} gets only what is filled in there.`
    : '';
  return [
    {
      ...SEARCH_BY,
      default: likeliest,
      choices: { ...byValue, ...customWays, [ANY]: anyLabel },
      helpText: `What to look for the ${noun} by, for example ${ways[likeliest] ?? likeliest}. If several match, you get the ${isDated(kind) ? 'newest' : "first of Heffl's list"}.`,
    },
    {
      key: 'search_value',
      label: 'Search For',
      helpText: `What to look for${example(likeliest)}. Capital letters do not matter${byPhone ? ', nor how a phone number is written' : ''}. ${anyLabel} needs nothing here.${below}`,
    },
    {
      key: 'or_search_by',
      label: 'Or Search By',
      choices: { ...byValue, ...customWays },
      helpText: `If the first search is empty or finds no ${noun}, look here instead, for example ${ways[second] ?? second}.`,
    },
    {
      key: 'or_search_value',
      label: 'Or Search For',
      helpText: `What to look for in Or Search By${example(second)}.`,
    },
    ...(kind.statuses
      ? [
          {
            ...STATUSES,
            list: true,
            choices: kind.statuses,
            helpText: `Only ${noun}s with one of these statuses, for example ${Object.values(kind.statuses)[0] ?? ''}. Leave it empty for all of them.`,
          },
        ]
      : []),
    {
      ...MATCH,
      default: 'exact',
      choices: EXTENTS,
      helpText: 'How much of the value has to be the same. The Whole Value is the fastest in large accounts.',
    },
  ];
};

const howManyField = (kind: ServedKind): Field => {
  const noun = lower(kind);
  const order = isDated(kind) ? ', the newest first' : '';
  const limit = isDated(kind) ? ` If Heffl has more than 4,000 ${noun}s, you may get no more than 40.` : '';
  return {
    ...HOW_MANY,
    default: '1',
    helpText: `The most ${noun}s to give, from 1 to ${MOST}${order}. Later steps use the first one, unless they loop over all.${limit}`,
  };
};

/**
 * What a filled-in form asks for. `undefined` if every value to search for is empty.
 *
 * @param valueFor the value to search for if the form leaves it empty
 * @throws HaltedError if an input is none of its choices, or a pair is filled in by half
 */
export const askedIn = (
  z: ZObject,
  kind: ServedKind,
  inputData: JsonObject,
  valueFor: (by: string) => unknown = () => undefined,
): Asked | undefined => {
  requireFilled(z, [SEARCH_BY], inputData);
  const first = askIn(z, kind, inputData, ['search_by', 'search_value'], valueFor);
  const second = askIn(z, kind, inputData, ['or_search_by', 'or_search_value'], valueFor);
  const asks = [first, second].filter((ask) => ask !== undefined);
  if (asks.length === 0) return undefined;
  return {
    asks,
    extent: extentIn(z, inputData[MATCH.key]),
    statuses: kind.statuses ? statusesIn(kind.statuses, inputData[STATUSES.key]) : [],
    howMany: howManyIn(z, inputData[HOW_MANY.key]),
  };
};

const askIn = (
  z: ZObject,
  kind: ServedKind,
  inputData: JsonObject,
  [byKey, valueKey]: readonly [string, string],
  valueFor: (by: string) => unknown,
): Ask | undefined => {
  const chosen = textOf(inputData[byKey])?.trim();
  const value = valueIn(inputData[valueKey]);
  if (chosen === undefined) {
    if (value !== undefined) throw halted(z, errorTexts.secondSearchWithoutField());
    return undefined;
  }
  const by =
    keyOfChoice(waysToSearch(kind), chosen) ?? (chosen.startsWith(CUSTOM_FIELD_PREFIX) ? chosen : undefined);
  if (by === undefined) throw halted(z, errorTexts.cannotSearchBy({ field: chosen }));
  if (by === ANY) return { by, value: '' };
  const sought = value ?? valueIn(valueFor(by));
  return sought === undefined ? undefined : { by, value: sought };
};

/** A mapped list is searched for as one text. */
const valueIn = (value: unknown): string | undefined => {
  const texts = [value].flat().map((one) => textOf(typeof one === 'boolean' ? String(one) : one));
  return textOf(texts.filter((text) => text !== undefined).join(', '))?.trim();
};

const extentIn = (z: ZObject, value: unknown): Extent => {
  const text = textOf(value);
  return text === undefined ? 'exact' : requireChoice(z, MATCH.label, EXTENTS, text);
};

const statusesIn = (statuses: Readonly<Record<string, string>>, value: unknown): string[] =>
  choicesIn(value).map((chosen) => keyOfChoice(statuses, chosen) ?? chosen);

const howManyIn = (z: ZObject, value: unknown): number => {
  const text = textOf(value)?.trim() ?? '1';
  const number = /^\d{1,3}(?:\.0)?$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MOST) throw halted(z, errorTexts.notHowMany({ value: text }));
  return number;
};
