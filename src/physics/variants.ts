import type { ModelShape } from './data-sheets.ts';
import { attentionMatrices, mixerMatrices, mlpMatrices } from './matrices.ts';
import { modelParameters } from './model-parameters.ts';

/** Sizes that a pruned or a distilled model states; what is left out is the base's. */
export interface NewSizes {
  readonly layers?: number;
  readonly hiddenSize?: number;
  readonly attentionHeads?: number;
  readonly kvHeads?: number;
  readonly headDim?: number;
  readonly intermediateSize?: number;
  readonly experts?: number;
  readonly expertIntermediateSize?: number;
}

/** One thing that is wrong with a variant: the size or key to blame, and what to write. */
export interface VariantProblem {
  /** The key that is missing, where one is. */
  readonly lacks?: string;
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

/**
 * `base` with other sizes. Layers that are dense, keep a state or have an MLP stay the share of all that they were; the
 * vocabulary and the context stay as they are. Parameters are counted from the new shape.
 */
export function resized(base: ModelShape, sizes: NewSizes): ModelShape {
  const { experts, expertIntermediateSize, ...own } = sizes;
  const layers = own.layers ?? base.layers;
  const share = (some: number) => Math.min(layers, Math.round((some * layers) / base.layers));
  const { moe, recurrent } = base;
  const shape: ModelShape = {
    ...base,
    ...own,
    ...(moe === undefined
      ? {}
      : {
          moe: {
            ...moe,
            experts: experts ?? moe.experts,
            expertIntermediateSize: expertIntermediateSize ?? moe.expertIntermediateSize,
            denseLayers: Math.min(moe.denseLayers, layers),
          },
        }),
    ...(recurrent === undefined
      ? {}
      : {
          recurrent: {
            ...recurrent,
            layers: share(recurrent.layers),
            mlpLayers: share(recurrent.mlpLayers),
          },
        }),
  };
  return { ...shape, publishedParameters: modelParameters(shape) };
}

/** What of `sizes` does not go with `base` or with each other; with `smaller`, what exceeds the base, too. */
export function checkSizes(
  base: ModelShape,
  sizes: NewSizes,
  smaller: boolean,
): readonly VariantProblem[] {
  const problems: VariantProblem[] = [];
  const old: NewSizes = { ...base, ...base.moe };
  for (const [key, value] of Object.entries(sizes) as [keyof NewSizes, number][]) {
    const before = old[key];
    if (before === undefined || before === 0) {
      const message = `${base.id} has no ${key}`;
      problems.push({ key, message, fix: 'leave it out' });
    } else if (smaller && value > before) {
      const message = `a pruned model is no larger than its base, which has ${before}`;
      problems.push({ key, message, fix: `write ${before} or less, or kind: distilled` });
    }
  }
  if (problems.length > 0) return problems;
  const { attentionHeads, kvHeads, moe } = resized(base, sizes);
  if (attentionHeads % kvHeads !== 0) {
    const key = sizes.kvHeads === undefined ? 'attentionHeads' : 'kvHeads';
    const message = `${kvHeads} KV heads do not divide ${attentionHeads} attention heads`;
    problems.push({ key, message, fix: 'let each KV head serve equally many heads' });
  }
  if (moe !== undefined && moe.expertsPerToken > moe.experts) {
    const message = `each token is routed to ${moe.expertsPerToken} experts`;
    problems.push({ key: 'experts', message, fix: `keep ${moe.expertsPerToken} or more` });
  }
  return problems;
}

/** Matrices that an adapter may stand beside: all but those of routed experts. */
export function adapterTargets(base: ModelShape): readonly string[] {
  const { moe, recurrent, layers } = base;
  const attends = (recurrent?.layers ?? 0) < layers;
  return [
    ...(attends ? attentionMatrices(base) : []),
    ...mixerMatrices(base),
    ...mlpMatrices(base, base.intermediateSize, ''),
    ...mlpMatrices(base, moe?.sharedIntermediateSize ?? 0, 'shared-'),
  ].map(({ name }) => name);
}
