import type { DetectorShape, PyramidHead, QueryHead } from './detector-shape.ts';
import { attention, convolution, type Part, passes, product } from './part.ts';
import { residualChannels, residualParts } from './residual-parts.ts';

/** Parts of a detector on one image. Boxes are picked on the chip, in passes that are small beside the towers. */
export function detectorParts(shape: DetectorShape, width: number, height: number): Part[] {
  const layers = residualParts(shape.backbone, width, height);
  const head =
    shape.head.type === 'pyramid'
      ? pyramidParts(shape, shape.head, width, height)
      : queryParts(shape, shape.head, width, height);
  return [...layers, ...head];
}

/** Strides of the backbone's last three stages: the pyramid's levels; two more, halved each, lie above. */
const strides = [8, 16, 32] as const;

function pyramidParts(
  { backbone, classes }: DetectorShape,
  { channels, towerLayers, anchors }: PyramidHead,
  width: number,
  height: number,
): Part[] {
  const last = backbone.stageChannels.length;
  const parts: Part[] = [];
  let side = { width, height };
  const levels: { readonly name: string; readonly points: number }[] = [];
  for (const [level, stride] of strides.entries()) {
    side = { width: Math.ceil(width / stride), height: Math.ceil(height / stride) };
    const points = side.width * side.height;
    const stage = last - strides.length + level;
    const inputs = (backbone.stageChannels[stage] ?? 0) * backbone.expansion;
    parts.push(
      convolution(`level ${level + 3}: lateral`, points, 1, inputs, channels),
      passes(`level ${level + 3}: sum`, 1, 1, points * channels),
      convolution(`level ${level + 3}: out`, points, 9, channels, channels),
    );
    levels.push({ name: `level ${level + 3}`, points });
  }
  for (const level of [6, 7]) {
    side = { width: Math.ceil(side.width / 2), height: Math.ceil(side.height / 2) };
    const points = side.width * side.height;
    parts.push(convolution(`level ${level}: out`, points, 9, channels, channels, 2));
    levels.push({ name: `level ${level}`, points });
  }
  // the towers are the same weights on every level
  const points = levels.reduce((sum, level) => sum + level.points, 0);
  for (const tower of ['class', 'box'] as const) {
    const outputs = anchors * (tower === 'class' ? classes : 4);
    for (let layer = 0; layer < towerLayers; layer += 1) {
      parts.push(convolution(`${tower} tower`, points, 9, channels, channels));
    }
    parts.push(convolution(`${tower} scores`, points, 9, channels, outputs));
    parts.push(passes(`${tower} picking`, 1, 1, points * outputs));
  }
  return parts;
}

function queryParts(
  { backbone, classes }: DetectorShape,
  head: QueryHead,
  width: number,
  height: number,
): Part[] {
  const { hiddenSize: d, intermediateSize: ff, encoderLayers, decoderLayers, queries } = head;
  const rows = Math.ceil(width / 32) * Math.ceil(height / 32);
  const layer = (name: string, repeats: number, count: number): Part[] => [
    product(`${name}: query, key, value`, repeats, count, d, 3 * d),
    attention(`${name}: self-attention`, repeats, count, count, d),
    product(`${name}: attention output`, repeats, count, d, d),
    product(`${name}: MLP in`, repeats, count, d, ff),
    product(`${name}: MLP out`, repeats, count, ff, d),
    passes(`${name}: norms and sums`, repeats, 4, count * d),
  ];
  return [
    convolution('into the transformer', rows, 1, residualChannels(backbone), d),
    ...layer('encoder', encoderLayers, rows),
    ...layer('decoder', decoderLayers, queries),
    product('decoder: cross query', decoderLayers, queries, d, d),
    product('decoder: cross key, value', decoderLayers, rows, d, 2 * d),
    attention('decoder: cross-attention', decoderLayers, queries, rows, d),
    product('decoder: cross output', decoderLayers, queries, d, d),
    passes('decoder: cross norm and sum', decoderLayers, 2, queries * d),
    product('classes', 1, queries, d, classes),
    product('boxes', 1, queries, d, 2 * d + 4),
  ];
}
