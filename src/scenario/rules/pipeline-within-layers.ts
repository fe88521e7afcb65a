import { decoderOf } from './decoder-of.ts';
import type { PoolRule } from './rule.ts';

/** Every pipeline stage holds at least one layer. */
export const pipelineWithinLayers: PoolRule = {
  involves: ['serves', 'parallelism.pipeline'],
  check(pool, path, reporter) {
    const shape = decoderOf(pool);
    const { pipeline } = pool.parallelism;
    if (shape === undefined || pipeline <= shape.layers) return;
    const message = `pipeline ${pipeline} exceeds the ${shape.layers} layers of ${shape.id}`;
    reporter.error([...path, 'parallelism', 'pipeline'], message, `use ${shape.layers} or less`);
  },
};
