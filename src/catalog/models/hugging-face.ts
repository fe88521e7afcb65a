import type { Dtype, ModelShape } from '../../physics/data-sheets.ts';
import { modelParameters } from '../../physics/model-parameters.ts';
import { ConfigFields, isObject, limits, printed } from './config-fields.ts';
import { type Family, families, refusals } from './families.ts';
import { nativeDtype } from './native-dtype.ts';
import { slidingWindow } from './sliding-window.ts';

/**
 * The shape that a Hugging Face `config.json` describes. `json` is the parsed file and not trusted: fields are checked
 * against `limits`. A multimodal config (`text_config`) gives its language model alone. Fields that a config may
 * leave out have the defaults of the transformers library. Parameter counts are computed from the shape. Messages begin
 * with `where`.
 * @throws Error that names the field, its value and what was expected, for architectures whose cost this shape cannot
 * describe (encoders, state-space and hybrid models) and for missing or absurd fields.
 */
export function modelFromHuggingFaceConfig(
  json: unknown,
  id: string,
  where = `config.json of ${id}`,
): ModelShape {
  if (!isObject(json)) throw new Error(`${where}: expected an object, found ${printed(json)}`);
  const outer = new ConfigFields(json, where);
  const [architecture, family] = familyOf(outer);
  const nested = family.nested === true ? outer.object('text_config') : undefined;
  if (family.nested === true && nested === undefined) {
    throw outer.error(`${architecture} has no text_config`);
  }
  return complete(id, architecture, family, nested ?? outer, outer);
}

function familyOf(config: ConfigFields): readonly [string, Family] {
  const [architecture] = config.strings('architectures') ?? [];
  if (architecture === undefined) throw config.error('has no architectures');
  const family = Object.hasOwn(families, architecture) ? families[architecture] : undefined;
  if (family !== undefined) return [architecture, family];
  const reason = refusals.find(({ pattern }) => pattern.test(architecture))?.reason;
  const known = Object.keys(families).join(', ');
  throw config.error(
    `architecture ${printed(architecture)} is not supported${reason === undefined ? '' : `: ${reason}`}; known are ${known}`,
  );
}

function complete(
  id: string,
  architecture: string,
  family: Family,
  config: ConfigFields,
  outer: ConfigFields,
): ModelShape {
  refuseSpecialLayers(config);
  const layers = config.count(
    config.named(family.names?.layers ?? ['num_hidden_layers']),
    1,
    limits.layers,
  );
  const hiddenSize = config.count(
    config.named(family.names?.hidden ?? ['hidden_size']),
    1,
    limits.width,
  );
  const heads = config.count(
    config.named(family.names?.heads ?? ['num_attention_heads']),
    1,
    limits.heads,
    family.defaults?.heads,
  );
  const kvHeads = config.count('num_key_value_heads', 1, heads, family.defaults?.kvHeads ?? heads);
  if (heads % kvHeads !== 0) {
    throw config.error(`num_key_value_heads = ${kvHeads} does not divide the ${heads} heads`);
  }
  const mla = family.mla?.(config);
  const moe = family.moe?.(config, layers);
  const window =
    family.window === undefined ? undefined : slidingWindow(config, layers, family.window);
  const tied = outer.raw('tie_word_embeddings') ?? family.tied ?? false;
  const shape = {
    id,
    name: id,
    layers,
    hiddenSize,
    attentionHeads: heads,
    kvHeads,
    headDim:
      mla === undefined ? headDim(config, family, hiddenSize, heads) : mla.nopeDim + mla.ropeDim,
    intermediateSize:
      moe !== undefined && moe.denseLayers === 0 ? 0 : intermediateSize(config, family, hiddenSize),
    vocabSize: config.count('vocab_size', 1, limits.vocabulary, family.defaults?.vocabulary),
    tiedEmbeddings: config.flag('tie_word_embeddings', tied === true),
    gatedMlp: family.gated !== false,
    contextTokens: config.count(
      family.names?.context ?? 'max_position_embeddings',
      1,
      limits.context,
      family.defaults?.context,
    ),
    nativeDtype: nativeDtype(outer, config) satisfies Dtype,
    ...(moe === undefined ? {} : { moe }),
    ...(mla === undefined ? {} : { mla }),
    ...(window === undefined ? {} : { slidingWindow: window }),
    publishedParameters: { total: 0, active: 0 },
    source: {
      kind: 'user',
      text: `config.json of ${id} (${architecture}); parameters computed from the shape`,
      verified: false,
    },
  } satisfies ModelShape;
  return { ...shape, publishedParameters: modelParameters(shape) };
}

function headDim(config: ConfigFields, family: Family, hiddenSize: number, heads: number): number {
  const given = config.raw('head_dim') ?? family.defaults?.headDim;
  if (given === undefined && hiddenSize % heads !== 0) {
    throw config.error(`hidden_size = ${hiddenSize} is no multiple of the ${heads} heads`);
  }
  return config.count(
    'head_dim',
    1,
    limits.headWidth,
    family.defaults?.headDim ?? hiddenSize / heads,
  );
}

function intermediateSize(config: ConfigFields, family: Family, hiddenSize: number): number {
  if (family.gated === false) {
    return config.count('n_inner', 1, limits.width, 4 * hiddenSize);
  }
  return config.count('intermediate_size', 1, limits.width);
}

/** State-space and linear-attention layers hide in configs of otherwise known names, too. */
function refuseSpecialLayers(config: ConfigFields): void {
  for (const kind of config.strings('layer_types') ?? []) {
    if (kind !== 'full_attention' && kind !== 'sliding_attention') {
      throw config.error(
        `layer_types has ${printed(kind)}: only full and sliding attention are supported`,
      );
    }
  }
}
