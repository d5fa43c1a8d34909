import { isObject } from '../../../src/heffl/json.js';
import type { Field, PublishedApp, Step } from '../published-app.js';

/** One of Zapier's publishing checks, under its code, or a rule of its style guide. */
export type Rule = {
  readonly name: string;
  /** The places that break the rule. */
  readonly violations: (app: PublishedApp) => string[];
  /** Spoils one part of each sort, and returns the places where that is not noticed. */
  readonly unnoticed: (app: PublishedApp) => string[];
};

/** Some parts of the app, each with the name of its place. */
export type Places<Part> = (app: PublishedApp) => (readonly [at: string, part: Part])[];

/** The new values in a part, and in the parts of that. */
type Change<Part> = Part extends readonly unknown[]
  ? Part
  : Part extends object
    ? { readonly [Key in keyof Part]?: Change<Part[Key]> | undefined }
    : Part;

type RuleAbout<Part> = {
  readonly isBroken: (part: Part, app: PublishedApp) => boolean;
  /** What breaks it in the first of the places: all, or those that pass `spoilIn`. */
  readonly spoil: Change<Part>;
  readonly spoilIn?: (part: Part) => boolean;
};

/** Rules, by what they say, that hold for each of some parts. */
export const about = <Part extends object>(
  sorts: readonly Places<Part>[],
  rules: Readonly<Record<string, RuleAbout<Part>>>,
): Rule[] =>
  Object.entries(rules).map(([name, { isBroken, spoil, spoilIn = () => true }]) => ({
    name,
    violations: (app) =>
      sorts.flatMap((sort) => sort(app).flatMap(([at, part]) => (isBroken(part, app) ? [at] : []))),
    unnoticed: (app) =>
      sorts.flatMap((sort) => {
        const place = sort(app).find(([, part]) => spoilIn(part));
        if (!place) throw new Error('There is nothing to spoil: the rule would hold for an empty app.');
        const [at, spoiled] = structuredClone(place);
        change(spoiled, spoil);
        return isBroken(spoiled, app) ? [] : [at];
      }),
  }));

const change = (part: object, values: object): void => {
  for (const [key, value] of Object.entries(values)) {
    const inner: unknown = Reflect.get(part, key);
    if (isObject(inner) && isObject(value)) change(inner, value);
    else Reflect.set(part, key, value);
  }
};

const stepsThat =
  (isWanted: (step: Step) => boolean): Places<Step> =>
  ({ steps }) =>
    steps.filter(isWanted).map((step) => [step.key, step]);

export const steps = stepsThat(() => true);
export const shown = stepsThat(({ display }) => !display.hidden);
export const triggers = stepsThat(({ family }) => family === 'triggers');
export const creates = stepsThat(({ family }) => family === 'creates');
export const searches = stepsThat(({ family }) => family === 'searches');

export const wholeApp: Places<PublishedApp> = (app) => [['the app', app]];

type Input = { readonly field: Field; readonly step?: Step };
/** Every input of a step, those of line items included. */
export const inputs: Places<Required<Input>> = ({ steps }) =>
  steps.flatMap((step) =>
    step.form
      .flatMap((field) => [field, ...(field.children ?? [])])
      .map((field) => [`${step.key}, input ${field.key}`, { step, field }] as const),
  );
export const connectionInputs: Places<Input> = ({ authentication }) =>
  authentication.fields.map((field) => [`connection, ${field.key}`, { field }]);

/** The key of a step that a field refers to, such as `lead_list` in `lead_list.id.label`. */
export const referenceIn = (reference: string): string => reference.replace(/\..*/, '');

/** The step of a family that is referred to. */
export const stepNamed = ({ steps }: PublishedApp, family: Step['family'], reference: string) =>
  steps.find((step) => step.family === family && step.key === referenceIn(reference));
