import { tensorChoices } from '../resolve/pool-memory.ts';
import { decoderOf } from './decoder-of.ts';
import type { PoolRule } from './rule.ts';
import { oneOf } from './wording.ts';

/** Each chip of a tensor group holds whole attention heads. KV heads need not divide: they are replicated. */
export const tensorDividesHeads: PoolRule = {
  involves: ['serves', 'parallelism.tensor'],
  check(pool, path, reporter) {
    const shape = decoderOf(pool);
    const { tensor } = pool.parallelism;
    if (shape === undefined || shape.attentionHeads % tensor === 0) return;
    const { accelerator, acceleratorsPerNode } = pool;
    const choices = tensorChoices({ accelerator, shape, acceleratorsPerNode }, pool.parallelism);
    const message = `tensor ${tensor} does not divide the ${shape.attentionHeads} attention heads of ${shape.id}`;
    const fix = `use tensor: ${oneOf(choices.length === 0 ? [1] : choices)}`;
    reporter.error([...path, 'parallelism', 'tensor'], message, fix);
  },
};
