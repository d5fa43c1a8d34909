import type { Field, PublishedApp, Step } from '../published-app.js';

/** One of Zapier's publishing checks, or a rule of its style guide. */
export type Rule = {
  /** Zapier's code of the check, or `style`. */
  readonly code: string;
  readonly says: string;
  /** What breaks the rule, each naming its place. Nothing if all is well. */
  readonly violations: (app: PublishedApp) => string[];
  /** Breaks the rule, to prove that it would be noticed. */
  readonly spoil: (app: PublishedApp) => void;
};

export type Placed<Value> = { readonly at: string; readonly value: Value };

export const shown = ({ steps }: PublishedApp): Step[] => steps.filter(({ display }) => !display.hidden);

export const inFamily = ({ steps }: PublishedApp, family: Step['family']): Step[] =>
  steps.filter((step) => step.family === family);

/** Every input of the app, those of line items included. */
export const inputsOf = (steps: readonly Step[]): Placed<Field>[] =>
  steps.flatMap((step) =>
    step.form
      .flatMap((field) => [field, ...(field.children ?? [])])
      .map((value) => ({ at: `${step.key}, input ${value.key}`, value })),
  );

/** Custom fields of the account that a form shows: their names are the account's own. */
export const isCustom = ({ key }: Field): boolean => key.startsWith('cf_');

/** The key of a step that a field refers to, such as `lead_list` in `lead_list.id.label`. */
export const referenceIn = (reference: string): string => reference.split('.')[0] ?? '';

/** The first of a list that a rule is proven on. */
export const first = <Value>(
  values: readonly Value[],
  wanted: (value: Value) => boolean = () => true,
): Value => {
  const found = values.find(wanted);
  if (found === undefined)
    throw new Error('There is nothing to spoil: the rule would hold for an empty app.');
  return found;
};
