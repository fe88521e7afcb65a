import { tensorChoices } from '../resolve/pool.ts';
import type { PoolRule } from './rule.ts';
import { oneOf } from './wording.ts';

/** One replica stays inside one node, and tensor groups fill it without a remainder. */
export const tensorFitsNode: PoolRule = {
  involves: ['accelerator', 'serves', 'parallelism.tensor', 'parallelism.pipeline', 'node'],
  check(pool, path, reporter) {
    const { tensor, pipeline } = pool.parallelism;
    const chips = pool.acceleratorsPerNode;
    const at = [...path, 'parallelism', 'tensor'];
    const shape = pool.serves[0]?.shape;
    const choices =
      shape === undefined ? [] : tensorChoices({ shape, acceleratorsPerNode: chips }, pipeline);
    const fix =
      choices.length === 0 ? `use pipeline: ${chips} or less` : `use tensor: ${oneOf(choices)}`;
    if (tensor * pipeline > chips) {
      const message = `a replica of tensor ${tensor} × pipeline ${pipeline} needs ${tensor * pipeline} accelerators; a node has ${chips}`;
      reporter.error(at, message, fix);
    } else if (chips % tensor !== 0) {
      reporter.error(at, `tensor ${tensor} does not divide the node's ${chips} accelerators`, fix);
    }
  },
};
