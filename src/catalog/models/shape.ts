import type { ModelShape } from '../../physics/data-sheets.ts';

type Optional = 'kvHeads' | 'headDim' | 'tiedEmbeddings' | 'gatedMlp' | 'nativeDtype';

/** A shape as typed in: what most decoder-only models share may be left out. */
export type ShapeSheet = Omit<ModelShape, 'id' | 'source' | 'publishedParameters' | Optional> &
  Partial<Pick<ModelShape, Optional>> & {
    /** Hugging Face repository whose config.json the shape was taken from. */
    readonly repository: string;
    /** Published total and, for a mixture of experts, active parameter counts. */
    readonly parameters: number | readonly [total: number, active: number];
    /** A second document in which the shape was found again. */
    readonly checkedAgainst?: string;
  };

/** Turns sheets into shapes; the key is the id. */
export function models<Id extends string>(
  sheets: Readonly<Record<Id, ShapeSheet>>,
): Readonly<Record<Id, ModelShape>> {
  const made: Partial<Record<Id, ModelShape>> = {};
  for (const id in sheets) made[id] = shape(id, sheets[id]);
  return made as Record<Id, ModelShape>;
}

function shape(id: string, sheet: ShapeSheet): ModelShape {
  const { repository, parameters, checkedAgainst, ...rest } = sheet;
  const [total, active] =
    typeof parameters === 'number' ? ([parameters, parameters] as const) : parameters;
  return {
    kvHeads: sheet.attentionHeads,
    headDim: sheet.hiddenSize / sheet.attentionHeads,
    tiedEmbeddings: false,
    gatedMlp: true,
    nativeDtype: 'bf16',
    ...rest,
    id,
    publishedParameters: { total, active },
    source: {
      kind: 'model-card',
      text:
        `config.json and model card of ${repository} on Hugging Face` +
        (checkedAgainst === undefined ? '' : `; checked against ${checkedAgainst}`),
      verified: checkedAgainst !== undefined,
    },
  };
}
