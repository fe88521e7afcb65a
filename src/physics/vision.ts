import type { ModelShape } from './data-sheets.ts';
import type { ImageGrid, ImageSize, VisionEncoder } from './vision-encoder.ts';

/** Patches and tokens of an image of `width` × `height` pixels. */
export function imageSize(vision: VisionEncoder, width: number, height: number): ImageSize {
  const { images } = vision;
  return images.kind === 'native'
    ? nativeSize(vision, images, width, height)
    : tiledSize(vision, images, width, height);
}

/**
 * As Qwen2.5-VL's processor rounds (arXiv 2502.13923, section 2.1): sides to multiples of a token's, then both shrunk or
 * grown by one factor until the image has an allowed size.
 */
function nativeSize(
  { layers, patchPixels, mergeSide }: VisionEncoder,
  grid: Extract<ImageGrid, { kind: 'native' }>,
  width: number,
  height: number,
): ImageSize {
  const side = patchPixels * mergeSide;
  const rounded = (pixels: number) => Math.max(1, Math.round(pixels / side));
  let across = rounded(width);
  let down = rounded(height);
  const factor = (pixels: number) => Math.sqrt((width * height) / pixels);
  const area = across * down * side * side;
  if (area > grid.mostPixels) {
    const shrink = factor(grid.mostPixels);
    across = Math.max(1, Math.floor(width / shrink / side));
    down = Math.max(1, Math.floor(height / shrink / side));
  } else if (area < grid.leastPixels) {
    const grow = factor(grid.leastPixels);
    across = Math.ceil(width / grow / side);
    down = Math.ceil(height / grow / side);
  }
  const tokens = across * down;
  const patches = tokens * mergeSide * mergeSide;
  // windows at the borders hold what is left of the image
  const windowed = sumOfSquares(across * mergeSide, grid.windowPatches);
  const windowedPairs = windowed * sumOfSquares(down * mergeSide, grid.windowPatches);
  const { fullLayers } = grid;
  const pairs = (fullLayers * patches * patches + (layers - fullLayers) * windowedPairs) / layers;
  return { tokens, patches, pairs };
}

/** Σ w² over windows of at most `window` that cover `length`. */
function sumOfSquares(length: number, window: number): number {
  const rest = length % window;
  return Math.floor(length / window) * window * window + rest * rest;
}

/** As InternVL cuts images (arXiv 2404.16821, section 3.2): of equally close shapes, the largest that the image half fills. */
function tiledSize(
  { patchPixels, mergeSide }: VisionEncoder,
  { tilePixels, mostTiles }: Extract<ImageGrid, { kind: 'tiles' }>,
  width: number,
  height: number,
): ImageSize {
  const grids: (readonly [across: number, down: number])[] = [];
  for (let across = 1; across <= mostTiles; across++) {
    for (let down = 1; across * down <= mostTiles; down++) grids.push([across, down]);
  }
  grids.sort(([a, b], [c, d]) => a * b - c * d);
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (const [across, down] of grids) {
    const distance = Math.abs(width / height - across / down);
    const isHalfFull = width * height > (tilePixels * tilePixels * across * down) / 2;
    if (distance < least || (distance === least && isHalfFull)) best = across * down;
    least = Math.min(least, distance);
  }
  const tiles = best === 1 ? 1 : best + 1;
  const patches = (tilePixels / patchPixels) ** 2;
  const rows = patches + 1;
  return {
    tokens: (tiles * patches) / (mergeSide * mergeSide),
    patches: tiles * rows,
    pairs: tiles * rows * rows,
  };
}

/**
 * An encoder as the roofline knows models: its patches are the tokens of a prompt, of which nothing is masked, and its
 * projector stands where a decoder has its LM head, met once for each token of the prompt that comes of them. Null where
 * a model sees nothing. The embedding of patches, below 1 % of the work, counts with its weights alone.
 */
export function encoderShape({ vision, ...model }: ModelShape): ModelShape | null {
  if (vision === undefined) return null;
  const { layers, hiddenSize, attentionHeads, intermediateSize, gatedMlp } = vision;
  const merged = hiddenSize * vision.mergeSide * vision.mergeSide;
  const projector = vision.projectorSize * (merged + model.hiddenSize);
  return {
    id: `${model.id} encoder`,
    name: vision.name,
    layers,
    hiddenSize,
    attentionHeads,
    kvHeads: attentionHeads,
    headDim: hiddenSize / attentionHeads,
    intermediateSize,
    vocabSize: projector / hiddenSize,
    tiedEmbeddings: true,
    gatedMlp,
    contextTokens: Number.MAX_SAFE_INTEGER,
    nativeDtype: model.nativeDtype,
    publishedParameters: model.publishedParameters,
    source: model.source,
  };
}
