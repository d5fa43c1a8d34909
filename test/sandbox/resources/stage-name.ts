import type { Fields } from '../fields.js';
import type { Readings } from '../readings.js';

/** A stage's name under the key that is read for it. */
export const stageName = (stage: Fields, documented: 'name' | 'label', { stageNames }: Readings): Fields => ({
  [stageNames === 'documented' ? documented : stageNames]: stage.name,
});
