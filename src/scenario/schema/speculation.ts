import { z } from 'zod';
import { block, scalarOrBlock, variants } from './blocks.ts';
import { modelId } from './model-reference.ts';
import { Complaint, count, number, scalar } from './scalars.ts';

const off = scalar(
  { description: 'none: every step makes one token per sequence', enum: ['none'] },
  (value): null | Complaint =>
    value === 'none'
      ? null
      : new Complaint('must be none or a block with a method', 'write none, or {method: n-gram}'),
);

const common = {
  tokens: count({ min: 1, max: 64 }, 'tokens drafted per step and sequence').prefault(4),
  acceptance: number(
    { min: 0, max: 1 },
    'probability that a drafted token is accepted, for each until the first refusal',
  ).prefault(0.7),
};

/** How the tokens that a step verifies are drafted. */
export const speculationSchema = scalarOrBlock(
  off,
  variants(
    'method',
    [
      block({ method: z.literal('draft-model'), model: modelId, ...common }),
      block({ method: z.literal('mtp'), ...common }),
      block({ method: z.literal('n-gram'), ...common }),
    ],
    ['draft-model', 'mtp', 'n-gram'],
    ['eagle', 'medusa'],
  ),
);
