import type { InputFieldFunction, PlainInputField, PlainOutputField } from 'zapier-platform-core';
import { lower, type ServedKind } from '../kinds.js';
import { startRun } from '../run.js';
import { customFieldsOf } from './custom-fields.js';

/** Where an "updated" trigger collects the fields that it fires for. */
export const WATCH_FIELDS_KEY = 'watch_fields';

/** The multi-select of a record's fields, custom ones included, of which one has to change. */
export const watchFieldsInput =
  (kind: ServedKind): InputFieldFunction =>
  async (z, bundle): Promise<PlainInputField[]> => {
    const custom = await customFieldsOf(startRun(z, bundle), kind);
    return [
      {
        key: WATCH_FIELDS_KEY,
        label: 'Only When These Fields Change',
        list: true,
        choices: Object.fromEntries(
          [...kind.outputs.filter(canChangeIn(kind)), ...custom].map(({ key, label }) => [key, label ?? key]),
        ),
        helpText: `Choose one or more, or leave it empty to run on every change. The first change of each ${lower(kind)} always runs, because there is nothing yet to compare it with.`,
      },
    ];
  };

const canChangeIn =
  ({ untold = [] }: ServedKind) =>
  ({ key }: PlainOutputField): boolean =>
    !CONSTANT.includes(key) && !untold.includes(key);

const CONSTANT = ['id', 'number', 'createdAt'];
