import { z } from 'zod';
import { block, list, scalarOrBlock, variants } from './blocks.ts';
import { modelNames } from './names.ts';
import { bool, Complaint, choice, count, name, number, quantity, scalar } from './scalars.ts';

/** A model by catalog id or by the path of a Hugging Face config.json or a GGUF file; resolved later (resolve/model.ts). */
export const modelId = scalar(
  {
    description: 'a model of the catalog, or the path of a Hugging Face config.json or a GGUF file',
    anyOf: [{ enum: modelNames }, { type: 'string', pattern: '\\.(?:json|gguf)$' }],
    examples: ['llama-3.1-70b'],
  },
  (value): string | Complaint =>
    typeof value === 'string' && value !== ''
      ? value
      : new Complaint(
          'must be the id of a model',
          'write a catalog id, the path of a config.json or a GGUF file, or {base, variant}',
        ),
);

const size = (most: number, description: string) =>
  count({ min: 1, max: most }, description).optional();

/** Sizes of a pruned or a distilled model; those that are left out are the base's. */
const sizes = {
  layers: size(1000, 'layers'),
  hiddenSize: size(2 ** 20, 'width of the residual stream'),
  attentionHeads: size(4096, 'query heads'),
  kvHeads: size(4096, 'heads of keys and values'),
  headDim: size(4096, 'width of one head'),
  intermediateSize: size(2 ** 20, 'width of the MLP of dense layers'),
  experts: size(16_384, 'experts per layer'),
  expertIntermediateSize: size(2 ** 20, 'width of one expert'),
};

/** Kinds that need no other key, which may stand as a word. */
const plainKinds = ['sparse', 'fine-tuned'] as const;

const variantKinds = [
  ...plainKinds,
  'unstructured',
  'pruned',
  'distilled',
  'lora',
  'early-exit',
] as const;

const variantBlock = variants(
  'kind',
  [
    block({ kind: z.literal('sparse') }),
    block({ kind: z.literal('fine-tuned') }),
    block({
      kind: z.literal('unstructured'),
      share: quantity('share', { above: 0, below: 1 }, 'share of the weights that are zero'),
    }),
    block({ kind: z.literal('pruned'), ...sizes }),
    block({ kind: z.literal('distilled'), model: modelId.optional(), ...sizes }),
    block({
      kind: z.literal('lora'),
      merged: bool('the adapter is added to the weights: nothing is left of it').optional(),
      rank: count({ min: 1, max: 4096 }, 'rank of the adapter').optional(),
      targets: list(
        scalar(
          { description: 'a matrix of the model', type: 'string', examples: ['query'] },
          (value): string | Complaint =>
            typeof value === 'string'
              ? value
              : new Complaint('must be the name of a matrix', 'write a name such as query'),
        ),
        '[query, key-value]',
        64,
      ).optional(),
    }),
    block({
      kind: z.literal('early-exit'),
      layerShare: quantity(
        'share',
        { above: 0, max: 1 },
        'mean share of the layers that a decoded token runs',
      ),
    }),
  ],
  variantKinds,
);

/** A model that was made from another. */
const variantReference = block({
  base: modelId,
  variant: scalarOrBlock(choice(variantKinds, 'what was done to the base'), variantBlock),
  name: name('what tells this variant from others of its base').optional(),
  abilityShift: number(
    { min: -100, max: 100 },
    'what the variant changes of the ability; it changes no time',
  ).optional(),
});

/** A model by its id or file, or as a variant of one. */
export const modelReference = scalarOrBlock(modelId, variantReference);

export type RawVariant = z.output<typeof variantReference>;
export type RawModel = z.output<typeof modelReference>;
