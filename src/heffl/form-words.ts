/**
 * The labels of a form by the keys that Heffl's messages use: `stageId`, `billingAddress.city`, `lineItems.price`, `cf_budget`.
 */
export type Labels = Readonly<Record<string, string>>;

/**
 * Skips what is quoted and addresses. Captures a key, which may be a path: `billingAddress.city`, `lineItems[0].price`,
 * `lineItems.0.price`. Each alternative reads every character once, so that the time is linear.
 */
const KEYS =
  /"[^"]*"|“[^“”]*”|(?<!\w)['`][^'`]*['`](?!\w)|(?<!\w)\w+:\/\/\S+|(?<![\w@/.-])[a-z]\w*(?:\.\w+|\[\d+\])*(?![\w@/-])/gi;

/** `stageId`, `a.b`, `cf_x`: no word of a sentence. `email` may be one. */
const NO_WORD = /[A-Z_.[]/;

/**
 * A message of Heffl's in the words of the form: "Stage names no pipeline stage" for "stageId names no pipeline stage".
 *
 * A key that is also a word (`email`) counts as a key at the start of the message and before a colon.
 */
export const inFormWords = (message: string, labels: Labels): string =>
  message.replace(KEYS, (found, at: number) => {
    const isKey = NO_WORD.test(found) || at === 0 || message[at + found.length] === ':';
    return (isKey ? labelOf(found, labels) : undefined) ?? found;
  });

/** "Price in row 1" for `lineItems[0].price`. */
const labelOf = (key: string, labels: Labels): string | undefined => {
  const steps = key.split(/[.[\]]+/).filter((step) => step !== '');
  const row = steps.find((step) => /^\d+$/.test(step));
  const name = steps.filter((step) => step !== row).join('.');
  const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return label !== undefined && row !== undefined ? `${label} in row ${Number(row) + 1}` : label;
};
