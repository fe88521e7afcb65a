import type { DiffusionUnet, LatentDecoder } from './one-shot-shape.ts';
import { attention, convolution, type Part, passes, product } from './part.ts';

/** Two convolutions, each behind a norm (two passes: statistics, then values) and an activation, and the sum. */
function residualBlock(points: number, taps: number, inputs: number, outputs: number): Part[] {
  const bypass = inputs === outputs ? [] : [convolution('bypass', points, 1, inputs, outputs)];
  return [
    passes('norm and activation', 1, 3, points * inputs),
    convolution('first convolution', points, taps, inputs, outputs),
    passes('norm, activation and sum', 1, 4, points * outputs),
    convolution('second convolution', points, taps, outputs, outputs),
    ...bypass,
  ];
}

/** Parts of a decoder from `width` × `height` latent pixels and `frames` latent frames. */
export function decoderParts(
  decoder: LatentDecoder,
  width: number,
  height: number,
  frames: number,
): Part[] {
  const { kernelFrames, blocksPerLevel, levels, latentChannels } = decoder;
  const taps = 9 * kernelFrames;
  const first = levels[0]?.from ?? 0;
  let points = width * height * frames;
  let depth = frames;
  const frame = width * height;
  const parts = [
    convolution('into the decoder', points, taps, latentChannels, first),
    ...residualBlock(points, taps, first, first),
    ...(decoder.plainMiddle === true
      ? []
      : [
          product('middle query, key, value', 1, points, first, 3 * first),
          attention('middle attention', 1, points, frame, first),
          product('middle output', 1, points, first, first),
        ]),
    ...residualBlock(points, taps, first, first),
  ];
  let last = first;
  for (const { from, channels, upChannels, doublesFrames } of levels) {
    for (let block = 0; block < blocksPerLevel; block += 1) {
      parts.push(...residualBlock(points, taps, block === 0 ? from : channels, channels));
    }
    last = channels;
    if (upChannels === 0) continue;
    if (doublesFrames) {
      if (decoder.copiesFrames !== true) {
        parts.push(convolution('more frames', points, 3, channels, 2 * channels));
      }
      points = (points / depth) * (2 * depth - 1);
      depth = 2 * depth - 1;
    }
    points *= 4;
    parts.push(convolution('after upsampling', points, decoder.upTaps ?? 9, channels, upChannels));
  }
  return [...parts, convolution('out of the decoder', points, taps, last, 3)];
}

/** One pass of a U-Net over `width` × `height` latent pixels: down, middle, up with what the way down has kept. */
export function unetParts(unet: DiffusionUnet, width: number, height: number): Part[] {
  const { channels, transformerLayers, blocksPerLevel, latentChannels } = unet;
  const lowest = channels.length - 1;
  const first = channels[0] ?? 0;
  let points = width * height;
  let flowing = first;
  const kept = [first];
  const parts = [convolution('into the U-Net', points, 9, latentChannels, first)];
  for (const [level, own] of channels.entries()) {
    for (let block = 0; block < blocksPerLevel; block += 1) {
      parts.push(...residualBlock(points, 9, flowing, own));
      parts.push(...spatialTransformer(unet, transformerLayers[level] ?? 0, points, own));
      flowing = own;
      kept.push(own);
    }
    if (level === lowest) continue;
    points /= 4;
    parts.push(convolution('downsampling', points, 9, own, own, 2));
    kept.push(own);
  }
  parts.push(...residualBlock(points, 9, flowing, flowing));
  parts.push(...spatialTransformer(unet, transformerLayers[lowest] ?? 0, points, flowing));
  parts.push(...residualBlock(points, 9, flowing, flowing));
  for (let level = lowest; level >= 0; level -= 1) {
    const own = channels[level] ?? 0;
    for (let block = 0; block <= blocksPerLevel; block += 1) {
      parts.push(...residualBlock(points, 9, flowing + (kept.pop() ?? 0), own));
      parts.push(...spatialTransformer(unet, transformerLayers[level] ?? 0, points, own));
      flowing = own;
    }
    if (level === 0) continue;
    points *= 4;
    parts.push(convolution('after upsampling', points, 9, own, own));
  }
  return [...parts, convolution('out of the U-Net', points, 9, flowing, latentChannels)];
}

/** Layers of self-attention, cross-attention to the text and a gated MLP of four times the width. */
function spatialTransformer(unet: DiffusionUnet, layers: number, rows: number, d: number): Part[] {
  if (layers === 0) return [];
  const { textTokens, textWidth } = unet;
  return [
    product('into the layers', 1, rows, d, d),
    product('query, key, value', layers, rows, d, 3 * d),
    attention('self-attention', layers, rows, rows, d),
    product('attention output', layers, rows, d, d),
    product('cross query', layers, rows, d, d),
    product('cross key, value', layers, textTokens, textWidth, 2 * d),
    attention('cross-attention', layers, rows, textTokens, d),
    product('cross output', layers, rows, d, d),
    product('MLP in', layers, rows, d, 8 * d),
    product('MLP out', layers, rows, 4 * d, d),
    passes('norms and sums', layers, 6, rows * d),
    passes('gated activation', layers, 1, rows * 6 * d),
    product('out of the layers', 1, rows, d, d),
  ];
}
