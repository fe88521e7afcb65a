import type { ModelShape } from '../../physics/data-sheets.ts';
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
 * describe (encoders, most state-space and hybrid models) and for missing or absurd fields.
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
  refuseSpecialLayers(config, family);
  const listed = config.count(
    config.named(family.names?.layers ?? ['num_hidden_layers']),
    1,
    limits.layers,
  );
  const { layers, recurrent } = family.recurrent?.(config, listed) ?? { layers: listed };
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
      (moe !== undefined && moe.denseLayers === 0) || recurrent?.mlpLayers === 0
        ? 0
        : intermediateSize(config, family, hiddenSize),
    vocabSize: config.count('vocab_size', 1, limits.vocabulary, family.defaults?.vocabulary),
    tiedEmbeddings: config.flag('tie_word_embeddings', tied === true),
    gatedMlp: family.gated !== false,
    contextTokens: config.count(
      family.names?.context ?? 'max_position_embeddings',
      1,
      limits.context,
      family.defaults?.context,
    ),
    nativeDtype: nativeDtype(outer, config),
    ...(moe === undefined ? {} : { moe }),
    ...(mla === undefined ? {} : { mla }),
    ...(window === undefined ? {} : { slidingWindow: window }),
    ...(family.gatedAttention === true ? { gatedAttention: true } : {}),
    ...(recurrent === undefined || recurrent.layers === 0 ? {} : { recurrent }),
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
  const field = config.named(family.names?.headDim ?? ['head_dim']);
  const given = config.raw(field) ?? family.defaults?.headDim;
  if (given === undefined && hiddenSize % heads !== 0) {
    throw config.error(`hidden_size = ${hiddenSize} is no multiple of the ${heads} heads`);
  }
  return config.count(field, 1, limits.headWidth, family.defaults?.headDim ?? hiddenSize / heads);
}

function intermediateSize(config: ConfigFields, family: Family, hiddenSize: number): number {
  const field = family.names?.intermediate;
  if (family.gated === false && field === undefined) {
    return config.count('n_inner', 1, limits.width, 4 * hiddenSize);
  }
  return config.count(field ?? 'intermediate_size', 1, limits.width);
}

/** State-space and linear-attention layers hide in configs of otherwise known names, too. */
function refuseSpecialLayers(config: ConfigFields, { recurrent }: Family): void {
  const [known, words] =
    recurrent === undefined
      ? [['full_attention', 'sliding_attention'], 'full and sliding']
      : [['full_attention', 'linear_attention'], 'full and linear'];
  for (const kind of config.strings('layer_types') ?? []) {
    if (!known.includes(kind)) {
      throw config.error(`layer_types has ${printed(kind)}: only ${words} attention are supported`);
    }
  }
}
