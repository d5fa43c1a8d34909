import { CUSTOM_FIELD_PREFIX } from './facts.js';
import { isSameKey } from './sameness.js';

/**
 * The labels of a form by the keys that Heffl's messages use: `stageId`, `billingAddress.city`, `lineItems.price`, `cf_budget`.
 */
export type Labels = Readonly<Record<string, string>>;

/**
 * Finds what is quoted, addresses, and keys, which may be paths: `billingAddress.city`, `lineItems[0].price`, `lineItems/0/price`. Each
 * alternative reads every character once, so that the time is linear.
 */
const KEYS =
  /"[^"]*"|“[^“”]*”|(?<!\w)['`][^'`]*['`](?!\w)|(?<!\w)\w+:\/\/\S+|(?<![\w@/.-])[a-z]\w*(?:[./]\w+|\[\d+\])*(?![\w@/-])/gi;

/** `stageId`, `a.b`, `cf_x`: no word of a sentence. `email` may be one. */
const NO_WORD = /[A-Z_./[]/;

/** Words before a quoted key. What is quoted elsewhere is a value. */
const NAMES_A_KEY = /(?:propert(?:y|ies)|fields?|keys?|arguments?|parameters?|at)[ :]*$/i;

/** The characters before a quotation that can hold such words. */
const MOST_BEFORE = 20;

/**
 * A message of Heffl's in the words of the form: "Stage names no pipeline stage" for "stageId names no pipeline stage".
 *
 * A key that is also a word (`email`) counts as a key at the start of the message and before a colon. A quoted key counts at the start
 * and behind a word such as "property".
 */
export const inFormWords = (message: string, labels: Labels): string =>
  message.replace(KEYS, (found, at: number) => {
    const isQuoted = /^["'`“]/.test(found);
    const before = message.slice(Math.max(0, at - MOST_BEFORE), at);
    const isKey = isQuoted
      ? at === 0 || NAMES_A_KEY.test(before)
      : NO_WORD.test(found) || at === 0 || message[at + found.length] === ':';
    return (isKey ? labelOf(isQuoted ? found.slice(1, -1) : found, labels) : undefined) ?? found;
  });

/** What a path may begin with, beside the keys of the form. */
const WRAPPERS = ['body', 'data', 'payload'];

/** "Price in row 1" for `lineItems[0].price`, "Budget" for `customFields.budget`. */
const labelOf = (key: string, labels: Labels): string | undefined => {
  const steps = key.split(/[./[\]]+/).filter((step) => step !== '');
  const row = steps.find((step) => /^\d+$/.test(step));
  const [first = '', ...others] = steps.filter((step) => step !== row);
  const names = WRAPPERS.includes(first) && others.length > 0 ? others : [first, ...others];
  const label =
    names[0] === 'customFields'
      ? (labelled(names.slice(1).join('.'), labels) ??
        labelled(CUSTOM_FIELD_PREFIX + names.slice(1).join('.'), labels))
      : labelled(names.join('.'), labels);
  return label !== undefined && row !== undefined ? `${label} in row ${Number(row) + 1}` : label;
};

const labelled = (name: string, labels: Labels): string | undefined =>
  Object.entries(labels).find(([key]) => isSameKey(key, name))?.[1];
