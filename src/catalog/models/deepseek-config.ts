import type { ModelShape } from '../../physics/data-sheets.ts';
import { type ConfigFields, limits } from './config-fields.ts';

/** Multi-head latent attention of DeepSeek-V3; a `q_lora_rank` of null is rank 0, queries that are not compressed. */
export function latentAttention(config: ConfigFields): NonNullable<ModelShape['mla']> {
  return {
    kvRank: config.count('kv_lora_rank', 1, limits.width),
    ropeDim: config.count('qk_rope_head_dim', 1, limits.headWidth),
    queryRank: config.count('q_lora_rank', 0, limits.width, 0),
    nopeDim: config.count('qk_nope_head_dim', 1, limits.headWidth),
    valueDim: config.count('v_head_dim', 1, limits.headWidth),
  };
}

/** Routed and shared experts of DeepSeek-V3, with dense layers at the start. */
export function deepseekExperts(
  config: ConfigFields,
  layers: number,
): NonNullable<ModelShape['moe']> {
  const experts = config.count('n_routed_experts', 1, limits.experts);
  config.count('moe_layer_freq', 1, 1, 1);
  const width = config.count('moe_intermediate_size', 1, limits.width);
  return {
    experts,
    expertsPerToken: config.count('num_experts_per_tok', 1, experts),
    expertIntermediateSize: width,
    sharedIntermediateSize: width * config.count('n_shared_experts', 0, 1024, 0),
    denseLayers: config.count('first_k_dense_replace', 0, layers - 1, 0),
  };
}
