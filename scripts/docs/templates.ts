import { z } from 'zod';
import templatesJson from '../../listing/templates.json' with { type: 'json' };
import type { PublishedApp, Step } from '../../test/publishing/published-app.js';
import { table } from './markdown.js';

const HEFFL = 'Heffl';
/** Of another app, `step` is the label that Zapier shows; of Heffl, it is the key. */
const part = z.object({ app: z.string(), step: z.string() });

/** A Zap that people start from. `mapping` leads from each input of the action to a field of the trigger. */
const template = z.strictObject({
  title: z.string(),
  description: z.string(),
  /** `fields` are those of another app that are mapped. */
  trigger: part.extend({ fields: z.array(z.string()).optional() }),
  action: part,
  mapping: z.record(z.string(), z.string()),
});

export const templates = z.array(template).parse(templatesJson);

/** The steps of Heffl's part of a template: none if it is another app's, two for a find-or-create. */
export const stepsOf = (app: PublishedApp, { app: owner, step }: z.infer<typeof part>): Step[] => {
  if (owner !== HEFFL) return [];
  const keys = [step, app.searchOrCreates[step]?.create];
  return app.steps.filter(({ key }) => keys.includes(key));
};

/** Every template, with what goes where. */
export const templateTable = (app: PublishedApp): string =>
  table(
    ['Template', 'When', 'Then', 'Fields'],
    templates.map(({ title, description, trigger, action, mapping }) => [
      `**${title}.** ${description}`,
      labelOf(app, trigger),
      labelOf(app, action),
      Object.entries(mapping)
        .map(([input, field]) => `\`${input}\` ← ${field}`)
        .join(', '),
    ]),
  );

const labelOf = (app: PublishedApp, named: z.infer<typeof part>): string => {
  const [step] = stepsOf(app, named);
  const label = app.searchOrCreates[named.step]?.display.label ?? step?.display.label ?? named.step;
  return `${named.app}: ${label}`;
};
