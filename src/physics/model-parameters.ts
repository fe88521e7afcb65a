import { adapterMatrices } from './adapter.ts';
import type { ModelShape } from './data-sheets.ts';
import {
  attentionMatrices,
  elements,
  layerKinds,
  type Matrix,
  mixerMatrices,
  mlpMatrices,
  routerMatrix,
  vocabularyMatrix,
} from './matrices.ts';
import { convolutionElements } from './recurrent-state.ts';
import { encoderShape } from './vision.ts';

/**
 * Parameters that follow from the shape: all of them, and those that one token uses.
 * Active = total minus the experts that a token is not routed to. The embedding table counts as active, as Qwen and
 * DeepSeek count; the gpt-oss card leaves it out. Zeros of sparse weights count; an adapter does, too. An encoder of images works on every one of their tokens. Biases and attention sinks (below 0.1 %) are left out.
 */
export function modelParameters(shape: ModelShape): {
  readonly total: number;
  readonly active: number;
} {
  const { hiddenSize, moe } = shape;
  const kinds = layerKinds(shape);
  const sum = (matrices: readonly Matrix[]) =>
    elementsOf(matrices) + elementsOf(adapterMatrices(shape, matrices));
  // One norm before each mixer and each MLP, and one at the end.
  const mixers = kinds.attention + kinds.recurrent;
  const norms = (mixers + kinds.dense + kinds.sparse + 1) * hiddenSize;
  const embedding = elements(vocabularyMatrix(shape, 'embedding')) * (shape.tiedEmbeddings ? 1 : 2);
  const attention = kinds.attention * sum(attentionMatrices(shape));
  const recurrent = kinds.recurrent * (sum(mixerMatrices(shape)) + convolutionElements(shape));
  const dense = kinds.dense * sum(mlpMatrices(shape, shape.intermediateSize, ''));
  const encoder = encoderShape(shape);
  const vision = encoder === null ? 0 : modelParameters(encoder).total;
  const common = norms + embedding + attention + recurrent + dense + vision;
  if (moe === undefined) return { total: common, active: common };
  const always =
    common +
    kinds.sparse *
      (elements(routerMatrix(shape)) +
        sum(mlpMatrices(shape, moe.sharedIntermediateSize, 'shared-')));
  const expert = kinds.sparse * sum(mlpMatrices(shape, moe.expertIntermediateSize, 'expert-'));
  return { total: always + moe.experts * expert, active: always + moe.expertsPerToken * expert };
}

function elementsOf(matrices: readonly Matrix[]): number {
  let total = 0;
  for (const m of matrices) total += elements(m);
  return total;
}
