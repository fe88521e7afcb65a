import type { z } from 'zod';
import { block } from './blocks.ts';
import { durationSchema } from './duration.ts';
import { Complaint, name, readCount, scalar } from './scalars.ts';

const places = scalar(
  {
    description: 'uses at a time; others wait, first come, first served',
    anyOf: [{ const: 'unlimited' }, { type: 'integer', minimum: 1, maximum: 1e6 }],
    examples: [64],
  },
  (value): number | Complaint => {
    if (value === 'unlimited') return Number.POSITIVE_INFINITY;
    const limit = readCount(value, { min: 1, max: 1e6 });
    if (!(limit instanceof Complaint) || typeof value === 'number') return limit;
    return new Complaint('must be a whole number, or unlimited', 'write concurrency: 64');
  },
);

/** What strategies call that is no model: a sandbox, a search, a store of documents. */
export const toolSchema = block({
  name: name('name of the tool, as strategies call it'),
  time: durationSchema('what one use takes, without the wait for a place'),
  concurrency: places.prefault('unlimited'),
});

export type RawTool = z.output<typeof toolSchema>;
