import { assert } from '../base/assert.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { kvBytesPerToken } from '../physics/memory.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledPool } from './compiled.ts';

/** Without a stated capacity, as much as SGLang HiCache's least ratio of host memory to the chips' KV cache. */
const RATIO = 2;

/** Tiers below the prefix cache in blocks: each holds a block once, however many chips have parts or copies of it. */
export function compileKvTiers(
  { engine, serves, precision }: Pool,
  kvBlocks: number,
): Pick<CompiledPool, 'tiers'> {
  const shape = serves[0]?.shape;
  if (engine.kvTiers === undefined || shape === undefined) return {};
  assert(!isOneShot(shape), 'tiers of a KV cache that is none');
  const blockBytes = engine.blockTokens * kvBytesPerToken(shape, precision.kvCache);
  const { tiers, leastTokens } = engine.kvTiers;
  return {
    tiers: {
      tiers: tiers.map(({ tier, capacityBytes, bytesPerSecond, latencySeconds }) => ({
        tier,
        blocks: capacityBytes === null ? RATIO * kvBlocks : Math.floor(capacityBytes / blockBytes),
        secondsPerBlock: blockBytes / bytesPerSecond,
        latencySeconds,
        shared: tier === 'remote',
      })),
      leastTokens,
    },
  };
}
