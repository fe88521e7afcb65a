import { acceleratorId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import type { EngineProfile } from '../../src/physics/engine-profile.ts';
import type { StepLoad } from '../../src/physics/explain.ts';
import { kernelProfile, oneLayer, operatorInput, operatorTime, prompts } from './operator-step.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';

/** One layer of attention; a window of 0 is none. */
function attention(row: DataRow, load: StepLoad, term: string, profile: EngineProfile) {
  const heads = row.count('num_heads');
  const headDim = row.count('head_dim', 128);
  const window = row.maybe('window_size') ?? 0;
  const model = oneLayer({
    hiddenSize: heads * headDim,
    attentionHeads: heads,
    kvHeads: row.count('num_key_value_heads', heads),
    headDim,
    ...(window > 0 ? { slidingWindow: { tokens: window, layerShare: 1 } } : {}),
  });
  const system = row.text('system');
  const id = acceleratorId(system);
  const { activations } = precisionOf(row.text('attn_dtype'), id, 'vllm-v1');
  const kvCache = precisionOf(row.text('kv_cache_dtype'), id, 'vllm-v1').activations;
  const input = operatorInput(
    system,
    model,
    { weights: activations, activations, kvCache },
    { profile },
  );
  const time = operatorTime(input, load, ({ name }) => name === term);
  return { figures: figures(row, { latency_ms: time.milliseconds }), derive: time.derive };
}

const labels = (row: DataRow, phase: string) => ({
  model: `${row.text('attn_dtype')}, cache ${row.text('kv_cache_dtype')}, window ${row.text('window_size') || '0'}`,
  accelerator: row.text('system'),
  engine: phase,
});

export const opsAttentionContext: FileKind = {
  pattern: /^ops_attention_context/,
  play: '`batch_size` prompts of `isl` tokens behind `step` cached ones',
  labels: (row) => labels(row, 'prefill'),
  open:
    (_, profile = kernelProfile) =>
    (row) =>
      attention(
        row,
        prompts(row.count('batch_size'), row.count('isl'), row.maybe('step') ?? 0),
        'prefill attention',
        profile,
      ),
};

export const opsAttentionGeneration: FileKind = {
  pattern: /^ops_attention_generation/,
  play: '`batch_size` sequences that decode, each with isl + step tokens attended to',
  labels: (row) => labels(row, 'decode'),
  open:
    (_, profile = kernelProfile) =>
    (row) => {
      const decodeSequences = row.count('batch_size');
      const attended = row.count('isl') + (row.maybe('step') ?? 0);
      const contextTokens = decodeSequences * (attended - 1);
      return attention(row, { decodeSequences, contextTokens }, 'decode attention', profile);
    },
};
