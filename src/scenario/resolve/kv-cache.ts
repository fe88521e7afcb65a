import type { EngineProfile } from '../../physics/engine-profile.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** How an engine keeps keys and values, where it is not block by block until the sequence leaves. */
export function cacheOf(
  raw: RawPool,
  profile: EngineProfile,
  path: Path,
  reporter: Reporter,
): Partial<
  Pick<EngineSpec, 'kvCache' | 'kvBlocks' | 'blockTokens' | 'prefixCache' | 'prefixSharing'>
> {
  return {
    ...(raw.engine.prefixCache ? { prefixCache: true } : {}),
    ...sharingOf(raw, profile, path, reporter),
    ...withoutCache(raw, path, reporter),
  };
}

/** From when on a prompt's blocks are found: as the pool says, else as the profile's engine does. */
function sharingOf(
  { engine: { prefixCache, prefixSharing } }: RawPool,
  profile: EngineProfile,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'prefixSharing'> {
  const at = [...path, 'prefixSharing'];
  if (!prefixCache) {
    if (prefixSharing === undefined) return {};
    const message = 'prompts share blocks of the prefix cache, and there is none';
    reporter.error(at, message, 'write prefixCache: true, or leave it out');
    return {};
  }
  const sharing = prefixSharing ?? profile.prefixSharing ?? 'scheduled';
  if (prefixSharing === undefined) reporter.useDefault(at, sharing);
  return sharing === 'scheduled' ? {} : { prefixSharing: sharing };
}

/**
 * An engine without KV cache: in its books a block is the place of one token in a step, and there are maxBatchedTokens of
 * them. A sequence holds as many as its context has tokens; when the contexts that grow no longer fit into one step, the
 * last admitted waits, and a request whose context would outgrow a step on its own is rejected.
 */
function withoutCache(
  { engine, precision }: RawPool,
  path: Path,
  reporter: Reporter,
): Partial<Pick<EngineSpec, 'kvCache' | 'kvBlocks' | 'blockTokens'>> {
  if (engine.kvCache) return {};
  const refuse = (at: Path, message: string) => reporter.error(at, message, 'leave it out');
  const noCache = 'an engine without KV cache has no blocks';
  if (engine.kvBlocks !== null) refuse([...path, 'kvBlocks'], noCache);
  // As the schema fills it in; what is written alike changes nothing.
  if (engine.blockTokens !== 16) refuse([...path, 'blockTokens'], noCache);
  if (precision.kvCache !== 'bf16') {
    refuse([...path.slice(0, -1), 'precision', 'kvCache'], 'there is no KV cache');
  }
  return { kvCache: false, kvBlocks: engine.maxBatchedTokens, blockTokens: 1 };
}
