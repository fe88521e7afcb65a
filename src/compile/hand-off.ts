import { assert } from '../base/assert.ts';
import { bytesPerElement } from '../physics/dtype.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { kvBytesPerToken } from '../physics/memory.ts';
import { stateBytesPerSequence } from '../physics/recurrent-state.ts';
import type { Pool, Routing, Workload } from '../scenario/scenario.ts';
import type { CompiledGroup, CompiledPool } from './compiled.ts';

/** Replicas that answer for each other: those of one model, and, of a model whose prompts are computed apart, of one role. */
export function groupName({ serves, role }: Pool): string {
  const [model] = serves;
  assert(model !== undefined && serves.length === 1, 'a pool serves exactly one model');
  if (role === 'encode') return encodeGroup(model.ref);
  return role === 'decode' ? decodeGroup(model.ref) : model.ref;
}

/** No reference of a model holds a line break. */
const decodeGroup = (model: string) => `${model}\ndecode`;
const encodeGroup = (model: string) => `${model}\nencode`;

/** Where embeddings go that the replicas of a group encode, and their bytes: one token's are as wide as the model, in 16 bits. */
export function embeddingsOf(
  group: string,
  groups: readonly string[],
  pools: readonly Pool[],
  workloads: readonly Workload[],
): Pick<CompiledGroup, 'embeddings'> {
  const encoder = pools.find((each) => groupName(each) === group && each.role === 'encode');
  const model = encoder?.serves[0]?.ref;
  if (model === undefined) return {};
  const reader = pools.find((each) => each.role !== 'encode' && each.serves[0]?.ref === model);
  const shape = reader?.serves[0]?.shape;
  const images = workloads.find((each) => each.model === model && each.images)?.images;
  assert(shape !== undefined && !isOneShot(shape) && images !== undefined, `${model} sees nothing`);
  const bytesPerImage = images.size.tokens * shape.hiddenSize * bytesPerElement('bf16');
  return { embeddings: { group: groups.indexOf(model), bytesPerImage } };
}

/** What becomes of prompts that the replicas of a group compute; nothing where they decode, too. */
export function handOffOf(
  group: string,
  groups: readonly string[],
  pools: readonly Pool[],
  { handOff }: Routing,
): Pick<CompiledGroup, 'handOff'> {
  const pool = pools.find((each) => groupName(each) === group && each.role === 'prefill');
  const shape = pool?.serves[0]?.shape;
  if (pool === undefined || shape === undefined || handOff === undefined) return {};
  assert(!isOneShot(shape), `pool ${pool.name} generates no tokens`);
  return {
    handOff: {
      group: groups.indexOf(decodeGroup(group)),
      leastPromptTokens: handOff.leastPromptTokens,
      bytesPerToken: kvBytesPerToken(shape, pool.precision.kvCache),
      bytesPerSequence: stateBytesPerSequence(shape),
      streamedLayers: handOff.layerWise ? shape.layers : 1,
    },
  };
}

/** What a replica sends to another: each chip by an adapter of its own, as long as those of its nodes carry that. */
export function networkOf(
  { role, parallelism, acceleratorsPerNode, serves }: Pool,
  { handOff }: Routing,
  pools: readonly Pool[],
): Pick<CompiledPool, 'role' | 'network'> {
  const isSent = pools.some(
    (each) => each.role === 'encode' && each.serves[0]?.ref === serves[0]?.ref,
  );
  if ((role === undefined && !isSent) || handOff === undefined) return {};
  const { bandwidth, nodeBandwidth, alphaSeconds } = handOff.fabric;
  const chips = parallelism.tensor * parallelism.pipeline * parallelism.data;
  const nodes = Math.ceil(chips / acceleratorsPerNode);
  const bytesPerSecond = Math.min(chips * bandwidth, nodes * (nodeBandwidth ?? Infinity));
  return { ...(role && { role }), network: { bytesPerSecond, latencySeconds: alphaSeconds } };
}
