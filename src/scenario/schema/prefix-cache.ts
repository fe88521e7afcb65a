import { kvTiersSchema } from './kv-tiers.ts';
import { bool, choice, count } from './scalars.ts';

/** Keys of an engine that say which KV blocks are kept, and who finds them. */
export const prefixCacheKeys = {
  prefixCache: bool(
    'whether full KV blocks are kept and found by prompts that begin alike, least recently used leaving first',
  ).prefault(false),
  prefixSharing: choice(
    ['scheduled', 'computed', 'awaited'],
    'from when on others find the blocks of a prompt: as soon as its step is planned (vLLM), once it has ended (SGLang), or then, and who begins alike waits for it (TensorRT-LLM); as the profile where left out',
  ).optional(),
  kvTiers: kvTiersSchema.prefault([]),
  onboardThreshold: count({ min: 0, max: 1e9 }, 'fewest tokens read from kvTiers').optional(),
};
