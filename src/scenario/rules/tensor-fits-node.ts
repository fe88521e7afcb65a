import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { tensorChoices } from '../resolve/pool-memory.ts';
import type { Pool } from '../scenario.ts';
import { decoderOf } from './decoder-of.ts';
import type { PoolRule } from './rule.ts';
import { oneOf } from './wording.ts';

/**
 * Tensor groups fill a node without a remainder. One replica stays inside one node; where the fabric's topology joins
 * nodes, one whose model generates tokens may have several whole ones.
 */
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
    const { accelerator } = pool;
    const { partOf } = accelerator;
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
    const draft = shape === undefined ? null : { accelerator, shape, acceleratorsPerNode: chips };
    const choices = draft === null ? [] : tensorChoices(draft, pool.parallelism);
    const fewer = data > 1 ? 'pipeline × data' : 'pipeline';
    const fix =
      shape === undefined
        ? `use ${chips} or less`
        : choices.length === 0
          ? `use ${fewer}: ${chips} or less`
          : `use tensor: ${oneOf(choices)}`;
    if (needed > chips && pool.scaleOut !== undefined && shape !== undefined) {
      checkWholeNodes(pool, at, reporter);
    } else if (needed > chips) {
      const layout = `tensor ${tensor} × pipeline ${pipeline}${data > 1 ? ` × data ${data}` : ''}`;
      const message = `a replica of ${layout} needs ${needed} accelerators; a node has ${chips}`;
      const joined =
        shape === undefined ? '' : ', or join nodes: fabric: {topology: rail-optimised}';
      reporter.error(at, message, `${fix}${joined}`);
    } else if (chips % tensor !== 0) {
      reporter.error(at, `tensor ${tensor} does not divide the node's ${chips} accelerators`, fix);
    }
  },
};

/** Groups that exchange fill nodes, or nodes are filled by them. */
function checkWholeNodes(
  { parallelism: { tensor, pipeline, data }, acceleratorsPerNode: chips }: Pool,
  at: Path,
  reporter: Reporter,
): void {
  const groups = { tensor, 'tensor × data': tensor * data, replica: tensor * data * pipeline };
  for (const [name, size] of Object.entries(groups)) {
    if (size % chips === 0 || chips % size === 0) continue;
    const message = `${name} of ${size} neither fills nodes of ${chips} accelerators nor divides them`;
    reporter.error(at, message, `use a multiple of ${chips}, or a divisor of it`);
    return;
  }
}
