import { idealTerms } from '../../physics/ideal.ts';
import { anyList } from './blocks.ts';
import { choice } from './scalars.ts';

/** Terms made free; compare runs or laws with and without. */
export const idealSchema = anyList(
  choice(
    idealTerms,
    'costs nothing, to see what it bounds. memory: bytes that steps move to and from the chips’ memory; cache: of these, keys, values and states; network: exchanges between chips, hand-offs between pools, the remote tier of KV caches; host: the engine’s work on CPUs and host stages; io: what is copied between host memory, drives and chips (cold starts, swapping, tiers, models and adapters that come and go). Room stays as it is',
  ),
  '[memory, host]',
  idealTerms.length,
);
