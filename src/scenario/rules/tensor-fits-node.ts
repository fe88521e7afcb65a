import { tensorChoices } from '../resolve/pool-memory.ts';
import { decoderOf } from './decoder-of.ts';
import type { PoolRule } from './rule.ts';
import { oneOf } from './wording.ts';

/** One replica stays inside one node, and tensor groups fill it without a remainder. */
export const tensorFitsNode: PoolRule = {
  involves: [
    'accelerator',
    'serves',
    'parallelism.tensor',
    'parallelism.pipeline',
    'parallelism.data',
    'node',
  ],
  check(pool, path, reporter) {
    const { tensor, pipeline, data } = pool.parallelism;
    const chips = pool.acceleratorsPerNode;
    const needed = tensor * pipeline * data;
    const at = [...path, 'parallelism', 'tensor'];
    const { partOf } = pool.accelerator;
    if (partOf !== undefined && needed > 1) {
      const message = `a replica of ${needed} accelerators cannot be made of instances of a chip: they do not reach each other`;
      reporter.error(
        at,
        message,
        `use tensor: 1, or a larger instance, or whole chips (${partOf.chip})`,
      );
      return;
    }
    const shape = decoderOf(pool);
    const draft = shape === undefined ? null : { shape, acceleratorsPerNode: chips };
    const choices = draft === null ? [] : tensorChoices(draft, pool.parallelism);
    const fewer = data > 1 ? 'pipeline × data' : 'pipeline';
    const fix =
      shape === undefined
        ? `use ${chips} or less`
        : choices.length === 0
          ? `use ${fewer}: ${chips} or less`
          : `use tensor: ${oneOf(choices)}`;
    if (needed > chips) {
      const layout = `tensor ${tensor} × pipeline ${pipeline}${data > 1 ? ` × data ${data}` : ''}`;
      const message = `a replica of ${layout} needs ${needed} accelerators; a node has ${chips}`;
      reporter.error(at, message, fix);
    } else if (chips % tensor !== 0) {
      reporter.error(at, `tensor ${tensor} does not divide the node's ${chips} accelerators`, fix);
    }
  },
};
