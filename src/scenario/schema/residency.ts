import { block } from './blocks.ts';
import { count, quantity } from './scalars.ts';

/** How many of a pool's models a replica holds at a time. */
export const residencySchema = block({
  models: count(
    { min: 1, max: 1000 },
    'models whose weights lie on the chips at a time; those of the others wait in host memory',
  ),
  // assumed: some loads of a small model over a host's link
  stay: quantity(
    'time',
    { min: 0 },
    'how long a loaded model that has work stays at least before another one takes its place',
  ).prefault('5s'),
});
