import { decoderOf } from './decoder-of.ts';
import type { PoolRule } from './rule.ts';
import { oneOf } from './wording.ts';

/** Experts are spread over whole groups of the chips that are there, each with an expert at least. */
export const expertsDivideChips: PoolRule = {
  involves: ['serves', 'parallelism.tensor', 'parallelism.data', 'parallelism.expert'],
  check(pool, path, reporter) {
    const shape = decoderOf(pool);
    const { tensor, data, expert } = pool.parallelism;
    if (shape === undefined || expert === 1) return;
    const at = [...path, 'parallelism', 'expert'];
    const experts = shape.moe?.experts ?? 0;
    if (experts === 0) {
      reporter.error(
        at,
        `${shape.id} has no experts to spread over ${expert} groups`,
        'use expert: 1',
      );
      return;
    }
    const chips = tensor * data;
    if (chips % expert === 0 && expert <= experts) return;
    const choices = Array.from({ length: chips }, (_, i) => i + 1).filter(
      (groups) => chips % groups === 0 && groups <= experts,
    );
    const message =
      chips % expert === 0
        ? `expert ${expert} is more than the ${experts} experts of ${shape.id}`
        : `expert ${expert} does not divide the ${chips} chips of tensor ${tensor} × data ${data}`;
    reporter.error(at, message, `use expert: ${oneOf(choices)}`);
  },
};
