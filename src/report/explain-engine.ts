import { assertNever } from '../base/assert.ts';
import type { CompiledPool, DecodingSpec } from '../compile/compiled.ts';
import { expectedTokensPerPass } from '../physics/speculation.ts';
import { batchingRulesOf } from '../policy/batching/index.ts';
import { figure, quantity } from './numbers.ts';

/** Which steps run from CUDA graphs, in words; nothing where the pool's steps are none of a decoder's. */
export function launchesOf({ step, dataRanks }: CompiledPool): { readonly launches?: string } {
  if (step.kind !== 'roofline' || step.input.graphs === undefined) return {};
  const { steps, sizes } = step.input.graphs;
  const largest = sizes.at(-1);
  if (largest === undefined) return { launches: 'kernel by kernel, without CUDA graphs' };
  const which = steps === 'all' ? 'steps' : 'steps that only decode,';
  const padded = dataRanks === 1 ? `padded to the next of ${sizes.length} sizes` : 'not padded';
  const launches = `CUDA graphs for ${which} of up to ${largest} tokens, ${padded}; others kernel by kernel`;
  return { launches };
}

/** When prompts find each other's blocks, where it is not as soon as they are scheduled. */
const sharings = {
  computed:
    'a prompt’s blocks are found once its step has ended: prompts that begin alike in one step compute all of theirs',
  awaited:
    'who begins like a prompt of the step waits until that is computed, and all behind him wait, too',
} as const;

/** How steps are planned, where it is not the plain way. */
export function planningOf(pool: CompiledPool): { planning?: string } {
  const { engine, batchDelaySeconds, preferredBatchSizes } = pool;
  const { text } = batchingRulesOf(engine);
  const sizes = preferredBatchSizes.join(' or ');
  const parts = [
    ...(sizes === '' ? [] : [`a batch of ${sizes} starts as soon as so many wait`]),
    ...(batchDelaySeconds > 0
      ? [
          `an idle replica lets the first wait up to ${figure(1e3 * batchDelaySeconds)} ms for others`,
        ]
      : []),
    ...(text === null ? [] : [text]),
    ...(engine.preemption === 'none'
      ? ['the KV cache is reserved for prompt and maxTokens on admission, and nobody is preempted']
      : []),
    ...swapOf(pool),
    ...(engine.reserveFullPrompt === true
      ? ['prompts are admitted once there are KV blocks for all of them']
      : []),
    ...(engine.prefixSharing === undefined ? [] : [sharings[engine.prefixSharing]]),
    ...(engine.asyncScheduling === true ? ['one step ahead, while the one before it runs'] : []),
  ];
  return parts.length === 0 ? {} : { planning: parts.join('; ') };
}

/** Where preempted sequences wait, and what it costs them. */
function swapOf({ engine: { blockTokens, swap: spec }, swap }: CompiledPool): readonly string[] {
  if (swap === undefined || spec === undefined) return [];
  const tokens = figure(swap.blocks * blockTokens);
  const rate = `${figure(spec.bytesPerSecond / 1e9)} GB/s per chip`;
  return [
    `preempted sequences are copied to host memory and back at ${rate}, while steps wait, ${figure(1e3 * swap.secondsPerBlock)} ms a block; ` +
      `it holds ${tokens} tokens, and beyond these they are computed anew; joules of copies are left out`,
  ];
}

/** How decoding differs from a token per step beside a cache. */
export function decodingText(decoding: DecodingSpec): string {
  switch (decoding.kind) {
    case 'speculation': {
      const { tokens, acceptance } = decoding;
      const mean = expectedTokensPerPass(acceptance, tokens);
      return `${tokens} drafted tokens verified per step, each accepted with probability ${acceptance}: ${figure(mean)} tokens per step and sequence on average`;
    }
    case 'recompute':
      return 'without a KV cache: every step runs every context again, and has room for as many tokens as fit into it';
    default:
      return assertNever(decoding);
  }
}

/** What lies below the prefix cache, and how quickly it is read. */
export function tiersOf({ tiers: spec, engine }: CompiledPool): { readonly tiers?: string } {
  if (spec === undefined) return {};
  const each = spec.tiers.map(({ tier, blocks, secondsPerBlock, latencySeconds, shared }) => {
    const rate = quantity(engine.blockTokens / secondsPerBlock, '');
    const whose = shared ? 'all replicas' : 'each replica';
    return `${tier} ${quantity(blocks * engine.blockTokens, '')}tokens of ${whose}, read at ${rate}tokens/s after ${figure(1e6 * latencySeconds)} µs`;
  });
  const rest = `prompts wait for reads of ${spec.leastTokens} tokens or more, before they are admitted; joules of reads and the way of writes are left out`;
  return { tiers: [...each, rest].join('; ') };
}
