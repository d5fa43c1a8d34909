import { z } from 'zod';

/** What a search or a trigger gives: records, each with its ID as text. */
export const records = z.array(z.looseObject({ id: z.string() }));
